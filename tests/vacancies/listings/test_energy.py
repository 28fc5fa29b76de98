"""Energy certificates: dates of issue, validity of ten years, duties by the law in force and by the draft."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import formats, timezone

from eving.core.models import User
from eving.core.workflow import lifecycle
from eving.core.workflow.work_queue import QueueLine, queue_lines
from eving.portal.services.morning import lines_for
from tests.factories import make_staff
from tests.pages import fill_in, text_of
from tests.vacancies.listings.document_files import text_in
from tests.vacancies.make import make_listing, make_unit
from tests.vacancies.test_tables import check as check_table
from tests.vacancies.test_tables import table_of
from vacancies import energy
from vacancies.models import Listing

pytestmark = pytest.mark.django_db
NON_RESIDENTIAL, RESIDENTIAL = "non_residential", "residential"
SWITCH = date(2027, 3, 1)
OFFICE: dict[str, Any] = {
    "energy_status": "available",
    "energy_kind": "consumption",
    "energy_heat_kwh": Decimal("98.4"),
    "energy_power_kwh": Decimal("31.2"),
    "energy_carrier": "Fernwärme",
}


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def ago(years: int, days: int = 0) -> date:
    """So many years before today, plus so many days."""
    today = timezone.localdate()
    return date(today.year - years, today.month, min(today.day, 28)) + timedelta(days=days)


def line(name: str) -> QueueLine | None:
    user = User.objects.filter(is_staff=True).first() or make_staff()
    return next((each for each in queue_lines(user, timezone.now()) if each.name == name), None)


# ---------------------------------------------------------------- a day on which it can have been issued
WRONG_YEARS = ["01.01.9995", "31.12.9999", "01.01.2099", "30.11.2026", "31.01.2002", "01.01.0206", "01.01.0001"]


def issue_form(listing: Listing, issued_on: str) -> dict[str, Any]:
    return {
        "kind": "lease", "title": listing.title, "building_kind": NON_RESIDENTIAL, "energy_status": "available",
        "commission_owed": "unknown", "transfer_fee_owed": "unknown", "unit": str(listing.unit_id),
        "energy_issued_on": issued_on,
    }  # fmt: skip


@pytest.mark.parametrize("issued_on", WRONG_YEARS)
def test_a_day_on_which_no_certificate_was_issued_is_refused(staff: Client, issued_on: str) -> None:
    listing = make_listing(state="draft")
    page = reverse("admin:vacancies_listing_change", args=[listing.pk])

    with time_machine.travel("2026-11-29T12:00+01:00"):
        answer = fill_in(staff, page, **issue_form(listing, issued_on))
        rows = table_of(
            ["Nummer", "Ladeneinheit", "Titel", "Ausweis ausgestellt am"],
            [listing.number, listing.unit.number, listing.title, issued_on],
        )
        _url, context = check_table(staff, "listing", rows)

    listing.refresh_from_db()
    assert answer.status_code == 200 and listing.energy_issued_on is None
    assert len(answer.context["adminform"].form.errors["energy_issued_on"]) == 1
    assert context["numbers"]["wrong"] == 1 and context["numbers"]["changed"] == 0


@pytest.mark.parametrize("issued_on", ["01.02.2002", "29.11.2026"])
def test_the_first_and_the_last_day_are_taken(staff: Client, issued_on: str) -> None:
    listing = make_listing(state="draft")
    page = reverse("admin:vacancies_listing_change", args=[listing.pk])

    with time_machine.travel("2026-11-29T12:00+01:00"):
        answer = fill_in(staff, page, **issue_form(listing, issued_on))

    listing.refresh_from_db()
    assert answer.status_code == 302 and f"{listing.energy_issued_on:%d.%m.%Y}" == issued_on


@pytest.mark.parametrize("issued_on", [date(1, 1, 1), date(9989, 12, 31), date(9990, 1, 1), date(9999, 12, 31)])
def test_a_stored_year_that_cannot_be_breaks_no_page(staff: Client, issued_on: date) -> None:
    """Rows of older releases hold years that nobody checked."""
    listing = make_listing(**OFFICE, energy_issued_on=ago(1))
    Listing.objects.filter(pk=listing.pk).update(energy_issued_on=issued_on)

    paths = (
        "/verwaltung/", "/verwaltung/vacancies/listing/?energy=renew", listing.get_absolute_url(),
        reverse("admin:vacancies_listing_change", args=[listing.pk]), f"/ladenlokale/{listing.number}/expose.pdf",
    )  # fmt: skip
    assert {path: staff.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    assert energy.ends_on(issued_on) == (date(11, 1, 1) if issued_on.year == 1 else date.max)
    with time_machine.travel("2026-11-29T12:00+01:00"):
        [row] = Listing.objects.annotate(certificate_ends_on=energy.ENDS_ON)
    assert row.certificate_ends_on == energy.ends_on(issued_on)


# ---------------------------------------------------------------- ten years
@pytest.mark.parametrize(
    ("issued_on", "last_day"),
    [
        (date(2016, 11, 29), date(2026, 11, 29)),
        (date(2016, 2, 29), date(2026, 2, 28)),
        (date(2020, 12, 31), date(2030, 12, 31)),
    ],
)
def test_a_certificate_is_valid_for_ten_years(issued_on: date, last_day: date) -> None:
    listing = Listing(energy_status="available", energy_issued_on=issued_on)

    assert energy.ends_on(issued_on) == last_day
    assert [energy.is_expired(listing, on=day) for day in (last_day, last_day + timedelta(days=1))] == [False, True]


def test_the_database_counts_the_ten_years_alike() -> None:
    days = [date(2016, 2, 29), date(2016, 2, 28), date(2016, 12, 31), date(2017, 1, 1)]
    for _day in days:
        make_listing(unit=make_unit(), **OFFICE, energy_issued_on=date(2020, 1, 1))
    for listing, day in zip(Listing.objects.order_by("pk"), days, strict=True):
        Listing.objects.filter(pk=listing.pk).update(energy_issued_on=day)

    rows = energy.certificates_to_renew(date(2030, 1, 1)).order_by("pk")

    assert [row.certificate_ends_on for row in rows] == [energy.ends_on(day) for day in days]


def test_publication_names_an_expired_certificate_and_asks_for_an_unknown_date() -> None:
    expired = make_listing(state="draft", **OFFICE, energy_issued_on=date(2015, 5, 4))
    undated = make_listing(state="draft", **OFFICE)

    with pytest.raises(ValidationError) as refused:
        lifecycle.apply(expired, "publish", by=make_staff())
    assert refused.value.messages == ["Der Energieausweis ist am 4. Mai 2025 abgelaufen."]
    with pytest.raises(ValidationError) as refused:
        lifecycle.apply(undated, "publish", by=make_staff())
    assert refused.value.messages == ["Das Ausstellungsdatum des Energieausweises. Er gilt zehn Jahre."]

    assert make_listing(**OFFICE, energy_issued_on=ago(9)).is_public


def test_a_public_listing_says_that_an_expired_certificate_is_not_at_hand(client: Client) -> None:
    listing = make_listing(**OFFICE, energy_issued_on=ago(9))
    address, paper = listing.get_absolute_url(), f"/ladenlokale/{listing.number}/expose.pdf"
    for text in (text_of(client.get(address)), text_in(client.get(paper).content)):
        assert "98,4 kWh" in text and "liegt nicht vor" not in text

    with time_machine.travel(timezone.now() + timedelta(days=400), tick=False):
        for text in (text_of(client.get(address)), text_in(client.get(paper).content)):
            assert "Energieausweis liegt nicht vor" in text
            assert not any(value in text for value in ("98,4", "31,2", "Fernwärme"))


def test_certificates_wait_for_the_office_sixty_days_before_they_end(staff: Client, settings: Any) -> None:
    listings = {
        days: make_listing(title=f"Laden {days}", unit=make_unit(), **OFFICE, energy_issued_on=ago(9))
        for days in (-1, 0, 60, 61)
    }
    today = timezone.localdate()
    for days, listing in listings.items():
        ends = today + timedelta(days=days)
        Listing.objects.filter(pk=listing.pk).update(energy_issued_on=ends.replace(year=ends.year - 10))
    make_listing(title="Ohne Ausweis", unit=make_unit())

    queue_line = line("energy-certificates")

    assert queue_line is not None
    assert (queue_line.count, queue_line.overdue, queue_line.due_today, queue_line.oldest_days) == (3, 1, 1, 61)
    assert queue_line.sentence == "3 Energieausweise laufen ab oder sind abgelaufen"
    assert "energy-certificates" in {each.name for each in lines_for(User.objects.get(), timezone.now())}
    page_text = text_of(staff.get(queue_line.url))
    assert [f"Laden {days}" in page_text for days in listings] == [True, True, True, False]
    assert "Ohne Ausweis" not in page_text

    settings.ENERGY_CERTIFICATE_WARN_DAYS = 61
    assert energy.certificates_to_renew().count() == 4


def test_a_listing_without_a_date_stays_public_and_waits_in_the_queue(staff: Client) -> None:
    answered = {"commission_owed": "none", "transfer_fee_owed": "none", "unit": make_unit(entrance_steps=0)}
    listing = make_listing(**OFFICE, energy_issued_on=ago(1), **answered)
    assert line("listings-open-facts") is None

    Listing.objects.filter(pk=listing.pk).update(energy_issued_on=None)

    queue_line = line("listings-open-facts")
    assert queue_line is not None and queue_line.count == 1 and line("energy-certificates") is None
    case = text_of(staff.get(reverse("admin:vacancies_listing_change", args=[listing.pk])))
    assert "Nachzutragen Ausstellungsdatum des Energieausweises" in case
    assert Listing.objects.get().is_public


def form_values(listing: Listing, **changes: str) -> dict[str, str]:
    return {
        "kind": "lease", "title": listing.title, "description": listing.description, "show_address": "on",
        "building_kind": NON_RESIDENTIAL, "net_cold_rent_month": "640", "owner_consent_on": "2026-11-02",
        "commission_owed": "none", "transfer_fee_owed": "none", "energy_status": "available",
        "energy_kind": "consumption", "energy_heat_kwh": "98.4", "energy_power_kwh": "31.2",
        "energy_carrier": "Fernwärme", **changes,
    }  # fmt: skip


def test_an_expired_certificate_keeps_nobody_from_mending_the_rest(staff: Client) -> None:
    listing = make_listing(**OFFICE, energy_issued_on=ago(9))
    Listing.objects.filter(pk=listing.pk).update(energy_issued_on=date(2015, 5, 4))
    address = reverse("admin:vacancies_listing_change", args=[listing.pk])

    kept = fill_in(staff, address, **form_values(listing, title="Neuer Titel", energy_issued_on="2015-05-04"))
    refused = fill_in(staff, address, **form_values(listing, energy_issued_on="2015-06-04"))

    assert kept.status_code == 302, text_of(kept)
    assert refused.status_code == 200
    assert "Der Energieausweis ist am 4. Juni 2025 abgelaufen." in text_of(refused)
    assert "Der Energieausweis ist am 4. Mai 2025 abgelaufen." in text_of(staff.get(address))


# ---------------------------------------------------------------- the law in force
@pytest.mark.parametrize(
    ("building", "on", "required"),
    [
        (
            NON_RESIDENTIAL,
            date(2026, 11, 29),
            ("energy_kind", "energy_heat_kwh", "energy_power_kwh", "energy_carrier"),
        ),
        (
            RESIDENTIAL,
            date(2026, 11, 29),
            ("energy_kind", "energy_total_kwh", "energy_carrier", "energy_year_built", "energy_class"),
        ),
        (
            NON_RESIDENTIAL,
            SWITCH - timedelta(days=1),
            ("energy_kind", "energy_heat_kwh", "energy_power_kwh", "energy_carrier"),
        ),
        (
            NON_RESIDENTIAL,
            SWITCH,
            ("energy_kind", "energy_primary_kwh", "energy_carrier", "energy_class", "energy_issued_on"),
        ),
        (
            RESIDENTIAL,
            SWITCH,
            (
                "energy_kind", "energy_primary_kwh", "energy_carrier", "energy_year_built", "energy_class",
                "energy_issued_on",
            ),
        ),
        # Before the first of these laws, that first law applies.
        (NON_RESIDENTIAL, date(2019, 1, 1), ("energy_kind", "energy_heat_kwh", "energy_power_kwh", "energy_carrier")),
    ],
)  # fmt: skip
def test_the_day_decides_which_law_asks(settings: Any, building: str, on: date, required: tuple[str, ...]) -> None:
    settings.ENERGY_LAW_2026_FROM = SWITCH

    assert energy.energy_requirements(building, None, on=on) == required


def test_a_draft_asks_for_nothing_while_its_day_is_unknown(settings: Any) -> None:
    settings.ENERGY_LAW_2026_FROM = None

    assert energy.law_on(date(2099, 1, 1)) == energy.GEG
    assert not energy.to_complete_for_the_law().exists()


def test_an_expired_certificate_asks_for_no_field() -> None:
    assert energy.energy_requirements(NON_RESIDENTIAL, date(2015, 5, 4), on=date(2026, 1, 1)) == ()
    assert energy.energy_requirements(NON_RESIDENTIAL, date(2016, 1, 1), on=date(2026, 1, 1)) != ()


def test_what_a_coming_law_asks_waits_with_its_day(staff: Client, settings: Any) -> None:
    complete = {"energy_primary_kwh": Decimal("120.0"), "energy_class": "C"}
    lacking = make_listing(title="Altes Angebot", unit=make_unit(), **OFFICE, energy_issued_on=ago(3))
    make_listing(title="Neues Angebot", unit=make_unit(), **OFFICE, energy_issued_on=ago(3), **complete)
    make_listing(title="Ohne Ausweis", unit=make_unit())
    ended = make_listing(title="Abgelaufen", unit=make_unit(), **OFFICE, energy_issued_on=ago(9))
    Listing.objects.filter(pk=ended.pk).update(energy_issued_on=date(2010, 1, 1))
    settings.ENERGY_LAW_2026_FROM = None
    assert line("energy-law") is None and "zu ergänzen bis" not in text_of(staff.get("/verwaltung/vacancies/listing/"))

    day = timezone.localdate() + timedelta(days=20)
    settings.ENERGY_LAW_2026_FROM = day

    queue_line = line("energy-law")
    day_text = formats.date_format(day, "DATE_FORMAT")
    assert queue_line is not None and (queue_line.count, queue_line.overdue) == (1, 0)
    assert queue_line.sentence == f"1 Angebot bis {day_text} zu ergänzen: neues Energiegesetz"
    page_text = text_of(staff.get(queue_line.url))
    assert "Altes Angebot" in page_text
    assert not any(title in page_text for title in ("Neues Angebot", "Ohne Ausweis", "Abgelaufen"))
    case = text_of(staff.get(reverse("admin:vacancies_listing_change", args=[lacking.pk])))
    assert f"Ab {day_text} gilt:" in case and "aber es fehlt: Primärenergie." in case


def test_from_its_day_on_the_new_law_decides_about_publication(settings: Any) -> None:
    settings.ENERGY_LAW_2026_FROM = timezone.localdate()
    draft = make_listing(state="draft", **OFFICE)

    with pytest.raises(ValidationError) as refused:
        lifecycle.apply(draft, "publish", by=make_staff())

    beginning = "Der Energieausweis liegt vor, aber es fehlt: "
    assert refused.value.messages == [
        f"{beginning}{field}." for field in ("Primärenergie", "Energieeffizienzklasse", "Ausstellungsdatum")
    ]
