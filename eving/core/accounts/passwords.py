"""Passwords that anybody in Eving would try first, and those that a machine guesses soon."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from eving.core.models import DistrictPart, Street
from eving.core.search.german import fold

WORDS = [
    "eving", "evinger", "dortmund", "dortmunder", "nrw", "nordrhein", "westfalen", "ruhr", "ruhrgebiet", "ruhrpott",
    "zeche", "minister", "stein", "hammerkopf", "hammerkopfturm", "foerderturm", "turm", "quartier",
    "quartiersmanagement", "quartiersbuero", "stadtteil", "buero", "nachbarschaft", "bvb", "borussia", "passwort",
    "kennwort", "geheim",
]  # fmt: skip
# What the lists of the estimator, which are English, do not hold: what people here put before a year.
USUAL_WORDS = [
    "willkommen", "hallo", "sommer", "winter", "fruehling", "herbst", "ostern", "weihnachten", "januar", "februar",
    "maerz", "april", "juni", "juli", "august", "september", "oktober", "november", "dezember", "montag", "dienstag",
    "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "schatz", "liebe", "ichliebedich", "schalke",
    "fussball", "sonne", "sonnenschein", "blume", "stern", "engel", "hase", "katze", "hund", "schule", "arbeit",
    "anmeldung", "anmelden", "verwaltung", "zugang", "start", "admin", "test", "neues", "mein", "unser", "stadt",
    "internet", "computer", "deutschland", "berlin", "familie", "urlaub", "kaffee",
]  # fmt: skip
# The German keyboard, row by row; the estimator knows the American one.
KEYBOARD = ["1234567890ß", "qwertzuiopü", "asdfghjklöä", "yxcvbnm"]
SHORTEST_RUN = 4
SAFE_SCORE = 4  # of zxcvbn: not guessed by ten thousand million tries
# The estimator's time grows steeply with the length; who is safe by the beginning is safe by the whole.
LONGEST_LOOKED_AT = 40
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


# ---------------------------------------------------------------- how soon a password is guessed
def keyboard_runs() -> Iterator[str]:
    for row in KEYBOARD:
        for start in range(len(row) - SHORTEST_RUN + 1):
            yield from (row[start:end] for end in range(start + SHORTEST_RUN, len(row) + 1))


def personal_words(user: Any) -> Iterator[str]:
    """What an account tells about its person: nobody has to guess that."""
    for name in ("username", "first_name", "last_name", "email"):
        yield from (
            part for part in re.split(r"\W+", fold(getattr(user, name, "") or "")) if len(part) >= SHORTEST_WORD
        )


def first_guesses(user: Any) -> list[str]:
    this_year = timezone.localdate().year
    years = [str(year) for year in range(this_year + 2, this_year - 12, -1)]
    words = [*personal_words(user), *USUAL_WORDS, *years, *sorted(district_words()), *keyboard_runs()]
    return list(dict.fromkeys(words))


class NotSoonGuessed:
    """Refuses what zxcvbn guesses soon, with the words of the district, of the person and of our language as well."""

    def validate(self, password: str, user: Any = None) -> None:
        guesses = first_guesses(user)
        # “Straße” as it was typed and as our lists write it.
        beginning = password[:LONGEST_LOOKED_AT]
        spellings = {beginning, fold(beginning)[:LONGEST_LOOKED_AT]}
        weakest = min(
            (zxcvbn(spelling, user_inputs=guesses) for spelling in spellings), key=lambda found: found["guesses"]
        )
        if weakest["score"] < SAFE_SCORE:
            raise ValidationError(
                f"{why_weak(weakest['sequence'])} {self.get_help_text()}", code="password_soon_guessed"
            )

    def get_help_text(self) -> str:
        return _(
            "Please take three or four words that have nothing to do with each other; that is also easier to remember."
        )


def why_weak(parts: list[dict[str, Any]]) -> str:
    """The sentence about the part that makes up most of a password."""
    longest = max(parts, key=lambda part: len(part["token"]))
    runs = set(keyboard_runs())
    if longest["pattern"] == "repeat":
        return _("This password repeats itself, and is guessed soon.")
    if longest["pattern"] in {"spatial", "sequence"} or longest["token"].lower() in runs:
        return _("This password follows the keyboard or the alphabet, and is guessed soon.")
    return _("This password is made of usual words, names or years, and is guessed soon.")
