"""Rent-free interim uses: allowed for nothing else, and displayed as such everywhere."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from eving.core.models import Street
from eving.core.workflow import lifecycle
from tests.factories import make_staff
from tests.pages import fill_in, text_of
from tests.vacancies.listings.document_files import text_in
from tests.vacancies.make import make_listing, make_profile, make_unit
from vacancies import structured_data
from vacancies.cards import listings
from vacancies.documents import poster, preview
from vacancies.matching.comparison import compare
from vacancies.matching.premises import premises_of
from vacancies.matching.requirements import PremisesRequirements
from vacancies.models import Listing
from vacancies.pricing import costs

pytestmark = pytest.mark.django_db
FREE = "mietfrei, nur Nebenkosten"
INTERIM: dict[str, Any] = {"kind": "interim", "max_term_months": 6, "net_cold_rent_month": Decimal(0)}
COSTS: dict[str, Any] = {"ancillary_costs_month": Decimal(120), "heating_included": True, "vat_charged": False}


def test_only_an_interim_use_is_published_for_nothing() -> None:
    assert make_listing(**INTERIM).is_public
    for kind in ("lease", "sublease"):
        draft = make_listing(state="draft", kind=kind, net_cold_rent_month=Decimal(0))

        with pytest.raises(ValidationError, match="Die Nettokaltmiete, oder"):
            lifecycle.apply(draft, "publish", by=make_staff())

    public = make_listing()
    with pytest.raises(IntegrityError, match="listing_live_has_rent"), transaction.atomic():
        Listing.objects.filter(pk=public.pk).update(net_cold_rent_month=0)


def test_card_page_document_and_data_say_it(client: Client) -> None:
    listing = make_listing(**INTERIM, **COSTS)

    page = text_of(client.get(listing.get_absolute_url())).replace("\N{NO-BREAK SPACE}", " ")
    rows = {row.label: row.value.replace("\N{NO-BREAK SPACE}", " ") for row in costs.cost_rows(listing)}
    paper = text_in(client.get(f"/ladenlokale/{listing.number}/expose.pdf").content)

    [on_a_list] = listings.free_listings().filter(pk=listing.pk)
    assert {fact["value"] for fact in listings.listing_card(on_a_list)["facts"]} > {FREE}
    assert FREE in page and FREE in paper and "0 € je m²" not in page
    assert rows["Nettokaltmiete"] == FREE and "Nettokaltmiete je m²" not in rows
    assert rows["Zusammen"] == "120 € im Monat"
    assert costs.first_year_total(listing) == Decimal("720.00")
    assert FREE in {value for _name, value in poster.big_facts(listing)}
    assert preview.short_facts(listing)[-1] == FREE
    prices = structured_data.rents(listing)
    assert [(price["price"], price["unitCode"]) for price in prices] == [(0, "MON")]


STEPS: list[dict[str, Any]] = [{"month_from": 4, "rent": "900.00"}]
LATER = "zunächst mietfrei, ab dem 4. Monat 900 € im Monat"


def test_a_free_beginning_counts_the_rent_of_later_months() -> None:
    listing = make_listing(**INTERIM, **COSTS, graduated_rent=[{"month_from": 4, "rent": "200.00"}])

    rows = {row.label: row.value.replace("\N{NO-BREAK SPACE}", " ") for row in costs.cost_rows(listing)}

    assert rows["Nettokaltmiete ab Monat 4"] == "200 € im Monat"
    assert rows["Zusammen zu Beginn"] == "120 € im Monat"
    assert costs.first_year_total(listing) == Decimal("1320.00")


def test_a_free_beginning_is_named_with_the_rent_that_follows(client: Client, sent) -> None:
    listing = make_listing(**INTERIM, **COSTS, graduated_rent=STEPS)
    listing.refresh_from_db()
    make_profile(rent_max_month=Decimal(300), alert="immediate")

    def plain(text: str) -> str:
        return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())

    listing_page = plain(text_of(client.get(listing.get_absolute_url())))
    list_page = plain(text_of(client.get("/ladenlokale/")))
    papers = [
        plain(text_in(client.get(f"/ladenlokale/{listing.number}/{name}.pdf").content))
        for name in ("expose", "aushang")
    ]
    [rent] = compare(PremisesRequirements(rent_max_month=Decimal(300)), premises_of(listing)).criteria
    [match_mail] = [mail.body for mail in sent() if listing.title in mail.body]

    assert not costs.is_rent_free(listing)
    for text in (listing_page, list_page, *papers, plain(match_mail), plain(preview.short_facts(listing)[-1])):
        assert LATER in text and FREE not in text and "0 € je m²" not in text, text
    assert plain(rent.reason) == f"{LATER}, gewünscht: bis 300 €"
    assert [(price["name"], price["price"]) for price in structured_data.rents(listing)] == [
        ("Nettokaltmiete zu Beginn", 0), ("Nettokaltmiete ab Monat 4", 900),
    ]  # fmt: skip


@pytest.mark.parametrize("steps", [[], [{"month_from": 4, "rent": "0.00"}], [{"month_from": 7, "rent": "900.00"}]])
def test_what_never_costs_a_rent_within_its_term_is_free(steps: list[dict[str, Any]]) -> None:
    assert costs.rent_text(make_listing(**INTERIM, graduated_rent=steps)) == FREE


def test_filters_and_orders_by_rent_find_it(client: Client) -> None:
    make_listing(title="Teurer Laden")
    make_listing(title="Freier Laden", unit=make_unit(total_area_m2=None), **INTERIM)

    for query in ("miete_bis=100", "miete_bis=0", "miete_m2_bis=1"):
        [group] = client.get(f"/ladenlokale/?{query}").context["groups"]
        assert (group["title"], [card["title"] for card in group["cards"]]) == ("Passt", ["Freier Laden"]), query
    cheapest = client.get("/ladenlokale/?sortierung=miete").context["cards"]
    assert [card["title"] for card in cheapest] == ["Freier Laden", "Teurer Laden"]


def test_a_search_with_a_bound_fits() -> None:
    [rent] = compare(PremisesRequirements(rent_max_month=Decimal(300)), premises_of(make_listing(**INTERIM))).criteria

    assert (rent.verdict, rent.reason.replace("\N{NO-BREAK SPACE}", " ")) == ("fits", "mietfrei, gewünscht: bis 300 €")


@pytest.mark.parametrize(
    ("kind", "price", "is_right"),
    [
        ("interim", "0", True),
        ("interim", "0,5", False),
        ("lease", "0", False),
        ("sale", "0", False),
        ("lease", "1", True),
    ],
)
def test_owners_offer_it_for_an_interim_use(client: Client, kind: str, price: str, is_right: bool) -> None:
    values = {
        "kind": kind, "price_idea": price, "street": Street.objects.get(slug="bergstrasse").pk, "house_number": "1",
        "role": "owner", "name": "Olga", "email": "olga@example.org", "consent": "on",
    }  # fmt: skip

    answer = fill_in(client, "/ladenlokale/anbieten/", **values)

    if is_right:
        offer = Listing.objects.get()
        assert (answer.status_code, offer.net_cold_rent_month, offer.kind) == (302, Decimal(price), kind)
    else:
        sentence = "Bitte geben Sie mindestens 1 € ein oder lassen Sie das Feld leer."
        assert answer.context["form"].errors == {"price_idea": [sentence]}


@pytest.mark.parametrize(("kind", "is_right"), [("interim", True), ("lease", False)])
def test_a_free_step_of_the_rent_is_for_interim_uses(kind: str, is_right: bool) -> None:
    staff = Client()
    staff.force_login(make_staff())
    listing = make_listing(state="draft", kind=kind)
    values = {
        "kind": kind, "title": listing.title, "building_kind": "non_residential", "energy_status": "missing",
        "commission_owed": "unknown", "transfer_fee_owed": "unknown", "graduated_rent": "4: 0",
        "unit": str(listing.unit_id),
    }  # fmt: skip

    answer = fill_in(staff, reverse("admin:vacancies_listing_change", args=[listing.pk]), **values)

    assert (answer.status_code == 302) == is_right
    if not is_right:
        assert "Nur eine Zwischennutzung darf mietfrei sein." in text_of(answer)
