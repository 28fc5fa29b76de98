"""Shop units, photos and listings for tests, made by the portal's own services."""

import itertools
import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from eving.core.models import Street, User
from eving.core.workflow import lifecycle
from tests.factories import make_staff
from vacancies.models import (
    EnergyStatus,
    Listing,
    ListingState,
    PropertyContact,
    SearchProfile,
    ShopUnit,
    Side,
    UnitPhoto,
    UseClass,
)
from vacancies.services import enquiries, listings, profiles, units
from vacancies.services.enquiries import EnquiryDraft
from vacancies.services.persons import Person
from vacancies.services.profiles import ProfileDraft, Seeker

numbers = itertools.count(1)


def make_unit(**fields: Any) -> ShopUnit:
    number = next(numbers)
    house = fields.pop("house_number", str(number))
    owner = fields.pop("property_contact", make_owner)
    values = {
        "street": Street.objects.get(slug="bergstrasse"),
        "side": Side.ODD,
        "position": number * 10,
        "total_area_m2": Decimal("80"),
        "in_inventory": DateRange(date(2020, 1, 1), None),
        "property_contact": owner() if callable(owner) else owner,
        **fields,
    }
    unit = ShopUnit(house_number=house, **values)
    units.register_unit(unit)
    unit.save()
    return unit


def make_owner() -> PropertyContact:
    number = next(numbers)
    return PropertyContact.objects.create(name=f"Eigentum Geheim {number}", email=f"eigentum{number}@example.org")


def make_photo(unit: ShopUnit, **fields: Any) -> UnitPhoto:
    values = {"alt": "Schaufenster von der Straße aus", "width": 1600, "height": 1067, "byte_size": 1000}
    return UnitPhoto.objects.create(unit=unit, sha256=uuid.uuid4().hex, **{**values, **fields})


def staff_member(by: User | None = None) -> User:
    return by or User.objects.filter(is_staff=True).first() or make_staff()


def make_listing(
    *, state: str = ListingState.PUBLISHED, unit: ShopUnit | None = None, photo: bool = True, **fields: Any
) -> Listing:
    """Passes through all transitions up to ``state``, complete by law."""
    number = next(numbers)
    unit = unit or make_unit()
    if photo:
        make_photo(unit)
    values = {
        "title": f"Laden mit Eckfenster {number}",
        "description": "Heller Raum, gute Lage.",
        "net_cold_rent_month": Decimal("640"),
        "energy_status": EnergyStatus.NOT_YET,
        "owner_consent_on": date(2026, 11, 2),
        "owner_consent_note": "Brief von Frau Geheim",
        **fields,
    }
    uses = {name: values.pop(name) for name in ("wanted_uses", "excluded_uses") if name in values}
    listing = Listing.objects.create(unit=unit, **values)
    for name, chosen in uses.items():
        getattr(listing, name).set(chosen)
    staff = staff_member()
    listings.register_listing(listing, by=staff)
    ways: dict[str, list[str]] = {
        "draft": [],
        "published": ["publish"],
        "reserved": ["publish", "reserve"],
        "paused": ["publish", "pause"],
        "expired": ["publish", "expire"],
        "withdrawn": ["publish", "withdraw"],
        "let": ["publish", "let"],
    }
    for transition in ways[state]:
        details = {"on": date(2026, 12, 1), "use_class": use("einzelhandel"), "tenant_name": "Mieter Geheimnis"}
        lifecycle.apply(listing, transition, by=staff, text="Abgesprochen.", **(details if transition == "let" else {}))
    return listing


def use(code: str) -> UseClass:
    return UseClass.objects.get(code=code)


def make_enquiry(listing: Listing | None = None, **fields: Any) -> Any:
    number = next(numbers)
    person = {"name": "Ines Interessiert", "email": f"ines{number}@example.org", "phone": "0231 123"}
    enquiry, _is_new = enquiries.send_enquiry(
        listing or make_listing(),
        key=fields.pop("key", uuid.uuid4()),
        draft=EnquiryDraft(text=fields.pop("text", "Ein Fahrradladen."), **fields),
        person=Person(**person),
        privacy_version="test",
    )
    return enquiry


def make_profile(*, confirmed: bool = True, **fields: Any) -> SearchProfile:
    """Submitted by the form and confirmed by its person."""
    person = {"name": "Sami Sucht", "email": f"sami{next(numbers)}@example.org"}
    seeker = Seeker(**{name: fields.pop(name, person.get(name, "")) for name in ("name", "email", "phone")})
    profile, _is_new = profiles.submit_profile(
        key=uuid.uuid4(), draft=ProfileDraft(**fields), seeker=seeker, privacy_version="test"
    )
    return profiles.confirm_profile(profile.contribution) if confirmed else profile
