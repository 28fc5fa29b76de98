"""Rows of components/description_list.html: what a page says about one thing, one label at a time."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from eving.core.models.translations import Translated
from eving.core.texts.stored import stored

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
