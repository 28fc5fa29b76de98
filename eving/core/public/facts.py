"""Rows of components/description_list.html: what a page says about one thing, one label at a time.

The list itself is drawn here as well: a page has up to sixty rows, which cost a fifth of it as a template.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from eving.core.models.translations import Translated
from eving.core.public import components
from eving.core.texts.stored import lang_attribute, stored

COMMA, LINE = ", ", mark_safe("<br>")


def fact(label: Any, value: Any, url: str = "") -> dict[str, Any]:
    """A row without a value is not shown, so a page lists what it could say and asks nothing first."""
    return {"label": label, "value": value, "url": url}


def stored_fact(label: Any, value: Any, url: str = "") -> dict[str, Any]:
    """A row whose value people or the office wrote. It stays plain text here: documents print it, too."""
    return {**fact(label, value, url), "is_stored": True}


def terms_fact(label: Any, terms: Iterable[Translated], url: str = "") -> dict[str, Any]:
    """A row of topics, uses or the like: plain for documents, and marked where one has no name in the language."""
    rows = list(terms)
    return {**fact(label, COMMA.join(map(str, rows)), url), "marked": joined(stored(row) for row in rows)}


@lru_cache(maxsize=2048)
def _day(day: date, language: str) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def day_text(moment: date | None) -> str:
    """A day, or that of a moment in the town's time, as the reader's language writes it: “3. März 2027”.

    Empty where there is none.
    """
    if moment is None:
        return ""
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return _day(day, get_language() or "")


def beginning(text: str, most: int) -> str:
    """The text in one line, of at most so many characters; a longer one ends after a word, with “…”."""
    line = " ".join(text[: 4 * most].split())
    if len(line) <= most:
        return line
    whole_words, blank, _rest = line[:most].rpartition(" ")
    # One endless word, such as an address, is cut where the room ends.
    cut = whole_words if blank and len(whole_words) > most // 2 else line[: most - 1]
    return f"{cut.rstrip(' ,;:.–')}…"


def link(text: Any, url: str) -> Any:
    return format_html('<a href="{}">{}</a>', url, text) if url else text


def joined(parts: Iterable[Any], separator: str = COMMA) -> SafeString:
    escaped = (conditional_escape(part) for part in parts if part)
    return mark_safe(conditional_escape(separator).join(escaped))  # noqa: S308 - every part is escaped


def linked_names(pairs: Iterable[tuple[Any, str]]) -> SafeString:
    """Stored names, each with its address or "", one after the other."""
    return joined(link(stored(name), url) for name, url in pairs)


# ---------------------------------------------------------------- the list
def description_list(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    lang = lang_attribute()
    lines = "".join([_line(row, lang) for row in rows if row["value"] is not None and row["value"] != ""])
    return mark_safe(f'<dl class="kern-description-list facts">{lines}</dl>')  # noqa: S308 - each part is escaped


def _line(row: Mapping[str, Any], lang: str) -> str:
    lang, shown = _written(row, lang)
    label = _shown(row["label"])
    return (
        f'<div class="kern-description-list-item"><dt class="kern-description-list-item__key">{label}</dt>'
        f'<dd class="kern-description-list-item__value"{lang}>{shown}</dd></div>'
    )


def fact_table(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """The same rows in the grid that all folds of a page share; ``is_total``: a strong line above it."""
    lang = lang_attribute()
    lines = "".join([_row(row, lang) for row in rows if row["value"] is not None and row["value"] != ""])
    return mark_safe(f'<dl class="fact-table">{lines}</dl>' if lines else "")  # noqa: S308 - each part is escaped


def _row(row: Mapping[str, Any], lang: str) -> str:
    lang, shown = _written(row, lang)
    total = ' class="fact-table__sum"' if row.get("is_total") else ""
    return f"<div{total}><dt>{_shown(row['label'])}</dt><dd{lang}>{shown}</dd></div>"


def _written(row: Mapping[str, Any], lang: str) -> tuple[str, str]:
    """The mark of the language around the whole value, and the value as markup."""
    text = _shown(row.get("marked") or row["value"])
    shown = f'<a href="{_shown(row["url"])}">{text}</a>' if row.get("url") else text.replace("\n", "<br>")
    lang = lang if row.get("is_stored") else ""
    if badge := row.get("badge"):
        # The badge is the portal's own: the mark of the language stands around the value alone.
        return "", f"<span{lang}>{shown}</span> {components.badge(badge['label'], badge['tone'])}"
    return lang, shown


def _shown(value: Any) -> str:
    return components.escape(value if isinstance(value, str) else formats.localize(value)).replace("\r\n", "\n")
