from dataclasses import replace

import pytest
from django.utils.translation import override

from eving.core import registry
from eving.core.search import engine
from eving.portal.services import site_search
from projects.models import Idea
from tests.factories import make_idea
from tests.pages import text_of, window_title

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def titles(response) -> list[str]:
    return [row.card["title"] for row in rows(response)]


def rows(response) -> list[site_search.Row]:
    """Of all registers, or of the one that is shown."""
    context = response.context
    return [row for group in context.get("groups", ()) for row in group["rows"]] or list(context.get("rows", ()))


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
    assert rows(response) == []


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


def test_a_slip_of_the_finger_is_corrected_and_the_page_says_so(client, ideas_only):
    make_idea(title="Sternwarte im Park")

    response = client.get("/suche/", {"q": "Sternwrte"})
    exact = client.get("/suche/", {"q": "Sternwrte", "genau": "1"})

    assert titles(response) == ["Sternwarte im Park"]
    assert "Zu „Sternwrte“ gibt es nichts. Hier sind die Treffer für Sternwarte" in text_of(response)
    assert 'href="?q=Sternwrte&amp;genau=1"' in response.content.decode()
    assert "Zu „Sternwrte“ gibt es nichts." not in text_of(exact)
    assert exact.context["note"] is None or exact.context["note"].corrected == ""


def test_a_slip_that_is_meant_has_no_hits_beyond_what_was_typed(client, ideas_only):
    make_idea(title="Xylophone im Park")

    assert titles(client.get("/suche/", {"q": "Xylophpne"})) == ["Xylophone im Park"]
    exact = client.get("/suche/", {"q": "Xylophpne", "genau": "1"})
    assert titles(exact) == []
    assert "Keine Treffer für „Xylophpne“." in text_of(exact)
    assert 'href="/suche/?q=Xylophone&amp;genau=1"' not in exact.content.decode()
    assert 'href="/suche/?q=Xylophone"' in exact.content.decode()


def test_a_slip_beside_another_word_asks_what_was_meant(client, ideas_only):
    make_idea(title="Sternwarte im Park")
    make_idea(title="Sternwirte im Park")

    page = client.get("/suche/", {"q": "Sternwxrte Park", "seite": "1"})

    note = page.context["note"]
    assert note.meant in ("Sternwarte Park", "Sternwirte Park")
    assert f'href="?q={note.meant.replace(" ", "+")}">Meinten Sie „{note.meant}“?</a>' in page.content.decode()


def test_a_part_of_a_compound_is_named_as_such(client, ideas_only):
    make_idea(title="Müll am Kanal")

    page = client.get("/suche/", {"q": "Müllxyproblem"})

    assert titles(page) == ["Müll am Kanal"]
    assert "Kein Eintrag enthält dieses Wort. In diesen steht ein Teil davon." in text_of(page)


def test_a_slip_that_may_mean_two_words_is_answered_with_a_link(client, ideas_only):
    make_idea(title="Sternwarte")
    make_idea(title="Sternwirte")

    response = client.get("/suche/", {"q": "Sternwxrte"})

    assert titles(response) == []
    assert response.context["suggestion"] in ("Sternwarte", "Sternwirte")
    assert f'href="/suche/?q={response.context["suggestion"]}"' in response.content.decode()


def test_what_no_entry_has_is_named_once_and_what_one_lacks_beside_it(client, ideas_only):
    make_idea(title="Rutsche am Turm", text="Für alle.")
    make_idea(title="Turm und Rutsche und Schaukel", text="Für alle.")
    make_idea(title="Schaukel und Turm", text="Für alle.")

    several = client.get("/suche/", {"q": "Rutsche Turm Xylophon"})
    all_but_one = client.get("/suche/", {"q": "Rutsche Schaukel Turm Xylophon"})

    assert "Hier sind die besten Treffer ohne: xylophon" in text_of(several)
    assert [row.missing for row in rows(several)] == [[], [], ["rutsche"]]
    first, *others = rows(all_but_one)
    assert (first.card["title"], first.missing) == ("Turm und Rutsche und Schaukel", [])
    assert all(row.missing for row in others)
    assert "<s>xylophon</s>" in several.content.decode()


def test_words_of_an_entry_are_marked_and_what_somebody_wrote_is_escaped(client, ideas_only):
    make_idea(title="Ein <b>Platz</b>", text="Am Kiosk steht eine Bank & 1 < 2.")
    make_idea(title="Eine Bank", text="Hier sitzt niemand.")

    page = client.get("/suche/", {"q": "Bank"}).content.decode()

    assert "Am Kiosk steht eine <mark>Bank</mark> &amp; 1 &lt; 2." in page
    assert "Ein &lt;b&gt;Platz&lt;/b&gt;" in page
    assert "Hier sitzt niemand." in page


def test_what_people_wrote_is_german_on_an_english_page_and_the_portals_own_pages_are_not(client, ideas_only):
    make_idea(title="Contact", text="Die Bank am Kanal.")

    page = client.get("/en/suche/", {"q": "contact"}).content.decode()

    assert '<span lang="de">Contact</span></a>' in page
    assert '<a href="/en/kontakt/">Contact</a>' in page
    assert '<span lang="de">Die Bank am Kanal.</span>' in page


