"""What is known of premises: as they are offered, or as they stand empty."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vacancies.models import Listing, ShopUnit
from vacancies.pricing.costs import begins_free, first_paid_step
from vacancies.pricing.graduated import RentStep


@dataclass(frozen=True)
class Premises:
    """What is known of premises as they are or may be offered. ``None`` is unknown, ``available_from`` a day."""

    kind: str = ""
    street: int | None = None
    street_name: str = ""
    area_m2: Decimal | None = None
    divisible_from_m2: Decimal | None = None
    rent_month: Decimal | None = None
    rent_m2: Decimal | None = None
    paid_from: RentStep | None = None  # free of rent at first, and what is owed later
    shopfront_m: Decimal | None = None
    steps: int | None = None  # 0: step-free, by ramp as well
    gastronomy: str = ""
    wanted: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    is_available: bool = False  # whether the day is known
    available_from: date | None = None  # known and empty: at once
    min_term_months: int | None = None
    max_term_months: int | None = None


def premises_of(listing: Listing) -> Premises:
    """Premises as they are offered, and as the public knows them: a rent on request stays unknown."""
    unit = listing.unit
    return Premises(
        kind=listing.kind,
        street=unit.street_id,
        street_name=unit.street.name,
        area_m2=unit.lettable_area_m2,
        divisible_from_m2=unit.divisible_from_m2,
        rent_month=listing.list_rent,
        # Nothing at all is nothing per m², also where nobody knows the area.
        rent_m2=listing.list_rent if listing.list_rent == 0 else listing.list_rent_m2,
        paid_from=first_paid_step(listing) if begins_free(listing) else None,
        shopfront_m=unit.shopfront_width_m,
        steps=unit.steps_to_climb,
        gastronomy=unit.gastronomy,
        wanted=frozenset(listing.list_wanted),
        excluded=frozenset(listing.list_excluded),
        is_available=True,
        available_from=listing.available_from,
        min_term_months=listing.min_term_months,
        max_term_months=listing.max_term_months,
    )


def premises_of_unit(unit: ShopUnit, *, free_from: date | None = None, is_free: bool = False) -> Premises:
    """A unit that is not on offer: empty (``is_free``), or perhaps empty from a day on. Only the office asks so."""
    return Premises(
        street=unit.street_id,
        street_name=unit.street.name,
        area_m2=unit.lettable_area_m2,
        divisible_from_m2=unit.divisible_from_m2,
        shopfront_m=unit.shopfront_width_m,
        steps=unit.steps_to_climb,
        gastronomy=unit.gastronomy,
        is_available=is_free or free_from is not None,
        available_from=free_from,
    )
