"""Texts of one line, such as names and titles, without signs that nobody sees."""

import re
from typing import Any

from django import forms

# Control characters, spaces of no width, and marks of the writing direction, by which “gpj.exe” looks like “exe.jpg”.
# The joiners of emoji and of Persian are not among them, nor is NUL: nobody types it, and forms refuse it.
INVISIBLE = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
# What people write where there is nothing to write: no telephone, no address, no website.
NONE_GIVEN = re.compile(
    r"[-–—―−_./\\?]+|k\.?\s*a\.?|n\.?\s*/?\s*a\.?|n\.?\s*b\.?|keine?s?|keine angaben?|nicht bekannt|unbekannt|"
    r"nicht vorhanden|nein|ohne|entfällt|none",
    re.IGNORECASE,
)
BREAK = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")


def one_line(text: str) -> str:
    """The text without invisible signs, and with a space for each break of its line."""
    return BREAK.sub(" ", INVISIBLE.sub("", text)).strip()


def unless_none_given(text: str) -> str:
    """The text, or nothing where it says that there is nothing: “k. A.”, “-”."""
    return "" if NONE_GIVEN.fullmatch(one_line(text).strip("()[] ")) else text


class SingleLineField(forms.CharField):
    """A text field whose value has one line, single spaces and no invisible signs: it may stand in a mail header."""

    def to_python(self, value: Any) -> str:
        return " ".join(one_line(super().to_python(value) or "").split())
