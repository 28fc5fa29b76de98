"""Public list of shops: filters, unknown facts, sort orders, pages, hidden addresses."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eving.core.models import Street
from eving.core.search import engine
from tests.databases import World
from tests.factories import make_staff
from tests.pages import hidden_fields, text_of
from tests.vacancies.make import make_enquiry, make_listing, make_photo, make_unit, use
from vacancies.models import Listing, PropertyContact
from vacancies.services import units
from vacancies.views.listings import ListingList

pytestmark = [pytest.mark.django_db, pytest.mark.server]
ALL_FILTERS = (
    "/ladenlokale/?art=miete&strasse=bergstrasse&flaeche_ab=10&flaeche_bis=900&miete_bis=9000&miete_m2_bis=90"
    "&nutzung=buero&zugang=stufenlos&gastronomie=ja&ausstattung=abluft&ausstattung=ecklage&frei_bis=2027-03-01&sortierung=miete"
)


@pytest.fixture
def count(django_assert_max_num_queries: Any) -> Callable[[Client, str], int]:
    def queries(client: Client, path: str) -> int:
        with django_assert_max_num_queries(1000) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    return queries


@pytest.mark.parametrize(("path", "budget"), [("/ladenlokale/", 6), (ALL_FILTERS, 6), ("/ladenlokale/?q=Laden", 8)])
def test_lists_need_the_same_queries_for_one_row_and_for_three(
    client: Client, count: Callable[[Client, str], int], path: str, budget: int
) -> None:
    make_listing()
    client.get(path)
    one = count(client, path)
    make_listing()
    make_listing()

    three = count(client, path)

    assert one == three <= budget


def test_a_list_of_three_hundred_needs_no_more_queries(client: Client, count: Callable[[Client, str], int]) -> None:
    first = make_listing()
    client.get("/ladenlokale/?sortierung=flaeche")
    one = count(client, "/ladenlokale/?sortierung=flaeche")
    for number in range(300):
        unit = make_unit(house_number=f"{50_000 + number}")
        row = Listing(unit=unit, number=f"L-{5000 + number}", slug="laden", title=f"Laden {number}", state="draft")
        for name in ("published_at", "owner_consent_on", "rent_on_request", "energy_status"):
            setattr(row, name, getattr(first, name))
        row.net_cold_rent_month, row.state = Decimal(500 + number), "published"
        row.save()

    assert count(client, "/ladenlokale/?sortierung=flaeche") == one <= 6
    assert "301 Ladenlokale" in text_of(client.get("/ladenlokale/"))


def test_detail_and_forms_keep_their_budgets(client: Client, count: Callable[[Client, str], int]) -> None:
    listing = make_listing(wanted_uses=[use("kultur")], excluded_uses=[use("lager")])
    make_photo(listing.unit)

    assert count(client, listing.get_absolute_url()) <= 10
    assert count(client, f"/ladenlokale/{listing.number}/anfragen/") <= 6
    assert count(client, "/ladenlokale/anbieten/") <= 6


def test_an_enquiry_keeps_its_budget(client: Client, django_assert_max_num_queries: Any) -> None:
    address = f"/ladenlokale/{make_listing().number}/anfragen/"
    fields = hidden_fields(client.get(address))
    values = {"text": "Ein Café.", "name": "Ines", "email": "ines@example.org"}

    with django_assert_max_num_queries(30) as queries:
        assert client.post(address, {**fields, **values}).status_code == 302

    own = [query["sql"][:150] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(own) <= 14, "\n".join(own)


@pytest.mark.parametrize("name", ["listing", "enquiry", "shopunit", "propertycontact", "occupancyperiod", "useclass"])
def test_admin_lists_keep_their_budget(client: Client, count: Callable[[Client, str], int], name: str) -> None:
    client.force_login(make_staff())
    path = reverse(f"admin:vacancies_{name}_changelist")

    def add() -> None:
        listing = make_listing(state="let")
        make_enquiry()
        PropertyContact.objects.create(name=f"Eigentum {listing.pk}")

    add()
    client.get(path)
    one = count(client, path)
    add()
    add()

    assert count(client, path) == one <= 12


def found(client: Client, query: str) -> set[str]:
    page = text_of(client.get(f"/ladenlokale/?{query}"))
    return {word for word in ("Alpha", "Beta", "Gamma") if f"Laden {word}" in page}


def make_three() -> None:
    """Alpha fits everything, Beta nothing; of Gamma nothing is known."""
    alpha = {"total_area_m2": Decimal("80"), "entrance_steps": 1, "gastronomy": "yes"}
    beta = {"total_area_m2": Decimal("300"), "entrance_steps": 3, "gastronomy": "no"}
    other = Street.objects.get(slug="evinger-strasse")
    make_listing(
        title="Laden Alpha", unit=make_unit(**alpha), net_cold_rent_month=Decimal("640"), wanted_uses=[use("kultur")]
    )
    make_listing(
        title="Laden Beta",
        unit=make_unit(**beta, street=other),
        kind="interim",
        max_term_months=3,
        net_cold_rent_month=Decimal("3000"),
        excluded_uses=[use("kultur")],
        available_from=date(2028, 1, 1),
    )
    # A rent on request must not be found out by filtering.
    make_listing(
        title="Laden Gamma",
        unit=make_unit(total_area_m2=None),
        net_cold_rent_month=Decimal("100"),
        rent_on_request=True,
    )


THREE = World(make_three)


@pytest.fixture
def three(db: None) -> None:
    THREE.put()


@pytest.mark.parametrize(
    ("query", "known", "with_unknown"),
    [
        ("flaeche_bis=100", {"Alpha"}, {"Alpha", "Gamma"}),
        ("flaeche_ab=100", {"Beta"}, {"Beta", "Gamma"}),
        ("miete_bis=700", {"Alpha"}, {"Alpha", "Gamma"}),
        ("miete_m2_bis=8", {"Alpha"}, {"Alpha", "Gamma"}),
        ("miete_m2_bis=7.99", set(), {"Gamma"}),
        ("zugang=eine-stufe", {"Alpha"}, {"Alpha", "Gamma"}),
        ("zugang=stufenlos", set(), {"Gamma"}),
        ("gastronomie=ja", {"Alpha"}, {"Alpha", "Gamma"}),
        ("nutzung=kultur", {"Alpha"}, {"Alpha", "Gamma"}),
        ("frei_bis=2027-01-01", {"Alpha", "Gamma"}, {"Alpha", "Gamma"}),
        ("art=zwischennutzung", {"Beta"}, {"Beta"}),
        ("strasse=evinger-strasse", {"Beta"}, {"Beta"}),
        ("q=Alpha", {"Alpha"}, {"Alpha"}),
    ],
)
def test_filters_include_what_nobody_knows_unless_left_out(
    client: Client, three: None, query: str, known: set[str], with_unknown: set[str]
) -> None:
    assert found(client, query) == with_unknown
    assert found(client, f"{query}&ohne_angabe=nein") == known


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("miete", ["Alpha", "Beta", "Gamma"]),
        ("flaeche", ["Beta", "Alpha", "Gamma"]),
        ("neu", ["Gamma", "Beta", "Alpha"]),
        ("quatsch", ["Gamma", "Beta", "Alpha"]),
    ],
)
def test_the_list_is_sorted_by_links(client: Client, three: None, sort: str, order: list[str]) -> None:
    page = text_of(client.get(f"/ladenlokale/?sortierung={sort}"))

    assert sorted(order, key=lambda word: page.index(f"Laden {word}")) == order


def test_a_let_shop_comes_last_and_a_reserved_one_says_so(client: Client) -> None:
    make_listing(title="Laden Alpha")
    make_listing(title="Laden Beta", state="reserved")
    make_listing(title="Laden Gamma", state="let")

    page = text_of(client.get("/ladenlokale/"))

    assert page.index("Laden Beta") < page.index("Laden Alpha") < page.index("Laden Gamma")
    assert "reserviert" in page and "vermietet" in page


def test_filters_show_chips_and_an_empty_list_says_why(client: Client, three: None) -> None:
    page = text_of(client.get("/ladenlokale/?strasse=sueggelweg&flaeche_ab=10"))

    assert "Straße: Süggelweg" in page and "Fläche ab (m²): 10" in page
    assert "Kein Ladenlokal passt zu Ihrer Auswahl." in page


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that counts up to two shops and shows one on each page."""
    monkeypatch.setattr(ListingList, "count_up_to", 2)
    monkeypatch.setattr(ListingList, "paginate_by", 1)


