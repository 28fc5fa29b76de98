"""What people type into the search and want to find, as tests/search/queries.toml has it."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "queries.toml"
# "not" is no name in Python.
RENAMED = {"not": "unwanted"}


@dataclass(frozen=True)
class Query:
    who: str
    typed: str
    find: tuple[str, ...]
    first: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    lang: str = "de"
    staff: bool = False
    list: str = ""
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.find, *self.first, *self.unwanted, *(self.only or ()))

    def text(self, year: int) -> str:
        return self.typed.replace("{year}", str(year))


def read(text: str | None = None) -> list[Query]:
    """All queries of the file, or of a text like it; an unknown key is a TypeError."""
    groups = tomllib.loads(FILE.read_text() if text is None else text)
    return [query(who, entry) for who, entries in groups.items() for entry in entries]


def query(who: str, entry: dict[str, Any]) -> Query:
    values = {RENAMED.get(key, key): tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Query(who=who, **values)


def twice(queries: Sequence[Query]) -> list[str]:
    """What is asked a second time in the same place."""
    seen: set[tuple[str, str, bool, str]] = set()
    found = []
    for one in queries:
        key = (one.typed, one.lang, one.staff, one.list)
        found += [one.typed] * (key in seen)
        seen.add(key)
    return found


def without_a_demand(queries: Sequence[Query]) -> list[str]:
    """What any answer would satisfy."""
    return [one.typed for one in queries if not (one.find or one.unwanted) and one.only is None]
