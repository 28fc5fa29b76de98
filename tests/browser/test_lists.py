"""Lists on a narrow telephone: with the longest German words, without script, in the reader's own colours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from eving.core.workflow import lifecycle
from tests.actors.entries import make_actor
from tests.browser.conftest import axe
from tests.factories import make_idea, make_staff
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_listing, make_profile, make_unit

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LISTS = ["/ideen/", "/projekte/", "/ladenlokale/", "/akteure/", "/gesuche/"]
NARROW = [
    *LISTS, *(f"{path}?q=Unfindbares" for path in LISTS), "/ideen/einbetten/", "/suche/?q=Donau",
    "/ladenlokale/?ausstattung=abluft&ausstattung=wasseranschluss&zugang=stufenlos&flaeche_ab=10", "/",
]  # fmt: skip


@pytest.fixture
def long_words(committed) -> None:
    make_idea(title=LONG, text=f"{LONG} {LONG}")
    make_project(title=LONG)
    make_actor(name=LONG, summary=LONG)
    for has_duct in (True, None):
        make_listing(title=LONG[:80], unit=make_unit(has_extract_duct=has_duct, has_water=True, entrance_steps=0))
    ad = make_profile(wants_ad=True, title=LONG[:80], text=LONG, alert="never")
    lifecycle.apply(ad, "publish", by=make_staff())


@pytest.mark.parametrize("script", [True, False])
def test_no_list_scrolls_sideways_at_320_pixels(open_page: Callable[..., Page], long_words: None, script: bool) -> None:
    page = open_page(320, script=script)
    for path in NARROW:
        answer = page.goto(path)
        assert answer and answer.status == 200, path
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{path} is {wide} wide"


def test_a_filter_works_without_script(open_page: Callable[..., Page], long_words: None) -> None:
    page = open_page(320, script=False)
    page.goto("/ladenlokale/?sortierung=miete")

    page.locator("main summary").first.click()
    page.get_by_label("Abluft").check()
    page.get_by_role("button", name="Ergebnisse zeigen").click()

    assert "ausstattung=abluft" in page.url
    assert "sortierung=miete" in page.url, "the order of the list stays"
    assert page.locator(".card-row").count() == 2


def test_axe_finds_nothing_where_people_see_their_own_colours(open_page: Callable[..., Page], long_words: None) -> None:
    page, found = open_page(320, axe=True), []
    page.emulate_media(forced_colors="active")
    for path in NARROW:
        page.goto(path)
        found += axe(page)

    assert found == []


@pytest.mark.parametrize(("query", "is_open"), [("flaeche_ab=viel", True), ("flaeche_ab=10", False)])
def test_a_filter_that_is_wrong_is_seen_on_a_telephone(
    open_page: Callable[..., Page], long_words: None, query: str, is_open: bool
) -> None:
    page = open_page(320, script=False)

    page.goto(f"/ladenlokale/?{query}")

    assert page.get_by_role("button", name="Ergebnisse zeigen").is_visible() is is_open