def shops_on(client: Client, query: str) -> tuple[str, bool, bool]:
    """The shops on a page in English, whether there are more than two, whether the list ends here."""
    response = client.get(f"/en/ladenlokale/?{query}")
    assert response.status_code == 200, query
    page = text_of(response)
    assert page.count("of more than 2") == page.count("More than 2 shops")
    [card] = response.context["cards"]
    return card["title"], "More than 2 shops" in page, "although there is more. Please narrow the search." in page


@pytest.mark.parametrize(
    ("query", "first", "second"),
    [
        ("", "Laden Gamma", "Laden Beta"),
        ("sortierung=miete", "Laden Alpha", "Laden Beta"),
        ("sortierung=flaeche", "Laden Beta", "Laden Alpha"),
    ],
)
def test_a_long_list_says_that_there_are_more_and_ends_with_a_request(
    client: Client, three: None, short: None, query: str, first: str, second: str
) -> None:
    assert shops_on(client, f"{query}&seite=1") == (first, True, False)
    assert shops_on(client, f"{query}&seite=2") == (second, True, True)
    assert shops_on(client, f"{query}&seite=last") == (second, True, True)
    assert shops_on(client, f"{query}&seite=9999") == (second, True, True)


def test_a_list_that_ends_where_counting_ends_says_how_many_there_are(client: Client, three: None, short: None) -> None:
    assert shops_on(client, "flaeche_bis=100&seite=2") == ("Laden Gamma", False, False)
    assert "2 shops" in text_of(client.get("/en/ladenlokale/?flaeche_bis=100"))


