"""Dataclasses for the invented ideas."""

from collections.abc import Sequence
from dataclasses import dataclass

from eving.demo.content.people import LENA, Person


@dataclass(frozen=True)
class Act:
    """A transition of an idea, so many days ago; some transitions are the author's, whatever ``by`` says."""

    days_ago: int
    transition: str
    text: str = ""
    by: str = LENA
    into: str = ""  # of the transition "merge": title of the idea that it is merged into


@dataclass(frozen=True)
class DemoIdea:
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
