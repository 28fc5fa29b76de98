"""The plan of the district as SVG: parts as areas, streets as lines, stops, and a number where something stands.

No tiles and no request to anybody: the geometry is data of the district's file. A number says with its label what it
counts, so that nothing hangs on a colour; the table under the plan says the same in words.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from eving.core.plan.counting import Place, Places
from eving.core.public.components import escape, safe
from eving.runtime.plan import Line, Plan, Point, Stop

RADIUS, BESIDE = 15, 21  # of a number, and how far from it its name begins
DOT = "· "
STOP, BESIDE_STOP = 5, 10
MIDDLE = 6  # from the middle of a line of text down to its foot


def drawing(plan: Plan, places: Places, *, label: str, counted: Any) -> SafeString:
    """``counted`` says a number in words: “3 ideas”."""
    parts = [
        f'<svg class="plan__drawing" viewBox="0 0 {plan.width:g} {plan.height:g}" role="group"'
        f' aria-label="{escape(label)}">'
    ]
    for area in plan.areas:
        parts.append(f'<polygon class="plan__area" points="{path(area.corners)}"/>')
    for line in plan.lines:
        parts.append(f'<polyline class="plan__street" points="{path(line.points)}"/>')
    for stop in plan.stops:
        parts.append(_stop(stop))
    for area in plan.areas:
        if part := places.parts.get(area.part):
            parts.append(_part(part, area.name_at, counted))
    for line in plan.lines:
        if street := places.streets.get(line.street):
            parts.append(_street(street, line, counted))
    return safe("".join([*parts, "</svg>"]))


def path(points: Iterable[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def text(css: str, at: Point, words: Any, side: str = "middle") -> str:
    x, y = at
    return f'<text class="{css}" x="{x:g}" y="{y:g}" text-anchor="{side}">{escape(words)}</text>'


def linked(place: Place, inside: str, counted: Any, sign: str = "") -> str:
    if not place.number or not place.url:
        return f'<g class="plan__place">{inside}</g>'
    # Begins with what stands there, so that people who speak to their device find it.
    label = f"{place.name} {sign}{counted(place.number)}"
    return f'<a class="plan__place" href="{escape(place.url)}" aria-label="{escape(label)}">{inside}</a>'


def _part(place: Place, at: Point, counted: Any) -> str:
    words = f"{place.name} {DOT}{place.number}" if place.number else place.name
    return linked(place, text("plan__part", at, words), counted, DOT)


def beside(at: Point, side: str, distance: float) -> Point:
    x, y = at
    if side == "middle":
        return x, y - distance
    return (x + distance if side == "start" else x - distance), y + MIDDLE


def _street(place: Place, line: Line, counted: Any) -> str:
    x, y = line.number_at
    name = text("plan__name", line.name_at or beside(line.number_at, line.side, BESIDE), place.name, line.side)
    if not place.number:
        return linked(place, name, counted)
    dot = f'<circle class="plan__dot" cx="{x:g}" cy="{y:g}" r="{RADIUS}"/>'
    number = text("plan__number", (x, y + MIDDLE), place.number)
    return linked(place, f"{dot}{name} {number}", counted)


def _stop(stop: Stop) -> str:
    x, y = stop.at
    sign = f'<rect class="plan__stop" x="{x - STOP:g}" y="{y - STOP:g}" width="{2 * STOP}" height="{2 * STOP}"/>'
    return sign + text("plan__stop-name", beside(stop.at, stop.side, BESIDE_STOP), stop.name, stop.side)
