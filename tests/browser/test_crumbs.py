"""The way to a page stands in one line; on phones it is the way back to the page above."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.vacancies.make import make_listing

LONG = "Laden mit Eckfenster, Hof und einem Keller, der bis unter die Straße reicht"
CUT = "crumb => crumb.scrollWidth > crumb.clientWidth"


def test_a_long_name_is_cut_and_the_links_before_it_are_not(open_page: Callable[..., Page]) -> None:
    page = open_page(768)
    page.goto(make_listing(title=LONG).get_absolute_url())
    crumbs = page.locator(".breadcrumbs")

    assert crumbs.evaluate("nav => nav.querySelector('ol').getBoundingClientRect().height") < 40
    assert [link.evaluate(CUT) for link in crumbs.locator("a").all()] == [False, False]
    assert crumbs.locator("[aria-current]").evaluate(CUT)
    assert crumbs.locator("[aria-current]").text_content() == LONG


@pytest.mark.parametrize(
    ("width", "shown"), [(320, ["Ladenlokale"]), (375, ["Ladenlokale"]), (768, ["Start", "Ladenlokale", LONG])]
)
def test_phones_show_the_way_back_alone(open_page: Callable[..., Page], width: int, shown: list[str]) -> None:
    page = open_page(width)
    page.goto(make_listing(title=LONG).get_absolute_url())
    steps = page.locator(".breadcrumbs li")

    assert [step.inner_text().strip() for step in steps.all() if step.is_visible()] == shown
    if width < 768:
        assert page.locator(".breadcrumbs a", has_text="Ladenlokale").bounding_box()["height"] >= 44
        assert page.locator(".breadcrumbs ol").bounding_box()["height"] < 48


def test_phones_show_no_way_back_to_the_home_page_alone(open_page: Callable[..., Page]) -> None:
    """The mark in the header leads there already."""
    seen = []
    for width in (375, 768):
        page = open_page(width)
        page.goto("/ladenlokale/")
        seen.append(page.locator(".breadcrumbs").is_visible())

    assert seen == [False, True]
