"""Columns of listings copied from unit and uses for the public list and the search."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import Case, CharField, F, Func, OuterRef, QuerySet, SmallIntegerField, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from eving.core.search import engine
from vacancies.models import Listing, ShopUnit
from vacancies.models.features import CODE_LENGTH, FEATURES
from vacancies.services.address_privacy import hide_in_address


def _of_unit(expression: Any) -> Subquery:
    units = ShopUnit.objects.filter(pk=OuterRef("unit_id")).order_by()
    return Subquery(units.values_list(expression, flat=True)[:1])


def _features(answer: bool) -> Func:
    """Codes of the features that have this answer; an unknown one has neither."""
    codes = [
        Case(When(**{feature.column: answer}, then=Value(feature.code)), output_field=CharField())
        for feature in FEATURES
    ]
    column = ArrayField(CharField(max_length=CODE_LENGTH))
    return Func(*codes, template="array_remove(ARRAY[%(expressions)s], NULL)", output_field=column)


def _uses(name: str) -> ArraySubquery:
    through = getattr(Listing, name).through.objects.filter(listing=OuterRef("pk")).order_by("useclass")
    return ArraySubquery(through.values_list("useclass_id", flat=True))


def sync_list_columns(listings: QuerySet[Listing]) -> None:
    """Copies for all listings in one statement."""
    steps = Case(When(has_ramp=True, then=Value(0)), default=F("entrance_steps"), output_field=SmallIntegerField())
    listings.order_by().update(
        list_street=_of_unit("street_id"),
        list_area_m2=_of_unit(Coalesce("total_area_m2", "sales_area_m2")),
        list_steps=_of_unit(steps),
        list_gastronomy=_of_unit("gastronomy"),
        list_features=_of_unit(_features(True)),
        list_without=_of_unit(_features(False)),
        list_wanted=Cast(_uses("wanted_uses"), Listing._meta.get_field("list_wanted")),
        list_excluded=Cast(_uses("excluded_uses"), Listing._meta.get_field("list_excluded")),
    )


@transaction.atomic
def listing_changed(listing: Listing) -> None:
    """Call after every change of a listing: renews slug, list columns and search index."""
    hide_in_address(listing)
    sync_list_columns(Listing.objects.filter(pk=listing.pk))
    engine.index(listing)


@transaction.atomic
def listings_changed(listings: Sequence[Listing]) -> None:
    """As ``listing_changed`` for several locked rows, in a few statements for all of them."""
    for listing in listings:
        hide_in_address(listing)
    sync_list_columns(Listing.objects.filter(pk__in=[listing.pk for listing in listings]))
    engine.index_together(listings)


@transaction.atomic
def unit_changed(unit: ShopUnit) -> None:
    """Call after every change of a unit: address and facts are copied into its listings."""
    units_changed([unit])


@transaction.atomic
def units_changed(units: Sequence[ShopUnit]) -> None:
    rows = Listing.objects.filter(unit__in=units).select_related("unit__street", "unit__part")
    if listings := list(rows.select_for_update(of=("self",)).order_by("pk")):
        listings_changed(listings)
