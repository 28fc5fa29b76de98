"""Writes down the invented stock of shops with ten years of use, its offers and who asked for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zlib import crc32

from django.utils import timezone

from actors.models import Actor
from eving.core.models import Contribution, PendingPhoto, Street, User
from eving.core.public.forms import PRIVACY_VERSION
from eving.core.workflow import lifecycle
from eving.core.working_days import add_working_days, promised_date
from eving.demo.content.shops import (
    EMPTY,
    ENQUIRIES,
    FORMER,
    LEASES_END,
    LET_DAYS_AGO,
    LET_TO,
    LET_USE,
    LISTINGS,
    OFFER_DAYS_AGO,
    OFFER_PICTURE,
    OFFER_TEXT,
    OFFERED,
    OFFERER,
    OWNERS,
    REBUILDING,
    SOON_EMPTY,
    TALKS,
    UNITS,
    DemoEnquiry,
    DemoListing,
    DemoUnit,
)
from eving.demo.filling.past import Clock, Jobs, is_there, key_of, make_staff, move_contribution
from eving.demo.filling.pictures import hang, stored
from vacancies.models import (
    EnergyKind,
    EnergyStatus,
    Enquiry,
    EnquiryHistory,
    Listing,
    ListingHistory,
    OccupancyPeriod,
    OccupancyStatus,
    Owed,
    OwnerTalk,
    PropertyContact,
    ShopUnit,
    Side,
    UnitPhoto,
    UseClass,
)
from vacancies.models.listings import BuildingKind
from vacancies.services import enquiries, offers, persons, units
from vacancies.services.listings import register_listing
from vacancies.services.owners import note_talk

Address = tuple[str, str, str]  # street, house number, part of the house
YEARS = 10

ENERGY: dict[str, dict[str, Any]] = {
    "office_new": {
        "energy_status": EnergyStatus.AVAILABLE,
        "energy_kind": EnergyKind.CONSUMPTION,
        "energy_heat_kwh": Decimal("98.4"),
        "energy_power_kwh": Decimal("31.2"),
        "energy_carrier": "Fernwärme",
        "energy_issued_on": date(2022, 5, 17),
    },
    # Its ten years are over a month after the demo began: see certificate_of.
    "ends_soon": {
        "energy_status": EnergyStatus.AVAILABLE,
        "energy_kind": EnergyKind.DEMAND,
        "energy_heat_kwh": Decimal("164.0"),
        "energy_power_kwh": Decimal("48.5"),
        "energy_carrier": "Erdgas",
    },
    "home": {
        "energy_status": EnergyStatus.AVAILABLE,
        "building_kind": BuildingKind.RESIDENTIAL,
        "energy_kind": EnergyKind.DEMAND,
        "energy_total_kwh": Decimal("142.5"),
        "energy_carrier": "Erdgas",
        "energy_year_built": 1961,
        "energy_class": "E",
        "energy_issued_on": date(2021, 3, 8),
    },
    "not_yet": {"energy_status": EnergyStatus.NOT_YET},
    "exempt": {"energy_status": EnergyStatus.EXEMPT, "energy_exempt_reason": "Baudenkmal, § 79 Absatz 4 GEG"},
    "missing": {"energy_status": EnergyStatus.MISSING},
}
OWED = {"none": Owed.NONE, "unknown": Owed.UNKNOWN}  # anything else is what is to be paid
# Steps of an offer, each with the days that passed since it was published.
WAYS = {
    "draft": [],
    "published": [("publish", 0)],
    "reserved": [("publish", 0), ("reserve", 60)],
    "paused": [("publish", 0), ("pause", 85)],
    "let": [("publish", 0)],  # let by the enquiry that came to a lease
}


def fill_shops(clock: Clock, jobs: Jobs) -> int:
    """Write down the invented stock unless there is one; how many units are new."""
    if ShopUnit.objects.exists() or is_there([key_of("offer", OFFERED[1])]):
        return 0
    staff = make_staff()
    uses = {use.code: use for use in UseClass.objects.all()}
    stock = write_stock(clock, uses)
    listings = {demo.unit: seed_listing(demo, stock[demo.unit], staff[demo.by], uses, clock) for demo in LISTINGS}
    jobs.expect_news(listing.pk for listing in listings.values())
    seed_offer(stock[OFFERED], clock, jobs)
    seed_endings(stock, clock.today)
    seed_talks(stock, next(iter(staff.values())), clock.today)
    for number, enquiry in enumerate(ENQUIRIES):
        seed_enquiry(enquiry, listings[enquiry.unit], next(iter(staff.values())), uses, clock, jobs, number)
    return len(stock)


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies so many months back."""
    total = day.year * 12 + day.month - 1 - months
    return date(total // 12, total % 12 + 1, 1)


def dice_for(unit: DemoUnit) -> Random:
    """Chance that falls the same way at every run."""
    return Random(crc32(f"{unit.street} {unit.house_number} {unit.label}".encode()))  # noqa: S311 - nothing secret


# ---------------------------------------------------------------- stock
def write_stock(clock: Clock, uses: dict[str, UseClass]) -> dict[Address, ShopUnit]:
    """All units with their owners and their history."""
    streets = {street.slug: street for street in Street.objects.select_related("part")}
    owners = [make_owner(*row, clock.today) for row in OWNERS]
    published = {demo.unit for demo in LISTINGS if WAYS[demo.state]}
    tenants = {actor.name: actor for actor in Actor.objects.all()}
    stock = {}
    for number, demo in enumerate(UNITS):
        address = (demo.street, demo.house_number, demo.label)
        # Of every fifth owner the office knows nothing yet, nor of whoever offers a unit by the form. What is or was
        # on the portal has somebody whom the office can ask.
        is_unknown = (number % 5 == 4 and address not in published) or address == OFFERED
        owner = None if is_unknown else owners[number * 7 % len(owners)]
        stock[address] = unit = make_unit(demo, streets[demo.street], owner, clock.today)
        for spell in history_of(demo, clock.today):
            write_period(unit, spell, uses, tenants)
    date_checks(clock.today)
    return stock


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
        in_stock=(months_before(today, 12 * demo.known_since_years), None),
        **facts,
    )
    units.register_unit(unit)
    unit.save(force_insert=True)
    return unit


