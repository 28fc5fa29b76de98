"""Formatting for the record of changes: field values as text, and a word diff of two versions."""

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

LONG = 60  # characters: a longer text is displayed as a word diff
COMPARED = 3000  # tokens: longer texts are only shortened, because the diff takes quadratic time
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class FieldChange:
    """One field before and after; ``words`` is the word diff of a long text in HTML, else empty."""

    label: str
    before: str
    after: str
    words: str = ""


def held(row: Any, column: models.Field) -> Any:
    value = getattr(row, column.attname) if row else None
    return None if value == "" else value


def names_of_related(stretches: Sequence[Sequence[Any]]) -> dict[tuple[type, Any], str]:
    """``str()`` of all rows that foreign keys of the events point to; one query for each table."""
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
    """Word diff as HTML: removed words in <del>, new ones in <ins>; long unchanged passages are shortened."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if max(len(old), len(new)) > COMPARED:
        return format_html("<del>{}</del> <ins>{}</ins>", Truncator(before).chars(400), Truncator(after).chars(400))
    pieces: list[SafeString] = []
    removed = added = ""
    for operation, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = "".join(old[start:end]) if operation == "equal" else ""
        if same and (not same.isspace() or not (removed or added)):
            pieces += [_del_and_ins(removed, added), format_html("{}", _cut(same))]
            removed = added = ""
        else:  # a space between two changed words is part of the change
            removed, added = removed + "".join(old[start:end]), added + "".join(new[new_start:new_end])
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, _del_and_ins(removed, added)]))


def _del_and_ins(removed: str, added: str) -> SafeString:
    return format_html_join(
        " ", "<{0}>{1}</{0}>", ((tag, text) for tag, text in (("del", removed), ("ins", added)) if text)
    )


def _cut(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:70]} … {text[-70:]}"


def enumerated(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
