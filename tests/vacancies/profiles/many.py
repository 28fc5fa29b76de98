"""Many searches and public listings with facts drawn by lot, the same for the same seed. Any fact may be unknown."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from eving.core.models import Contribution, Participant, Street
from vacancies.models import Alert, EnergyStatus, Listing, ListingKind, SearchProfile, ShopUnit, UseClass
from vacancies.models.features import FEATURES
from vacancies.services.list_columns import sync_list_columns

KINDS = (ListingKind.LEASE, ListingKind.SUBLEASE, ListingKind.INTERIM, ListingKind.SALE)
CODES = [feature.code for feature in FEATURES]


class Lots:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.streets = list(Street.objects.order_by("pk")[:4])
        self.uses = list(UseClass.objects.order_by("pk")[:5])

    def maybe(self, share: float, value: Any) -> Any:
        return value if self.random.random() < share else None

    def amount(self, least: int, most: int) -> Decimal:
        return Decimal(self.random.randrange(least * 100, most * 100)) / 100

    def some(self, share: float, choices: Sequence[Any], most: int = 3) -> list[Any]:
        return self.random.sample(list(choices), self.random.randint(1, most)) if self.random.random() < share else []

    def day(self) -> date:
        return date(2026, 11, 1) + timedelta(days=self.random.randrange(300))


def public_listings(lots: Lots, count: int) -> None:
    units = ShopUnit.objects.bulk_create(unit_of(lots, number) for number in range(1, count + 1))
    listings = Listing.objects.bulk_create(listing_of(lots, unit, number) for number, unit in enumerate(units, 1))
    for name in ("wanted_uses", "excluded_uses"):
        through = getattr(Listing, name).through
        through.objects.bulk_create(
            through(listing_id=listing.pk, useclass_id=use.pk)
            for listing in listings
            for use in lots.some(0.4, lots.uses)
        )
    sync_list_columns(Listing.objects.all())


def unit_of(lots: Lots, number: int) -> ShopUnit:
    street = lots.maybe(0.95, lots.random.choice(lots.streets))
    return ShopUnit(
        number=f"U-{number}",
        street=street,
        other_street="" if street else "Am Rand",
        house_number=str(number),
        position=number,
        side="odd",
        total_area_m2=lots.maybe(0.85, lots.amount(40, 200)),
        divisible_from_m2=lots.maybe(0.2, lots.amount(20, 40)),
        in_inventory=DateRange(date(2020, 1, 1), None),
        shopfront_width_m=lots.maybe(0.7, lots.amount(2, 8)),
        entrance_steps=lots.maybe(0.8, lots.random.randrange(4)),
        has_ramp=lots.maybe(0.5, lots.random.random() < 0.2),
        gastronomy=lots.random.choice(["yes", "no", "unclear"]),
        **{feature.column: lots.random.choice([True, False, None]) for feature in FEATURES},
    )


def listing_of(lots: Lots, unit: ShopUnit, number: int) -> Listing:
    kind = lots.random.choice(KINDS)
    least = lots.maybe(0.5, lots.random.choice([1, 6, 12]))
    return Listing(
        unit=unit,
        number=f"L-{number}",
        title=f"Laden {number}",
        kind=kind,
        state=lots.random.choices(["published", "reserved"], [9, 1])[0],
        published_at=timezone.now() - timedelta(minutes=lots.random.randrange(10_000)),
        available_from=lots.maybe(0.5, lots.day()),
        min_term_months=least,
        max_term_months=lots.random.choice([12, 24, 60]) if kind == "interim" else lots.maybe(0.4, 36),
        net_cold_rent_month=Decimal(0) if kind == "interim" and lots.random.random() < 0.3 else lots.amount(200, 2000),
        rent_on_request=lots.random.random() < 0.2,
        sale_price=Decimal(90_000) if kind == "sale" else None,
        energy_status=EnergyStatus.NOT_YET,
        owner_consent_on=date(2026, 11, 2),
    )


def searches(lots: Lots, count: int, *, alert: str = "", asks: float = 0.35, first: int = 1) -> None:
    """Confirmed ones of as many persons. Each criterion is named by the share ``asks``."""
    people = Participant.objects.bulk_create(
        Participant(email=f"viele{number}@example.org", email_key=f"viele{number}@example.org")
        for number in range(first, first + count)
    )
    contributions = Contribution.objects.bulk_create(
        Contribution(kind="search_profile", participant=person, privacy_version="test", confirmed_at=timezone.now())
        for person in people
    )
    profiles = SearchProfile.objects.bulk_create(
        search_of(lots, contribution, number, alert, asks) for number, contribution in enumerate(contributions, first)
    )
    for name, column, choices in (("streets", "street_id", lots.streets), ("uses", "useclass_id", lots.uses)):
        through = getattr(SearchProfile, name).through
        through.objects.bulk_create(
            through(searchprofile_id=profile.pk, **{column: choice.pk})
            for profile in profiles
            for choice in lots.some(asks, choices)
        )


def search_of(lots: Lots, contribution: Contribution, number: int, alert: str, asks: float) -> SearchProfile:
    area = lots.amount(20, 120)
    return SearchProfile(
        number=f"G-{number}",
        title=f"Suche {number}",
        contribution=contribution,
        state="active",
        expires_on=date(2027, 11, 1),
        alert=alert or lots.random.choice([Alert.DAILY, Alert.IMMEDIATE]),
        kinds=lots.some(asks, KINDS),
        area_min_m2=lots.maybe(asks, area),
        area_max_m2=lots.maybe(asks, area + lots.amount(0, 60)),
        rent_max_month=lots.maybe(asks, lots.amount(300, 1500)),
        rent_max_m2=lots.maybe(asks, lots.amount(4, 20)),
        shopfront_min_m=lots.maybe(asks, lots.amount(2, 6)),
        steps_max=lots.maybe(asks, lots.random.randrange(3)),
        needs_gastronomy=lots.random.random() < asks / 2,
        features=lots.some(asks / 2, [*CODES, "not-known-any-more"], 2),
        needed_by=lots.maybe(asks, lots.day()),
        term_months=lots.maybe(asks, lots.random.choice([6, 12, 24, 60])),
    )
