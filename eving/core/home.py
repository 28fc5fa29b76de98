"""What a register puts on the home page; the registry holds it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Text = Any  # str or a lazy translation


@dataclass(frozen=True)
class HomeSection:
    """A part of the home page below the doors; a context of None leaves it out."""

    weight: int
    template: str
    context: Callable[[], dict[str, Any] | None]


@dataclass(frozen=True)
class HomeFigures:
    """Counts of what is public now, for the home page; none while all are zero."""

    weight: int
    counts: Callable[[datetime], list[dict[str, Any]]]  # rows of components/figures.html, values by public/counts.py


@dataclass(frozen=True)
class HomeAnswer:
    """What the office has answered in public."""

    at: datetime
    title: str  # of the thing that it is about, as stored
    url: str
    text: str  # as stored
    state: Text
    tone: str  # of the badge of the state


@dataclass(frozen=True)
class HomeAnswers:
    """A register's newest public answers of the office, for the home page."""

    weight: int
    newest: Callable[[int], list[HomeAnswer]]  # (most)
    label: Text  # of the link to everything
    page: str  # URL name behind it


@dataclass(frozen=True)
class HomeDate:
    """Something that everybody may come to."""

    begins: datetime
    title: str  # as stored
    url: str
    about: Text = ""  # day of the week, time and place, in a line


@dataclass(frozen=True)
class HomeDates:
    """A register's next dates, for the home page; none, and no empty place, while no register has any."""

    weight: int
    following: Callable[[datetime, int], list[HomeDate]]  # (from when on, most)
    label: Text  # of the link to everything
    page: str  # URL name behind it
