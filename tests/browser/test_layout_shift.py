"""Nothing moves while a page loads: fonts that come late take the room that was kept for them."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.factories import make_idea
from tests.vacancies.make import make_listing, make_unit

WATCH = """
  window.shift = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shift += entry.value; })
    .observe({type: "layout-shift", buffered: true});
"""
# A tenth of what counts as good; a line that breaks elsewhere in a card is below it.
HARDLY = 0.01


def late(route: Route) -> None:
    time.sleep(0.3)
    route.continue_()


def wide_stand_in(route: Route) -> None:
    """The style sheet with a stand-in that nobody measured."""
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r'"Like Arial", "Like Roboto", sans-serif', "monospace", answer.text()))


def shifts(
    open_page: Callable[..., Page], width: int, sheet: Callable[[Route], None] | None = None
) -> dict[str, float]:
    # Texts that are the same in every run: which line ends at the edge depends on them, and that line may break anew.
    make_idea(title="Eine Bank am Platz", text="Auf dem Platz fehlt eine Bank. " * 12)
    listing = make_listing(title="Laden mit Eckfenster", unit=make_unit(house_number="12"))
    found = {}
    for path in ("/", "/ideen/", listing.get_absolute_url(), "/ideen/neu/"):
        page = open_page(width)  # a fresh profile, which has no font yet
        page.route("**/*.woff2", late)
        if sheet:
            page.route("**/tokens.css", sheet)
        page.add_init_script(WATCH)
        page.goto(path, wait_until="networkidle")
        found[path] = page.evaluate("document.fonts.ready.then(() => window.shift)")
        page.close()
    return found


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_moves_when_the_fonts_come(open_page: Callable[..., Page], width: int) -> None:
    assert {path: shift for path, shift in shifts(open_page, width).items() if shift > HARDLY} == {}


def test_a_stand_in_of_another_width_would_be_noticed(open_page: Callable[..., Page]) -> None:
    moved = shifts(open_page, 375, wide_stand_in)

    assert max(moved.values()) > 2 * HARDLY, moved
