"""Who of the office takes care of something, when it comes back, and what colleagues should know about it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eving.core.models import Assignable, User
from eving.core.workflow import lifecycle


@dataclass(frozen=True)
class Assignment:
    """Who takes care, and on which day the office comes back to it."""

    assigned_to_id: int | None = None
    follow_up_on: date | None = None

    @classmethod
    def of(cls, obj: Assignable) -> "Assignment":
        return cls(obj.assigned_to_id, obj.follow_up_on)

    def __str__(self) -> str:
        """As a hidden field carries it: what the person saw."""
        return f"{self.assigned_to_id or ''}|{self.follow_up_on or ''}"


@transaction.atomic
def assign(
    obj: Any,
    *,
    by: User,
    assigned_to: User | None,
    follow_up_on: date | None,
    internal_note: str = "",
    seen: str | None = None,
) -> None:
    """Write down who takes care of a case and when it comes back; a note goes into the history.

    ``seen`` is what the person saw (``str(Assignment)``). Raises ValidationError when a colleague changed it
    since; then nothing is written. The given object is brought up to date.
    """
    stored = lifecycle.locked(obj)
    if seen is not None and seen != str(Assignment.of(stored)):
        obj.assigned_to, obj.follow_up_on = stored.assigned_to, stored.follow_up_on
        raise ValidationError(_("Somebody else changed this in the meantime: %(now)s") % {"now": describe(stored)})
    obj.assigned_to, obj.follow_up_on = assigned_to, follow_up_on
    obj.save(update_fields=["assigned_to", "follow_up_on"])
    if internal_note.strip():
        lifecycle.add_internal_note(obj, by=by, text=internal_note)


def describe(obj: Assignable) -> str:
    """Who takes care and when it comes back, as a sentence of the back office."""
    who = _("Taken care of by %(name)s") % {"name": obj.assigned_to} if obj.assigned_to else _("Nobody takes care yet")
    if obj.follow_up_on is None:
        return f"{who}."
    return _("%(who)s, to follow up on %(day)s.") % {"who": who, "day": date_format(obj.follow_up_on, "DATE_FORMAT")}
