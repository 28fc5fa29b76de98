"""Public list and pages of actors, and what the database refuses."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from actors.models import Actor, ActorGroup, ContactPoint, Location
from actors.services import Contact, Place
from eving.core.models import DistrictPart, Street, Topic
from eving.core.search.engine import FEW
from tests.actors.entries import add_contact, add_place, make_actor
from tests.pages import hidden_fields, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def count_queries(client: Client, path: str, capture) -> int:
    with capture() as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.fixture
def capture(django_assert_max_num_queries):
    return lambda: django_assert_max_num_queries(1000)


def make_full_actor() -> Actor:
    place = Place(Street.objects.get(slug="bergstrasse"), "12", DistrictPart.objects.first(), "exact", "yes")
    actor = make_actor(
        place=place,
        contact=Contact("werkstatt@rad.example", may_be_published=True),
        topics=[Topic.objects.get(slug="gruen")],
        is_open_for_cooperation=True,
    )
    add_contact(actor, "public")
    return actor


FILTERED = "/akteure/?gruppe=vereine&art=organisation&thema=gruen&ort=street-bergstrasse&stufenlos=ja&mitmachen=ja"


@pytest.mark.parametrize(("path", "budget"), [("/akteure/", 6), (FILTERED, 6), ("/akteure/?q=Fahrrad", 8)])
def test_lists_need_the_same_queries_for_few_rows_and_for_many(client: Client, capture, path: str, budget: int) -> None:
    for _number in range(FEW):
        make_full_actor()
    client.get(path)
    few = count_queries(client, path, capture)
    for _number in range(FEW):
        make_full_actor()

    many = count_queries(client, path, capture)

    assert len(client.get(path).context["cards"]) == 2 * FEW
    assert few == many <= budget


def test_detail_and_form_keep_their_budgets(client: Client, capture) -> None:
    actor = make_full_actor()

    assert count_queries(client, actor.get_absolute_url(), capture) <= 10
    assert count_queries(client, "/akteure/eintragen/", capture) <= 6


def test_a_registration_keeps_its_budget(client: Client, django_assert_max_num_queries) -> None:
    fields = hidden_fields(client.get("/akteure/eintragen/"))
    values = {
        "actor_name": "Rad", "group": ActorGroup.objects.first().pk, "kind": "organisation", "sentence": "Wir.",
        "place_visibility": "hidden", "step_free": "unknown", "name": "K", "email": "k@example.org",
    }  # fmt: skip

    with django_assert_max_num_queries(40) as queries:
        assert client.post("/akteure/eintragen/", {**fields, **values}).status_code == 302

    own = [query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(own) <= 14, "\n".join(query["sql"][:150] for query in own)


def test_names_sort_as_in_german(client: Client) -> None:
    for name in ("Zeche", "Ärztehaus", "Apotheke", "Oase", "Ökohof"):
        make_actor(name=name)

    titles = [card["title"] for card in client.get("/akteure/").context["cards"]]

    assert titles == ["Apotheke", "Ärztehaus", "Oase", "Ökohof", "Zeche"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("gruppe=religion", {"Moschee"}),
        ("art=group", {"Nähkreis"}),
        ("thema=gruen", {"Nähkreis"}),
        ("ort=street-bergstrasse", {"Moschee"}),
        ("stufenlos=ja", {"Moschee"}),
        ("mitmachen=ja", {"Nähkreis"}),
        ("q=Moscheen", {"Moschee"}),
        ("gruppe=religion&mitmachen=ja", set()),
    ],
)
def test_filters_narrow_the_list_and_show_chips(client: Client, query: str, expected: set) -> None:
    street = Street.objects.get(slug="bergstrasse")
    make_actor(name="Moschee", group="religion", place=Place(street, "1", None, "exact", "yes"))
    make_actor(
        name="Nähkreis", kind="group", topics=[Topic.objects.get(slug="gruen")], is_open_for_cooperation=True,
        place=Place(street, "2", None, "hidden", "yes"),
    )  # fmt: skip

    page = client.get(f"/akteure/?{query}")

    assert {card["title"] for card in page.context["cards"]} == expected
    assert len(page.context["chips"]) == query.count("=")
    assert 'class="chip"' in page.content.decode()


def test_a_part_of_the_district_finds_what_everyone_may_know(client: Client) -> None:
    part = DistrictPart.objects.first()
    for name, visibility in (("Offen", "exact"), ("Halb", "district"), ("Versteckt", "hidden")):
        make_actor(name=name, place=Place(Street.objects.first(), "1", part, visibility))

    page = client.get(f"/akteure/?ort=part-{part.slug}")

    assert {card["title"] for card in page.context["cards"]} == {"Offen", "Halb"}
    assert page.context["chips"][0]["label"] == f"Ort: {part.name}"


def test_an_empty_list_offers_the_next_step(client: Client) -> None:
    page = text_of(client.get("/akteure/"))

    assert "Noch ist kein Akteur eingetragen." in page and "Akteur eintragen" in page


def test_a_list_without_hits_says_why(client: Client) -> None:
    make_actor()

    assert "Kein Akteur passt zu Ihrer Auswahl." in text_of(client.get("/akteure/?gruppe=politik"))


@pytest.mark.parametrize("query", ["seite=0", f"seite={10**60}", "seite=abc", "seite=2"])
def test_instead_of_a_page_that_does_not_exist_there_is_the_nearest(client: Client, query: str) -> None:
    make_actor()

    page = client.get(f"/akteure/?{query}")

    assert (page.status_code, page.context["page_obj"].number, len(page.context["cards"])) == (200, 1, 1)


@pytest.mark.parametrize(
    "query",
    ["thema=xyz", "ort=street-xyz", "ort=bergstrasse", "ort=-", "ort=%F0%9F", "art=quatsch", "stufenlos=1",
     "q=" + "x" * 5000, "q=%C3", "gruppe=%C3"],
)  # fmt: skip
def test_strange_filters_are_ignored_with_a_sentence(client: Client, query: str) -> None:
    make_actor()

    assert client.get(f"/akteure/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/akteure/?q=a%00b", "/akteure/%00/", "/akteure/?ort=%00"])
def test_a_nul_byte_in_an_address_is_refused(client: Client, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


def test_a_wrong_slug_moves_for_good(client: Client) -> None:
    actor = make_actor(name="Nähkreis")

    answer = client.get(f"/akteure/{actor.number}/alter-name/")

    assert (answer.status_code, answer["Location"]) == (301, f"/akteure/{actor.number}/naehkreis/")
    assert client.get("/akteure/A-99999/naehkreis/").status_code == 404


# ---------------------------------------------------------------- what the database refuses
def refused(name: str):
    return pytest.raises(IntegrityError, match=name)


def test_the_database_refuses_a_public_actor_in_a_hidden_state() -> None:
    with refused("actor_public_only_when_published"), transaction.atomic():
        Actor.objects.filter(pk=make_actor().pk).update(state="archived")


def test_the_database_refuses_a_public_person_without_consent() -> None:
    with refused("actor_person_only_with_consent"), transaction.atomic():
        Actor.objects.filter(pk=make_actor().pk).update(kind="person")


def test_the_database_refuses_a_public_actor_without_a_sentence() -> None:
    with refused("actor_public_has_number_and_summary"), transaction.atomic():
        Actor.objects.filter(pk=make_actor().pk).update(summary="")


def test_the_database_refuses_a_public_name_without_consent() -> None:
    contact = add_contact(make_actor(), "public")
    with refused("contact_person_only_with_consent"), transaction.atomic():
        ContactPoint.objects.filter(pk=contact.pk).update(consent_on=None)


def test_the_database_refuses_an_empty_contact() -> None:
    with refused("contact_says_something"), transaction.atomic():
        ContactPoint.objects.create(actor=make_actor())


def test_the_database_refuses_a_second_main_place_and_a_strange_postcode() -> None:
    actor = make_actor()
    add_place(actor, "exact")
    with refused("location_one_main_place"), transaction.atomic():
        Location.objects.create(actor=actor)
    with refused("location_postcode"), transaction.atomic():
        Location.objects.create(actor=actor, is_primary=False, postcode="4433")


def test_step_free_is_only_what_somebody_said_and_the_card_names_that_place(client: Client) -> None:
    berg, amt = Street.objects.get(slug="bergstrasse"), Street.objects.get(slug="amtsstrasse")
    for name, answer in (("Ja", "yes"), ("Teilweise", "partly"), ("Nein", "no"), ("Unbekannt", "unknown")):
        make_actor(name=name, place=Place(berg, "1", None, "exact", answer))
    two_places = make_actor(name="Zwei Orte", place=Place(berg, "2", None, "exact", "unknown"))
    add_place(two_places, "exact", street=amt, house_number="7", step_free="yes", is_primary=False)

    cards = {card["title"]: card for card in client.get("/akteure/?stufenlos=ja").context["cards"]}

    assert set(cards) == {"Ja", "Zwei Orte"}
    assert cards["Zwei Orte"]["columns"][0]["value"] == "Amtsstraße 7"
    assert all("stufenlos" in {column["value"] for column in card["columns"]} for card in cards.values())
    plain = {card["title"]: card for card in client.get("/akteure/").context["cards"]}
    assert plain["Zwei Orte"]["columns"][0]["value"] == "Bergstraße 2"
