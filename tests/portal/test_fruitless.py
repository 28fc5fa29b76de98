"""Searches that find nothing: counted by their words, never kept where they may be about somebody."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from eving.core.models import FruitlessSearch, OfficeMessage
from eving.core.people.rate_limits import Prefix
from eving.core.search.parsing import parse
from eving.portal.services import fruitless
from tests.factories import make_idea
from tests.pages import fill_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.server]
SOMEBODY = Prefix("192.0.2.1")


def kept() -> dict[str, int]:
    return dict(FruitlessSearch.objects.values_list("words", "count"))


@pytest.fixture
def nothing_fits(client: Client) -> Client:
    make_idea(title="Sternwarte")
    return client


# ---------------------------------------------------------------- what is counted
def test_words_are_counted_by_the_day_and_a_search_with_hits_is_not(nothing_fits: Client) -> None:
    for text in ("Xylophon", "xylophon ", "Xylophon Übwxyz", "Sternwarte"):
        nothing_fits.get("/suche/", {"q": text})

    assert kept() == {"xylophon": 2, "xylophon übwxyz": 1}
    assert FruitlessSearch.objects.values_list("day", flat=True).distinct().get() == timezone.localdate()
    assert {field.name for field in FruitlessSearch._meta.fields} == {"id", "words", "day", "count"}


@pytest.mark.parametrize(
    "text",
    [
        "max@example.org", "max (at) example.org", "max[at]example", "example.org", "0231 123456", "0231/12 34 56",
        "+49 (0) 231-4567", "44339", "DE02 1203 0000", "Gisela Ungenannt", "ungenannt gisela", "Ayşe Yılmaz",
        "frau ungenannt", "Dr. Qwertz", "herrn qwertz", "Jürgen", "Małgorzata", "I-2027-42", "x" * 81, "", "!!!",
    ],
)  # fmt: skip
def test_what_may_be_about_somebody_is_not_kept(nothing_fits: Client, text: str) -> None:
    nothing_fits.get("/suche/", {"q": text})

    assert kept() == {}


@pytest.mark.parametrize(
    "text", ["Xylophon 2027", "xylophonstraße 12", "frauenxylophon", "frau", "August xylophon", "xylophon.depot"]
)
def test_what_names_nobody_is_kept(nothing_fits: Client, text: str) -> None:
    fruitless.note(parse(text), SOMEBODY)

    assert list(kept().values()) == [1]


# ---------------------------------------------------------------- machines
def test_a_day_counts_so_many_different_searches_and_known_ones_go_on(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fruitless, "MOST_A_DAY", 2)

    for number, text in enumerate(["xya", "xyb", "xyc", "xya"]):
        fruitless.note(parse(text), Prefix(f"192.0.2.{number}"))
    fruitless.note(parse("xyc"), SOMEBODY, date(2027, 1, 31))

    assert kept() == {"xya": 2, "xyb": 1, "xyc": 1}
    assert FruitlessSearch.objects.get(words="xyc").day == date(2027, 1, 31)


def test_one_address_does_not_use_up_the_day_of_all(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fruitless, "MOST_OF_ONE", 2)

    for text in ("xya", "xyb", "xyc"):
        fruitless.note(parse(text), SOMEBODY)
    fruitless.note(parse("xyd"), Prefix("192.0.2.2"))

    assert kept() == {"xya": 1, "xyb": 1, "xyd": 1}


def test_counting_is_one_statement(db: None, django_assert_num_queries) -> None:
    query = parse("xylophon")

    with django_assert_num_queries(1):
        fruitless.note(query, SOMEBODY)
    name = parse("Gisela")
    with django_assert_num_queries(0):
        fruitless.note(name, SOMEBODY)


# ---------------------------------------------------------------- what to do next
def test_without_a_hit_somebody_may_ask_the_office_in_the_words_of_the_search(nothing_fits: Client, sent) -> None:
    page = nothing_fits.get("/suche/", {"q": "xylophon"})
    [ask] = page.context["next_actions"]
    form = nothing_fits.get(ask["url"])

    assert ask == {"label": "Büro fragen", "url": "/kontakt/nachricht/?gesucht=xylophon"}
    assert "Ich habe im Portal nach „xylophon“ gesucht." in text_of(form)
    fill_in(nothing_fits, ask["url"], text="Gibt es das?", name="Sami", email="sami@example.org")
    assert OfficeMessage.objects.get().text == "Gibt es das?"


def test_a_form_that_failed_shows_what_was_typed_and_not_the_words_of_the_search(nothing_fits: Client) -> None:
    page = fill_in(nothing_fits, "/kontakt/nachricht/?gesucht=xylophon", text="Eine Frage", name="", email="")

    assert "Eine Frage" in text_of(page)
    assert "gesucht." not in text_of(page)


def test_words_carried_along_are_escaped_and_short(nothing_fits: Client) -> None:
    page = nothing_fits.get("/kontakt/nachricht/", {"gesucht": "<script>" + "a" * 500}).content.decode()

    words = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert f"„&lt;script&gt;{'a' * 51}…“" in words
    assert "<script>a" not in page


def test_whoever_looks_for_a_shop_may_be_told_later_and_others_may_not(nothing_fits: Client) -> None:
    def steps(query: str) -> list[str]:
        context = nothing_fits.get(f"/suche/?{query}").context
        return [step["label"] for step in context["not_found"] or context["next_actions"]]

    told = "E-Mail bekommen, sobald ein Ladenlokal passt"
    assert steps("q=Ladenlokal") == ["Büro fragen", told]
    assert steps("q=xylophon&art=ladenlokale") == ["Büro fragen", told]
    assert steps("q=Sternwarte&art=gesuche") == ["Büro fragen", told]
    assert steps("q=Sternwarte&art=projekte") == ["Büro fragen"]
    assert steps("q=xylophon") == ["Büro fragen"]
    assert steps("q=xylophon+mieten") == ["Büro fragen"]
    assert steps("q=shop+xylophon") == ["Büro fragen", told]


def test_without_a_hit_all_lists_are_offered(nothing_fits: Client) -> None:
    page = nothing_fits.get("/suche/", {"q": "xylophon"})

    assert {one["url"] for one in page.context["lists"]} == {
        "/ideen/", "/projekte/", "/ladenlokale/", "/gesuche/", "/akteure/"
    }  # fmt: skip
    assert "Ein allgemeineres Wort findet oft mehr" in text_of(page)