# ---------------------------------------------------------------- ten years of use
@dataclass(frozen=True)
class Spell:
    """What held in a unit from a day on."""

    start: date
    status: str
    use: str = ""
    tenant: str = ""


def history_of(demo: DemoUnit, today: date) -> Iterator[Spell]:
    """What was in a unit, oldest first and without a gap, up to what is in it now."""
    dice, left = dice_for(demo), 12 * demo.known_since_years
    since = min(demo.months or dice.randint(4, 90), left)
    used_before = demo.now in (EMPTY, REBUILDING)  # what is empty now was in use before, and the other way round
    is_used = True
    while left > since:
        rest = left - since
        length = min(rest, dice.randint(16, 60) if is_used else dice.randint(2, 20))
        is_last = length == rest
        if is_last and used_before and not is_used:  # let it join the spell of today
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
        # Now and then the next shop opens at once.
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
    """Somebody walked along the street within the last weeks; of what is over they looked at its beginning."""
    periods = list(OccupancyPeriod.objects.all())
    for period in periods:
        is_running = period.period.upper is None
        period.verified_on = today - timedelta(days=8 + period.unit_id % 60) if is_running else period.period.lower
    OccupancyPeriod.objects.bulk_update(periods, ["verified_on"])


# ---------------------------------------------------------------- what may come
def seed_endings(stock: dict[Address, ShopUnit], today: date) -> None:
    """Some leases end within a year, and of one shop people say that it closes."""
    running = {period.unit_id: period for period in OccupancyPeriod.objects.on(today)}
    for address, days in LEASES_END.items():
        period = running[stock[address].pk]
        period.lease_ends_on = today + timedelta(days=days)
        period.save(update_fields=["lease_ends_on"])
    period = running[stock[SOON_EMPTY].pk]
    period.ends_soon, period.note = True, "Der Nachbar sagt, zum Jahresende sei Schluss (erfunden)."
    period.save(update_fields=["ends_soon", "note"])


def seed_talks(stock: dict[Address, ShopUnit], staff: User, today: date) -> None:
    """What owners said, and what the office does next."""
    for demo in TALKS:
        talk = OwnerTalk(
            unit=stock[demo.unit],
            on=today - timedelta(days=demo.days_ago),
            channel=demo.channel,
            result=demo.result,
            willing=demo.willing,
            warns=demo.empty_in_days > 0,
            empty_from=today + timedelta(days=demo.empty_in_days) if demo.empty_in_days else None,
            next_step=demo.next_step,
            next_step_on=today + timedelta(days=demo.next_in_days) if demo.next_step else None,
        )
        note_talk(talk, by=staff)