def test_a_search_with_many_hits_ends_like_the_list(
    client: Client, three: None, short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shops_on(client, "q=Laden&seite=2")[1:] == (True, True)

    monkeypatch.setattr(engine, "MOST", 2)

    assert shops_on(client, "q=Laden&seite=1") == ("Laden Gamma", True, False)
    assert shops_on(client, "q=Laden&seite=2") == ("Laden Beta", True, True)
    assert shops_on(client, "q=Laden&seite=9999") == ("Laden Beta", True, True)


HOSTILE = [
    "1" * 60,
    "1e60",
    "1e-999999",
    "NaN",
    "sNaN",
    "Infinity",
    "-Infinity",
    "-5",
    "a%00b",
    "%F0%9F",
    "٣",
    "0x10",
    "1,5",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "name",
    [
        "flaeche_ab",
        "flaeche_bis",
        "miete_bis",
        "miete_m2_bis",
        "frei_bis",
        "nutzung",
        "zugang",
        "ausstattung",
        "art",
        "q",
        "sortierung",
    ],
)
def test_hostile_filters_never_break_the_list(client: Client, three: None, name: str, value: str) -> None:
    assert client.get(f"/ladenlokale/?{name}={value}").status_code in (200, 400, 404)


@pytest.mark.parametrize("query", ["seite=0", f"seite={10**60}", "seite=abc", "seite=2"])
def test_instead_of_a_page_that_does_not_exist_there_is_the_nearest(client: Client, query: str) -> None:
    make_listing()

    page = client.get(f"/ladenlokale/?{query}")

    assert (page.status_code, page.context["page_obj"].number, len(page.context["cards"])) == (200, 1, 1)


@pytest.mark.parametrize("path", ["L-1", "L-99999", "%00", "L-1%00", "x" * 5000, "L-" + "9" * 400])
def test_a_number_that_nobody_has_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/ladenlokale/{path}/laden/").status_code in (400, 404)
    assert client.get(f"/ladenlokale/{path}/anfragen/").status_code in (400, 404)


def test_no_public_byte_names_owner_tenant_or_a_hidden_house_number(client: Client) -> None:
    owner = PropertyContact.objects.create(name="Olga Geheimnis", email="olga@example.org", phone="0231 998877")
    unit = make_unit(house_number="173b", unit_label="Hinterhof", property_contact=owner, internal_note="Erbstreit")
    units.set_status(unit, "occupied", date(2020, 1, 1), use_class=use("buero"), tenant_name="Theo Mietgeheim")
    listing = make_listing(
        title="Ruhiger Laden", unit=unit, show_address=False, owner_consent_note="Anruf bei Olga Geheimnis"
    )
    make_enquiry(listing)
    public = make_listing(title="Lauter Laden", unit=make_unit(house_number="175c"))
    paths = [
        "/", "/ladenlokale/", "/ladenlokale/?q=Laden", "/ladenlokale/?q=173b", "/suche/?q=Laden", "/suche/?q=173b",
        "/sitemap-ladenlokale.xml", listing.get_absolute_url(), f"/ladenlokale/{listing.number}/anfragen/",
        "/ladenlokale/anbieten/",
    ]  # fmt: skip

    pages = {path: client.get(path) for path in paths}

    assert "175c" in pages["/ladenlokale/"].content.decode()  # a public number is displayed
    assert "Ruhiger Laden" in text_of(pages["/ladenlokale/"]) and "Bergstraße" in text_of(pages[paths[7]])
    assert "Ruhiger Laden" not in text_of(pages["/ladenlokale/?q=173b"])
    for path, page in pages.items():
        assert page.status_code == 200, path
        source = page.content.decode()
        for secret in (
            "Hinterhof", "Geheimnis", "olga@", "998877", "Erbstreit", "Mietgeheim", "Interessiert",
            "@example.org", "0231 123", unit.number,
        ):  # fmt: skip
            assert secret not in source, (path, secret)
        # The street band names all houses alike; it must not say that this one is available.
        assert "173b: frei" not in source, path
        if path != "/" and "173b" not in path:
            assert "173b" not in source, path
    listing.refresh_from_db()
    assert "173b" not in listing.search_text and "173b" not in str(listing.search_vector)
    assert "175c" in Listing.objects.get(pk=public.pk).search_text


def test_reading_pages_set_no_cookie(client: Client) -> None:
    listing = make_listing()

    for path in ("/ladenlokale/", listing.get_absolute_url()):
        assert not client.get(path).cookies
