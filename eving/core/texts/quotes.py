"""Titles that stand in quotation marks and hold some themselves."""

import re

from django.utils.translation import get_language

# Whatever signs somebody typed around a few words of a title.
QUOTED = re.compile(r"[„“”\"»«]([^„“”\"»«\n]+)[„“”\"»«]")


def inner_quotes(text: object) -> str:
    """The text for a place between quotation marks: its own become single ones, as both languages write them."""
    before, after = ("‘", "’") if get_language() == "en" else ("‚", "‘")
    return QUOTED.sub(rf"{before}\1{after}", str(text))
