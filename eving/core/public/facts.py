"""Rows of components/description_list.html: what a page says about one thing, one label at a time.

The list itself is drawn here as well: a page has up to sixty rows, which cost a fifth of it as a template.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from eving.core.models.translations import Translated
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


def link(text: Any, url: str) -> Any:
    return format_html('<a href="{}">{}</a>', url, text) if url else text


def joined(parts: Iterable[Any], separator: str = COMMA) -> SafeString:
    return format_html_join(separator, "{}", ((part,) for part in parts if part))


def linked_names(pairs: Iterable[tuple[Any, str]]) -> SafeString:
    """Stored names, each with its address or "", one after the other."""
    return joined(link(stored(name), url) for name, url in pairs)


# ---------------------------------------------------------------- the list
def description_list(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    lang = lang_attribute()
    lines = "".join([_line(row, lang) for row in rows if row["value"] is not None and row["value"] != ""])
    return mark_safe(f'<dl class="kern-description-list facts">{lines}</dl>')  # noqa: S308 - each part is escaped


def _line(row: Mapping[str, Any], lang: str) -> str:
    text = _shown(row.get("marked") or row["value"])
    shown = f'<a href="{_shown(row["url"])}">{text}</a>' if row.get("url") else text.replace("\n", "<br>")
    lang = lang if row.get("is_stored") else ""
    if badge := row.get("badge"):
        # The badge is the portal's own: the mark of the language stands around the value alone.
        sign = render_to_string("components/badge.html", {"label": badge["label"], "tone": badge["tone"]})
        lang, shown = "", f"<span{lang}>{shown}</span> {sign}"
    label = _shown(row["label"])
    return (
        f'<div class="kern-description-list-item"><dt class="kern-description-list-item__key">{label}</dt>'
        f'<dd class="kern-description-list-item__value"{lang}>{shown}</dd></div>'
    )


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else localize(value)
    return conditional_escape(text).replace("\r\n", "\n")
