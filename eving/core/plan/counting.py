"""How many rows of a list stand where, in few queries that read no more the more there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from eving.core.models import DistrictPart, Street
from eving.core.public.counts import MOST


@dataclass(frozen=True)
class Numbers:
    """By primary key; what has no street, or no part, is left out of the one or the other."""

    streets: Mapping[Any, int]
    parts: Mapping[Any, int]
    count: int  # of the rows, each once
    nowhere: int  # of those without a street
    is_more: bool = False  # whether there are more than are counted


def chosen(rows: QuerySet) -> QuerySet:
    """The keys of the first rows, to count elsewhere."""
    return rows.order_by().values("pk")[: MOST + 1]


def in_streets(rows: QuerySet, column: str) -> Numbers:
    """Of rows that lie in one street each, or in none; a part holds what its streets hold."""
    model = rows.model
    found = (
        model._default_manager.filter(pk__in=chosen(rows))
        .order_by()
        .values_list(column, f"{column}__part")
        .annotate(number=Count("pk"))
    )
    streets: dict[Any, int] = {}
    parts: dict[Any, int] = {}
    count = nowhere = 0
    for street, part, number in found:
        count += number
        if street is None:
            nowhere += number
        else:
            streets[street] = number
        if part is not None:
            parts[part] = parts.get(part, 0) + number
    return Numbers(streets, parts, min(count, MOST), nowhere, count > MOST)


@dataclass(frozen=True)
class Place:
    """A street or a part, and how many rows stand there."""

    name: str
    number: int
    url: str = ""
    part: str = ""


@dataclass(frozen=True)
class Places:
    """The streets by name, in the order of their parts, and the parts by name."""

    streets: Mapping[str, Place]
    parts: Mapping[str, Place]


def places(numbers: Numbers, *, street_url: Any, part_url: Any) -> Places:
    """``street_url`` and ``part_url`` give the address of the list for a slug, ``part_url`` may give none."""
    streets: Iterable[Street] = Street.objects.select_related("part").order_by("part__sort", "name_sort")
    parts: Iterable[DistrictPart] = DistrictPart.objects.all()
    return Places(
        {
            street.name: Place(
                street.name, numbers.streets.get(street.pk, 0), street_url(street.slug), str(street.part or "")
            )
            for street in streets
        },
        {part.name: Place(part.name, numbers.parts.get(part.pk, 0), part_url(part.slug)) for part in parts},
    )
