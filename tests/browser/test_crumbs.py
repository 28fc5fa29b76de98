"""The way to a page stands in one line on every screen, and its links are whole before the name of the page is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.vacancies.make import make_listing

LONG = "Laden mit Eckfenster, Hof und einem Keller, der bis unter die Straße reicht"
CUT = "crumb => crumb.scrollWidth > crumb.clientWidth"


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_a_long_name_is_cut_and_the_links_before_it_are_not(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(width)
    page.goto(make_listing(title=LONG).get_absolute_url())
    crumbs = page.locator(".breadcrumbs")

    assert crumbs.evaluate("nav => nav.querySelector('ol').getBoundingClientRect().height") < 40
    assert [link.evaluate(CUT) for link in crumbs.locator("a").all()] == [False, False]
    assert crumbs.locator("[aria-current]").evaluate(CUT) == (width < 1280)
    assert crumbs.locator("[aria-current]").text_content() == LONG
