"""What all public lists have in common: one template, twelve cards a page, and words for an empty list."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from eving.core.models import Topic
from eving.core.workflow import lifecycle
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import text_of, window_title
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
def test_a_list_without_hits_leads_to_the_whole_portal_and_back_to_all(
    client: Client, path: str, steps: list[str]
) -> None:
    page = client.get(f"{path}?q=xyzzy")

    actions = page.context["empty"]["actions"]
    assert [str(step["label"]) for step in actions] == ["Im ganzen Portal suchen", *steps]
    assert (actions[0]["url"], actions[-1]["url"]) == ("/suche/?q=xyzzy", path)


def test_a_word_that_is_nearly_right_is_corrected_and_the_list_says_so(client: Client) -> None:
    make_idea(title="Xylophone im Park")

    page = client.get("/ideen/?q=Xylophpne&seite=1")
    exact = client.get("/ideen/?q=Xylophpne&genau=1")

    assert [card["title"] for card in page.context["cards"]] == ["Xylophone im Park"]
    assert "Zu „Xylophpne“ gibt es nichts. Hier sind die Treffer für Xylophone" in text_of(page)
    assert 'href="?q=Xylophpne&amp;genau=1"' in page.content.decode()
    assert [chip["url"] for chip in exact.context["chips"]] == ["/ideen/"]
    first = exact.context["empty"]["actions"][0]
    assert (exact.context["cards"], first["label"], first["url"]) == ([], "Nach „Xylophone“ suchen", "?q=Xylophone")
    assert "Xylophone im Park" in text_of(client.get(f"/ideen/{first['url']}"))


def test_a_list_names_the_words_that_nothing_has_and_says_when_words_stand_inside_of_others(client: Client) -> None:
    make_idea(title="Ein neuer Spielplatz", text="Für Kinder.")

    partial, inside, whole = (
        client.get(f"/ideen/?q={words}") for words in ("Spielplatz+Tiger", "ielplat", "Spielplatz")
    )

    assert "Hier sind die besten Treffer ohne: tiger" in text_of(partial)
    assert "In diesen Einträgen stehen Ihre Buchstaben mitten im Wort." in text_of(inside)
    assert [len(page.context["cards"]) for page in (partial, inside, whole)] == [1, 1, 1]
    assert ["search-note" in page.content.decode() for page in (partial, inside, whole)] == [True, True, False]


def test_a_number_of_another_register_leads_there_if_it_is_public(client: Client) -> None:
    idea, hidden = make_idea(title="Bank"), make_idea(title="Verborgen")
    type(idea).objects.filter(pk=idea.pk).update(number="I-2027-41")
    type(idea).objects.filter(pk=hidden.pk).update(number="I-2027-42", hidden_at=timezone.now())

    steps = [client.get(f"/ladenlokale/?q=I-2027-{n}").context["empty"]["actions"][0] for n in (41, 42)]

    idea.refresh_from_db()
    assert (steps[0]["label"], steps[0]["url"]) == ("I-2027-41: Bank", idea.get_absolute_url())
    assert "Unter dieser Nummer steht im Portal:" in text_of(client.get("/ladenlokale/?q=I-2027-41"))
    assert steps[1]["label"] == "Im ganzen Portal suchen"


def test_titles_of_filtered_lists_name_what_is_filtered(client: Client) -> None:
    for _number in range(13):
        make_idea(title="Spielplatz")
    topic = Topic.objects.filter(is_active=True).first()
    assert topic

    asked = {
        "/ideen/": "Ideen – Eving",
        "/ideen/?seite=2": "Ideen – Seite 2 – Eving",
        "/ideen/?q=Spielplatz": "Ideen: Spielplatz – Eving",
        "/ideen/?q=Spielplatz&seite=2": "Ideen: Spielplatz – Seite 2 – Eving",
        f"/ideen/?thema={topic.slug}&stand=neu": f"Ideen: {topic.name}, Stand neu – Eving",
        "/ladenlokale/?zugang=stufenlos&flaeche_ab=10,5": "Ladenlokale: Fläche ab (m²) 10,5, Zugang stufenlos – Eving",
        "/ladenlokale/?flaeche_ab=viel": "Fehler: Ladenlokale – Eving",
        f"/ideen/?q={'a' * 100}": f"Ideen: {'a' * 59}… – Eving",
        "/ideen/?q=%3Cb%3E": "Ideen: <b> – Eving",
    }
    assert {path: window_title(client.get(path)) for path in asked} == asked


def test_a_row_without_a_picture_begins_with_its_text(client: Client) -> None:
    make_listing(title="Laden mit Bild")
    make_idea(title="Idee ohne Bild", text="Wer auf den Bus wartet, möchte sitzen.")

    shop, idea = (
        client.get(path).content.decode().partition('<li class="card-row')[2] for path in ("/ladenlokale/", "/ideen/")
    )

    assert ["<img" in row.partition("</li>")[0] for row in (shop, idea)] == [True, False]
    assert ["card-row__picture" in row for row in (shop, idea)] == [True, False]
    assert [row.startswith(" card-row--bare") for row in (shop, idea)] == [False, True]
    assert "möchte sitzen." in idea


def test_the_sort_orders_stand_in_the_fold_of_the_filters_and_keep_what_is_asked(client: Client) -> None:
    for title in ("Bank", "Bank am Markt"):
        make_idea(title=title)

    page = client.get("/ideen/?q=Bank&seite=1").content.decode()

    fold = page.partition('<details class="filter-panel"')[2].partition("</details>")[0]
    assert fold.count('href="/ideen/?q=Bank&amp;sortierung=unterstuetzung"') == 1
    assert page.count("sortierung=unterstuetzung") == 1
    assert fold.index("sortierung=unterstuetzung") < fold.index("<form")


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
