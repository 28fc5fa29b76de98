"""Creates the invented listings: by the office, and by an owner's form."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from eving.core.models import PendingPhoto, User
from eving.core.public.forms import PRIVACY_VERSION
from eving.core.workflow import lifecycle
from eving.core.working_days import promised_date
from eving.demo.content.shops.listings import OFFER_DAYS_AGO, OFFER_PICTURE, OFFER_TEXT, OFFERED, OFFERER, DemoListing
from eving.demo.filling.past import Clock, Jobs, key_of, move_contribution
from eving.demo.filling.pictures import hang, stored
from vacancies.models import (
    EnergyKind,
    EnergyStatus,
    Listing,
    ListingHistory,
    Owed,
    PropertyContact,
    ShopUnit,
    UnitPhoto,
    UseClass,
)
from vacancies.models.listings import BuildingKind
from vacancies.services import offers, persons
from vacancies.services.listings import register_listing

ENERGY: dict[str, dict[str, Any]] = {
    "office_new": {
        "energy_status": EnergyStatus.AVAILABLE,
        "energy_kind": EnergyKind.CONSUMPTION,
        "energy_heat_kwh": Decimal("98.4"),
        "energy_power_kwh": Decimal("31.2"),
        "energy_carrier": "Fernwärme",
        "energy_issued_on": date(2022, 5, 17),
    },
    # Expires a month after the demo was started, see certificate_of.
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
OWED = {"none": Owed.NONE, "unknown": Owed.UNKNOWN}  # anything else is the amount or text itself
# Transitions by final state, each with the days since publication.
WAYS = {
    "draft": [],
    "published": [("publish", 0)],
    "reserved": [("publish", 0), ("reserve", 60)],
    "paused": [("publish", 0), ("pause", 85)],
    "let": [("publish", 0)],  # let by the enquiry that ends with a lease
}


def seed_listing(demo: DemoListing, unit: ShopUnit, staff: User, uses: dict[str, UseClass], clock: Clock) -> Listing:
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
    # One certificate expires within the period in which the office is warned.
    if demo.energy != "ends_soon":
        return ENERGY[demo.energy]
    ends_on = today + timedelta(days=30)
    return {
        **ENERGY[demo.energy],
        "energy_issued_on": ends_on.replace(year=ends_on.year - 10, day=min(ends_on.day, 28)),
    }


def euros(area: Decimal, per_m2: float | None, step: int = 1) -> Decimal | None:
    """The rent of the whole area, rounded to steps of ``step`` euros."""
    return None if per_m2 is None else Decimal(round(float(area) * per_m2 / step) * step)


def seed_offer(unit: ShopUnit, clock: Clock, jobs: Jobs) -> Listing:
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
    assert listing.contribution is not None  # the offer was recorded with one a moment ago
    jobs.expect([listing.pk], "vacancies.offer_office")
    jobs.expect([listing.contribution.pk], "vacancies.offer_received")
    move_contribution(listing.contribution, created_at, None, created_at, clock)
    return listing
