"""The style sheets of production draw every element as those of development do."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from eving.core.static_files import kept_of_kern
from tests.factories import make_idea
from tests.vacancies.make import make_listing

LOOKS = """() => [...document.querySelectorAll("*")].map(element => {
  const looks = [element, "::before", "::after"].map(part => {
    const style = part === element ? getComputedStyle(element) : getComputedStyle(element, part);
    return [...style].sort().map(name => `${name}:${style.getPropertyValue(name)}`).join(";");
  });
  return [`${element.localName}.${element.getAttribute("class")}`, looks.join("|")];
})"""


def without(part: str) -> Callable[[str], str]:
    return lambda css: css.replace(f".kern-{part}", ".gone")


def looks(page: Page, path: str, change: Callable[[str], str]) -> list[Any]:
    def changed(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=change(answer.text()))

    page.route("**/kern.min.css", changed)
    page.goto(path, wait_until="networkidle")
    if path == "/ideen/neu/":
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state("networkidle")
    found = page.evaluate(LOOKS)
    page.close()
    return found


def unlike(open_page: Callable[..., Page], path: str, change: Callable[[str], str], **options: Any) -> set[str]:
    before, after = (looks(open_page(**options), path, one) for one in (str, change))
    assert len(before) > 50
    return {name for (name, one), (_name, other) in zip(before, after, strict=True) if one != other}


@pytest.mark.parametrize("options", [{"width": 1280}, {"width": 375, "dark": True}], ids=["wide", "narrow and dark"])
def test_what_pages_lack_of_kern_changes_no_element(open_page: Callable[..., Page], options: dict[str, Any]) -> None:
    for path in ("/ideen/neu/", make_listing().get_absolute_url()):
        assert unlike(open_page, path, kept_of_kern, **options) == set(), path


def test_the_back_office_keeps_its_looks(open_page: Callable[..., Page], staff_cookies: Callable[[], list]) -> None:
    path = f"/verwaltung/projects/idea/{make_idea().pk}/change/"

    assert unlike(open_page, path, kept_of_kern, width=1280, cookies=staff_cookies()) == set()


def test_a_part_too_few_would_be_seen(open_page: Callable[..., Page]) -> None:
    assert unlike(open_page, "/ideen/", without("btn"), width=1280) > {"a.kern-btn kern-btn--primary"}