# ---------------------------------------------------------------- offers
def seed_listing(demo: DemoListing, unit: ShopUnit, staff: User, uses: dict[str, UseClass], clock: Clock) -> Listing:
    """One offer with its way through the office, in the past."""
    way = [(step, demo.days_ago - later) for step, later in WAYS[demo.state]]
    plan = [(demo.days_ago, True), *((days_ago, True) for _step, days_ago in way)]
    created_at, *moments = clock.moments(plan, demo.title)
    for number, (drawing, kind, alt) in enumerate(demo.pictures):
        hang(UnitPhoto, drawing, alt, created_at, unit=unit, kind=kind, sort=number)
    listing = draft_listing(demo, unit, uses, clock.today)
    register_listing(listing, by=staff)
    for step, _days_ago in way:
        lifecycle.apply(listing, step, by=staff)
    at = dict(zip((step for step, _days in way), moments, strict=True))
    for entry, moment in zip(listing.history.order_by("pk"), [created_at, *moments], strict=True):
        ListingHistory.objects.filter(pk=entry.pk).update(at=moment)
    Listing.objects.filter(pk=listing.pk).update(
        created_at=created_at,
        state_changed_at=moments[-1] if moments else created_at,
        published_at=at.get("publish"),
        hidden_at=at.get("pause"),
        checked_on=clock.today - timedelta(days=min(demo.days_ago, 6 + unit.pk % 50)) if "publish" in at else None,
    )
    unit.photos.update(approved_at=at.get("publish"))
    return listing


def draft_listing(demo: DemoListing, unit: ShopUnit, uses: dict[str, UseClass], today: date) -> Listing:
    """An offer as staff type it in, with costs that follow from the area."""
    area = unit.total_area_m2 or Decimal(1)
    rent = euros(area, demo.rent_m2, step=5)
    is_known = demo.energy != "missing"
    listing = Listing.objects.create(
        unit=unit,
        kind=demo.kind,
        title=demo.title,
        description=demo.text,
        location_text=demo.location_text,
        available_from=today + timedelta(days=demo.free_in_days) if demo.free_in_days else None,
        min_term_months=demo.min_term,
        max_term_months=demo.max_term,
        net_cold_rent_month=rent,
        rent_on_request=rent is None,
        ancillary_costs_month=euros(area, demo.charges_m2),
        heating_costs_month=euros(area, demo.heating_m2),
        heating_included=demo.heating_included,
        vat_charged=demo.vat_charged,
        deposit=rent * demo.deposit_months if rent and demo.deposit_months else None,
        commission_owed=OWED.get(demo.commission, Owed.SOME),
        commission="" if demo.commission in OWED else demo.commission,
        transfer_fee_owed=OWED.get(str(demo.transfer_fee), Owed.SOME),
        transfer_fee=None if demo.transfer_fee in OWED else demo.transfer_fee,
        show_address=demo.show_address,
        owner_consent_on=today - timedelta(days=demo.days_ago + 2) if is_known else None,
        owner_consent_note="Zusage am Telefon, danach per E-Mail (erfunden)." if is_known else "",
        **certificate_of(demo, today),
    )
    listing.wanted_uses.set([uses[code] for code in demo.uses])
    listing.excluded_uses.set([uses[code] for code in demo.excluded])
    return listing


def certificate_of(demo: DemoListing, today: date) -> dict[str, Any]:
    """The energy block of an offer; one certificate ends within the span in which the office is warned."""
    if demo.energy != "ends_soon":
        return ENERGY[demo.energy]
    ends_on = today + timedelta(days=30)
    return {
        **ENERGY[demo.energy],
        "energy_issued_on": ends_on.replace(year=ends_on.year - 10, day=min(ends_on.day, 28)),
    }


def euros(area: Decimal, per_m2: float | None, step: int = 1) -> Decimal | None:
    """The sum for the whole area, in full steps of euros."""
    return None if per_m2 is None else Decimal(round(float(area) * per_m2 / step) * step)


