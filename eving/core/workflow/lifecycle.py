"""States and the transitions between them. Nothing else writes a state (docs/decisions/0008, 0024).

A state says how far the office is with something; ``published_at`` and ``hidden_at`` say whether the public sees it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from eving.core.models.history import HistoryEntry, Role
from eving.core.models.participants import Contribution
from eving.core.models.users import User

By = User | Role
REDACTED = "[entfernt]"


@dataclass(frozen=True)
class Transition:
    """One allowed arrow: from where, to where, who may, whether a text is owed and whether the public reads it."""

    name: str
    source: Collection[str]
    target: str
    who: Collection[str]
    label: Any  # on the button, translatable
    done: Any  # in the history, translatable
    help: Any = ""  # what it does, in one sentence for whoever is about to take it
    text_required: bool = False
    is_public: bool = False
    sends_no_mail: bool = False  # nobody gets a mail
    primary_from: Collection[str] = ()  # the states after which it usually comes next
    is_loss: bool = False
    only_if: str = ""  # name of a property of the object that must hold, such as "was_public"

    def fits(self, obj: "Case") -> bool:
        """Whether the transition starts from where this object is."""
        return obj.state in self.source and (not self.only_if or bool(getattr(obj, self.only_if)))


class Lifecycle:
    """The transitions of one model. Plain data: it knows neither the model nor the services."""

    def __init__(self, *transitions: Transition) -> None:
        self.transitions = transitions

    @cached_property
    def by_name(self) -> dict[str, Transition]:
        return {each.name: each for each in self.transitions}

    def transition(self, name: str) -> Transition:
        return self.by_name[name]

    def open_to(self, role: str, obj: "Case") -> list[Transition]:
        """The transitions that somebody in this role may take with an object as it is."""
        return [each for each in self.transitions if role in each.who and each.fits(obj)]

    def wording(self, from_state: str, to_state: str, role: str = "") -> str:
        """How the history names a change of state; where two transitions lead there, by whose it is."""
        fitting = [each for each in self.transitions if each.target == to_state and from_state in each.source]
        own = [each for each in fitting if role in each.who]
        return str((own or fitting)[0].done) if fitting else ""


class Case(Protocol):
    """What the office decides about: a row with a state, its version, its history and mostly a person behind it."""

    pk: Any
    state: str
    state_changed_at: Any
    version: int
    history: Any  # the manager of its entries

    @property
    def lifecycle(self) -> Lifecycle: ...

    @property
    def contribution(self) -> Contribution | None: ...

    @property
    def _meta(self) -> Any: ...

    def get_state_display(self) -> str: ...

    def save(self, *args: Any, **kwargs: Any) -> None: ...


class NotAllowed(ValidationError):
    """The transition does not exist from this state, or not for this person."""


class Conflict(ValidationError):
    """Somebody else was faster: the object is no longer in the state the person saw."""


def role_of(by: By) -> Role:
    return Role.STAFF if isinstance(by, User) else by


# ---------------------------------------------------------------- lock first, then decide
Row = TypeVar("Row", bound=models.Model)


def locked(obj: Row, seen_version: int | None = None) -> Row:
    """The stored row, for us alone until the transaction ends; whoever writes it computes from this one.

    Raises Conflict when it is gone, or when ``seen_version`` is no longer its version.
    """
    row = type(obj)._default_manager.select_for_update(of=("self",)).filter(pk=obj.pk).first()
    if row is None:
        raise Conflict(_("This was deleted in the meantime."))
    if seen_version is not None and getattr(row, "version", seen_version) != seen_version:
        raise Conflict(_("Somebody else changed this in the meantime. Please look again before you decide."))
    return row


def bring_up_to_date(obj: models.Model, row: models.Model) -> None:
    """Give an object in hand the columns of its locked row."""
    for field in row._meta.concrete_fields:
        setattr(obj, field.attname, getattr(row, field.attname))


# ---------------------------------------------------------------- taking a transition
@dataclass(frozen=True)
class Service:
    """What takes one transition of one model, and what it locks before the row, in the order all others do."""

    act: Callable[..., HistoryEntry]
    lock_first: Callable[..., object] | None = None


services: dict[tuple[type[models.Model], str], Service] = {}


def on(
    model: type[models.Model], name: str, *, lock_first: Callable[..., object] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the function that takes a transition. It gets the locked row, ``by``, ``text`` and what it asks for.

    ``lock_first`` gets the object in hand and the same words.
    """

    def register(act: Callable[..., Any]) -> Callable[..., Any]:
        services[model, name] = Service(act, lock_first)
        return act

    return register


def apply(obj: Any, name: str, *, by: By, text: str = "", seen_version: int | None = None, **given: Any) -> Any:
    """Take a transition: lock the row, check the arrow, let its service write; returns the history entry.

    The one way, for admin, bulk, links and jobs. The given object is brought up to date. Raises NotAllowed, Conflict
    (``seen_version`` is no longer the row's, or the row is gone) or ValidationError, with nothing written.
    """
    service = services[type(obj), name]
    with transaction.atomic():
        if service.lock_first:
            service.lock_first(obj, **given)
        row = locked(obj, seen_version)
        check(row, row.lifecycle.transition(name), by=by, text=text)
        entry = service.act(row, by=by, text=text.strip(), **given)
    bring_up_to_date(obj, row)
    return entry


def check(row: Case, transition_: Transition, *, by: By, text: str) -> None:
    """Raises NotAllowed or ValidationError when somebody may not take this transition from here, with these words."""
    if role_of(by) not in transition_.who or not transition_.fits(row):
        raise NotAllowed(_("This step is not possible from “%(state)s”.") % {"state": row.get_state_display()})
    if transition_.text_required and not text.strip():
        raise ValidationError({"text": _("Please give a reason. The person reads it.")})


def write(row: Case, name: str, *, by: By, text: str = "", **changes: Any) -> Any:
    """For services alone: write state, time, version and further columns of the locked row, and one history entry."""
    transition_: Transition = row.lifecycle.transition(name)
    before, now = row.state, timezone.now()
    changes |= {"state": transition_.target, "state_changed_at": now, "version": row.version + 1}
    for column, value in changes.items():
        setattr(row, column, value)
    row.save(update_fields=list(changes))
    states = {"from_state": before, "to_state": transition_.target}
    return row.history.create(**who(by), **states, at=now, text=text, is_public=transition_.is_public)


def add_entry(obj: Case, *, by: By, before: str, after: str, text: str = "", is_public: bool = False) -> Any:
    """Append to the history of an object what is no transition: its beginning, or words that move nothing."""
    states = {"from_state": before, "to_state": after}
    return obj.history.create(**who(by), **states, at=timezone.now(), text=text, is_public=is_public)


def who(by: By) -> dict[str, Any]:
    """The columns of an entry that say who acted."""
    return {"role": role_of(by), "by": by if isinstance(by, User) else None}


def add_internal_note(obj: Case, *, by: User, text: str) -> Any:
    """Append a note of the office: only the office reads it, and the state stays."""
    return add_entry(obj, by=by, before=obj.state, after=obj.state, text=text.strip())


def redact(entry: HistoryEntry, *, reason: str, by: User | None = None) -> None:
    """Replace the text of an entry by “[entfernt]”; who, when and states stay."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why the text has to go.")})
    entry.text = REDACTED
    entry.redacted_at = timezone.now()
    entry.redacted_by = by
    entry.redaction_reason = reason.strip()
    entry.save(update_fields=["text", "redacted_at", "redacted_by", "redaction_reason"])
