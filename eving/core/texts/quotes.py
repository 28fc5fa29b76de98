"""Nested quotation marks: titles that contain some and are quoted themselves."""

import re

from django.utils.translation import pgettext

# Whatever quotation marks somebody typed within a title.
QUOTED = re.compile(r"[„“”\"»«]([^„“”\"»«\n]+)[„“”\"»«]")


def inner_quotes(text: object) -> str:
    """The text for use within quotation marks: its own become the single ones of the current language."""
    marks = pgettext("a quotation within a quotation", "‘%(text)s’")
    return QUOTED.sub(lambda found: marks % {"text": found[1]}, str(text))
