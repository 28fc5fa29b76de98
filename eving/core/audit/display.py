"""Values of fields in words, and two versions of a text in one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any, cast

from django.db import models
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from eving.core.audit.watched import watched_fields
from eving.core.workflow.lifecycle import REDACTED

LONG = 60  # characters: a longer text is shown as what was struck out and written in
COMPARED = 3000  # words: above that the two versions are only shortened
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class FieldChange:
    """One field before and after; ``words`` shows a long text with what was struck out and written in."""

    label: str
    before: str
    after: str
    words: str = ""


def held(row: Any, column: models.Field) -> Any:
    """What an event holds, with everything empty alike."""
    value = getattr(row, column.attname) if row else None
    return None if value == "" else value


def names_of_related(stretches: Sequence[Sequence[Any]]) -> dict[tuple[type, Any], str]:
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


def field_change(column: models.Field, before: Any, after: Any, names: Mapping, *, with_values: bool) -> FieldChange:
    label = str(column.verbose_name)
    if not with_values:
        return FieldChange(label, "", "")
    old, new = describe(column, held(before, column), names), describe(column, held(after, column), names)
    if max(len(old), len(new)) <= LONG:
        return FieldChange(label, old, new)
    words = difference(old, new) if old and new and REDACTED not in {old, new} else ""
    return FieldChange(label, Truncator(old).chars(200), Truncator(new).chars(200), words)


def describe(column: models.Field, value: Any, names: Mapping[tuple[type, Any], str]) -> str:
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
    for operation, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = "".join(old[start:end]) if operation == "equal" else ""
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
