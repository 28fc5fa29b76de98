"""States and transitions. Nothing else writes a state (docs/decisions/0008).

A state says how far the office is with something; ``published_at`` and ``hidden_at`` say whether the public sees it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.models.history import HistoryEntry, Role
from eving.core.models.users import User

By = User | Role
REDACTED = "[entfernt]"


@dataclass(frozen=True)
class Step:
    """One allowed arrow: from where, to where, who may, whether a text is owed and whether the public reads it."""

    name: str
    source: Collection[str]
    target: str
    who: Collection[str]
    label: Any  # on the button, translatable
    done: Any  # in the history, translatable
    text_required: bool = False
    is_public: bool = False
    is_loss: bool = False
    only_if: str = ""  # name of a property of the object that must hold, such as "was_public"

    def fits(self, obj: Any) -> bool:
        """Whether the step starts from where this object is."""
        return obj.state in self.source and (not self.only_if or bool(getattr(obj, self.only_if)))


@dataclass(frozen=True)
class Lifecycle:
    """The arrows of one model and the model of its history."""

    steps: tuple[Step, ...]
    history: type[HistoryEntry]
    owner: str  # name of the history's foreign key to the object

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    def open_to(self, role: str, obj: Any) -> list[Step]:
        """The steps that somebody in this role may take with an object as it is."""
        return [step for step in self.steps if role in step.who and step.fits(obj)]

    def wording(self, from_state: str, to_state: str, role: str = "") -> str:
        """How the history names a change of state; where two steps lead there, by whose it is."""
        fitting = [step for step in self.steps if step.target == to_state and from_state in step.source]
        own = [step for step in fitting if role in step.who]
        return str((own or fitting)[0].done) if fitting else ""


class NotAllowed(ValidationError):
    """The step does not exist from this state, or not for this person."""


class Conflict(ValidationError):
    """Somebody else was faster: the object is no longer in the state the person saw."""


def role_of(by: By) -> Role:
    return Role.STAFF if isinstance(by, User) else by


@transaction.atomic
def transition(
    obj: Any, step_name: str, *, by: By, text: str = "", seen_version: int | None = None, **changes: Any
) -> Any:
    """Take a step: lock the row, check the arrow, write state, time and one history entry.

    ``changes`` are further fields of the same row (visibility, dates) that belong to the step. The given object is
    brought up to date. Raises NotAllowed, Conflict (``seen_version`` is no longer the row's) or ValidationError.
    """
    lifecycle: Lifecycle = obj.lifecycle
    step = lifecycle.step(step_name)
    role = role_of(by)
    locked = type(obj)._default_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    if seen_version is not None and locked.version != seen_version:
        raise Conflict(_("Somebody else changed this in the meantime. Please look again before you decide."))
    if role not in step.who or not step.fits(locked):
        raise NotAllowed(_("This step is not possible from “%(state)s”.") % {"state": locked.get_state_display()})
    text = text.strip()
    if step.text_required and not text:
        raise ValidationError({"text": _("Please give a reason. The person reads it.")})
    before, now = locked.state, timezone.now()
    locked.state = step.target
    locked.state_changed_at = now
    locked.version += 1
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.save(update_fields=["state", "state_changed_at", "version", *changes])
    for name in ("state", "state_changed_at", "version", *changes):
        setattr(obj, name, getattr(locked, name))
    return add_entry(obj, by=by, before=before, after=step.target, text=text, is_public=step.is_public, at=now)


def add_entry(
    obj: Any, *, by: By, before: str, after: str, text: str = "", is_public: bool = False, at: Any = None
) -> Any:
    """Append to the history of an object."""
    lifecycle: Lifecycle = obj.lifecycle
    return lifecycle.history._default_manager.create(
        **{lifecycle.owner: obj},
        at=at or timezone.now(),
        role=role_of(by),
        by=by if isinstance(by, User) else None,
        from_state=before,
        to_state=after,
        text=text,
        is_public=is_public,
    )


def add_remark(obj: Any, *, by: User, text: str) -> Any:
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
