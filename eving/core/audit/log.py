"""Reading, removing and forgetting the record that triggers write: who changed which field, and when.

What it leaves out, and why it is written by triggers: docs/decisions/0014.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from functools import cache
from typing import Any, cast
from uuid import UUID

import pghistory
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.db.models.signals import post_init
from django.dispatch import receiver
from django.utils import formats, timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from pghistory.models import Context

from eving.core.models import Change, User
from eving.core.workflow.lifecycle import REDACTED

PAGE = 50
LONG = 60  # characters: a longer text is shown as what was struck out and written in
COMPARED = 3000  # words: above that the two versions are only shortened
REMOVED = "Aus dem Verlauf entfernt: "  # begins the line of the log that says who took a text out, and why
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
KINDS = ("insert", "update", "delete")


# ---------------------------------------------------------------- who
@contextmanager
def acting(user: User | None, label: str = "", batch: int | None = None) -> Iterator[None]:
    """Note what happens inside under this person, with the name of the bulk action or import it belongs to.

    Inside a request of staff the person is known already, and the name then counts for the whole request.
    """
    details: dict[str, Any] = {"user": user.pk if user else None, "label": label, "batch": batch}
    with pghistory.context(**{name: value for name, value in details.items() if value or name == "user"}):
        yield
    if connection.in_atomic_block:
        # Otherwise whatever the same transaction does later would be noted under this person as well.
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_id', '', true)")


# ---------------------------------------------------------------- what is watched
@cache
def event_models() -> tuple[type[Change], ...]:
    """The tables of events, in the order of the rooms."""
    return tuple(model for model in apps.get_models() if issubclass(model, Change))


def register_of(event: type[Change]) -> type[models.Model]:
    """The model that an event table watches."""
    return cast(Any, event).pgh_tracked_model


def event_of(model: type[models.Model]) -> type[Change] | None:
    """The event table of a model; None when nobody watches it."""
    return next((event for event in event_models() if register_of(event) is model._meta.concrete_model), None)


def rows_of(event: type[Change]) -> Any:
    """All events of a table; its further columns are pghistory's own, which types do not know."""
    return event._base_manager.all()


def watched_fields(event: type[Change]) -> list[models.Field]:
    """The fields of the watched model that the record keeps, in the order of the model."""
    kept = {column.name for column in event._meta.fields}
    return [column for column in register_of(event)._meta.concrete_fields if column.name in kept - {"id"}]


def is_text(column: models.Field) -> bool:
    """Whether a column holds free words, and has room for the mark that replaces them."""
    free = isinstance(column, models.CharField | models.TextField) and column.editable and not column.choices
    return free and (column.max_length is None or column.max_length >= len(REDACTED))


# ---------------------------------------------------------------- reading
@dataclass(frozen=True)
class FieldChange:
    """One field before and after; ``words`` shows a long text with what was struck out and written in."""

    label: str
    before: str
    after: str
    words: str = ""


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
    has_texts: bool = False  # free words that can be removed from the record

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
    """A stretch of the record, newest first."""

    edits: list[Edit]
    number: int
    has_next: bool


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the record of all registers."""

    user: str = ""  # id of an account, or "none" for what happened without one
    kind: str = ""  # insert, update or delete
    since: date | None = None
    until: date | None = None
    batch: str = ""  # number of an import, or the context of one request

    def condition(self) -> Q:
        found = Q()
        if self.user == "none":
            found &= Q(pgh_context=None) | Q(pgh_context__metadata__user=None)
        elif self.user:
            found &= Q(pgh_context__metadata__user=int(self.user))
        if self.kind:
            found &= Q(pgh_label=self.kind)
        if self.since and self.since > date.min:
            found &= Q(pgh_created_at__gte=midnight(self.since))
        if self.until and self.until < date.max:  # the last day of all has none after it, nor the first one before
            found &= Q(pgh_created_at__lt=midnight(self.until + timedelta(days=1)))
        if self.batch.isdigit():
            found &= Q(pgh_context__metadata__batch=int(self.batch))
        elif self.batch:
            found &= Q(pgh_context_id=UUID(self.batch))
        return found


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def of(obj: models.Model, number: int = 1) -> Page:
    """The changes of an object and of the rows that exist only as its parts."""
    return of_key(type(obj), obj.pk, number)


def of_key(model: type[models.Model], pk: int, number: int = 1) -> Page:
    """As ``of``, also for what is deleted."""
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
    """The changes of all these registers together."""
    condition = wanted.condition()
    sources = {event: condition for event in event_models() if register_of(event) in registers}
    return _page(sources, number, with_values=False)


def _page(sources: Mapping[type[Change], Q], number: int, *, with_values: bool) -> Page:
    """One query finds the events of all tables, each table limited by itself; one more per table reads them."""
    last = number * PAGE + 1
    branches = [_branch(place, event, sources[event], last) for place, event in enumerate(sources)]
    if not branches:
        return Page([], number, False)
    found: Any = branches[0]
    if len(branches) > 1:
        found = found.union(*branches[1:], all=True).order_by("-pgh_created_at", "place", "-pgh_id")
    keys = list(found[last - PAGE - 1 : last])
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
    return Page(_edits(stretches, with_values=with_values), number, len(keys) > PAGE)


def _branch(place: int, event: type[Change], condition: Q, last: int) -> Any:
    older = rows_of(event).filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    return (
        rows_of(event)
        .filter(condition)
        .annotate(place=Value(place), earlier=Subquery(older.order_by("-pgh_id").values("pgh_id")[:1]))
        .order_by("-pgh_created_at", "-pgh_id")
        .values_list("pgh_created_at", "place", "pgh_id", "earlier")[:last]
    )


def _edits(stretches: Sequence[Sequence[Any]], *, with_values: bool) -> list[Edit]:
    """One edit of each stretch of an object's events; the first of a stretch is the event before it, or None."""
    people = User.objects.in_bulk({user for stretch in stretches if (user := _metadata(stretch[-1]).get("user"))})
    names = _names_of_related(stretches) if with_values else {}
    return [_edit(stretch, people, names, with_values=with_values) for stretch in stretches]


