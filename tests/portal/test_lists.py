"""What all public lists have in common: one template, twelve cards a page, and words for an empty list."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import resolve

from eving.core.workflow import lifecycle
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import text_of
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_listing, make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def make_ad() -> None:
    lifecycle.apply(make_profile(wants_ad=True, title="Suche Laden", text="Für Bücher."), "publish", by=make_staff())


LISTS: dict[str, Callable] = {
    "/ideen/": make_idea,
    "/projekte/": make_project,
    "/ladenlokale/": make_listing,
    "/akteure/": make_actor,
    "/gesuche/": make_ad,
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_shows_twelve_cards_a_page(client: Client, path: str) -> None:
    for _number in range(13):
        LISTS[path]()

    pages = [client.get(path), client.get(f"{path}?seite=2")]

    assert [len(page.context["cards"]) for page in pages] == [12, 1]
    assert all("pages/list.html" in [template.name for template in page.templates] for page in pages)
    assert ["Seite 2" in page.content.decode().partition("</title>")[0] for page in pages] == [False, True]


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("/ideen/", ["Idee einreichen"]),
        ("/projekte/", ["Idee einreichen"]),
        ("/ladenlokale/", ["Ladenlokal anbieten"]),
        ("/akteure/", ["Akteur eintragen"]),
        ("/gesuche/", ["Laden suchen"]),
    ],
)
def test_an_empty_list_has_one_next_step(client: Client, path: str, steps: list[str]) -> None:
    page = client.get(path)

    assert page.context["cards"] == []
    assert [str(step["label"]) for step in page.context["empty"]["actions"]] == steps
    assert all(step in text_of(page) for step in steps)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("/ideen/", ["Idee einreichen", "Alle Ideen ansehen"]),
        ("/projekte/", ["Idee einreichen", "Alle Projekte ansehen"]),
        ("/ladenlokale/", ["Büro fragen", "Alle Ladenlokale ansehen"]),
        ("/akteure/", ["Akteur eintragen", "Alle Akteure ansehen"]),
        ("/gesuche/", ["Alle Gesuche ansehen"]),
    ],
)
def test_a_list_without_hits_leads_back_to_all(client: Client, path: str, steps: list[str]) -> None:
    page = client.get(f"{path}?q=xyzzy")

    assert [str(step["label"]) for step in page.context["empty"]["actions"]] == steps
    assert page.context["empty"]["actions"][-1]["url"] == path


def test_a_word_that_is_nearly_right_is_searched_with_one_press(client: Client) -> None:
    make_idea(title="Ein neuer Spielplatz")

    page = client.get("/ideen/?q=Spielplazt")

    first = page.context["empty"]["actions"][0]
    assert (first["label"], first["url"]) == ("Nach „Spielplatz“ suchen", "?q=Spielplatz")
    assert "Ein neuer Spielplatz" in text_of(client.get(f"/ideen/{first['url']}"))


def test_a_card_without_a_picture_begins_with_its_text(client: Client) -> None:
    make_listing(title="Laden mit Bild")
    make_idea(title="Idee ohne Bild", text="Wer auf den Bus wartet, möchte sitzen.")

    shop, idea = (client.get(path).content.decode().partition("<article")[2] for path in ("/ladenlokale/", "/ideen/"))

    assert ["<img" in card.partition("</article>")[0] for card in (shop, idea)] == [True, False]
    assert ["card__picture" in card for card in (shop, idea)] == [True, False]
    assert "möchte sitzen." in idea


@pytest.mark.parametrize("path", LISTS)
def test_a_long_list_counts_its_first_pages_only(client: Client, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    view = resolve(path).func.view_class
    monkeypatch.setattr(view, "count_up_to", 2)
    monkeypatch.setattr(view, "paginate_by", 1)
    for _row in range(3):
        LISTS[path]()

    shown = [client.get(f"{path}?seite={number}") for number in (1, 2)]

    assert ["Mehr als 2 " in text_of(page) for page in shown] == [True, True]
    assert len({page.context["cards"][0]["url"] for page in shown}) == 2
    behind = client.get(f"{path}?seite=9999")
    assert (behind.context["page_obj"].number, behind.context["cards"]) == (2, shown[1].context["cards"])
