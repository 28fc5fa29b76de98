"""House numbers as they stand on houses: 12, 12a, 12 1/2, 12½, 12–14, 12 a-c."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ONE = r"[1-9]\d{0,3}(?: ?[¼½¾]| [1-3]/[1-4](?!\d))?(?: ?[a-z])?"
SEVERAL = re.compile(rf"{ONE}(?: ?[-–/+] ?(?:{ONE}|[a-z]))*")
FRACTIONS = {"¼": " 1/4", "½": " 1/2", "¾": " 3/4"}


def read(text: str) -> str:
    """As it is stored: lower case, “12 A” as 12a, because both are one house. Raises ValidationError for no number.

    The blank stays where it says something: 12 1/2 is not 121/2. Ranges stay as they were typed: 12–14, 12 a-c.
    """
    typed = " ".join(text.lower().replace("\N{NON-BREAKING HYPHEN}", "-").split())
    if not typed:
        return ""
    if SEVERAL.fullmatch(typed) is None:
        raise ValidationError(_("Please enter a house number such as 12, 12a or 12-14."))
    close = re.sub(r" ?([-–+]) ?| (?=[¼½¾])", r"\1", typed)
    return re.sub(r"(?<=[\d¼½¾]) (?=[a-z](?![-–/+]))", "", close)


def key(number: str) -> str:
    """The same for all ways to write one house number: 12–14 and 12-14, 12½ and 12 1/2, 12 A and 12a."""
    spelled = "".join(FRACTIONS.get(letter, letter) for letter in number.lower().replace("–", "-"))
    return re.sub(r"(?<!\d) | (?!\d)", "", " ".join(spelled.split()))


def first(number: str) -> int:
    """Where the house stands in its street; 0 without a number."""
    found = re.match(r"\d+", number)
    return int(found[0]) if found else 0