def _metadata(row: Any) -> dict[str, Any]:
    return row.pgh_context.metadata if row.pgh_context else {}


def _who(user: int | None, people: Mapping[int, User]) -> str:
    """A name; the office where the account is gone, the portal where nobody was logged in."""
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
        altered = [column for column in columns if _held(before, column) != _held(last, column)]
    return Edit(
        at=last.pgh_created_at,
        who=_who(user, people),
        kind=kind,
        model=register_of(type(last)),
        pk=last.pgh_obj_id,
        name=name_of(last),
        event=last.pgh_id,
        fields=[_field_change(column, before, last, names, with_values=with_values) for column in altered],
        label=metadata.get("label", ""),
        batch=str(metadata.get("batch") or last.pgh_context_id or "") if metadata.get("label") else "",
        has_texts=kind == "deleted" or any(is_text(column) for column in altered),
    )


def _held(row: Any, column: models.Field) -> Any:
    """What an event holds, with everything empty alike."""
    value = getattr(row, column.attname) if row else None
    return None if value == "" else value


def name_of(row: Any) -> str:
    """What an object was called when the event was written."""
    parts = [str(value) for name in ("number", "title", "name") if (value := getattr(row, name, None))]
    if parts:
        return ": ".join(parts)
    columns = watched_fields(type(row))
    return str(register_of(type(row))(**{column.attname: getattr(row, column.attname) for column in columns}))


# ---------------------------------------------------------------- values in words
def _names_of_related(stretches: Sequence[Sequence[Any]]) -> dict[tuple[type, Any], str]:
    """The names of all rows that foreign keys point to; one query for each of their tables."""
    wanted: dict[type[models.Model], set] = {}
    for stretch in stretches:
        for row in (stretch[0], stretch[-1]):
            for column in watched_fields(type(row)) if row else ():
                if column.is_relation and getattr(row, column.attname) is not None:
                    wanted.setdefault(cast(Any, column.related_model), set()).add(getattr(row, column.attname))
    return {
        (model, pk): str(obj)
        for model, keys in wanted.items()
        for pk, obj in model._base_manager.select_related().in_bulk(keys).items()
    }


def _field_change(column: models.Field, before: Any, after: Any, names: Mapping, *, with_values: bool) -> FieldChange:
    label = str(column.verbose_name)
    if not with_values:
        return FieldChange(label, "", "")
    old, new = in_words(column, _held(before, column), names), in_words(column, _held(after, column), names)
    if max(len(old), len(new)) <= LONG:
        return FieldChange(label, old, new)
    words = difference(old, new) if old and new and REDACTED not in {old, new} else ""
    return FieldChange(label, Truncator(old).chars(200), Truncator(new).chars(200), words)


def in_words(column: models.Field, value: Any, names: Mapping[tuple[type, Any], str]) -> str:
    """A value as people say it; empty for nothing."""
    if value is None:
        return ""
    if column.choices:
        return str(dict(cast(Any, column).flatchoices).get(value, value))
    if column.is_relation:
        return names.get((cast(Any, column.related_model), value), _("no longer there"))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):
        start, end = (formats.localize(bound) if bound is not None else "…" for bound in (value.lower, value.upper))
        return f"{start} – {end}"
    return str(formats.localize(value))


def difference(before: str, after: str) -> SafeString:
    """Two versions of a text in one: struck out words in <del>, new ones in <ins>; long equal stretches are cut."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if max(len(old), len(new)) > COMPARED:
        return format_html("<del>{}</del> <ins>{}</ins>", Truncator(before).chars(400), Truncator(after).chars(400))
    pieces: list[SafeString] = []
    gone = come = ""
    for deed, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = "".join(old[start:end]) if deed == "equal" else ""
        if same and (not same.isspace() or not (gone or come)):
            pieces += [_struck_and_written(gone, come), format_html("{}", _cut(same))]
            gone = come = ""
        else:  # a space between two changed words is part of the change
            gone, come = gone + "".join(old[start:end]), come + "".join(new[new_start:new_end])
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, _struck_and_written(gone, come)]))


def _struck_and_written(gone: str, come: str) -> SafeString:
    return format_html_join(
        " ", "<{0}>{1}</{0}>", ((tag, text) for tag, text in (("del", gone), ("ins", come)) if text)
    )


def _cut(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:70]} … {text[-70:]}"


def enumerated(words: Sequence[str]) -> str:
    """“title, street and text”, as one says it."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


