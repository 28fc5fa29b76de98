"""Mistyped years in dates of shops: refused in forms and tables, harmless when stored."""

from datetime import date
from typing import Any

import pytest
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from tests.factories import make_staff
from tests.pages import fill_in
from tests.vacancies.make import make_enquiry, make_listing, make_profile, make_unit, use
from tests.vacancies.test_tables import check, table_of
from vacancies.forms.days import unlikely_days
from vacancies.models import Listing, OccupancyPeriod, OwnerTalk
from vacancies.services import units

pytestmark = pytest.mark.django_db
MISTYPED = ["0001-01-01", "0206-05-01", "1899-12-31", "2200-01-01", "9995-01-01", "9999-12-31"]
SENTENCE = "Bitte prüfen Sie die Jahreszahl: Sie liegt zwischen 1900 und 2199."


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def test_only_days_are_looked_at_and_both_ends_of_a_span() -> None:
    fine = {"a": date(1900, 1, 1), "b": date(2199, 12, 31), "c": None, "d": "0206", "e": DateRange(date(2020, 1, 1))}
    wrong = {
        "day": date(206, 5, 1), "begins": DateRange(date(206, 1, 1)), "ends": DateRange(date(2020, 1, 1), date.max),
    }  # fmt: skip

    assert unlikely_days({**fine, **wrong}) == dict.fromkeys(wrong, SENTENCE)


@pytest.mark.parametrize("day", MISTYPED)
def test_the_pages_of_the_inventory_name_it(staff: Client, day: str) -> None:
    unit, other = make_unit(), make_unit()
    base = f"/verwaltung/vacancies/shopunit/{unit.pk}"
    change = {"status": "vacant", "precision": "day", "source": "owner", "lease_ends_on": day}
    forms: list[tuple[str, str, dict[str, Any]]] = [
        (f"{base}/nutzung/", "on", {**change, "on": day, "lease_ends_on": ""}),
        (f"{base}/nutzung/", "lease_ends_on", {**change, "on": "2026-11-01"}),
        (f"{base}/teilen/", "on", {"on": day, "label_1": "links", "label_2": "rechts"}),
        (
            f"/verwaltung/vacancies/shopunit/zusammenlegen/?units={unit.pk},{other.pk}", "on",
            {"on": day, "house_number": "1-2"},
        ),
    ]  # fmt: skip

    for path, name, values in forms:
        answer = fill_in(staff, path, **values)

        assert answer.context["form"].errors.get(name) == [SENTENCE], (path, name, answer.context["form"].errors)
    assert not OccupancyPeriod.objects.exists()


@pytest.mark.parametrize("day", MISTYPED)
def test_listings_owners_and_visitors_are_told(staff: Client, day: str) -> None:
    listing = make_listing(state="draft")
    page = reverse("admin:vacancies_listing_change", args=[listing.pk])
    days = dict.fromkeys(("available_from", "owner_consent_on", "checked_on"), day)
    in_admin = fill_in(
        staff, page, kind="lease", title="Laden", building_kind="non_residential", energy_status="missing",
        commission_owed="unknown", transfer_fee_owed="unknown", unit=str(listing.unit_id), **days,
    )  # fmt: skip
    owner = fill_in(
        staff, reverse("admin:vacancies_propertycontact_change", args=[listing.unit.property_contact_id]),
        name="Olga", kind="owner", informed_on=day,
    )  # fmt: skip
    address = {"other_street": "Schleifenstraße", "house_number": "1", "kind": "lease"}  # the step before
    offer = fill_in(Client(), "/ladenlokale/anbieten/", **address, available_from=day)
    search = fill_in(Client(), "/gesuche/neu/", needed_by=day)

    errors = in_admin.context["adminform"].form.errors
    assert {name: errors.get(name) for name in days} == {key: [SENTENCE] for key in days}
    assert owner.context["adminform"].form.errors["informed_on"] == [SENTENCE]
    assert offer.context["form"].errors["available_from"] == [SENTENCE]
    assert search.context["form"].errors["needed_by"] == [SENTENCE]


@pytest.mark.parametrize("day", MISTYPED)
def test_tables_are_told(staff: Client, day: str) -> None:
    unit, listing = make_unit(), make_listing(state="draft")
    tables = {
        "listing": (
            ["Nummer", "Ladeneinheit", "Titel", "Verfügbar ab"],
            [listing.number, listing.unit.number, listing.title, day],
        ),
        "shopunit": (
            ["Nummer", "Straße", "Hausnummer", "Straßenseite", "Position im Straßenband", "Im Bestand seit"],
            [unit.number, "Bergstraße", unit.house_number, "ungerade Nummern", "120", day],
        ),
        "occupancyperiod": (["Ladeneinheit", "Von", "Status"], [unit.number, day, "leerstehend"]),
    }

    for model, rows in tables.items():
        _url, context = check(staff, model, table_of(*rows))

        assert context["numbers"]["wrong"] == 1 and SENTENCE in str(context["wrong"]), (model, context["wrong"])


def test_consent_to_come_is_no_consent(staff: Client) -> None:
    listing = make_listing(state="draft")
    page = reverse("admin:vacancies_listing_change", args=[listing.pk])

    answer = fill_in(
        staff, page, kind="lease", title="Laden", building_kind="non_residential", energy_status="missing",
        commission_owed="unknown", transfer_fee_owed="unknown", unit=str(listing.unit_id),
        owner_consent_on="2099-01-01",
    )  # fmt: skip

    [sentence] = answer.context["adminform"].form.errors["owner_consent_on"]
    assert sentence == "Dieser Tag liegt in der Zukunft. Wann hat die Eigentümerseite zugestimmt?"


@pytest.mark.parametrize("day", [date.min, date(9995, 1, 1), date.max])
def test_a_stored_day_of_another_age_breaks_no_page(staff: Client, day: date) -> None:
    """Older releases did not check years."""
    listing = make_listing()
    unit = listing.unit
    period = units.set_status(unit, "occupied", date(2021, 1, 1), use_class=use("buero"))
    talk = OwnerTalk.objects.create(
        unit=unit, contact=unit.property_contact, on=date(2026, 11, 1), warns=True, next_action="Anrufen"
    )
    staff.raise_request_exception = False
    for row in (listing, unit.property_contact, period, talk, make_enquiry(listing), make_profile()):
        model = type(row)
        names = [field.name for field in model._meta.concrete_fields if type(field) is models.DateField]
        model._default_manager.filter(pk=row.pk).update(**dict.fromkeys(names, day))  # type: ignore[union-attr]

        admin_page = f"admin:vacancies_{model._meta.model_name}"
        paths = (
            "/verwaltung/", reverse(f"{admin_page}_changelist"), reverse(f"{admin_page}_change", args=[row.pk]),
            reverse("admin:vacancies_shopunit_change", args=[unit.pk]), listing.get_absolute_url(), "/ladenlokale/",
        )  # fmt: skip
        assert {path: staff.get(path).status_code for path in paths} == dict.fromkeys(paths, 200), (model, names)
    assert Listing.objects.get().available_from == day
