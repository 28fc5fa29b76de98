from dataclasses import replace

import pytest
from django.utils.translation import override

from eving.core import registry
from eving.portal.views import search as site_search
from projects.models import Idea
from tests.factories import make_idea
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def titles(response) -> list[str]:
    return [card["title"] for card in response.context["cards"]]


@pytest.fixture
def ideas_only(monkeypatch) -> registry.SearchKind:
    """The page with one register, whatever other registers join it."""
    [ideas] = [kind for kind in registry.search_kinds if kind.code == "ideen"]
    monkeypatch.setattr(registry, "search_kinds", [ideas])
    return ideas


@pytest.fixture
def two_kinds(ideas_only, monkeypatch) -> None:
    """Running and finished ideas as two registers."""
    running = replace(ideas_only, code="laufend", label="Laufende", published=lambda: shown().exclude(state="done"))
    done = replace(ideas_only, code="fertig", label="Fertige", published=lambda: shown().filter(state="done"))
    monkeypatch.setattr(registry, "search_kinds", [running, done])


def shown():
    return Idea.objects.published().for_cards()


def test_the_page_before_a_search_offers_the_lists(client, ideas_only):
    with override("de"):
        response = client.get("/suche/")

    assert response.status_code == 200
    assert 'href="/ideen/"' in response.content.decode()
    assert "cards" not in response.context


def test_only_public_ideas_are_found(client, ideas_only):
    make_idea(title="Hochbeete am Kanal")
    make_idea(title="Hochbeete im Hof", state="submitted")

    response = client.get("/suche/", {"q": "Hochbeet"})

    assert titles(response) == ["Hochbeete am Kanal"]
    assert "im Hof" not in text_of(response)


def test_a_hidden_idea_is_no_suggestion(client, ideas_only):
    make_idea(title="Sternwarte", state="submitted")

    response = client.get("/suche/", {"q": "Sternwrte"})

    assert response.context["suggestion"] == ""
    assert "Sternwarte" not in text_of(response)


def test_a_slip_of_the_finger_is_answered_with_a_link(client, ideas_only):
    make_idea(title="Sternwarte im Park")

    response = client.get("/suche/", {"q": "Sternwrte"})

    assert "Sternwarte" in text_of(response)
    assert 'href="/suche/?q=Sternwarte"' in response.content.decode()
    assert titles(client.get("/suche/?q=Sternwarte")) == ["Sternwarte im Park"]


@pytest.mark.parametrize("rows", [1, 3])
def test_hits_take_three_queries_however_many(client, ideas_only, rows, django_assert_num_queries):
    for number in range(rows):
        make_idea(title=f"Wochenmarkt {number}")

    with django_assert_num_queries(3):
        assert len(titles(client.get("/suche/", {"q": "Wochenmarkt"}))) == rows


def test_an_empty_answer_stays_within_the_budget(client, ideas_only, django_assert_max_num_queries):
    make_idea(title="Neue Sternwarte")

    with django_assert_max_num_queries(6):
        assert client.get("/suche/", {"q": "Neue Sternwrte"}).context["suggestion"] == "Neue Sternwarte"
    with django_assert_max_num_queries(6):
        assert client.get("/suche/", {"q": "Schwimmbad"}).context["shown"] is None


def test_the_page_sets_no_cookie_and_is_the_same_for_everybody(client, ideas_only):
    make_idea(title="Sternwarte")

    for text in ("", "Sternwarte", "Schwimmbad"):
        response = client.get("/suche/", {"q": text})
        assert response.cookies == {}
        assert "Cookie" not in response.headers.get("Vary", "")


def test_many_hits_come_in_pages(client, ideas_only, monkeypatch):
    monkeypatch.setattr(site_search, "PER_PAGE", 2)
    for number in range(5):
        make_idea(title=f"Wochenmarkt {number}")

    pages = [client.get("/suche/", {"q": "Wochenmarkt", "seite": page}) for page in (1, 2, 3, 99, "x")]

    assert [len(titles(page)) for page in pages] == [2, 2, 1, 1, 2]
    assert len({title for page in pages[:3] for title in titles(page)}) == 5
    assert 'href="?q=Wochenmarkt&amp;seite=2"' in pages[0].content.decode()


def test_registers_are_tabs_with_their_counts(client, two_kinds):
    make_idea(title="Bank am Kanal")
    make_idea(title="Bank am Turm")
    make_idea(title="Bank im Park", state="done")

    response = client.get("/suche/", {"q": "Bank"})
    done = client.get("/suche/", {"q": "Bank", "art": "fertig"})

    assert [(tab["label"], tab["count"], tab["active"]) for tab in response.context["tabs"]] == [
        ("Laufende", "2", True),
        ("Fertige", "1", False),
    ]
    assert len(titles(response)) == 2
    assert titles(done) == ["Bank im Park"]


def test_the_first_register_with_hits_is_shown(client, two_kinds):
    make_idea(title="Bank im Park", state="done")

    assert titles(client.get("/suche/", {"q": "Bank"})) == ["Bank im Park"]
    assert titles(client.get("/suche/", {"q": "Bank", "art": "unbekannt"})) == ["Bank im Park"]


def test_a_register_without_hits_leads_to_those_with_hits(client, two_kinds):
    make_idea(title="Bank im Park", state="done")

    response = client.get("/suche/", {"q": "Bank", "art": "laufend"})

    assert titles(response) == []
    assert response.context["next_actions"] == [{"label": "Fertige (1)", "url": "/suche/?q=Bank&art=fertig"}]


def test_parts_of_words_count_only_when_no_register_knows_the_word(client, two_kinds):
    make_idea(title="Schlanke Planken")
    assert titles(client.get("/suche/", {"q": "lank"})) == ["Schlanke Planken"]

    make_idea(title="Lank", state="done")

    assert titles(client.get("/suche/", {"q": "lank"})) == ["Lank"]


def test_more_hits_than_are_counted_say_so(client, ideas_only, monkeypatch):
    monkeypatch.setattr(site_search.engine, "MOST", 2)
    for number in range(3):
        make_idea(title=f"Wochenmarkt {number}")

    response = client.get("/suche/", {"q": "Wochenmarkt"})

    with override("de"):
        assert response.context["shown"].count_text.endswith(" 2")
    assert response.context["shown"].count_text != "2"
    assert response.context["page"].paginator.num_pages == 1


def test_pages_of_more_hits_than_are_shown_say_that_there_are_more(client, ideas_only, monkeypatch):
    monkeypatch.setattr(site_search, "PER_PAGE", 1)
    for number in range(3):
        make_idea(title=f"Wochenmarkt {number}")
    ends, more = "Hier endet die Liste, obwohl es mehr gibt.", "von mehr als 2"

    def says(page: int) -> tuple[bool, bool]:
        text = text_of(client.get("/suche/", {"q": "Wochenmarkt", "seite": page}))
        return more in text, ends in text

    assert says(3) == (False, False)
    monkeypatch.setattr(site_search.engine, "MOST", 2)
    assert (says(1), says(2)) == ((True, False), (True, True))


@pytest.mark.parametrize("text", ["&|!:*()'\\", "a" * 6000, "<script>alert(1)</script>", "bank ' or 1=1 --", "公园 🌳"])
def test_absurd_searches_get_an_ordinary_page(client, ideas_only, text):
    make_idea(title="Bank")

    response = client.get("/suche/", {"q": text})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()
