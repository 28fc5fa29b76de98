"""Nested quotation marks: titles that contain some and are quoted themselves."""

import re

from django.utils.translation import get_language

# Whatever quotation marks somebody typed within a title.
QUOTED = re.compile(r"[„“”\"»«]([^„“”\"»«\n]+)[„“”\"»«]")


def inner_quotes(text: object) -> str:
    """The text for use within quotation marks: its own become the single ones of the current language."""
    before, after = ("‘", "’") if get_language() == "en" else ("‚", "‘")
    return QUOTED.sub(rf"{before}\1{after}", str(text))
