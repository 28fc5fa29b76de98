"""A component in its states, drawn by the template or function that the pages use."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

DAY = date(2027, 3, 3)
Draw = Callable[[], str]

# Attributes that hold an id, or several.
IDS = re.compile(
    r'\b(id|for|aria-labelledby|aria-describedby|aria-controls|list)="([^"]+)"|\b(href)="#([^"]+)"', re.IGNORECASE
)
LANDMARK = re.compile(r'(<(?:nav|aside|section|div)\b[^>]* aria-label=")([^"]*)(")')


@dataclass(frozen=True)
class State:
    label: str
    draw: Draw


@dataclass(frozen=True)
class Piece:
    name: str  # of its template or function: what whoever builds a page looks for
    when: str  # when to take it
    states: tuple[State, ...]

    @property
    def code(self) -> str:
        return re.sub(r"\W+", "-", self.name)

    def drawn(self) -> list[dict[str, Any]]:
        return [
            {"label": state.label, "html": apart(state.draw(), f"{self.code}-{number}", state.label)}
            for number, state in enumerate(self.states, start=1)
        ]


@dataclass(frozen=True)
class Chapter:
    code: str
    title: str
    pieces: tuple[Piece, ...]


def piece(name: str, when: str, *states: tuple[str, Draw]) -> Piece:
    return Piece(name, when, tuple(State(*state) for state in states))


def from_template(template: str, **context: Any) -> Draw:
    """Values that are functions are called when the page is drawn."""
    return lambda: render_to_string(
        template, {name: value() if callable(value) else value for name, value in context.items()}
    )


def beside(*draw: Draw) -> Draw:
    return lambda: "\n".join(one() for one in draw)


def within(css: str, draw: Draw) -> Draw:
    """Inside of the box that a page puts around it."""
    return lambda: f'<div class="{css}">{draw()}</div>'


def form_of(draw: Draw) -> Draw:
    """Choices of one name belong together within a form."""
    return lambda: f"<form>{draw()}</form>"


def apart(html: str, mark: str, label: str) -> SafeString:
    """The same markup beside other states of itself: ids of its own, landmarks called by their state.

    Nothing takes the focus when the page opens.
    """

    def own(found: re.Match[str]) -> str:
        name, ids, href, target = found.groups()
        if href:
            return f'{href}="#{mark}-{target}"'
        return f'{name}="{" ".join(f"{mark}-{each}" for each in ids.split())}"'

    html = IDS.sub(own, html).replace(" autofocus", "")
    return mark_safe(LANDMARK.sub(rf"\1\2 – {escape(label)}\3", html))  # noqa: S308 - the components escape


def codes(chapters: Iterable[Chapter]) -> list[str]:
    return [each.code for chapter in chapters for each in chapter.pieces]