# ---------------------------------------------------------------- what people sent in
def seed_offer(unit: ShopUnit, clock: Clock, jobs: Jobs) -> Listing:
    """An owner filled in the form a few days ago."""
    (created_at,) = clock.moments([(OFFER_DAYS_AGO, False)], OFFER_TEXT)
    key, (drawing, alt) = key_of("offer", OFFERED[1]), OFFER_PICTURE
    photo = PendingPhoto.objects.create(
        form_key=key, name="laden.png", alt=alt, rights_confirmed=True, created_at=created_at, **stored(drawing)
    )
    listing, _is_new = offers.offer_unit(
        key=key,
        draft=offers.OfferDraft(
            street=unit.street,
            house_number=unit.house_number,
            area_m2=unit.total_area_m2,
            vacant_since="letzter Herbst",
            price_idea=Decimal(450),
            text=OFFER_TEXT,
            may_publish=True,
        ),
        person=persons.Person(OFFERER.name, OFFERER.email, OFFERER.phone),
        privacy_version=PRIVACY_VERSION,
        photo_keys=[photo.key],
    )
    day = timezone.localdate(created_at)
    listing.history.update(at=created_at)
    PropertyContact.objects.filter(units=unit).update(informed_on=day)
    Listing.objects.filter(pk=listing.pk).update(
        created_at=created_at,
        state_changed_at=created_at,
        owner_consent_on=day,
        answer_due_on=promised_date(day),
    )
    assert listing.contribution is not None  # the offer was written down with one a moment ago
    jobs.expect([listing.pk], "vacancies.offer_office")
    jobs.expect([listing.contribution.pk], "vacancies.offer_received")
    move_contribution(listing.contribution, created_at, None, created_at, clock)
    return listing


def seed_enquiry(
    demo: DemoEnquiry,
    listing: Listing,
    staff: User,
    uses: dict[str, UseClass],
    clock: Clock,
    jobs: Jobs,
    number: int,
) -> Enquiry:
    """One enquiry with what came of it, in the past."""
    plan = [(demo.days_ago, False), *((demo.days_ago - later, True) for _step, later, _text in demo.steps)]
    created_at, *moments = clock.moments(plan, demo.text)
    enquiry, _is_new = enquiries.send_enquiry(
        listing,
        key=key_of("enquiry", f"{number} {demo.person.email}"),
        draft=enquiries.EnquiryDraft(
            text=demo.text,
            intended_use=uses[demo.use] if demo.use else None,
            start_wanted=demo.start_wanted,
            company=demo.company,
            wants_viewing=demo.wants_viewing,
            wants_call=demo.wants_call,
            owner_may_know=demo.owner_may_know,
        ),
        person=persons.Person(demo.person.name, demo.person.email, demo.person.phone),
        privacy_version=PRIVACY_VERSION,
    )
    for step, _later, text in demo.steps:
        lifecycle.apply(enquiry, step, by=staff, text=text, **details_of(step, demo, listing, uses, clock))
        if step == "win":
            move_lease(listing, moments[-1])
    move_enquiry(enquiry, created_at, moments, clock, jobs)
    return enquiry


def details_of(
    step: str, demo: DemoEnquiry, listing: Listing, uses: dict[str, UseClass], clock: Clock
) -> dict[str, Any]:
    """What a step's form asks for besides a note."""
    if step == "win":
        return {"on": clock.today - timedelta(days=LET_DAYS_AGO), "use_class": uses[LET_USE], "tenant_name": LET_TO}
    details: dict[str, Any] = {}
    if step == demo.steps[-1][0] and demo.next_step:
        day = add_working_days(clock.today, demo.next_in_days)
        details = {"next_step": demo.next_step, "follow_up_on": day}
    if step == "view" and demo.viewing_in_days:
        day = add_working_days(clock.today, demo.viewing_in_days)
        details |= {
            "viewing_at": timezone.make_aware(datetime.combine(day, time(15))),
            "viewing_minutes": 45,
            "viewing_place": f"Vor dem Laden, {listing.unit.address}",
        }
    return details


def move_lease(listing: Listing, moment: datetime) -> None:
    """The listing was let when its enquiry came to a lease."""
    listing.history.filter(to_state="let").update(at=moment)
    Listing.objects.filter(pk=listing.pk).update(state_changed_at=moment)


def move_enquiry(enquiry: Enquiry, created_at: datetime, moments: Sequence[datetime], clock: Clock, jobs: Jobs) -> None:
    """Move everything that says when: the services have noted today."""
    for entry, moment in zip(enquiry.history.order_by("pk"), [created_at, *moments], strict=True):
        EnquiryHistory.objects.filter(pk=entry.pk).update(at=moment)
    state_changed_at = moments[-1] if moments else created_at
    Enquiry.objects.filter(pk=enquiry.pk).update(
        created_at=created_at,
        state_changed_at=state_changed_at,
        answer_due_on=promised_date(timezone.localdate(created_at)),
    )
    contribution: Contribution | None = enquiry.contribution
    assert contribution is not None  # the enquiry was written down with one a moment ago
    jobs.expect([enquiry.pk], "vacancies.enquiry_office")
    jobs.expect([contribution.pk], "vacancies.enquiry_received")
    move_contribution(contribution, created_at, None, state_changed_at, clock)
