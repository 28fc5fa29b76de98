"""A street has many spellings, and a shop that everybody sees stands in one of the list."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from eving.core.models import DistrictPart, Street
from eving.core.search.german import street_key
from tests.factories import make_staff
from tests.pages import fill_in, text_of
from tests.vacancies.listings.test_journey import OFFER
from tests.vacancies.make import make_listing, make_unit
from vacancies.models import Listing, ShopUnit
from vacancies.services.units import merge_units

pytestmark = pytest.mark.django_db
FORM = "/ladenlokale/anbieten/"
PUBLIC = "Zu dieser Einheit ist ein Laden öffentlich. Bitte wählen Sie eine Straße aus der Liste."


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


@pytest.mark.parametrize("typed", ["Bergstr.", "bergstr", "BERG-STRASSE", "Berg Straße", "Bergstraße "])
def test_a_street_of_the_list_is_found_however_it_is_written(client: Client, typed: str) -> None:
    fill_in(client, FORM, **OFFER, other_street=typed)

    unit = ShopUnit.objects.get()
    assert (unit.street and unit.street.name, unit.other_street) == ("Bergstraße", "")


def test_streets_with_other_names_stay_apart() -> None:
    """Twin of the test above."""
    assert len({street_key(name) for name in ("Bergstraße", "Bergweg", "Bergstraßenweg", "Am Berg", "Strandweg")}) == 5


def test_offers_of_one_house_are_one_unit_however_its_street_is_written(client: Client) -> None:
    for typed in ("Gärtnerstraße", "Gärtnerstr.", "Gaertnerstrasse"):
        fill_in(client, FORM, **OFFER, other_street=typed)
    fill_in(client, FORM, **OFFER, other_street="Gärtnerweg")

    assert list(ShopUnit.objects.order_by("pk").values_list("other_street", flat=True)) == [
        "Gärtnerstraße",
        "Gärtnerweg",
    ]
    assert Listing.objects.count() == 4


def test_units_of_one_street_are_joined_however_it_is_written() -> None:
    left, right = (make_unit(street=None, other_street=name, house_number="7", unit_label=name) for name in NAMES)

    joined = merge_units([left, right], on=datetime.date(2026, 12, 1), house_number="7")

    assert joined.address == "Gärtnerstraße 7"


NAMES = ("Gärtnerstraße", "Gärtnerstr.")


def test_the_office_finds_an_offer_by_the_street_that_the_person_typed(client: Client, staff: Client) -> None:
    fill_in(client, FORM, **OFFER, other_street="Gärtnerstraße")
    Listing.objects.update(title="Ein Laden")

    for model in ("listing", "shopunit"):
        assert "77a" in text_of(staff.get(f"/verwaltung/vacancies/{model}/?q=Gärtnerstraße"))


def test_a_public_shop_keeps_a_street_of_the_list_on_the_page_of_its_unit(staff: Client) -> None:
    for state, expected in (("published", {"street": [PUBLIC]}), ("draft", {})):
        unit = make_listing(state=state).unit
        page = staff.get(reverse("admin:vacancies_shopunit_change", args=[unit.pk]))
        form = page.context["adminform"].form
        typed = {name: value for name, value in form.initial.items() if value is not None}
        days = {"in_inventory_0": unit.in_inventory.lower, "in_inventory_1": ""}

        form = form.__class__({**typed, **days, "street": "", "other_street": "Gärtnerstraße"}, instance=unit)

        assert form.errors == expected


def test_a_public_shop_keeps_a_street_of_the_list_in_the_table(staff: Client) -> None:
    header = "Nummer;Straße;Andere Straße;Hausnummer;Straßenseite;Position im Straßenband;Im Bestand seit"
    seen = []
    for state in ("published", "draft"):
        unit = make_listing(state=state).unit
        row = f"{unit.number};;Gärtnerstraße;{unit.house_number};ungerade Nummern;{unit.position};01.01.2020"
        file = SimpleUploadedFile("laeden.csv", f"{header}\r\n{row}\r\n".encode())
        answer = staff.post("/verwaltung/vacancies/shopunit/tabelle/einlesen/", {"label": "x", "file": file})
        assert answer.status_code == 302, text_of(answer)
        page = staff.get(answer["Location"])
        seen.append((page.context["numbers"]["wrong"], PUBLIC in text_of(page)))

    assert seen == [(1, True), (0, False)]


@pytest.mark.parametrize(("before", "after"), [(None, "Lindenhorst"), ("Brechten", "Brechten")])
def test_with_its_street_a_unit_gets_its_part_of_the_district(staff: Client, before: str | None, after: str) -> None:
    street = Street.objects.get(slug="bergstrasse")
    part = DistrictPart.objects.filter(name=before).first()
    unit = make_unit(street=None, other_street="Bergstr. hinten", part=part)
    page = staff.get(reverse("admin:vacancies_shopunit_change", args=[unit.pk]))
    form = page.context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if value is not None}
    days = {"in_inventory_0": unit.in_inventory.lower, "in_inventory_1": ""}

    form = form.__class__({**typed, **days, "street": street.pk}, instance=unit)

    assert form.is_valid(), form.errors
    assert (form.instance.part.name, form.instance.other_street) == (after, "")
