"""Search for similar ideas: quality, privacy, cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eving.core.search import engine
from projects.models import Idea
from projects.services.similar import MOST, similar_ideas
from tests.databases import World, multiply
from tests.factories import make_idea
from tests.pages import fill_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.server]


TITLES = {
    "bench": "Eine Bank an der Haltestelle Amtsstraße",
    "playground": "Spielplatz an der Bergstraße erneuern",
    "cycle": "Radweg auf der Evinger Straße",
    "lamp": "Mehr Licht im Durchgang zum Markt",
    "flowers": "Blühstreifen vor der Schule",
}
FIVE = World(lambda: [make_idea(title=title, text="Das wäre schön.") for title in TITLES.values()])


@pytest.fixture
def ideas(db: None) -> dict[str, Idea]:
    FIVE.put()
    by_title = {idea.title: idea for idea in Idea.objects.all()}
    return {name: by_title[title] for name, title in TITLES.items()}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bank an der Haltestelle", ["bench"]),
        ("Bänke an Haltestellen", ["bench"]),
        ("Spielplatz Bergstraße", ["playground"]),
        ("Spielplaz Bergstrase", ["playground"]),
        ("spielplaetze in der bergstrasse", ["playground"]),
        ("Ein neuer Radweg an der Evinger Straße!", ["cycle"]),
        ("Licht am Markt", ["lamp"]),
        ("Blühstreifen", ["flowers"]),
        ("Bluehstreifen", ["flowers"]),
    ],
)
def test_similar_ideas_are_found(ideas, title: str, expected: list[str]) -> None:
    assert [idea.title for idea in similar_ideas(title)] == [ideas[name].title for name in expected]


@pytest.mark.parametrize(
    "title",
    ["", " ", "xqzv brkl", "Zirkus für Elefanten", "der die das", "!!! ???", "%_%", "'; DROP TABLE",
     "Bergstraße sauber halten", "a" * 5000, "\0", "🙂", "& | ! ( )"],
)  # fmt: skip
def test_nonsense_and_other_matters_find_nothing(ideas, title: str) -> None:
    assert similar_ideas(title) == []


def test_a_word_is_found_inside_a_compound() -> None:
    idea = make_idea(title="Neue Sitzbänke am Nordmarkt")

    assert similar_ideas("Eine Bank am Nordmarkt") == [idea]


def test_a_title_of_one_word_is_helped_by_the_text(ideas) -> None:
    assert similar_ideas("Idee", "Am Spielplatz Bergstraße fehlt Schatten.")[0] == ideas["playground"]


@pytest.mark.parametrize("state", ["unconfirmed", "submitted", "query", "spam", "withdrawn"])
def test_what_is_not_public_is_never_similar(state: str) -> None:
    make_idea(state=state, title="Spielplatz an der Bergstraße")
    assert similar_ideas("Spielplatz an der Bergstraße") == []

    make_idea(title="Spielplatz an der Bergstraße")

    assert len(similar_ideas("Spielplatz an der Bergstraße")) == 1


def test_five_at_most_the_most_alike_first_and_two_queries(django_assert_max_num_queries) -> None:
    for number in range(7):
        make_idea(title=f"Spielplatz an der Bergstraße {number}")
    best = make_idea(title="Spielplatz an der Bergstraße mit Wasserpumpe")

    with django_assert_max_num_queries(2):
        similar = similar_ideas("Wasserpumpe für den Spielplatz in der Bergstraße")
        assert [idea.card_photo for idea in similar] == [None] * MOST

    assert similar[0] == best


def test_the_piece_shows_state_words_and_the_way_to_join(client: Client, ideas) -> None:
    Idea.objects.filter(pk=ideas["bench"].pk).update(text=" ".join(f"Wort{number}" for number in range(150)))

    answer = client.get("/ideen/aehnlich/", {"titel": "Bank Haltestelle"})
    page = answer.content.decode()

    assert answer.status_code == 200
    assert ideas["bench"].title in page and "veröffentlicht" in page and "Das ist auch meine Idee" in page
    assert "Wort13" in page and "Wort14" not in page
    assert f"/ideen/{ideas['bench'].number}/" in page
    assert "<html" not in page and "<script" not in page
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


@pytest.mark.parametrize("query", ["", "?titel=", "?titel=xqzv+brkl", "?titel[]=1", "?titel=%FF%FE"])
def test_the_piece_is_empty_without_a_hit(client: Client, ideas, query: str) -> None:
    answer = client.get(f"/ideen/aehnlich/{query}")

    assert (answer.status_code, answer.content, answer.headers["X-Robots-Tag"]) == (204, b"", "noindex")


def test_the_piece_takes_no_post_and_ends_above_its_limit(client: Client, monkeypatch) -> None:
    monkeypatch.setattr("projects.views.ideas.SIMILAR_PER_HOUR", 2)

    answers = [client.get("/ideen/aehnlich/?titel=Bank") for _time in range(3)]

    assert [answer.status_code for answer in answers] == [204, 204, 429]
    assert answers[-1].headers["Retry-After"] == "3600"
    assert client.post("/ideen/aehnlich/").status_code == 405


def test_the_preview_asks_whether_it_is_here_already(client: Client, ideas) -> None:
    given = {"text": "Zum Sitzen.", "name": "Erika", "name_display": "none", "email": "e@example.org", "action": "look"}

    similar = text_of(fill_in(client, "/ideen/neu/", title="Bank an der Haltestelle", **given))
    other = text_of(fill_in(client, "/ideen/neu/", title="Zirkus für Elefanten", **given))

    assert "Gibt es das schon?" in similar and ideas["bench"].title in similar
    assert "Gibt es das schon?" not in other


def buffers(title: str) -> int:
    """Database pages that one search reads in its three queries together."""
    with CaptureQueriesContext(connection) as queries:
        similar_ideas(title)
    total = 0
    for query in queries.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query['sql']}")
            plan = cursor.fetchone()[0][0]["Plan"]
        total += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return total


KINDS = ["Bänke", "Laternen", "Blumenkübel", "Fahrradbügel", "Mülleimer", "Bäume", "Sportgeräte", "Kunstwerke"]
PLACES = ["Schule", "Kirche", "Bücherei", "Zeche", "Siedlung", "Grünfläche", "Unterführung", "Kleingartenanlage"]


@pytest.mark.bulk
def test_a_title_reads_little_among_five_thousand() -> None:
    wanted = make_idea(title="Wasserpumpe am Hammerkopfturm")
    rows = [
        Idea(
            number=f"I-2020-{number}",
            title=f"{KINDS[number % 8]} an der {PLACES[number // 8 % 8]} {number}",
            text=f"Es fehlt dort schon lange, sagen {number} Leute aus der Nachbarschaft. " * 5,
            state="published",
            published_at=wanted.published_at,
        )
        for number in range(500)
    ]
    Idea.objects.bulk_create(rows)
    engine.index_many(Idea.objects.filter(number__startswith="I-2020-"))
    # Nine more of each, with the same search words.
    multiply("projects_idea", "number LIKE 'I-2020-%'", 9, number="number || '-' || copy")
    with connection.cursor() as cursor:
        # As the nightly vacuum does: pending entries are merged into the indexes.
        cursor.execute("SELECT gin_clean_pending_list('idea_search'), gin_clean_pending_list('idea_search_text')")
        cursor.execute("ANALYZE projects_idea")

    rare, mistyped, nonsense = "Wasserpumpe am Hammerkopfturm", "Wasserpunpe am Hammerkopfturn", "xqzv brkl"
    assert [similar_ideas(title) for title in (rare, mistyped, nonsense)] == [[wanted], [wanted], []]
    assert [title for title in (rare, mistyped, nonsense) if buffers(title) > 200] == []
    # Common words read more, but far from everything: the table and its texts take thousands of pages.
    assert len(similar_ideas("Neue Bänke an der Schule")) == MOST
    assert buffers("Neue Bänke an der Schule") < 2_000
