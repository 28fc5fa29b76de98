"""Telephone numbers as people write them: which numbers a text holds, and what a telephone dials for each."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from eving.core.one_line import SingleLineField, unless_none_given

FEWEST, MOST = 4, 17  # digits of a number, with the country (E.164 has 15)
WHOLE = 6  # digits of the shortest number with its area code
NUMBER = re.compile(r"[+(\d][\d\s()/.–-]*\d")
# Between two numbers. A slash, a comma or a blank may also stand inside one.
BETWEEN = re.compile(r"(\s*(?:[,;|/\n]|\b(?:oder|und|or|and)\b)\s*|\s+(?=\+|\(?0[1-9]))", re.IGNORECASE)


def digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with what to dial for it; empty where it is no number. Together they are the text."""
    current, *more = BETWEEN.split(text)
    for between, following in zip(more[::2], more[1::2], strict=True):
        is_new = digits(following) >= WHOLE and re.match(r"\+|\(?0", following.strip())
        # “0231 5551277 / 78” is one number with another end: the end alone reaches nobody.
        is_more = digits(current) > WHOLE and between.strip() and digits(following) < WHOLE
        if digits(current) >= WHOLE and (is_new or is_more):
            yield from number_in(current)
            yield between, ""
            if is_new:
                current = following
            else:
                yield following, ""
                current = ""
        else:
            current += between + following
    yield from number_in(current)


def number_in(text: str) -> Iterator[tuple[str, str]]:
    found = NUMBER.search(text)
    number = dialled(found[0]) if found else ""
    if not found or not number:
        yield text, ""
        return
    yield text[: found.start()], ""
    yield found[0], number
    yield text[found.end() :], ""


def dialled(number: str) -> str:
    """“+49 (0)231 5551234” as +492315551234; empty when it is too short or too long to be a number."""
    plain = re.sub(r"[^\d+()]", "", number)
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    if plain.startswith("+"):
        # The zero in brackets is for calls inside the country.
        plain = plain.replace("(0)", "").replace("(", "").replace(")", "").replace("+490", "+49", 1)
    plain = plain[:1] + re.sub(r"\D", "", plain[1:]) if plain[:1] == "+" else re.sub(r"\D", "", plain)
    return plain if FEWEST <= digits(plain) <= MOST else ""


def numbers(text: str) -> list[str]:
    """What to dial for each number of the text."""
    return [number for _piece, number in pieces(text) if number]


def linked(text: str) -> SafeString:
    """The text as it is, each number in it as a link."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<a href="tel:{}">{}</a>', number, piece) if number else piece,)
            for piece, number in pieces(text)
            if piece
        ),
    )


def validate_telephone(text: str) -> None:
    words = re.sub(r"(?i)\b(?:oder|und|or|and)\b", "", text)
    if re.fullmatch(r"[-+\d\s()/.,;–]+", words) is None or not numbers(text):
        raise ValidationError(_("Please write a telephone number with digits only."))


class TelephoneField(SingleLineField):
    """A telephone number as people write it; “k. A.” and “-” are none."""

    def to_python(self, value: Any) -> str:
        return unless_none_given(super().to_python(value))
