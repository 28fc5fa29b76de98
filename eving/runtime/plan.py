"""The drawn plan of a district: rough, schematic, and as data of its file. What stands where is counted elsewhere."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

Point = tuple[float, float]
SIDES = ("start", "middle", "end")  # on which side of its point a name begins, as SVG calls it


@dataclass(frozen=True)
class Area:
    """A part of the district."""

    part: str
    corners: tuple[Point, ...]
    name_at: Point


@dataclass(frozen=True)
class Line:
    """A street or a square. Its number stands at ``number_at``, its name at ``name_at`` or else beside the number."""

    street: str
    points: tuple[Point, ...]
    number_at: Point
    side: str
    name_at: Point | None = None


@dataclass(frozen=True)
class Stop:
    name: str
    at: Point
    side: str


@dataclass(frozen=True)
class Plan:
    width: float
    height: float
    areas: tuple[Area, ...]
    lines: tuple[Line, ...]
    stops: tuple[Stop, ...]
    stops_of: str  # which line the stops belong to


def is_point(value: Any) -> TypeGuard[list[float]]:
    return isinstance(value, list) and len(value) == 2 and all(type(one) in (int, float) for one in value)


def faults(content: dict[str, Any], parts: Collection[str], streets: Collection[str]) -> Iterator[str]:
    """What TOML allows and a plan cannot be, as sentences."""
    size = content.get("size")
    if not is_point(size):
        yield "the plan says its “size” as [width, height]."
        return
    named = {"areas": ("part", parts), "lines": ("street", streets), "stops": ("name", ())}
    for key, (name, known) in named.items():
        rows = content.get(key, [])
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            yield f"each of “{key}” begins with [[plan.{key}]] in a line of its own."
            continue
        for row in rows:
            called = row.get(name)
            if not isinstance(called, str) or (known and called not in known):
                yield f"[[plan.{key}]] names a “{name}” that the file has: {called}."
            points = [*(row.get("points") or []), row.get("at"), row.get("name_at", row.get("at"))]
            if not all(is_point(point) and 0 <= point[0] <= size[0] and 0 <= point[1] <= size[1] for point in points):
                yield f"“points”, “at” and “name_at” of {called} are pairs of numbers inside of the plan."
            if row.get("side", "start") not in SIDES:
                yield f"“side” of {called} is one of {', '.join(SIDES)}."


def read_plan(content: dict[str, Any]) -> Plan:
    """Of a table without ``faults``."""
    width, height = content["size"]

    def points(row: dict[str, Any]) -> tuple[Point, ...]:
        return tuple((x, y) for x, y in row.get("points", []))

    def at(row: dict[str, Any], key: str = "at") -> Point:
        x, y = row[key]
        return x, y

    def line(row: dict[str, Any]) -> Line:
        name_at = at(row, "name_at") if "name_at" in row else None
        return Line(row["street"], points(row), at(row), row.get("side", "start"), name_at)

    return Plan(
        width=width,
        height=height,
        areas=tuple(Area(row["part"], points(row), at(row)) for row in content.get("areas", [])),
        lines=tuple(line(row) for row in content.get("lines", [])),
        stops=tuple(Stop(row["name"], at(row), row.get("side", "start")) for row in content.get("stops", [])),
        stops_of=content.get("stops_of", ""),
    )
