"""Requirements for publication: named all at once, and enforced by the database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from eving.core.workflow import lifecycle
from tests.factories import make_staff
from tests.pages import fill_in, text_of
from tests.vacancies.make import make_listing, make_photo, make_unit, use
from vacancies import energy
from vacancies.cards import listings
from vacancies.models import Listing, ListingState, OccupancyPeriod
from vacancies.pricing import costs
from vacancies.services import units

pytestmark = pytest.mark.django_db
CHARGES = {"ancillary_costs_month": Decimal("110.50"), "vat_charged": False}
NON_RESIDENTIAL, RESIDENTIAL = "non_residential", "residential"


def test_every_missing_thing_is_named_at_once() -> None:
    bare = {"description": "", "net_cold_rent_month": None, "energy_status": "missing", "owner_consent_on": None}
    listing = make_listing(state="draft", photo=False, kind="interim", **bare)

    with pytest.raises(ValidationError) as refused:
        lifecycle.apply(listing, "publish", by=make_staff())

    assert refused.value.messages == [
        "Die Zustimmung der Eigentümerseite, mit Datum.",
        "Die Nettokaltmiete, oder „auf Anfrage“.",
        *energy.missing_energy(listing),
        "Die Höchstdauer der Zwischennutzung.",
        "Eine Beschreibung.",
        "Mindestens ein Foto mit einer Beschreibung für Menschen, die es nicht sehen können.",
    ]
    listing.refresh_from_db()
    assert (listing.state, listing.published_at) == (ListingState.DRAFT, None)


def test_the_missing_things_stand_on_the_page_and_in_the_answer_to_staff() -> None:
    listing = make_listing(state="draft", photo=False, description="", owner_consent_on=None)
    staff = Client()
    staff.force_login(make_staff())
    wanted = ("Die Zustimmung der Eigentümerseite, mit Datum.", "Eine Beschreibung.", "Mindestens ein Foto")

    page = text_of(staff.get(reverse("admin:vacancies_listing_change", args=[listing.pk])))
    transition = reverse("admin:vacancies_listing_transition", args=[listing.pk, "publish"])
    answer = staff.post(transition, {"text": "", "version": listing.version})

    assert all(sentence in page for sentence in wanted)
    assert answer.status_code == 200 and all(sentence in text_of(answer) for sentence in wanted)


def test_a_photo_without_description_does_not_count_and_stays_hidden() -> None:
    listing = make_listing(state="draft", photo=False)
    undescribed = make_photo(listing.unit, alt="")
    with pytest.raises(ValidationError, match="Mindestens ein Foto"):
        lifecycle.apply(listing, "publish", by=make_staff())
    described = make_photo(listing.unit)

    lifecycle.apply(listing, "publish", by=make_staff())

    for photo in (undescribed, described):
        photo.refresh_from_db()
    assert (undescribed.is_public(), described.is_public()) == (False, True)


def test_rent_on_request_and_price_of_a_sale_are_enough() -> None:
    assert make_listing(net_cold_rent_month=None, rent_on_request=True).is_public
    assert make_listing(net_cold_rent_month=None, kind="sale", sale_price=Decimal("1")).is_public


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"owner_consent_on": None}, "listing_live_has_consent"),
        ({"net_cold_rent_month": None}, "listing_live_has_rent"),
        ({"net_cold_rent_month": 0}, "listing_live_has_rent"),
        ({"kind": "sale", "net_cold_rent_month": None, "sale_price": None}, "listing_live_has_rent"),
        ({"energy_status": "missing"}, "listing_live_has_energy_status"),
        ({"kind": "interim", "max_term_months": None}, "listing_interim_has_maximum_term"),
        ({"state": "paused"}, "listing_public_only_in_visible_states"),
    ],
)
def test_the_database_itself_refuses_an_incomplete_public_listing(change: dict[str, Any], constraint: str) -> None:
    listing = make_listing()
    harmless = Listing.objects.filter(pk=listing.pk)
    assert harmless.update(title="Ein anderer Titel") == 1

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        harmless.update(**change)


def test_a_second_live_listing_of_a_unit_is_refused_by_service_and_database() -> None:
    first = make_listing()
    second = make_listing(state="draft", unit=first.unit)

    with pytest.raises(ValidationError, match="Ein anderes Angebot dieser Einheit ist öffentlich"):
        lifecycle.apply(second, "publish", by=make_staff())
    with pytest.raises(IntegrityError, match="listing_one_live_per_unit"), transaction.atomic():
        Listing.objects.filter(pk=second.pk).update(state="published")

    lifecycle.apply(first, "pause", by=make_staff())
    lifecycle.apply(second, "publish", by=make_staff())
    assert second.is_public


def test_overlapping_periods_are_refused_and_neighbours_are_not() -> None:
    unit = make_unit()
    OccupancyPeriod.objects.create(unit=unit, status="vacant", period=(date(2025, 1, 1), date(2026, 1, 1)))
    OccupancyPeriod.objects.create(unit=unit, status="refurbishing", period=(date(2026, 1, 1), None))

    with pytest.raises(IntegrityError, match="occupancy_no_overlap"), transaction.atomic():
        OccupancyPeriod.objects.create(unit=unit, status="vacant", period=(date(2025, 6, 1), date(2025, 7, 1)))
    with pytest.raises(IntegrityError, match="occupancy_use_when_used"), transaction.atomic():
        OccupancyPeriod.objects.create(unit=unit, status="occupied", period=(date(2020, 1, 1), date(2020, 2, 1)))


def test_a_status_closes_the_running_period_and_opens_the_next() -> None:
    unit = make_unit()
    units.set_status(unit, "vacant", date(2025, 1, 1))
    units.set_status(unit, "occupied", date(2026, 3, 1), use_class=use("praxis"))
    units.set_status(unit, "refurbishing", date(2026, 3, 1))

    with pytest.raises(ValidationError, match=r"1\. März 2026"):
        units.set_status(unit, "vacant", date(2025, 6, 1))

    assert [(one.status, one.period.lower, one.period.upper) for one in unit.periods.all()] == [
        ("vacant", date(2025, 1, 1), date(2026, 3, 1)),
        ("refurbishing", date(2026, 3, 1), None),
    ]


def test_a_used_unit_needs_a_use() -> None:
    with pytest.raises(ValidationError, match="genutzt"):
        units.set_status(make_unit(), "interim", date(2026, 1, 1))


def test_a_certificate_at_hand_is_owed_in_full() -> None:
    listing = Listing(energy_status="available", energy_kind="demand", energy_heat_kwh=Decimal("140"))

    assert energy.missing_energy(listing) == [
        "Der Energieausweis liegt vor, aber es fehlt: Endenergie Strom.",
        "Der Energieausweis liegt vor, aber es fehlt: wesentlicher Energieträger.",
    ]
    listing.energy_power_kwh, listing.energy_carrier = Decimal(0), "Fernwärme"
    assert energy.missing_energy(listing) == []


def test_an_exemption_needs_its_reason() -> None:
    assert energy.missing_energy(Listing(energy_status="exempt")) != []
    assert energy.missing_energy(Listing(energy_status="exempt", energy_exempt_reason="Baudenkmal")) == []


def test_the_total_names_what_nobody_knows() -> None:
    listing = make_listing(net_cold_rent_month=Decimal("600"), ancillary_costs_month=Decimal("100"))

    rows = {row.label: row.value.replace("\N{NO-BREAK SPACE}", " ") for row in costs.cost_rows(listing)}

    assert rows["Heizkosten"] == "unbekannt"
    assert rows["Zusammen"] == "nicht bekannt, weil offen ist: Heizkosten und Umsatzsteuer"
    assert rows["Nettokaltmiete je m²"] == "7,50 € je m² im Monat"


@pytest.mark.parametrize(
    ("fields", "total"),
    [
        ({"vat_charged": False, "heating_costs_month": Decimal("50")}, "750.00"),
        ({"vat_charged": True, "heating_costs_month": Decimal("50.05")}, "892.56"),
        ({"vat_charged": False, "heating_included": True}, "700.00"),
    ],
)
def test_a_total_of_known_parts_is_computed(fields: dict[str, Any], total: str) -> None:
    listing = Listing(net_cold_rent_month=Decimal("600"), ancillary_costs_month=Decimal("100"), **fields)

    assert costs.total_month(listing) == Decimal(total)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"ancillary_costs_month": Decimal("110.50"), "vat_charged": False, "heating_included": True},
            "750,50 € im Monat",
        ),
        ({"ancillary_costs_month": Decimal("110.50"), "vat_charged": False}, None),  # heating costs are unknown
        ({"kind": "sale", "sale_price": Decimal("90000"), "net_cold_rent_month": None}, None),
    ],
)
def test_the_first_facts_name_the_total_rent_once_all_of_it_is_known(
    fields: dict[str, Any], expected: str | None
) -> None:
    facts = {fact["label"]: fact["value"] for fact in listings.key_facts(make_listing(**fields))}

    total = facts.get("Gesamtmiete")
    assert (total.replace("\N{NO-BREAK SPACE}", " ") if total else None) == expected


def test_a_page_without_house_number_says_how_one_learns_it(client: Client) -> None:
    public, hidden = make_listing(), make_listing(show_address=False)

    pages = [text_of(client.get(listing.get_absolute_url())) for listing in (public, hidden)]

    assert ["Bergstraße (Hausnummer auf Anfrage)" in page for page in pages] == [False, True]


def test_staff_cannot_take_from_a_public_listing_what_it_needs() -> None:
    listing = make_listing()
    staff = Client()
    staff.force_login(make_staff())
    address = reverse("admin:vacancies_listing_change", args=[listing.pk])
    values = {
        "kind": "lease",
        "title": listing.title,
        "description": listing.description,
        "building_kind": NON_RESIDENTIAL,
        "energy_status": "missing",
        "commission_owed": "unknown",
        "transfer_fee_owed": "unknown",
        "show_address": "on",
        "net_cold_rent_month": "-3",
    }

    answer = fill_in(staff, address, **values)
    assert answer.status_code == 200
    assert "Bitte geben Sie einen positiven Betrag ein" in text_of(answer)
    answer = fill_in(staff, address, **{**values, "net_cold_rent_month": ""})

    for sentence in ("Die Zustimmung der Eigentümerseite", "Die Nettokaltmiete", "Energieausweis bekannt"):
        assert sentence in text_of(answer)
    listing.refresh_from_db()
    assert (listing.energy_status, listing.owner_consent_on) == ("not_yet", date(2026, 11, 2))


def test_a_hidden_house_number_in_a_text_keeps_a_listing_back() -> None:
    unit = make_unit(house_number="79a")
    listing = make_listing(state="draft", unit=unit, show_address=False, title="Laden Bergstr. 79a")

    with pytest.raises(ValidationError, match="Hausnummer soll verborgen bleiben"):
        lifecycle.apply(listing, "publish", by=make_staff())
    listing.title = "Laden Bergstraße 7"
    listing.save()

    lifecycle.apply(listing, "publish", by=make_staff())
    assert listing.is_public
