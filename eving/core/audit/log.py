"""Reading, labelling and deleting the record of changes (pghistory): who changed which field, and when.

Why triggers write it, and which columns it leaves out: docs/decisions/0014.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pghistory
from django.conf import settings
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from pghistory.models import Context

from eving.core.audit.admin_log import log_of, silence_log_of_the_gone
from eving.core.audit.display import FieldChange, enumerated, field_change, held, names_of_related
from eving.core.audit.watched import event_models, event_of, is_text, register_of, rows_of, watched_fields
from eving.core.models import Change, User

PAGE = 50
KINDS = ("insert", "update", "delete")


@contextmanager
def acting(user: User | None, label: str = "", batch: int | None = None) -> Iterator[None]:
    """Record the changes made inside under this user, with the label of the bulk action or import they belong to.

    Within a staff request the middleware has opened a context already: the label then holds for the whole request.
    """
    details: dict[str, Any] = {"user": user.pk if user else None, "label": label, "batch": batch}
    with pghistory.context(**{name: value for name, value in details.items() if value or name == "user"}):
        yield
    if connection.in_atomic_block:
        # pghistory sets the id for the transaction: later changes in it would be recorded under this user as well.
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_id', '', true)")


@dataclass(frozen=True)
class Edit:
    """What one person did to one object within one transaction."""

    at: datetime
    who: str
    kind: str  # entered, changed or deleted
    model: type[models.Model]
    pk: int
    name: str  # of the object, as it was called then
    event: int  # id of the newest event that belongs to it
    fields: list[FieldChange] = field(default_factory=list)
    label: str = ""  # of the bulk action or import
    batch: str = ""  # finds everything else that belongs to it
    has_texts: bool = False  # whether it has free text that can be removed from the record

    @property
    def sentence(self) -> str:
        local = timezone.localtime(self.at)
        names = {
            "day": formats.date_format(local, "DATE_FORMAT"),
            "time": formats.date_format(local, "G:i"),
            "who": self.who,
            "fields": enumerated([_("“%(name)s”") % {"name": change.label} for change in self.fields]),
        }
        if self.kind == "entered":
            return _("On %(day)s at %(time)s %(who)s made the entry.") % names
        if self.kind == "deleted":
            return _("On %(day)s at %(time)s %(who)s deleted the entry.") % names
        if self.fields:
            return _("On %(day)s at %(time)s %(who)s changed: %(fields)s.") % names
        return _("On %(day)s at %(time)s %(who)s changed the entry.") % names


@dataclass(frozen=True)
class Page:
    """One page of the record, newest first."""

    edits: list[Edit]
    number: int
    has_next: bool


@dataclass(frozen=True)
class Wanted:
    """Filter of the record of all registers."""

    user: str = ""  # id of an account, or "none" for what happened without one
    kind: str = ""  # insert, update or delete
    since: date | None = None
    until: date | None = None
    batch: str = ""  # number of an import, or the context of one request

    def condition(self) -> Q:
        condition = Q()
        if self.user == "none":
            condition &= Q(pgh_context=None) | Q(pgh_context__metadata__user=None)
        elif self.user:
            condition &= Q(pgh_context__metadata__user=int(self.user))
        if self.kind:
            condition &= Q(pgh_label=self.kind)
        # date.min and date.max would overflow when converted to UTC or moved by a day.
        if self.since and self.since > date.min:
            condition &= Q(pgh_created_at__gte=midnight(self.since))
        if self.until and self.until < date.max:
            condition &= Q(pgh_created_at__lt=midnight(self.until + timedelta(days=1)))
        if self.batch.isdigit():
            condition &= Q(pgh_context__metadata__batch=int(self.batch))
        elif self.batch:
            condition &= Q(pgh_context_id=UUID(self.batch))
        return condition


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def of(obj: models.Model, number: int = 1) -> Page:
    return of_key(type(obj), obj.pk, number)


def of_key(model: type[models.Model], pk: int, number: int = 1) -> Page:
    sources: dict[type[Change], Q] = {}
    for event in event_models():
        if register_of(event) is model._meta.concrete_model:
            sources[event] = Q(pgh_obj_id=pk)
            continue
        for column in watched_fields(event):
            remote = column.remote_field
            if remote and remote.model is model and remote.on_delete is models.CASCADE:
                sources[event] = Q(**{column.attname: pk})
    return _page(sources, number, with_values=True)


def everywhere(registers: Sequence[type[models.Model]], wanted: Wanted, number: int = 1) -> Page:
    condition = wanted.condition()
    sources = {event: condition for event in event_models() if register_of(event) in registers}
    return _page(sources, number, with_values=False)


def _page(sources: Mapping[type[Change], Q], number: int, *, with_values: bool) -> Page:
    """One union query finds the newest events, each table limited by itself; one query per table then reads them."""
    last = number * PAGE + 1
    branches = [_branch(place, event, sources[event], last) for place, event in enumerate(sources)]
    if not branches:
        return Page([], number, False)
    newest: Any = branches[0]
    if len(branches) > 1:
        newest = newest.union(*branches[1:], all=True).order_by("-pgh_created_at", "place", "-pgh_id")
    keys = list(newest[last - PAGE - 1 : last])
    if not keys and number > 1:  # behind the end: the last page there is
        return _page(sources, max(1, -(-newest.count() // PAGE)), with_values=with_values)
    tables = list(sources)
    rows: dict[tuple[int, int], Any] = {}
    for place, event in enumerate(tables):
        ids = {key[2] for key in keys if key[1] == place} | {key[3] for key in keys if key[1] == place and key[3]}
        if ids:
            stored = rows_of(event).filter(pgh_id__in=ids).select_related("pgh_context")
            rows.update({(place, row.pgh_id): row for row in stored})
    groups: dict[tuple, list[tuple]] = {}
    for at, place, pk, earlier in keys[:PAGE]:
        row = rows[place, pk]
        groups.setdefault((place, row.pgh_obj_id, at, row.pgh_context_id), []).append((row, rows.get((place, earlier))))
    stretches = [[group[-1][1], *(row for row, _earlier in reversed(group))] for group in groups.values()]
    return Page(edits(stretches, with_values=with_values), number, len(keys) > PAGE)


def _branch(place: int, event: type[Change], condition: Q, last: int) -> Any:
    older = rows_of(event).filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    return (
        rows_of(event)
        .filter(condition)
        .annotate(place=Value(place), earlier=Subquery(older.order_by("-pgh_id").values("pgh_id")[:1]))
        .order_by("-pgh_created_at", "-pgh_id")
        .values_list("pgh_created_at", "place", "pgh_id", "earlier")[:last]
    )


def edits(stretches: Sequence[Sequence[Any]], *, with_values: bool) -> list[Edit]:
    """One edit from each stretch: ``[event before or None, first event, … last event]`` of one object."""
    people = User.objects.in_bulk({user for stretch in stretches if (user := _metadata(stretch[-1]).get("user"))})
    names = names_of_related(stretches) if with_values else {}
    return [_edit(stretch, people, names, with_values=with_values) for stretch in stretches]


def _metadata(row: Any) -> dict[str, Any]:
    return row.pgh_context.metadata if row.pgh_context else {}


def _who(user: int | None, people: Mapping[int, User]) -> str:
    if user is None:
        return pgettext("who did it", "the portal")
    return str(people[user]) if user in people else pgettext("who did it", "the office")


def _edit(stretch: Sequence[Any], people: Mapping[int, User], names: Mapping, *, with_values: bool) -> Edit:
    earlier, first, last = stretch[0], stretch[1], stretch[-1]
    metadata = _metadata(last)
    user = metadata.get("user")
    kind = {"insert": "entered", "delete": "deleted"}.get(last.pgh_label, "changed")
    if first.pgh_label == "insert" and kind != "deleted":
        kind = "entered"
    before = None if kind == "entered" else earlier
    altered: list[models.Field] = []
    if kind == "entered" or (kind == "changed" and earlier):
        columns = watched_fields(type(last))
        altered = [column for column in columns if held(before, column) != held(last, column)]
    return Edit(
        at=last.pgh_created_at,
        who=_who(user, people),
        kind=kind,
        model=register_of(type(last)),
        pk=last.pgh_obj_id,
        name=name_of(last),
        event=last.pgh_id,
        fields=[field_change(column, before, last, names, with_values=with_values) for column in altered],
        label=metadata.get("label", ""),
        batch=str(metadata.get("batch") or last.pgh_context_id or "") if metadata.get("label") else "",
        has_texts=kind == "deleted" or any(is_text(column) for column in altered),
    )


def name_of(row: Any) -> str:
    parts = [str(value) for name in ("number", "title", "name") if (value := getattr(row, name, None))]
    if parts:
        return ": ".join(parts)
    columns = watched_fields(type(row))
    return str(register_of(type(row))(**{column.attname: getattr(row, column.attname) for column in columns}))


def forget(model: type[models.Model], pk: int) -> None:
    """Delete the record of an object. Call it after the last write to it, because that write is recorded as well."""
    if event := event_of(model):
        rows_of(event).filter(pgh_obj_id=pk).delete()
    log_of(model, pk).delete()


def purge(now: datetime, dry_run: bool) -> int:
    """Delete changes older than PURGE_CHANGES_MONTHS (of 30 days), and contexts without changes; counts the changes."""
    limit = now - timedelta(days=30 * settings.PURGE_CHANGES_MONTHS)
    count = 0
    for event in event_models():
        old = rows_of(event).filter(pgh_created_at__lt=limit)
        count += old.count() if dry_run else old.delete()[0]
    if not dry_run:
        # A context younger than a day may belong to a transaction still open.
        idle = Context.objects.filter(created_at__lt=now - timedelta(days=1))
        for event in event_models():
            idle = idle.filter(~Exists(rows_of(event).filter(pgh_context_id=OuterRef("pk"))))
        idle.delete()
        silence_log_of_the_gone()
    return count
