"""Passwords that anybody in Eving would try first."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eving.core.german import fold
from eving.core.models import DistrictPart, Street

WORDS = [
    "eving", "evinger", "dortmund", "dortmunder", "nrw", "nordrhein", "westfalen", "ruhr", "ruhrgebiet", "ruhrpott",
    "zeche", "minister", "stein", "hammerkopf", "hammerkopfturm", "foerderturm", "turm", "quartier",
    "quartiersmanagement", "quartiersbuero", "stadtteil", "buero", "nachbarschaft", "bvb", "borussia", "passwort",
    "kennwort", "geheim",
]  # fmt: skip
SHORTEST_OWN_PART = 6
SHORTEST_WORD = 3
# What people write for a letter to make a word look less like one.
DISGUISES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})


def district_words() -> set[str]:
    """Names of the district in small letters, whole and by their parts: “Evinger Straße” is three words."""
    names = [*Street.objects.values_list("name", flat=True), *DistrictPart.objects.values_list("name", flat=True)]
    words = set(WORDS)
    for name in names:
        parts = re.findall("[a-z]+", fold(name))
        words |= {"".join(parts), *parts}
    return {word for word in words if len(word) >= SHORTEST_WORD}


def own_part(password: str, words: set[str]) -> str:
    """The letters that are left of a password without the district's words, digits and signs."""
    left = "".join(re.findall("[a-z]+", password))
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left


class NoDistrictWords:
    """Refuses what is put together from names of the district, years and signs, such as “Zeche-Minister-Stein-1926”."""

    def validate(self, password: str, user: Any = None) -> None:
        words, folded = district_words(), fold(password)
        for spelling in (folded, folded.translate(DISGUISES)):
            letters, own = own_part(spelling, set()), own_part(spelling, words)
            if own != letters and len(own) < SHORTEST_OWN_PART:
                raise ValidationError(
                    _(
                        "This password is made of names from the district, which others guess first. "
                        "Please add two or three words that have nothing to do with Eving."
                    ),
                    code="password_of_the_district",
                )

    def get_help_text(self) -> str:
        return _("Not only names from the district, years and signs.")