# ---------------------------------------------------------------- Django's own log
@receiver(post_init, sender=LogEntry)
def keep_names_out(sender: type[LogEntry], instance: LogEntry, **_kwargs: Any) -> None:
    """A new entry of Django's log calls its object by kind and number, whoever writes it and however many at once.

    By itself Django repeats the name, and that of each row below a form: an owner, a contact, what somebody looks for.
    Nothing would ever take them out again.
    """
    if instance.pk is None:
        kind = ContentType.objects.get_for_id(instance.content_type_id) if instance.content_type_id else None
        instance.object_repr = neutral_name(kind, instance.object_id)
        instance.change_message = without_names(instance.change_message)


def neutral_name(kind: ContentType | None, pk: Any) -> str:
    """What the log calls an object, such as “Gesuch 12”."""
    model = kind.model_class() if kind else None
    with translation.override(settings.LANGUAGE_CODE):
        return f"{capfirst(model._meta.verbose_name) if model else '–'} {pk}"[:200]


def without_names(message: str) -> str:
    """The message of a log entry: which fields and which kinds of rows were changed, not what the rows are called."""
    if not message.startswith("["):
        return message  # words of our own code
    deeds = json.loads(message)
    for deed in deeds:
        for details in deed.values():
            if "object" in details:
                details["object"] = "…"
    return json.dumps(deeds)


# ---------------------------------------------------------------- removing and forgetting
@dataclass(frozen=True)
class Removable:
    """One change with the texts that can be taken out of the record."""

    edit: Edit
    texts: dict[str, set[str]]  # by the name of the field
    labels: list[str]


def removable(event: type[Change], pk: int) -> Removable | None:
    """What can be removed of the change that this event belongs to; None when it does not exist.

    What the entry holds today stays: the next change would only bring it back. It is corrected in the entry first.
    """
    row: Any = rows_of(event).select_related("pgh_context").filter(pgh_id=pk).first()
    if row is None:
        return None
    mine = rows_of(event).filter(pgh_obj_id=row.pgh_obj_id)
    same = mine.filter(pgh_created_at=row.pgh_created_at, pgh_context_id=row.pgh_context_id)
    stretch: list[Any] = list(same.select_related("pgh_context").order_by("pgh_id"))
    earlier: Any = mine.filter(pgh_id__lt=stretch[0].pgh_id).order_by("-pgh_id").first()
    [edit] = _edits([[earlier, *stretch]], with_values=True)
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
def redact(event: type[Change], found: Removable, *, by: User, reason: str) -> None:
    """Replace the texts of a change by “[entfernt]”, wherever the record of this object repeats them."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why the text has to go.")})
    for name, values in found.texts.items():
        column: Any = event._meta.get_field(name)
        rows = rows_of(event).filter(pgh_obj_id=found.edit.pk, **{f"{name}__in": values})
        rows.update(**{column.name: REDACTED})
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(found.edit.model),
        object_id=str(found.edit.pk),
        action_flag=CHANGE,
        change_message=REMOVED + reason.strip(),
    )


def log_of(model: type[models.Model], pk: int) -> models.QuerySet[LogEntry]:
    """What Django's own log says about an object."""
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id=str(pk))


def removals_of(model: type[models.Model], pk: int) -> models.QuerySet[LogEntry]:
    """Who took texts out of the record of an object, and why."""
    return log_of(model, pk).filter(change_message__startswith=REMOVED).select_related("user")


def forget(model: type[models.Model], pk: int) -> None:
    """Remove everything the record knows of an object. Call it last: until then triggers write on."""
    if event := event_of(model):
        rows_of(event).filter(pgh_obj_id=pk).delete()
    log_of(model, pk).delete()


def purge(now: datetime, dry_run: bool) -> int:
    """Remove changes whose time has come, and contexts that no change needs any more."""
    over = now - timedelta(days=30 * settings.PURGE_CHANGES_MONTHS)
    count = 0
    for event in event_models():
        old = rows_of(event).filter(pgh_created_at__lt=over)
        count += old.count() if dry_run else old.delete()[0]
    if not dry_run:
        # A fresh one may still wait for its change.
        idle = Context.objects.filter(created_at__lt=now - timedelta(days=1))
        for event in event_models():
            idle = idle.filter(~Exists(rows_of(event).filter(pgh_context_id=OuterRef("pk"))))
        idle.delete()
        silence_log_of_the_gone()
    return count


def silence_log_of_the_gone() -> None:
    """Of what no longer exists Django's log keeps who did something and when, and no word that somebody typed."""
    for kind in ContentType.objects.filter(pk__in=LogEntry.objects.values("content_type")):
        log = LogEntry.objects.filter(content_type=kind).exclude(change_message="")
        if model := kind.model_class():
            log = log.exclude(object_id__in=model._base_manager.values(key=Cast("pk", TextField())))
        log.update(change_message="")
