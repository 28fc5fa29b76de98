"""Filters of the public list of actors."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.models import Actor, ActorGroup, ActorKind, Location, PlaceVisibility, StepFree
from eving.core.models import DistrictPart, Street, Topic
from eving.core.models.compiled import IsAmong, keys_of
from eving.core.plan.counting import Numbers, chosen
from eving.core.public.counts import MOST
from eving.core.public.filters import ListFilter, RowFilter, TopicFilter


@dataclass(frozen=True)
class ChosenPlace:
    """The chosen entry of the list; ``kind`` is "street" or "part"."""

    kind: str
    slug: str
    name: str

    def __str__(self) -> str:
        return self.name


class PlaceChoices(BaseChoiceIterator):
    """Evaluated for each request: places change while the process runs."""

    def __init__(self, field: "PlaceField") -> None:
        self.field = field

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        for kind, title in (("part", _("Parts of the district")), ("street", _("Streets"))):
            yield title, [(f"{kind}-{slug}", name) for row_kind, slug, name in self.field.rows if row_kind == kind]


class PlaceField(django_filters.fields.ChoiceField):
    """Streets and parts of the district in one list; a single query fills it and validates the choice."""

    loaded: list[tuple[str, str, str]] | None = None

    def __deepcopy__(self, memo: dict) -> "PlaceField":
        copy = super().__deepcopy__(memo)
        copy.loaded = None
        copy.choices = PlaceChoices(copy)
        return copy

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        if self.loaded is None:
            parts = DistrictPart.objects.annotate(found=Value("part"), place=Value(""))
            streets = Street.objects.annotate(found=Value("street"))
            columns = ("found", "slug", "name")
            rows = (
                parts.order_by().values_list(*columns, "sort", "place")
                .union(streets.order_by().values_list(*columns, Value(0), "name_sort"))
                .order_by("found", "sort", "place", "name")
            )  # fmt: skip
            self.loaded = [row[:3] for row in rows]
        return self.loaded

    def to_python(self, value: Any) -> "ChosenPlace | None":
        if value in self.empty_values:
            return None
        for kind, slug, name in self.rows:
            if value == f"{kind}-{slug}":
                return ChosenPlace(kind, slug, name)
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})

    def validate(self, value: "ChosenPlace | None") -> None:
        pass  # to_python has refused unknown places


def key_of(model: type[Street] | type[DistrictPart], place: ChosenPlace) -> Subquery:
    """Asked once; a join would be made for each actor."""
    return Subquery(model._default_manager.filter(slug=place.slug).order_by().values("pk")[:1])


class PlaceFilter(django_filters.Filter):
    """Finds an actor only by what is public about its place: the street of an exact address, the part unless hidden."""

    field_class = PlaceField

    def sources(self) -> list[QuerySet]:
        return [DistrictPart.objects.all(), Street.objects.all()]

    def filter(self, queryset: QuerySet, value: ChosenPlace | None) -> QuerySet:
        if value is None:
            return queryset
        places = Location.objects.filter(actor=OuterRef("pk"))
        if value.kind == "street":
            places = places.filter(street=key_of(Street, value), visibility=PlaceVisibility.EXACT)
        else:
            places = places.filter(part=key_of(DistrictPart, value)).exclude(visibility=PlaceVisibility.HIDDEN)
        return queryset.filter(Exists(places))


def numbers_of(actors: QuerySet) -> Numbers:
    """Of each actor what is public about its places, as ``PlaceFilter`` finds it; each once in a street or part."""
    keys = list(chosen(actors).values_list("pk", flat=True))  # once: each place would ask the whole search again
    places = Location.objects.filter(IsAmong(F("actor"), keys_of(keys))).order_by()
    exact = places.filter(visibility=PlaceVisibility.EXACT, street__isnull=False)
    shown = places.exclude(visibility=PlaceVisibility.HIDDEN).filter(part__isnull=False)
    each = Count("actor", distinct=True)
    found = exact.aggregate(number=each)["number"]
    numbers: dict[str, dict[int, int]] = {"street": {}, "part": {}}
    by_place = [
        rows.annotate(kind=Value(kind)).values_list("kind", kind).annotate(number=each)
        for kind, rows in (("street", exact), ("part", shown))
    ]
    for kind, place, number in by_place[0].union(by_place[1], all=True):
        numbers[kind][place] = number
    return Numbers(
        streets=numbers["street"],
        parts=numbers["part"],
        count=min(len(keys), MOST),
        nowhere=len(keys) - found,
        is_more=len(keys) > MOST,
    )


class ActorFilter(ListFilter):
    gruppe = RowFilter(
        label=gettext_lazy("Group"),
        field_name="group",
        queryset=ActorGroup.objects.all(),
        to_field_name="code",
        empty_label=gettext_lazy("All groups"),
    )
    art = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"),
        field_name="kind",
        choices=ActorKind.choices,
        empty_label=gettext_lazy("All kinds"),
    )
    thema = TopicFilter(
        label=gettext_lazy("Topic"),
        field_name="topics",
        queryset=Topic.objects.filter(is_active=True).select_related("field").order_by("field__sort", "sort"),
        to_field_name="slug",
        empty_label=gettext_lazy("All topics"),
    )
    ort = PlaceFilter(label=gettext_lazy("Place"), empty_label=gettext_lazy("Whole district"))
    stufenlos = django_filters.ChoiceFilter(
        label=gettext_lazy("Accessibility"),
        choices=[("ja", gettext_lazy("step-free"))],
        method="step_free",
        empty_label=gettext_lazy("All places"),
    )
    mitmachen = django_filters.ChoiceFilter(
        label=gettext_lazy("Cooperation"),
        choices=[("ja", gettext_lazy("open to cooperation"))],
        method="open_for_cooperation",
        empty_label=gettext_lazy("All local organisations"),
    )

    class Meta:
        model = Actor
        fields: list[str] = []

    def step_free(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        places = Location.objects.filter(actor=OuterRef("pk"), step_free=StepFree.YES)
        return queryset.filter(Exists(places.exclude(visibility=PlaceVisibility.HIDDEN)))

    def open_for_cooperation(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(is_open_for_cooperation=True)
