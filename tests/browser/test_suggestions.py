"""Suggestions under the search fields: by keyboard, by mouse, heard by screen readers, and without script."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.conftest import axe
from tests.factories import make_idea

OPEN = ".search-suggestions:not([hidden])"


@pytest.fixture
def dwarfs(committed) -> None:
    for title in ("Zwergenhaus", "Zwergenwiese am Kanal"):
        make_idea(title=title)


def asked(page: Page) -> list[str]:
    """What the page asks for from now on."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url) if "vorschlaege" in request.url else None)
    return addresses


def test_arrows_walk_through_the_suggestions_and_enter_opens_one(open_page: Callable[..., Page], dwarfs: None) -> None:
    page = open_page(1280, axe=True)
    page.goto("/suche/vorschlaege/")  # nothing there is half covered by the list, which axe would take for small
    field = page.get_by_role("combobox", name="Was suchen Sie?")

    field.press_sequentially("zwer", delay=20)
    options = page.locator(f"main {OPEN}").get_by_role("option")
    expect(options).to_have_text([re.compile("^Zwergenhaus"), re.compile("^Zwergenwiese am Kanal")])
    expect(page.locator("main").get_by_role("status")).to_have_text("2 Vorschläge")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert axe(page) == []
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Zwergenwiese am Kanal")


def test_escape_closes_the_list_and_keeps_the_words_and_enter_searches(
    open_page: Callable[..., Page], dwarfs: None
) -> None:
    page = open_page(1280)
    page.goto("/ideen/")
    field = page.get_by_role("combobox", name="Portal durchsuchen")

    field.press_sequentially("zwer", delay=20)
    page.locator(OPEN).wait_for()
    field.press("Escape")

    expect(page.locator(OPEN)).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("zwer")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/suche/\?q=zwer$"))


def test_a_suggestion_is_pressed_on_a_telephone(open_page: Callable[..., Page], dwarfs: None) -> None:
    page = open_page(320)
    page.goto("/ideen/")
    page.locator(".site-menu__summary").click()

    page.get_by_role("combobox", name="Portal durchsuchen").press_sequentially("zwer", delay=20)
    page.get_by_role("option", name="Zwergenhaus").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Zwergenhaus")


def test_no_list_is_wider_than_a_telephone(open_page: Callable[..., Page], committed: None) -> None:
    make_idea(title="Zwergen" + "haus" * 20)
    page = open_page(320)
    page.goto("/suche/")

    page.get_by_role("combobox", name="Was suchen Sie?").press_sequentially("zwer", delay=20)
    page.locator(OPEN).wait_for()

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nothing_is_asked_for_two_letters_and_once_for_several_in_a_row(
    open_page: Callable[..., Page], dwarfs: None
) -> None:
    page = open_page(1280)
    page.goto("/suche/")
    addresses = asked(page)
    field = page.get_by_role("combobox", name="Was suchen Sie?")

    field.press_sequentially("zw", delay=20)
    page.wait_for_timeout(400)
    assert addresses == []
    field.press_sequentially("erge", delay=20)
    page.locator(OPEN).wait_for()

    assert [address.partition("?")[2] for address in addresses] == ["q=zwerge"]


def test_an_old_answer_never_replaces_a_newer_one(open_page: Callable[..., Page], dwarfs: None) -> None:
    page = open_page(1280)
    page.goto("/suche/")
    field = page.get_by_role("combobox", name="Was suchen Sie?")
    held: list[Route] = []
    page.route(re.compile(r"vorschlaege/\?q=zwer$"), lambda route: held.append(route))

    field.press_sequentially("zwer", delay=20)
    page.wait_for_timeout(400)
    field.press_sequentially("genw", delay=20)
    options = page.locator(OPEN).get_by_role("option")
    expect(options).to_have_count(1)

    assert len(held) == 1
    with suppress(Error):  # the browser no longer waits for it
        held[0].fulfill(json={"status": "", "found": []})
    page.wait_for_timeout(200)
    expect(options).to_have_text([re.compile("^Zwergenwiese")])


def test_without_network_the_field_searches_as_ever(open_page: Callable[..., Page], dwarfs: None) -> None:
    page = open_page(1280)
    page.goto("/suche/")
    page.route("**/vorschlaege/**", lambda route: route.abort())
    field = page.get_by_role("combobox", name="Was suchen Sie?")

    field.press_sequentially("zwer", delay=20)
    page.wait_for_timeout(400)

    expect(page.locator(OPEN)).to_have_count(0)
    field.press("Enter")
    expect(page.get_by_role("link", name="Zwergenhaus")).to_be_visible()


def test_without_script_a_button_leads_to_a_page_of_links(open_page: Callable[..., Page], dwarfs: None) -> None:
    page = open_page(320, script=False)
    page.goto("/suche/")

    page.get_by_label("Was suchen Sie?").fill("zwer")
    page.get_by_role("button", name="Vorschläge zum Wortanfang zeigen").click()
    page.get_by_role("link", name="Zwergenhaus").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Zwergenhaus")
