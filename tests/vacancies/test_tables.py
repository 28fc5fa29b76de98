"""The stock, its uses and its listings as tables."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.text import capfirst

from tests.factories import make_staff
from tests.pages import text_of
from tests.vacancies.make import make_enquiry, make_listing, make_unit
from vacancies.models import Listing, OccupancyPeriod, ShopUnit

pytestmark = pytest.mark.django_db

BASE = "/verwaltung/vacancies/"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def table_of(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def check(staff: Client, model: str, content: bytes):
    file = SimpleUploadedFile("t.csv", content)
    answer = staff.post(f"{BASE}{model}/tabelle/einlesen/", {"label": "Probe", "file": file})
    assert answer.status_code == 302, text_of(answer)
    return answer["Location"], staff.get(answer["Location"]).context


def take_in(staff: Client, model: str, content: bytes):
    url, context = check(staff, model, content)
    return staff.post(url, {"seen": context["form"].initial["seen"], "despite": "on"})


def file_of(client: Client, path: str) -> str:
    return b"".join(client.get(f"{BASE}{path}").streaming_content).decode()


def test_a_unit_comes_in_with_a_number_of_its_own(staff: Client) -> None:
    content = table_of(
        ["Straße", "Hausnummer", "Straßenseite", "Position im Straßenband", "Mietfläche (m²)", "Im Bestand seit"],
        ["Bergstraße", "12a", "gerade Nummern", "120", "80,50", "01.01.2020"],
    )

    answer = take_in(staff, "shopunit", content)

    assert answer.status_code == 302, text_of(answer)
    unit = ShopUnit.objects.get()
    assert unit.number.startswith("EV-") and str(unit.total_area_m2) == "80.50" and unit.side == "even"


def test_exports_come_back_unchanged(staff: Client) -> None:
    make_listing()

    for model in ("shopunit", "listing"):
        _url, context = check(staff, model, file_of(staff, f"{model}/tabelle/ausgeben/staff.csv").encode())

        numbers = context["numbers"]
        assert (numbers["same"], numbers["changed"], numbers["wrong"]) == (1, 0, 0), context["wrong"] or context["rows"]


def test_periods_that_overlap_are_refused(staff: Client) -> None:
    unit = make_unit()
    header = ["Ladeneinheit", "Von", "Status"]
    take_in(staff, "occupancyperiod", table_of(header, [unit.number, "01.01.2024", "leerstehend"]))
    assert OccupancyPeriod.objects.count() == 1

    _url, context = check(staff, "occupancyperiod", table_of(header, [unit.number, "01.06.2024", "leerstehend"]))

    assert context["numbers"]["wrong"] == 1


def test_a_new_listing_is_a_draft(staff: Client) -> None:
    unit = make_unit()

    take_in(staff, "listing", table_of(["Ladeneinheit", "Titel"], [unit.number, "Laden"]))

    listing = Listing.objects.get()
    assert (listing.state, listing.is_public) == ("draft", False) and listing.number


def test_a_hidden_house_number_stays_out_of_the_public_table(staff: Client) -> None:
    make_listing(unit=make_unit(house_number="977q"), show_address=False)

    assert "977q" not in file_of(staff, "listing/tabelle/ausgeben/public.csv")


def test_enquiries_and_owners_only_go_out(staff: Client) -> None:
    make_enquiry()

    assert staff.get(f"{BASE}enquiry/tabelle/einlesen/").status_code != 200
    assert "ines" not in file_of(staff, "enquiry/tabelle/ausgeben/staff.csv")
    assert staff.get(f"{BASE}propertycontact/tabelle/ausgeben/staff.csv").status_code == 403


def test_a_listing_with_a_value_that_cannot_be_is_refused(staff: Client) -> None:
    unit = make_unit()
    tomorrow = timezone.localdate() + timedelta(days=1)
    names = ("transfer_fee", "energy_heat_kwh", "energy_power_kwh", "energy_total_kwh", "checked_on")
    headings = [capfirst(Listing._meta.get_field(name).verbose_name) for name in names]

    for heading, wrong, right in zip(
        headings,
        ["-1", "-0,5", "-1", "-1", f"{tomorrow:%d.%m.%Y}"],
        ["0", "0,5", "0", "0", f"{timezone.localdate():%d.%m.%Y}"],
        strict=True,
    ):
        counts = [
            check(staff, "listing", table_of(["Ladeneinheit", "Titel", heading], [unit.number, "Laden", value]))[1]
            for value in (wrong, right)
        ]
        assert [context["numbers"]["wrong"] for context in counts] == [1, 0], heading
