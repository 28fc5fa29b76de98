"""Public list of ideas: filters, sort orders, number of queries."""

import pytest
from django.test import Client

from eving.core.models import Street, Topic
from eving.core.search.engine import FEW
from tests.factories import make_idea
from tests.pages import hidden_fields, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def count_queries(client: Client, path: str, capture) -> int:
    with capture() as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.fixture
def capture(django_assert_max_num_queries):
    return lambda: django_assert_max_num_queries(1000)


@pytest.mark.parametrize(
    ("path", "budget"),
    [("/ideen/", 6), ("/ideen/?thema=gruen&strasse=bergstrasse&stand=neu", 6), ("/ideen/?q=Bank", 7), ("/", 10)],
)
def test_lists_need_the_same_queries_for_few_rows_and_for_many(client: Client, capture, path: str, budget: int) -> None:
    place = {"street": Street.objects.get(slug="bergstrasse"), "topics": [Topic.objects.get(slug="gruen")]}
    for _number in range(FEW):
        make_idea(**place)
    client.get(path)
    few = count_queries(client, path, capture)
    for _number in range(FEW):
        make_idea(**place)

    many = count_queries(client, path, capture)

    assert few == many <= budget


def test_detail_and_form_keep_their_budgets(client: Client, capture) -> None:
    idea = make_idea(topics=[Topic.objects.get(slug="gruen")])

    assert count_queries(client, idea.get_absolute_url(), capture) <= 10
    assert count_queries(client, "/ideen/neu/", capture) <= 6


def test_a_submission_keeps_its_budget(client: Client, capture) -> None:
    fields = hidden_fields(client.get("/ideen/neu/"))
    chosen = {"street": Street.objects.get(slug="bergstrasse").pk, "topics": [Topic.objects.get(slug="gruen").pk]}
    values = {"title": "Bank", "text": "Sitzen.", "name": "E", "name_display": "none", "email": "e@example.org"}

    with capture() as queries:
        assert client.post("/ideen/neu/", {**fields, **values, **chosen}).status_code == 302

    # The test's own transaction adds savepoints that a request of its own does not need.
    own = [query["sql"][:120] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(own) <= 14, "\n".join(own)


def test_filters_narrow_the_list_and_show_chips(client: Client) -> None:
    make_idea(title="Ein Beet in der Bergstraße", street=Street.objects.get(slug="bergstrasse"))
    make_idea(title="Ein Radweg im Norden", street=Street.objects.get(slug="sueggelweg"))

    page = client.get("/ideen/?strasse=bergstrasse")

    assert "Ein Beet in der Bergstraße" in text_of(page)
    assert "Ein Radweg im Norden" not in text_of(page)
    assert "Straße: Bergstraße" in text_of(page)


def test_the_state_filter_knows_what_is_done(client: Client) -> None:
    make_idea(title="Fertige Sache", state="done")
    make_idea(title="Frische Sache")

    page = text_of(client.get("/ideen/?stand=fertig"))

    assert "Fertige Sache" in page and "Frische Sache" not in page


def test_an_empty_list_offers_the_next_step(client: Client) -> None:
    page = text_of(client.get("/ideen/"))

    assert "Es gibt noch keine Idee." in page and "Idee einreichen" in page


def test_a_list_without_hits_says_why(client: Client) -> None:
    make_idea(title="Eine Bank")

    page = text_of(client.get("/ideen/?stand=fertig"))

    assert "Keine Idee passt zu Ihrer Auswahl." in page


@pytest.mark.parametrize(
    "query",
    ["seite=0", "seite=-1", f"seite={10**60}", "seite=abc", "seite=" + "9" * 5000, "seite=2"],
)
def test_instead_of_a_page_that_does_not_exist_there_is_the_nearest(client: Client, query: str) -> None:
    make_idea()

    page = client.get(f"/ideen/?{query}")

    assert (page.status_code, page.context["page_obj"].number, len(page.context["cards"])) == (200, 1, 1)


@pytest.mark.parametrize("query", ["thema=xyz", "strasse=%F0%9F", "stand=quatsch", "q=" + "x" * 5000, "q=%C3"])
def test_strange_filters_are_ignored_with_a_sentence(client: Client, query: str) -> None:
    make_idea()

    assert client.get(f"/ideen/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/ideen/?q=a%00b", "/ideen/%00/", "/ideen/?seite=%00"])
def test_a_nul_byte_in_an_address_is_refused(client: Client, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


def test_pages_have_words(client: Client, settings) -> None:
    for _number in range(13):
        make_idea()

    first, second = client.get("/ideen/"), client.get("/ideen/?seite=2")

    assert "Weiter" in text_of(first)
    assert "13 bis 13 von 13" in text_of(second)
