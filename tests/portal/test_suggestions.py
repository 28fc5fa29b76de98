"""Suggestions while somebody types: as a page of links, and as JSON for the script of the search fields."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from actors.models import Actor
from eving.core import registry
from eving.core.models import Street, Topic
from eving.portal.services import completions
from eving.portal.views import search
from projects.models import Idea
from tests.actors.entries import make_actor
from tests.factories import make_idea
from tests.pages import text_of
from tests.plans import buffers
from tests.vacancies.make import make_listing

pytestmark = [pytest.mark.django_db, pytest.mark.server]
PAGE = "/suche/vorschlaege/"


def found(client: Client, text: str, before: str = "") -> list[dict[str, str]]:
    return client.get(f"{before}{PAGE}", {"q": text}, headers={"Accept": "application/json"}).json()["found"]


def texts(client: Client, text: str) -> list[str]:
    return [one["text"] for one in found(client, text)]


def test_names_that_begin_so_stand_before_those_with_such_a_word(client: Client) -> None:
    make_idea(title="Neue Zwergenwiese")
    make_listing(title="Zwergenladen")
    make_actor(name="Verein der Zwerge")
    make_idea(title="Anderes", text="Von Zwergen.")

    assert texts(client, "Zwer") == ["Zwergenladen", "Neue Zwergenwiese", "Verein der Zwerge"]
    assert texts(client, "wergen") == []


def test_several_words_narrow_and_umlauts_may_be_written_out(client: Client) -> None:
    make_idea(title="Grüner Zwergenplatz")
    make_idea(title="Zwergenhaus")

    assert texts(client, "zwerg gruen") == ["Grüner Zwergenplatz"]
    assert texts(client, "GRÜNER zw") == ["Grüner Zwergenplatz"]


def test_words_of_a_question_narrow_nothing(client: Client) -> None:
    make_idea(title="Zwergenhaus")

    assert texts(client, "wo finde ich ein zwerg") == ["Zwergenhaus"]
    assert texts(client, "zwergenhaus in Eving") == ["Zwergenhaus"]


def test_a_suggestion_says_what_it_is_and_leads_there(client: Client) -> None:
    address = make_idea(title="Zwergenhaus").get_absolute_url()

    [one] = found(client, "zwergen")
    [english] = found(client, "zwergen", "/en")

    assert one == {"text": "Zwergenhaus", "kind": "Ideen", "url": address, "lang": ""}
    assert english == {"text": "Zwergenhaus", "kind": "Ideas", "url": f"/en{address}", "lang": "de"}


def test_nothing_hidden_is_suggested(client: Client) -> None:
    make_idea(title="Zwergenhaus")
    make_idea(title="Zwergenkeller", state="submitted")
    withdrawn = make_idea(title="Zwergendach")
    Idea.objects.filter(pk=withdrawn.pk).update(hidden_at=timezone.now())
    make_listing(title="Zwergenladen", state="draft")

    assert texts(client, "zwergen") == ["Zwergenhaus"]


def test_pages_registers_streets_and_topics_are_suggested(client: Client) -> None:
    street = Street.objects.order_by("name").first()
    topic = Topic.objects.filter(is_active=True).order_by("name").first()
    assert street and topic

    assert {"text": "Kontakt", "kind": "Seite", "url": "/kontakt/", "lang": ""} in found(client, "konta")
    assert "/kontakt/" in [one["url"] for one in found(client, "sprechst")]
    assert {"text": "Ideen", "kind": "Liste", "url": "/ideen/", "lang": ""} in found(client, "idee")
    assert street.name in texts(client, street.name[:6])
    assert topic.name in texts(client, topic.name[:6])


def test_a_new_street_is_suggested_at_once(client: Client) -> None:
    assert texts(client, "zwergenw") == []

    Street.objects.create(name="Zwergenweg", slug="zwergenweg")

    assert [(one["text"], one["kind"], one["url"]) for one in found(client, "zwergenw")] == [
        ("Zwergenweg", "Straße", "/suche/?q=Zwergenweg")
    ]


def test_a_public_number_leads_to_what_it_names(client: Client) -> None:
    idea = make_idea(title="Zwergenhaus")
    Idea.objects.filter(pk=idea.pk).update(number="I-2027-42")
    idea.refresh_from_db()

    assert [(one["text"], one["url"]) for one in found(client, "i 2027 42")] == [
        ("I-2027-42: Zwergenhaus", idea.get_absolute_url())
    ]
    Idea.objects.filter(pk=idea.pk).update(hidden_at=timezone.now())
    assert found(client, "I-2027-42") == []


@pytest.mark.parametrize("text", ["", "zw", "  zw ", "!!!!", "z w x", "%%%", "___"])
def test_fewer_than_three_letters_ask_nothing_of_the_registers(
    client: Client, text: str, django_assert_max_num_queries: Any
) -> None:
    make_idea(title="Zw")

    with django_assert_max_num_queries(1):  # the limit
        assert found(client, text) == []


def test_at_most_eight_are_suggested(client: Client) -> None:
    for number in range(9):
        make_idea(title=f"Zwergenhaus {number}")

    assert len(found(client, "zwergen")) == 8


def test_without_script_it_is_a_page_of_links(client: Client) -> None:
    idea = make_idea(title="Zwergenhaus <b>")

    page, none, empty = (client.get(PAGE, {"q": text}) for text in ("zwergen", "xylophon", ""))

    assert f'<a href="{idea.get_absolute_url()}">Zwergenhaus &lt;b&gt;</a>' in page.content.decode()
    assert "1 Vorschlag" in text_of(page)
    assert "Keine Vorschläge." in text_of(none)
    assert "mindestens drei Buchstaben" in text_of(empty)
    assert f'formaction="{PAGE}"' in client.get("/suche/").content.decode()


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_it_is_kept_nowhere_and_not_indexed(client: Client, kind: str) -> None:
    answer = client.get(PAGE, {"q": "zwergen"}, headers={"Accept": kind})

    assert answer.headers["Content-Type"].startswith(kind)
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "Accept" in answer.headers["Vary"]
    assert answer.cookies == {}


def test_who_asks_too_often_waits(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SUGGESTIONS_PER_HOUR", 2)

    answers = [client.get(PAGE, {"q": "zwergen"}) for _time in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "3600"
    assert client.get("/suche/?q=zwergen").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_suggestions_take_three_queries_however_many(client: Client, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        make_idea(title=f"Zwergenhaus {number}")
    found(client, "warm")  # streets and topics are read when they have changed

    with django_assert_num_queries(3):
        assert len(found(client, "zwergen")) == rows


def test_what_is_looked_at_is_bounded_where_every_text_holds_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a twin: without the limit, every row is read."""
    actor = make_actor(name="Erster", summary="Zwergenhaus")
    Actor.objects.bulk_create(
        Actor(
            **{
                field.attname: getattr(actor, field.attname)
                for field in Actor._meta.concrete_fields
                if field.attname not in ("id", "number", "slug", "search_vector", "contribution_id")
            },
            number=f"A-{number}",
            slug=f"a-{number}",
        )
        for number in range(1000, 4000)
    )
    assert Actor.objects.filter(search_text__contains=" zwergenhaus").count() > 3000
    with connection.cursor() as cursor:  # new rows wait beside a GIN index, and every search reads all that wait
        cursor.execute("""
            SELECT gin_clean_pending_list(indexrelid) FROM pg_index
            JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
            WHERE indrelid = 'actors_actor'::regclass AND amname = 'gin'
        """)
        cursor.execute("ANALYZE actors_actor")

    bounded = buffers(lambda: completions.completions("zwergen"))
    monkeypatch.setattr(completions, "LOOKED_AT", 100_000)
    unbounded = buffers(lambda: completions.completions("zwergen"))

    assert bounded < unbounded / 2


@pytest.mark.parametrize("text", ["&|!:*()'\\", "a" * 6000, "<script>alert(1)</script>", "a%_\\b", "公园 🌳 公园"])
def test_absurd_beginnings_get_an_ordinary_answer(client: Client, text: str) -> None:
    make_idea(title="Zwergenhaus")

    assert found(client, text) == [] or len(text) < 40
    assert "<script>alert" not in client.get(PAGE, {"q": text}).content.decode()


def test_every_register_names_the_column_of_its_names() -> None:
    for kind in registry.search_kinds:
        assert kind.published().model._meta.get_field(kind.name_column)
