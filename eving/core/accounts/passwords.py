"""Password validators: no combination of district names, and a minimum score of zxcvbn."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.models import DistrictPart, Street
from eving.core.search.german import fold

# Words of every neighbourhood office; those of the district itself stand in its file.
WORDS = [
    "quartier", "quartiersmanagement", "quartiersbuero", "stadtteil", "buero", "nachbarschaft", "passwort", "kennwort",
    "geheim",
]  # fmt: skip
# Words that people here put before a year; the word lists of zxcvbn are English.
USUAL_WORDS = [
    "willkommen", "hallo", "sommer", "winter", "fruehling", "herbst", "ostern", "weihnachten", "januar", "februar",
    "maerz", "april", "juni", "juli", "august", "september", "oktober", "november", "dezember", "montag", "dienstag",
    "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "schatz", "liebe", "ichliebedich", "schalke",
    "fussball", "sonne", "sonnenschein", "blume", "stern", "engel", "hase", "katze", "hund", "schule", "arbeit",
    "anmeldung", "anmelden", "verwaltung", "zugang", "start", "admin", "test", "neues", "mein", "unser", "stadt",
    "internet", "computer", "deutschland", "berlin", "familie", "urlaub", "kaffee",
]  # fmt: skip
# The rows of the German keyboard; zxcvbn knows the American one.
KEYBOARD = ["1234567890ß", "qwertzuiopü", "asdfghjklöä", "yxcvbnm"]
SHORTEST_RUN = 4
SAFE_SCORE = 4  # of zxcvbn: more than 10^10 guesses
# The time of zxcvbn grows steeply with the length; a password with a safe beginning is safe as a whole.
LONGEST_LOOKED_AT = 40
SHORTEST_OWN_PART = 6
SHORTEST_WORD = 3
# Digits and signs that people put in place of letters.
DISGUISES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})


def district_words() -> set[str]:
    """Names of the district in lower case, whole and in parts: “Untere Marktstraße” gives two words."""
    district = settings.DISTRICT
    own = [district.name, district.town, *district.password_words]
    names = [*own, *Street.objects.values_list("name", flat=True), *DistrictPart.objects.values_list("name", flat=True)]
    words = set(WORDS)
    for name in names:
        parts = re.findall("[a-z]+", fold(name))
        words |= {"".join(parts), *parts}
    return {word for word in words if len(word) >= SHORTEST_WORD}


def own_part(password: str, words: set[str]) -> str:
    left = "".join(re.findall("[a-z]+", password))
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left


class NoDistrictWords:
    """Refuses combinations of district names, years and signs, such as “Zeche-Minister-Stein-1926”."""

    def validate(self, password: str, user: Any = None) -> None:
        words, folded = district_words(), fold(password)
        for spelling in (folded, folded.translate(DISGUISES)):
            letters, own = own_part(spelling, set()), own_part(spelling, words)
            if own != letters and len(own) < SHORTEST_OWN_PART:
                raise ValidationError(
                    _(
                        "This password is made of names from the district, which others guess first. "
                        "Please add two or three words that have nothing to do with it."
                    ),
                    code="password_of_the_district",
                )

    def get_help_text(self) -> str:
        return _("Not only names from the district, years and signs.")


def keyboard_runs() -> Iterator[str]:
    for row in KEYBOARD:
        for start in range(len(row) - SHORTEST_RUN + 1):
            yield from (row[start:end] for end in range(start + SHORTEST_RUN, len(row) + 1))


def personal_words(user: Any) -> Iterator[str]:
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
    """Refuses what zxcvbn scores below SAFE_SCORE, with words of the district, the account and German added."""

    def validate(self, password: str, user: Any = None) -> None:
        from zxcvbn import zxcvbn

        guesses = first_guesses(user)
        # As typed and folded: our lists write "Straße" as "strasse".
        beginning = password[:LONGEST_LOOKED_AT]
        spellings = {beginning, fold(beginning)[:LONGEST_LOOKED_AT]}
        weakest = min(
            (zxcvbn(spelling, user_inputs=guesses) for spelling in spellings), key=lambda estimate: estimate["guesses"]
        )
        if weakest["score"] < SAFE_SCORE:
            raise ValidationError(
                f"{why_weak(weakest['sequence'])} {self.get_help_text()}", code="password_soon_guessed"
            )

    def get_help_text(self) -> str:
        return _(
            "Please use three or four words that have nothing to do with each other; that is also easier to remember."
        )


def why_weak(parts: list[dict[str, Any]]) -> str:
    longest = max(parts, key=lambda part: len(part["token"]))
    runs = set(keyboard_runs())
    if longest["pattern"] == "repeat":
        return _("This password repeats itself and is easy to guess.")
    if longest["pattern"] in {"spatial", "sequence"} or longest["token"].lower() in runs:
        return _("This password follows the keyboard or the alphabet and is easy to guess.")
    return _("This password is made of common words, names or years and is easy to guess.")
