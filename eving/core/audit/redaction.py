"""Removal of a text from the record of changes, logged with who did it and why."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from eving.core.audit.admin_log import log_of
from eving.core.audit.log import Edit, edits
from eving.core.audit.watched import is_text, register_of, rows_of, watched_fields
from eving.core.models import Change, User
from eving.core.workflow.lifecycle import REDACTED

REMOVED = "Aus dem Verlauf entfernt: "  # prefix of the LogEntry of a removal; the reason follows


@dataclass(frozen=True)
class Removable:
    """One change with the texts that can be removed from the record."""

    edit: Edit
    texts: dict[str, set[str]]  # by the name of the field
    labels: list[str]


def removable(event: type[Change], pk: int) -> Removable | None:
    """What can be removed of the change that this event belongs to; None when it does not exist.

    A text that the row still holds is left out: the next change would record it again. Correct the row first.
    """
    row: Any = rows_of(event).select_related("pgh_context").filter(pgh_id=pk).first()
    if row is None:
        return None
    mine = rows_of(event).filter(pgh_obj_id=row.pgh_obj_id)
    same = mine.filter(pgh_created_at=row.pgh_created_at, pgh_context_id=row.pgh_context_id)
    stretch: list[Any] = list(same.select_related("pgh_context").order_by("pgh_id"))
    earlier: Any = mine.filter(pgh_id__lt=stretch[0].pgh_id).order_by("-pgh_id").first()
    [edit] = edits([[earlier, *stretch]], with_values=True)
    live = register_of(event)._base_manager.filter(pk=row.pgh_obj_id).first()
    texts, labels = {}, []
    for column in filter(is_text, watched_fields(event)):
        values = {getattr(each, column.attname) for each in [*([earlier] if earlier else []), *stretch]}
        if edit.kind == "changed" and len(values) == 1:
            continue
        values -= {None, "", REDACTED, getattr(live, column.attname, None)}
        if values:
            texts[column.name] = values
            labels.append(str(column.verbose_name))
    return Removable(edit, texts, labels)


@transaction.atomic
def redact(event: type[Change], change: Removable, *, by: User, reason: str) -> None:
    """Replace the texts of a change by “[entfernt]” in every event of its object. ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why the text has to go.")})
    for name, values in change.texts.items():
        column: Any = event._meta.get_field(name)
        rows = rows_of(event).filter(pgh_obj_id=change.edit.pk, **{f"{name}__in": values})
        rows.update(**{column.name: REDACTED})
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(change.edit.model),
        object_id=str(change.edit.pk),
        action_flag=CHANGE,
        change_message=REMOVED + reason.strip(),
    )


def removals_of(model: type[models.Model], pk: int) -> models.QuerySet[LogEntry]:
    return log_of(model, pk).filter(change_message__startswith=REMOVED).select_related("user")
