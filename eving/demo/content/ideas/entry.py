"""What the demo says about one idea."""

from collections.abc import Sequence
from dataclasses import dataclass

from eving.demo.content.people import LENA, Person


@dataclass(frozen=True)
class Act:
    """One step of an idea's way, so many days ago; without staff the author took it."""

    days_ago: int
    transition: str
    text: str = ""
    by: str = LENA
    into: str = ""  # title of the idea that goes on, with the step "merge"


@dataclass(frozen=True)
class DemoIdea:
    """An idea, who had it, and its way through the office."""

    title: str
    text: str
    author: Person
    days_ago: int
    acts: Sequence[Act] = ()
    street: str = ""
    place_note: str = ""
    topics: Sequence[str] = ()  # the first one decides the field of action
    frameworks: Sequence[str] = ()
    photos: Sequence[tuple[str, str]] = ()  # name of a drawing, description
    channel: str = "web"
    screening: str = ""
    own_contribution: str = ""
    cost_text: str = ""