@pytest.mark.parametrize(("rows", "queries"), [(1, 6), (3, 5), (9, 5)])  # where few are found, meanings are tried
def test_hits_take_the_same_queries_however_many(client, ideas_only, rows, queries, django_assert_num_queries):
    for number in range(rows):
        make_idea(title=f"Wochenmarkt {number}")
    client.get("/suche/", {"q": "Wochenmarkt"})  # what the office says of words is read when it has changed

    with django_assert_num_queries(queries):
        assert len(titles(client.get("/suche/", {"q": "Wochenmarkt"}))) == rows


def test_an_empty_answer_stays_within_the_budget(client, ideas_only, django_assert_max_num_queries):
    make_idea(title="Neue Sternwarte")

    with django_assert_max_num_queries(11):
        assert titles(client.get("/suche/", {"q": "Neue Sternwrte"})) == ["Neue Sternwarte"]
    with django_assert_max_num_queries(9):
        assert titles(client.get("/suche/", {"q": "Schwimmbad"})) == []


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
    assert 'href="?q=Wochenmarkt&amp;art=ideen&amp;seite=2"' in pages[0].content.decode()


def test_registers_are_tabs_with_their_counts(client, two_kinds):
    make_idea(title="Bank am Kanal")
    make_idea(title="Bank am Turm")
    make_idea(title="Bank im Park", state="done")

    response = client.get("/suche/", {"q": "Bank"})
    done = client.get("/suche/", {"q": "Bank", "art": "fertig"})

    assert [(tab["label"], tab["count"], tab["active"]) for tab in response.context["tabs"]] == [
        ("Alle", "", True),
        ("Laufende", "2", False),
        ("Fertige", "1", False),
    ]
    assert [(tab["label"], tab["active"]) for tab in done.context["tabs"]] == [
        ("Alle", False),
        ("Laufende", False),
        ("Fertige", True),
    ]
    assert len(titles(response)) == 3
    assert titles(done) == ["Bank im Park"]


def test_three_of_each_register_lead_to_all_of_it(client, two_kinds):
    for number in range(4):
        make_idea(title=f"Bank {number}")
    make_idea(title="Bank im Park", state="done")

    response = client.get("/suche/", {"q": "Bank"})

    assert [(group["label"], len(group["rows"]), group["more_url"]) for group in response.context["groups"]] == [
        ("Laufende", 3, "/suche/?q=Bank&art=laufend"),
        ("Fertige", 1, ""),
    ]
    assert len(titles(client.get("/suche/?q=Bank&art=laufend"))) == 4


def test_the_register_with_the_best_hit_stands_first(client, two_kinds):
    for number in range(3):
        make_idea(title=f"Platz {number}", text="Mit einer Bank.")
    make_idea(title="Bank", state="done")

    groups = client.get("/suche/", {"q": "Bank"}).context["groups"]

    assert [group["label"] for group in groups] == ["Fertige", "Laufende"]


def test_the_only_register_with_hits_is_shown_whole(client, two_kinds):
    for number in range(4):
        make_idea(title=f"Bank {number}", state="done")

    assert len(titles(client.get("/suche/", {"q": "Bank"}))) == 4
    assert len(titles(client.get("/suche/", {"q": "Bank", "art": "unbekannt"}))) == 4


def test_titles_of_the_window_tell_one_search_from_another(client, two_kinds, monkeypatch):
    monkeypatch.setattr(site_search, "PER_PAGE", 1)
    for state in ("published", "published", "done"):
        make_idea(title="Bank", state=state)

    asked = ["", "?q=Bank", "?q=Bank&art=laufend", "?q=Bank&art=laufend&seite=2"]

    assert [window_title(client.get(f"/suche/{page}")) for page in asked] == [
        "Suche – Eving",
        "Suche: Bank – Eving",
        "Suche: Bank, Laufende – Eving",
        "Suche: Bank, Laufende – Seite 2 – Eving",
    ]


def test_a_register_without_hits_leads_to_those_with_hits(client, two_kinds):
    make_idea(title="Bank im Park", state="done")

    response = client.get("/suche/", {"q": "Bank", "art": "laufend"})

    assert titles(response) == []
    assert response.context["next_actions"] == [{"label": "Fertige (1)", "url": "/suche/?q=Bank&art=fertig"}]
    assert [(tab["label"], tab["count"], tab["active"]) for tab in response.context["tabs"]] == [
        ("Alle", "", False),
        ("Fertige", "1", False),
        ("Laufende", "0", True),
    ]
    assert "Nichts passt zu „Bank“ unter: Laufende. In anderen Bereichen gibt es Treffer." in text_of(response)


def test_parts_of_words_count_only_when_no_register_knows_the_word(client, two_kinds):
    make_idea(title="Schlanke Planken")
    assert titles(client.get("/suche/", {"q": "lank"})) == ["Schlanke Planken"]

    make_idea(title="Lank", state="done")

    assert titles(client.get("/suche/", {"q": "lank"})) == ["Lank"]


def test_more_hits_than_are_counted_say_so(client, ideas_only, monkeypatch):
    monkeypatch.setattr(engine, "MOST", 2)
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
    monkeypatch.setattr(engine, "MOST", 2)
    assert (says(1), says(2)) == ((True, False), (True, True))


@pytest.mark.parametrize("text", ["&|!:*()'\\", "a" * 6000, "<script>alert(1)</script>", "bank ' or 1=1 --", "公园 🌳"])
def test_absurd_searches_get_an_ordinary_page(client, ideas_only, text):
    make_idea(title="Bank")

    response = client.get("/suche/", {"q": text})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()
