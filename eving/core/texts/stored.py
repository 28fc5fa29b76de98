"""Stored content on pages of another language: what people and the office wrote carries ``lang`` there (WCAG 3.1.2)."""

from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from eving.core.models.translations import Translated


def foreign(language: str = "") -> str:
    """The language of stored content, the portal's own if nothing is said; empty when the page is in it."""
    language = language or settings.LANGUAGE_CODE
    return "" if language == (get_language() or settings.LANGUAGE_CODE) else language


def stored(text: Any, language: str = "") -> Any:
    """The text itself, or on a page of another language in ``<span lang="…">``; empty stays empty.

    Of a topic, use, group, field or framework: its name, marked only if there is none in the reader's language.
    """
    if isinstance(text, Translated):
        text, language = text.text_in(text.label_column)
    code = foreign(language)
    return format_html('<span lang="{}">{}</span>', code, text) if code and text else text


def lang_attribute(language: str = "") -> SafeString:
    """`` lang="de"``, to stand inside a tag; empty when the page is in that language."""
    code = foreign(language)
    return format_html(' lang="{}"', code) if code else mark_safe("")
