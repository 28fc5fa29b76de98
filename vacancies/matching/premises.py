"""Facts of premises for the comparison: of a listing, or of a unit that is not on offer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vacancies.models import Listing, ShopUnit
from vacancies.models.features import codes_with
from vacancies.pricing.costs import begins_free, first_paid_step
from vacancies.pricing.graduated import RentStep


@dataclass(frozen=True)
class Premises:
    """None and empty strings are unknown; ``available_from`` None means at once where ``is_available``."""

    kind: str = ""
    street: int | None = None
    street_name: str = ""
    area_m2: Decimal | None = None
    divisible_from_m2: Decimal | None = None
    rent_month: Decimal | None = None
    rent_m2: Decimal | None = None
    paid_from: RentStep | None = None  # rent-free at first: the rent that follows
    shopfront_m: Decimal | None = None
    steps: int | None = None  # 0: step-free, also by ramp
    gastronomy: str = ""
    features: frozenset[str] = frozenset()  # codes; what is in neither set is unknown
    without: frozenset[str] = frozenset()
    wanted: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    is_available: bool = False  # whether the date of availability is known
    available_from: date | None = None  # None: at once, if is_available
    min_term_months: int | None = None
    max_term_months: int | None = None


def premises_of(listing: Listing) -> Premises:
    """As the public knows the listing: a rent on request stays unknown."""
    unit = listing.unit
    return Premises(
        kind=listing.kind,
        street=unit.street_id,
        street_name=unit.street_name,
        area_m2=unit.lettable_area_m2,
        divisible_from_m2=unit.divisible_from_m2,
        rent_month=listing.list_rent,
        # A rent of zero is zero per m², also where the area is unknown.
        rent_m2=listing.list_rent if listing.list_rent == 0 else listing.list_rent_m2,
        paid_from=first_paid_step(listing) if begins_free(listing) else None,
        shopfront_m=unit.shopfront_width_m,
        steps=unit.steps_to_climb,
        gastronomy=unit.gastronomy,
        features=codes_with(unit, True),
        without=codes_with(unit, False),
        wanted=frozenset(listing.list_wanted),
        excluded=frozenset(listing.list_excluded),
        is_available=True,
        available_from=listing.available_from,
        min_term_months=listing.min_term_months,
        max_term_months=listing.max_term_months,
    )


def premises_of_unit(unit: ShopUnit, *, free_from: date | None = None, is_free: bool = False) -> Premises:
    """A unit without a listing: vacant (``is_free``), or perhaps vacant from a day on. For the office alone."""
    return Premises(
        street=unit.street_id,
        street_name=unit.street_name,
        area_m2=unit.lettable_area_m2,
        divisible_from_m2=unit.divisible_from_m2,
        shopfront_m=unit.shopfront_width_m,
        steps=unit.steps_to_climb,
        gastronomy=unit.gastronomy,
        features=codes_with(unit, True),
        without=codes_with(unit, False),
        is_available=is_free or free_from is not None,
        available_from=free_from,
    )
