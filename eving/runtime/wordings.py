"""Words of a data file in several languages, such as ``name = { de = "…", en = "…" }``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

OWN = "de"  # the language that every entry has


@dataclass(frozen=True)
class Wordings:
    """As text the words of the reader's language, German where there are none."""

    by_language: Mapping[str, str]

    def __str__(self) -> str:
        return self.by_language.get(get_language() or OWN) or self.by_language.get(OWN, "")

    def __bool__(self) -> bool:
        return bool(str(self))


def read_wordings(value: Any) -> Wordings:
    """Of a text, which then is German, or of texts by language. Raises ValueError when German is not among them."""
    by_language = {OWN: value} if isinstance(value, str) else value
    if not isinstance(by_language, dict) or not by_language.get(OWN):
        raise ValueError
    return Wordings(by_language)
