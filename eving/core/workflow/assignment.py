"""Assignment of a case to a member of staff, with its follow-up date and an internal note."""

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
    """Assignee and follow-up date; ``str()`` is what a form's hidden field carries to detect concurrent changes."""

    assigned_to_id: int | None = None
    follow_up_on: date | None = None

    @classmethod
    def of(cls, obj: Assignable) -> "Assignment":
        return cls(obj.assigned_to_id, obj.follow_up_on)

    def __str__(self) -> str:
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

    ``seen`` is ``str(Assignment)`` as the page displayed it. Raises ValidationError, with nothing written, when a
    colleague changed it since. ``obj`` gets the stored values either way.
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
    who = _("Assigned to %(name)s") % {"name": obj.assigned_to} if obj.assigned_to else _("Not assigned yet")
    if obj.follow_up_on is None:
        return f"{who}."
    return _("%(who)s, to follow up on %(day)s.") % {"who": who, "day": date_format(obj.follow_up_on, "DATE_FORMAT")}
