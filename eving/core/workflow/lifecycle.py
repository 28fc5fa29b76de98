"""State machine of cases: states, transitions, history. Nothing else writes a state (docs/decisions/0008, 0024).

A state says how far the office is with a case; ``published_at`` and ``hidden_at`` say whether the public sees it.
"""

from collections.abc import Callable, Collection, Sequence
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
    """One allowed change of state: from where, to where, by whom, and what it requires."""

    name: str
    source: Collection[str]
    target: str
    who: Collection[str]
    label: Any  # on the button, translatable
    done: Any  # in the history, translatable
    help: Any = ""  # what it does, in one sentence on the page before it is taken
    text_required: bool = False
    is_public: bool = False  # the public reads the text in the history
    sends_no_mail: bool = False
    primary_from: Collection[str] = ()  # the states in which it is the main button
    is_loss: bool = False
    only_if: str = ""  # name of a property of the object that must hold, such as "was_public"

    def fits(self, obj: "Case") -> bool:
        return obj.state in self.source and (not self.only_if or bool(getattr(obj, self.only_if)))


class Lifecycle:
    """The transitions of one model; plain data, without the model or its services."""

    def __init__(self, *transitions: Transition) -> None:
        self.transitions = transitions

    @cached_property
    def by_name(self) -> dict[str, Transition]:
        return {each.name: each for each in self.transitions}

    def transition(self, name: str) -> Transition:
        return self.by_name[name]

    def open_to(self, role: str, obj: "Case") -> list[Transition]:
        return [each for each in self.transitions if role in each.who and each.fits(obj)]

    def wording(self, from_state: str, to_state: str, role: str = "") -> str:
        """How the history names a change of state; of two transitions between the same states, the one of ``role``."""
        fitting = [each for each in self.transitions if each.target == to_state and from_state in each.source]
        own = [each for each in fitting if role in each.who]
        return str((own or fitting)[0].done) if fitting else ""


class Case(Protocol):
    """Anything the office decides about (idea, listing, enquiry, actor, project): state, version and history."""

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
    """The transition does not start from this state, or not for this role."""


class Conflict(ValidationError):
    """The row was changed or deleted since the person read it."""


def role_of(by: By) -> Role:
    return Role.STAFF if isinstance(by, User) else by


# ---------------------------------------------------------------- locking
Row = TypeVar("Row", bound=models.Model)


def locked(obj: Row, seen_version: int | None = None) -> Row:
    """The row as stored now, locked until the transaction ends. Compute what you write from it, not from ``obj``.

    Raises Conflict when it is gone, or when ``seen_version`` is no longer its version.
    """
    row = type(obj)._default_manager.select_for_update(of=("self",)).filter(pk=obj.pk).first()
    if row is None:
        raise Conflict(_("This was deleted in the meantime."))
    if seen_version is not None and getattr(row, "version", seen_version) != seen_version:
        raise Conflict(_("Somebody else changed this in the meantime. Please look again before you decide."))
    return row


def bring_up_to_date(obj: models.Model, row: models.Model) -> None:
    for field in row._meta.concrete_fields:
        setattr(obj, field.attname, getattr(row, field.attname))


# ---------------------------------------------------------------- services
@dataclass(frozen=True)
class Service:
    """The function that takes one transition of one model; ``lock_first`` locks other rows before the case's own.

    All services lock in the same order, so that two of them never wait for each other.
    """

    act: Callable[..., HistoryEntry]
    lock_first: Callable[..., object] | None = None


services: dict[tuple[type[models.Model], str], Service] = {}


def on(
    model: type[models.Model], name: str, *, lock_first: Callable[..., object] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated function as the service of a transition.

    ``apply`` calls it with the locked row, ``by``, ``text`` and its own keyword arguments; ``lock_first`` gets the
    instance as passed to ``apply`` and those keyword arguments.
    """

    def register(act: Callable[..., Any]) -> Callable[..., Any]:
        services[model, name] = Service(act, lock_first)
        return act

    return register


def apply(obj: Any, name: str, *, by: By, text: str = "", seen_version: int | None = None, **given: Any) -> Any:
    """Take a transition: lock the row, check it, let the service write; returns the history entry.

    The only way to change a state, for admin, bulk actions, mail links and jobs. ``obj`` gets the new values. Raises
    NotAllowed, Conflict (``seen_version`` is no longer the row's, or the row is gone) or ValidationError, with nothing
    written.
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
    """Raises NotAllowed for the wrong state or role, ValidationError when a required text is missing."""
    if role_of(by) not in transition_.who or not transition_.fits(row):
        raise NotAllowed(_("This step is not possible from “%(state)s”.") % {"state": row.get_state_display()})
    if transition_.text_required and not text.strip():
        raise ValidationError({"text": _("Please give a reason. The person reads it.")})


def write_together(rows: Sequence[Case], name: str, *, by: By, columns: Collection[str] = ()) -> None:
    """As ``write`` for several locked rows of one state, in two statements; ``columns`` are set on them already."""
    if not rows:
        return
    transition_: Transition = rows[0].lifecycle.transition(name)
    before, now = rows[0].state, timezone.now()
    for row in rows:
        check(row, transition_, by=by, text="")
        row.state, row.state_changed_at, row.version = transition_.target, now, row.version + 1
    model: Any = type(rows[0])
    model._base_manager.bulk_update(rows, ["state", "state_changed_at", "version", *columns])
    add_entries(rows, by=by, before=before, after=transition_.target, is_public=transition_.is_public)


def write(row: Case, name: str, *, by: By, text: str = "", **changes: Any) -> Any:
    """Only for services: save state, time, version and ``changes`` of the locked row, and add the history entry."""
    transition_: Transition = row.lifecycle.transition(name)
    before, now = row.state, timezone.now()
    changes |= {"state": transition_.target, "state_changed_at": now, "version": row.version + 1}
    for column, value in changes.items():
        setattr(row, column, value)
    row.save(update_fields=list(changes))
    states = {"from_state": before, "to_state": transition_.target}
    return row.history.create(**who(by), **states, at=now, text=text, is_public=transition_.is_public)


def add_entry(obj: Case, *, by: By, before: str, after: str, text: str = "", is_public: bool = False) -> Any:
    """Append to the history what is no transition: how the case was received, or a text that changes no state."""
    states = {"from_state": before, "to_state": after}
    return obj.history.create(**who(by), **states, at=timezone.now(), text=text, is_public=is_public)


def add_entries(rows: Sequence[Case], *, by: By, before: str, after: str, is_public: bool = False) -> None:
    """As ``add_entry`` for several cases of one model, in one statement."""
    if rows:
        history: Any = rows[0].history
        made_of = {**who(by), "from_state": before, "to_state": after, "at": timezone.now(), "is_public": is_public}
        history.model._base_manager.bulk_create(history.model(**{history.field.name: row}, **made_of) for row in rows)


def who(by: By) -> dict[str, Any]:
    return {"role": role_of(by), "by": by if isinstance(by, User) else None}


def add_internal_note(obj: Case, *, by: User, text: str) -> Any:
    """Append an entry that only the office reads; equal states before and after mark it as such."""
    return add_entry(obj, by=by, before=obj.state, after=obj.state, text=text.strip())


def redact(entry: HistoryEntry, *, reason: str, by: User | None = None) -> None:
    """Replace the text of an entry by “[entfernt]”; actor, time and states stay. ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why the text has to go.")})
    entry.text = REDACTED
    entry.redacted_at = timezone.now()
    entry.redacted_by = by
    entry.redaction_reason = reason.strip()
    entry.save(update_fields=["text", "redacted_at", "redacted_by", "redaction_reason"])
