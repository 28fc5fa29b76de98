"""Creates the invented inventory of shops with its owners and ten years of occupancy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zlib import crc32

from actors.models import Actor
from eving.core.models import Street
from eving.demo.content.shops.listings import LISTINGS, OFFERED
from eving.demo.content.shops.units import EMPTY, FORMER, OWNERS, REBUILDING, UNITS, DemoUnit
from eving.demo.filling.listings import WAYS
from eving.demo.filling.past import Clock
from vacancies.models import OccupancyPeriod, OccupancyStatus, PropertyContact, ShopUnit, Side, UseClass
from vacancies.services import units

Address = tuple[str, str, str]  # street, house number, unit label
YEARS = 10


def write_inventory(clock: Clock, uses: dict[str, UseClass]) -> dict[Address, ShopUnit]:
    streets = {street.slug: street for street in Street.objects.select_related("part")}
    owners = [make_owner(*row, clock.today) for row in OWNERS]
    published = {demo.unit for demo in LISTINGS if WAYS[demo.state]}
    tenants = {actor.name: actor for actor in Actor.objects.all()}
    inventory = {}
    for number, demo in enumerate(UNITS):
        address = (demo.street, demo.house_number, demo.label)
        # The office does not know every fifth owner, nor the owner who sends the form. A unit that is or was on the
        # portal has an owner whom the office can ask.
        is_unknown = (number % 5 == 4 and address not in published) or address == OFFERED
        owner = None if is_unknown else owners[number * 7 % len(owners)]
        inventory[address] = unit = make_unit(demo, streets[demo.street], owner, clock.today)
        for spell in history_of(demo, clock.today):
            write_period(unit, spell, uses, tenants)
    date_checks(clock.today)
    return inventory


def make_owner(kind: str, name: str, address: str, today: date) -> PropertyContact:
    return PropertyContact.objects.create(
        kind=kind,
        name=name,
        postal_address="Musterweg 1, 00000 Beispielstadt",
        email=f"{address}@example.org",
        phone="0231 000000",
        note="Erfunden.",
        informed_on=today - timedelta(days=300),
    )


def make_unit(demo: DemoUnit, street: Street, owner: PropertyContact | None, today: date) -> ShopUnit:
    dice, number = dice_for(demo), int(demo.house_number)
    area = Decimal(str(demo.area))
    side_rooms = (area * dice.randint(10, 25) / 100).quantize(Decimal("1"))
    facts: dict[str, Any] = {
        "ancillary_area_m2": side_rooms,
        "sales_area_m2": area - side_rooms,
        "basement_area_m2": dice.choice([None, Decimal(15), Decimal(32)]),
        "entrance_step_height_cm": dice.choice([None, 12, 15, 17]) if demo.steps else None,
        "door_width_cm": dice.choice([None, 85, 90, 95]),
        "has_ramp": False if demo.steps else None,
        "ceiling_height_m": dice.choice([None, Decimal("2.80"), Decimal("3.20"), Decimal("3.60")]),
        "has_water": dice.choice([None, True, True]),
        "wc_count": dice.choice([None, 1, 1, 2]),
        "has_kitchenette": dice.choice([None, True, False]),
        "gastronomy": "yes" if demo.now in ("gastronomie", "cafe") else dice.choice(["no", "unclear"]),
        "year_built": dice.choice([None, 1898, 1906, 1928, 1955, 1962, 1974]),
        "has_three_phase": dice.choice([None, True, False]),
        "has_accessible_wc": dice.choice([None, None, False, True]),
        "is_corner": dice.choice([None, False, False, True]),
        **demo.facts,
    }
    if "storage_area_m2" in facts:
        facts["sales_area_m2"] -= Decimal(facts["storage_area_m2"])
    unit = ShopUnit(
        street=street,
        house_number=demo.house_number,
        unit_label=demo.label,
        part=street.part,
        side=Side.ODD if number % 2 else Side.EVEN,
        position=number * 10 + (1 if demo.label == "rechts" else 0),
        total_area_m2=area,
        shopfront_width_m=None if demo.window is None else Decimal(str(demo.window)),
        entrance_steps=demo.steps,
        property_contact=owner,
        in_inventory=(months_before(today, 12 * demo.known_since_years), None),
        **facts,
    )
    units.register_unit(unit)
    unit.save(force_insert=True)
    return unit


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months ago."""
    total = day.year * 12 + day.month - 1 - months
    return date(total // 12, total % 12 + 1, 1)


def dice_for(unit: DemoUnit) -> Random:
    """Random numbers that are the same in every run."""
    return Random(crc32(f"{unit.street} {unit.house_number} {unit.label}".encode()))  # noqa: S311 - nothing secret


@dataclass(frozen=True)
class Spell:
    """A status of a unit and the day on which it began."""

    start: date
    status: str
    use: str = ""
    tenant: str = ""


def history_of(demo: DemoUnit, today: date) -> Iterator[Spell]:
    """Former statuses of a unit, oldest first and without a gap, and the present one."""
    dice, left = dice_for(demo), 12 * demo.known_since_years
    since = min(demo.months or dice.randint(4, 90), left)
    # A unit that is vacant now was in use before, and the other way round.
    used_before = demo.now in (EMPTY, REBUILDING)
    is_used = True
    while left > since:
        rest = left - since
        length = min(rest, dice.randint(16, 60) if is_used else dice.randint(2, 20))
        is_last = length == rest
        if is_last and used_before and not is_used:  # it becomes part of the present status
            yield now_of(demo, months_before(today, left))
            return
        start = months_before(today, left)
        if is_used:
            use = dice.choice(list(FORMER))
            yield Spell(start, OccupancyStatus.OCCUPIED, use, dice.choice(FORMER[use]))
        elif dice.random() < 0.15:
            yield Spell(start, OccupancyStatus.REFURBISHING)
        else:
            yield Spell(start, OccupancyStatus.VACANT)
        left -= length
        # Now and then the next shop opens without a vacancy between.
        is_used = not is_used or dice.random() < 0.3
    yield now_of(demo, months_before(today, since))


def now_of(demo: DemoUnit, start: date) -> Spell:
    if demo.now == EMPTY:
        return Spell(start, OccupancyStatus.VACANT)
    if demo.now == REBUILDING:
        return Spell(start, OccupancyStatus.REFURBISHING)
    status = OccupancyStatus.INTERIM if demo.is_interim else OccupancyStatus.OCCUPIED
    return Spell(start, status, demo.now, demo.tenant)


def write_period(unit: ShopUnit, spell: Spell, uses: dict[str, UseClass], tenants: dict[str, Actor]) -> None:
    tenant = tenants.get(spell.tenant)
    units.set_status(
        unit,
        spell.status,
        spell.start,
        use_class=uses[spell.use] if spell.use else None,
        tenant=tenant,
        tenant_name="" if tenant else spell.tenant,
        source=OccupancyPeriod.Source.SURVEY,
    )


def date_checks(today: date) -> None:
    """Running periods were verified within the last weeks, ended ones on their first day."""
    periods = list(OccupancyPeriod.objects.all())
    for period in periods:
        is_running = period.period.upper is None
        period.verified_on = today - timedelta(days=8 + period.unit_id % 60) if is_running else period.period.lower
    OccupancyPeriod.objects.bulk_update(periods, ["verified_on"])
