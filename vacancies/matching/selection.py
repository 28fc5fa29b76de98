"""Database filters before the comparison: they never drop rows that ``compare`` would find possible."""

from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from vacancies.matching.comparison import AREA_TOLERANCE, RENT_TOLERANCE
from vacancies.matching.premises import Premises
from vacancies.matching.requirements import PremisesRequirements
from vacancies.models import Gastronomy, Listing, ListingKind, SearchProfile
from vacancies.models.features import chosen

CENT = Decimal("0.01")


def may_fit(need: PremisesRequirements, listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """Without listings whose columns show a violation; ``compare`` decides about the rest."""
    if need.kinds:
        listings = listings.filter(kind__in=need.kinds)
    if need.streets:
        listings = listings.filter(_or_unknown("list_street", Q(list_street__in=need.streets)))
    if need.area_min_m2 is not None:
        least = need.area_min_m2 * (1 - AREA_TOLERANCE)
        listings = listings.filter(_or_unknown("list_area_m2", Q(list_area_m2__gte=least)))
    if need.area_max_m2 is not None:
        most = need.area_max_m2 * (1 + AREA_TOLERANCE)
        part = Q(unit__divisible_from_m2__lte=need.area_max_m2)
        listings = listings.filter(_or_unknown("list_area_m2", Q(list_area_m2__lte=most) | part))
    asks_of_rent = need.rent_max_month is not None or need.rent_max_m2 is not None or need.term_months is not None
    if asks_of_rent and ListingKind.SALE not in need.kinds:
        listings = listings.exclude(kind=ListingKind.SALE)
    for name, most_rent in (("list_rent", need.rent_max_month), ("list_rent_m2", need.rent_max_m2)):
        if most_rent is not None:
            bound = most_rent * (1 + RENT_TOLERANCE)
            listings = listings.filter(_or_unknown(name, Q(**{f"{name}__lte": bound})))
    if need.steps_max is not None:
        listings = listings.filter(_or_unknown("list_steps", Q(list_steps__lte=need.steps_max)))
    if need.needs_gastronomy:
        listings = listings.exclude(list_gastronomy=Gastronomy.NO)
    if asked := [feature.code for feature in chosen(need.features)]:
        listings = listings.exclude(list_without__overlap=asked)
    if need.needed_by is not None:
        listings = listings.filter(_or_unknown("available_from", Q(available_from__lte=need.needed_by)))
    return listings


def who_may_fit(premises: Premises, profiles: QuerySet[SearchProfile]) -> QuerySet[SearchProfile]:
    """Without profiles whose limits the premises are known to violate; ``compare`` decides about the rest."""
    if premises.kind:
        profiles = profiles.filter(Q(kinds=[]) | Q(kinds__contains=[premises.kind]))
    if premises.street is not None:
        chosen = SearchProfile.streets.through.objects.filter(searchprofile=OuterRef("pk"))
        profiles = profiles.filter(~Exists(chosen) | Exists(chosen.filter(street=premises.street)))
    if premises.area_m2 is not None:
        largest = (premises.area_m2 / (1 - AREA_TOLERANCE)).quantize(CENT, rounding=ROUND_UP)
        profiles = profiles.filter(_or_unknown("area_min_m2", Q(area_min_m2__lte=largest)))
    if premises.kind == ListingKind.SALE:
        asks_nothing_of_rent = Q(rent_max_month=None, rent_max_m2=None, term_months=None)
        profiles = profiles.filter(asks_nothing_of_rent | Q(kinds__contains=[ListingKind.SALE]))
    for name, rent in (("rent_max_month", premises.rent_month), ("rent_max_m2", premises.rent_m2)):
        if rent is not None:
            # One cent of slack: this division is inexact, the comparison afterwards is exact.
            bound = (rent / (1 + RENT_TOLERANCE)).quantize(CENT, rounding=ROUND_HALF_UP) - CENT
            profiles = profiles.filter(_or_unknown(name, Q(**{f"{name}__gte": bound})))
    if premises.steps is not None:
        profiles = profiles.filter(_or_unknown("steps_max", Q(steps_max__gte=premises.steps)))
    if premises.gastronomy == Gastronomy.NO:
        profiles = profiles.filter(needs_gastronomy=False)
    if premises.without:
        profiles = profiles.exclude(features__overlap=sorted(premises.without))
    return profiles


def _or_unknown(name: str, condition: Q) -> Q:
    return condition | Q(**{f"{name}__isnull": True})
