"""A shop in a street that the list lacks: taken up as it was typed, published once staff chose the street."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from eving.core.models import Street
from eving.core.workflow import lifecycle
from tests.factories import make_staff
from tests.pages import fill_in, text_of, with_other_steps
from tests.vacancies.listings.test_journey import OFFER
from tests.vacancies.make import make_listing
from vacancies.models import Listing, ShopUnit
from vacancies.services.listings import missing_for_publication
from vacancies.tables.units import UnitTable

pytestmark = pytest.mark.django_db
FORM = "/ladenlokale/anbieten/"
NO_STREET = "Eine Straße aus der Liste: Wählen Sie sie auf der Seite der Ladeneinheit."


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def test_a_shop_in_another_street_reaches_the_office_in_the_persons_words(client: Client, staff: Client, sent) -> None:
    answer = fill_in(client, FORM, **OFFER, other_street="Brambauer  Straße")

    assert answer.status_code == 302, text_of(answer)
    listing = Listing.objects.get()
    unit = listing.unit
    assert (unit.street, unit.other_street, unit.address) == (None, "Brambauer Straße", "Brambauer Straße 77a")
    assert listing.title == "Ladenlokal, Brambauer Straße"
    assert "Straße, die nicht in der Liste steht: Brambauer Straße" in listing.history.get().text
    assert any("Brambauer Straße 77a" in mail.body for mail in sent())
    case = reverse("admin:vacancies_listing_change", args=[listing.pk])
    for page in (case, reverse("admin:vacancies_shopunit_change", args=[unit.pk]), "/verwaltung/vacancies/shopunit/"):
        assert "Brambauer Straße" in staff.get(page).content.decode()
    assert not Street.objects.filter(name="Brambauer Straße").exists()


def test_a_street_of_the_list_that_somebody_types_is_that_street(client: Client) -> None:
    fill_in(client, FORM, **OFFER, other_street="bergstrasse")

    unit = ShopUnit.objects.get()
    assert (unit.street.name, unit.other_street) == ("Bergstraße", "")


def test_two_streets_at_once_are_asked_back(client: Client) -> None:
    chosen = Street.objects.get(slug="amtsstrasse").pk

    answer = fill_in(client, FORM, **OFFER, street=chosen, other_street="Gärtnerstraße")

    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["other_street"]
    assert "Gärtnerstraße" in answer.content.decode() and not Listing.objects.exists()


def test_two_offers_of_one_house_in_another_street_are_one_unit(client: Client) -> None:
    fill_in(client, FORM, **OFFER, other_street="Gärtnerstraße")
    fill_in(client, FORM, **OFFER, other_street="gärtnerstraße")

    assert ShopUnit.objects.count() == 1 and Listing.objects.count() == 2


def test_nothing_is_published_before_staff_chose_the_street(staff: Client) -> None:
    listing = make_listing(state="draft")
    street, unit = listing.unit.street, listing.unit
    before = missing_for_publication(listing)
    ShopUnit.objects.filter(pk=unit.pk).update(street=None, other_street="Gärtnerstraße")
    listing = Listing.objects.get(pk=listing.pk)

    assert missing_for_publication(listing) == [NO_STREET, *before]
    with pytest.raises(ValidationError, match="Eine Straße aus der Liste"):
        lifecycle.apply(listing, "publish", by=make_staff(), text="")

    page = staff.get(reverse("admin:vacancies_shopunit_change", args=[unit.pk]))
    typed = {name: value for name, value in page.context["adminform"].form.initial.items() if value is not None}
    form = page.context["adminform"].form.__class__(
        {**typed, "street": street.pk, "in_inventory_0": unit.in_inventory.lower, "in_inventory_1": ""},
        instance=ShopUnit.objects.get(pk=unit.pk),
    )
    form.is_valid()
    assert form.cleaned_data["other_street"] == "", "the typed words have done their work"


def test_a_unit_without_any_street_is_refused_by_the_database() -> None:
    listing = make_listing(state="draft")

    with pytest.raises(ValidationError, match="Bitte wählen Sie eine Straße"):
        ShopUnit(street=None, other_street="", house_number="1").validate_constraints()
    listing.unit.validate_constraints()


def test_a_unit_of_another_street_goes_out_in_the_table_and_comes_back_the_same() -> None:
    unit = make_listing(state="draft").unit
    ShopUnit.objects.filter(pk=unit.pk).update(street=None, other_street="Gärtnerstraße")

    [unit] = UnitTable().rows()
    shown = {column.name: column.shown(column.value_of(unit)) for column in UnitTable().columns.values()}

    assert (shown["street"], shown["other_street"]) == ("", "Gärtnerstraße")
    assert UnitTable().alias_of(unit).startswith("gaertnerstrasse")


def test_neither_way_to_write_the_street_is_called_optional_for_one_is_needed(client: Client) -> None:
    steps = with_other_steps(client, FORM, client.get(FORM))
    pages = "".join(step.content.decode() for step in steps)

    labels = re.findall(r'<label class="kern-label" for="id_(\w+)">[^<]*<span class="kern-label__optional">', pages)

    assert {"street", "other_street"}.isdisjoint(labels)
    assert {"unit_label", "phone"} <= set(labels)
