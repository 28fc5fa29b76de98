"""Figures as people type them, through every door: filter, offer, search, back office, table."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from eving.core.models import Street
from tests.factories import make_staff
from tests.pages import fill_in, text_of, with_other_steps
from tests.vacancies.make import make_listing, make_unit
from vacancies.models import Listing, SearchProfile, ShopUnit

pytestmark = [pytest.mark.django_db, pytest.mark.server]
LIST, TABLE = "/ladenlokale/", "/verwaltung/vacancies/listing/tabelle/"
HEADER = ["Ladeneinheit", "Titel", "Nettokaltmiete im Monat (€)"]


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def titles(page: HttpResponse) -> list[str]:
    return [card["title"] for card in page.context["cards"]]


def typed(figure: Any) -> list[str]:
    """Ways to type a figure with thousands."""
    text = f"{figure:,}".replace(",", "#").replace(".", ",")
    return [text.replace("#", mark) for mark in (".", " ", "\u00a0", "\u202f", "'", "")]


# ---------------------------------------------------------------- filter
@pytest.mark.parametrize("rent", ["1.250", "1 250", "1.250,00", "1'250.00", "1250 €", "1.250,- EUR", "1.250 €/Monat"])
def test_a_filter_reads_a_rent(client: Client, rent: str) -> None:
    make_listing(title="Laden Günstig", net_cold_rent_month=Decimal(1200))
    make_listing(title="Laden Teuer", net_cold_rent_month=Decimal(1300))

    assert titles(client.get(LIST, {"miete_bis": rent})) == ["Laden Günstig"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("miete_bis", "1,250", "Miete bis (€ im Monat): „1,250“ kann 1250 oder 1,25 bedeuten."),
        ("miete_bis", "8,50 €/m²", "Miete bis (€ im Monat): „8,50 €/m²“ hat eine andere Einheit."),
        ("flaeche_ab", "viel", "Fläche ab (m²): „viel“ ist keine einzelne Zahl."),
        ("flaeche_ab", "-5", "Fläche ab (m²): "),
        ("frei_bis", "morgen", "Frei spätestens am: "),
        ("q", "x" * 500, "Suche: "),
    ],
)
def test_a_filter_that_cannot_be_read_says_so_and_shows_nothing(
    client: Client, name: str, value: str, sentence: str
) -> None:
    make_listing(title="Laden Günstig")

    page = client.get(LIST, {name: value})
    text = text_of(page)

    assert titles(page) == []
    assert "Wir konnten Ihre Auswahl nicht lesen." in text and sentence in text and "Noch kein Ergebnis" in text
    assert "Laden Günstig" not in text
    assert titles(client.get(LIST)) == ["Laden Günstig"]


def test_figures_are_typed_as_text_everywhere(client: Client, staff: Client) -> None:
    listing = make_listing()
    pages = [
        client.get(LIST),
        with_other_steps(client, "/ladenlokale/anbieten/", client.get("/ladenlokale/anbieten/"))[1],
        client.get("/gesuche/neu/"),
        staff.get(reverse("admin:vacancies_listing_change", args=[listing.pk])),
        staff.get(reverse("admin:vacancies_shopunit_change", args=[listing.unit_id])),
        staff.get(f"/verwaltung/vacancies/shopunit/{listing.unit_id}/teilen/"),
    ]

    html = [page.content.decode().partition('id="photos-group"')[0] for page in pages]

    assert ['type="number"' in page for page in html] == [False] * 6
    assert ['inputmode="decimal"' in page for page in html] == [True] * 6


# ---------------------------------------------------------------- forms
def offer(client: Client, **values: Any) -> HttpResponse:
    given = {
        "kind": "lease", "street": Street.objects.get(slug="bergstrasse").pk, "house_number": "1", "role": "owner",
        "name": "Olga", "email": "olga@example.org", "consent": "on", **values,
    }  # fmt: skip
    return fill_in(client, "/ladenlokale/anbieten/", **given)


@pytest.mark.parametrize("rent", typed(Decimal("1250.50")))
def test_an_owner_types_figures(client: Client, sent: Any, rent: str) -> None:
    answer = offer(client, price_idea=f"{rent} €", area_m2="80,5 m²")

    assert answer.status_code == 302
    listing = Listing.objects.get()
    assert (listing.net_cold_rent_month, listing.unit.total_area_m2) == (Decimal("1250.50"), Decimal("80.50"))


@pytest.mark.parametrize("words", ["VB", "nach Vereinbarung", "8,50 €/m²", "ab 850 €"])
def test_an_owner_says_the_price_in_words(client: Client, staff: Client, sent: Any, words: str) -> None:
    offer(client, price_idea=words)

    listing = Listing.objects.get()
    assert listing.net_cold_rent_month is None
    assert f"Preisvorstellung in eigenen Worten: {words}" in listing.history.get().text
    assert words in text_of(staff.get(reverse("admin:vacancies_listing_change", args=[listing.pk])))


def test_what_an_owner_typed_stays_when_it_is_asked_back(client: Client) -> None:
    page = offer(client, price_idea="1,250", area_m2="ca. 80")

    assert page.status_code == 422 and not Listing.objects.exists()
    assert 'value="1,250"' in page.content.decode() and 'value="ca. 80"' in page.content.decode()
    assert set(page.context["form"].errors) == {"price_idea", "area_m2"}


def test_a_search_takes_figures_and_keeps_its_months_whole(client: Client, sent: Any) -> None:
    seeker = {"name": "Sami", "name_display": "none", "email": "sami@example.org", "alert": "never"}
    figures = {
        "area_max_m2": "1.250 m²",
        "rent_max_m2": "8,50 €/m²",
        "rent_max_month": "1.000,-",
        "term_months": "24 Monate",
    }

    fill_in(client, "/gesuche/neu/", **seeker, **figures)

    profile = SearchProfile.objects.get()
    assert (profile.area_max_m2, profile.rent_max_m2, profile.rent_max_month, profile.term_months) == (
        Decimal(1250), Decimal("8.50"), Decimal(1000), 24,
    )  # fmt: skip


def save_in_office(staff: Client, listing: Listing, **figures: str) -> HttpResponse:
    values = {
        "kind": listing.kind, "title": listing.title, "building_kind": "non_residential", "energy_status": "missing",
        "commission_owed": "unknown", "transfer_fee_owed": "unknown", "unit": str(listing.unit_id), **figures,
    }  # fmt: skip
    return fill_in(staff, reverse("admin:vacancies_listing_change", args=[listing.pk]), **values)


def test_staff_type_figures(staff: Client) -> None:
    listing = make_listing(state="draft")

    answer = save_in_office(
        staff,
        listing,
        net_cold_rent_month="1.250 €",
        deposit="3 750,50",
        min_term_months="12",
        energy_heat_kwh="98,5 kWh",
    )

    assert answer.status_code == 302, answer.context["errors"]
    listing.refresh_from_db()
    assert (listing.net_cold_rent_month, listing.deposit, listing.min_term_months, listing.energy_heat_kwh) == (
        Decimal(1250), Decimal("3750.50"), 12, Decimal("98.5"),
    )  # fmt: skip
    assert "bedeuten" in text_of(save_in_office(staff, listing, net_cold_rent_month="1,250"))


# ---------------------------------------------------------------- table
def upload(staff: Client, *rows: list[str]) -> tuple[str, Any]:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([HEADER, *rows])
    file = SimpleUploadedFile("t.csv", out.getvalue().encode("utf-8-sig"))
    answer = staff.post(f"{TABLE}einlesen/", {"label": "Probe", "file": file})
    return answer["Location"], staff.get(answer["Location"])


def test_a_table_reads_figures_and_asks_back(staff: Client) -> None:
    unit = make_unit()
    right = [*typed(Decimal("1250.50")), "1'250.50", "1.250,50 EUR"]
    wrong = ["1,250.50", "1,250", "ab 850", "80 m²"]
    rows = [[unit.number, f"Laden {n}", text] for n, text in enumerate([*right, *wrong])]

    url, page = upload(staff, *rows[: len(right)])
    staff.post(url, {"seen": page.context["form"].initial["seen"], "despite": "on"})
    _url, refused = upload(staff, *rows[len(right) :])

    assert list(Listing.objects.values_list("net_cold_rent_month", flat=True)) == [Decimal("1250.50")] * len(right)
    assert refused.context["numbers"]["wrong"] == len(wrong)
    assert "„1,250“ kann 1250 oder 1,25 bedeuten." in text_of(refused)


# ---------------------------------------------------------------- house numbers
@pytest.mark.parametrize(
    ("number", "stored"),
    [("12 1/2", "12 1/2"), ("12–14", "12–14"), ("12½", "12½"), ("12 a-c", "12 a-c"), ("12 A", "12a"), ("7-", None)],
)
def test_a_house_number_stays_as_it_stands_on_the_house(
    client: Client, sent: Any, number: str, stored: str | None
) -> None:
    offer(client, house_number=number)

    assert list(ShopUnit.objects.values_list("house_number", flat=True)) == ([stored] if stored else [])


def test_one_house_written_in_two_ways_is_one_unit(client: Client, sent: Any) -> None:
    for number, email in (("12–14", "a@example.org"), ("12 - 14", "b@example.org")):
        offer(client, house_number=number, email=email)

    assert (ShopUnit.objects.count(), Listing.objects.count()) == (1, 2)


def test_a_hidden_house_number_is_found_in_a_text_however_it_is_written(staff: Client) -> None:
    listing = make_listing(unit=make_unit(house_number="12–14"), show_address=False)
    unit = listing.unit

    answer = fill_in(
        staff,
        reverse("admin:vacancies_shopunit_change", args=[unit.pk]),
        equipment_note=f"Wie in der {unit.street.name} 14.",
        house_number=unit.house_number,
    )

    assert "Die Hausnummer dieser Einheit soll verborgen bleiben, aber dieser Text nennt sie." in text_of(answer)
