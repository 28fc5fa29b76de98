"""What stands before the heading of each page: small on a phone, closable, and left by Escape."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from eving.core.models.texts import Announcement
from tests.actors.entries import make_actor
from tests.factories import make_idea
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_listing

HIGHEST = 260
TOP = "Math.round(document.querySelector('h1').getBoundingClientRect().top)"


def make_notice(**fields: str) -> Announcement:
    values = {"title": "Am Freitag bleibt das Büro zu", "text": "Am Montag sind wir wieder da.", **fields}
    return Announcement.objects.create(ends_on=timezone.localdate(), **values)


def pages() -> list[str]:
    idea, project, listing, actor = make_idea(), make_project(), make_listing(), make_actor()
    return [
        "/",
        *("/ideen/", "/projekte/", "/ladenlokale/", "/akteure/", reverse("vacancies:profile-list")),
        *(thing.get_absolute_url() for thing in (idea, project, listing, actor)),
        *(reverse(f"projects:{page}", args=[idea.number]) for page in ("support-create", "help-create")),
        *("/ideen/neu/", reverse("actors:actor-register"), reverse("vacancies:offer-create")),
        *(reverse("vacancies:profile-create"), reverse("vacancies:enquiry-create", args=[listing.number])),
        *("/folgen/", "/suche/?q=Bank", "/kontakt/", "/datenschutz/", "/meine-daten/", "/gibt-es-nicht/"),
    ]


def test_on_a_phone_the_heading_begins_in_the_upper_third_of_every_page(open_page: Callable[..., Page]) -> None:
    make_notice()
    page = open_page(375)
    tops = {}

    for path in pages():
        page.goto(path)
        tops[path] = page.evaluate(TOP)

    assert {path: top for path, top in tops.items() if not 0 < top < HIGHEST} == {}
    assert len(tops) > 20


def test_a_heading_pushed_down_would_be_noticed(open_page: Callable[..., Page]) -> None:
    make_notice()
    page = open_page(375)
    page.goto("/ideen/")
    page.locator(".notice-line summary").click()
    page.evaluate("document.querySelector('.notice-line__texts').append(...'Lang '.repeat(200))")

    assert page.evaluate(TOP) > HIGHEST


@pytest.mark.parametrize(("width", "height"), [(375, 812), (1280, 900)])
def test_four_doors_stand_in_the_first_screen(open_page: Callable[..., Page], width: int, height: int) -> None:
    make_notice()
    page = open_page(width)
    page.goto("/")
    boxes = [door.bounding_box() for door in page.locator(".door").all()]

    assert len(boxes) == 4
    assert max(box["y"] + box["height"] for box in boxes) < height


# ---------------------------------------------------------------- notices
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_any_number_of_notices_is_one_line(open_page: Callable[..., Page], width: int) -> None:
    for number in range(3):
        make_notice(
            title=f"Hinweis {number}, dessen Überschrift länger ist, als eine Zeile es auf jedem Schirm sein kann"
        )
    page = open_page(width)
    page.goto("/kontakt/")

    assert 44 <= page.locator(".notice-line").bounding_box()["height"] < 48
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".notice-line summary").click()
    assert page.locator(".notice-line").inner_text().count("Hinweis ") == 3


def test_a_notice_is_read_once(open_page: Callable[..., Page]) -> None:
    make_notice(tone="warning")
    page = open_page(script=False)
    page.goto("/kontakt/")
    page.locator(".notice-line summary").click()

    assert page.locator(".notice-line").aria_snapshot() == (
        '- region "Hinweise des Büros":\n'
        "  - group:\n"
        '    - text: "Warnung: Am Freitag bleibt das Büro zu"\n'
        "    - paragraph: Am Montag sind wir wieder da."
    )


def test_a_closed_notice_stays_closed_on_this_device_until_it_says_something_else(
    open_page: Callable[..., Page],
) -> None:
    notice = make_notice()
    page = open_page(375)
    page.goto("/kontakt/")
    close = page.get_by_role("button", name="Hinweis schließen")
    box = close.bounding_box()

    close.press("Enter")

    assert min(box["width"], box["height"]) >= 44
    assert not page.locator(".notice-line").is_visible()
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto("/ideen/")
    assert not page.locator(".notice-line").is_visible()
    notice.text = "Am Dienstag sind wir wieder da."
    notice.save(update_fields=["text"])
    page.goto("/kontakt/")
    assert page.locator(".notice-line").is_visible()


def test_without_a_script_or_a_store_the_notice_stays(open_page: Callable[..., Page]) -> None:
    make_notice()
    without, full = open_page(script=False), open_page()
    full.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }")

    without.goto("/kontakt/")
    full.goto("/kontakt/")
    full.get_by_role("button", name="Hinweis schließen").click()

    assert without.locator(".notice-line button").count() == 0
    assert not full.locator(".notice-line").is_visible()  # for this page; the next one shows it again
    full.goto("/ideen/")
    assert full.locator(".notice-line").is_visible()


# ---------------------------------------------------------------- menu
def test_escape_closes_the_menu_and_its_button_has_the_focus(open_page: Callable[..., Page]) -> None:
    page = open_page(375)
    page.goto("/kontakt/")
    menu = page.locator("details.site-menu")
    menu.locator("summary").press("Enter")
    page.locator(".site-nav a").first.focus()

    page.keyboard.press("Escape")

    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.className") == "site-menu__summary"


def test_escape_in_the_search_field_closes_its_list_first(open_page: Callable[..., Page]) -> None:
    make_idea(title="Bank am Platz")
    page = open_page(375)
    page.goto("/kontakt/")
    menu = page.locator("details.site-menu")
    menu.locator("summary").click()
    page.locator("#site-search").press_sequentially("Bank")
    page.locator(".search-suggestions__one").first.wait_for()

    page.keyboard.press("Escape")
    first = (page.locator(".search-suggestions").is_visible(), menu.get_attribute("open"))
    page.keyboard.press("Escape")

    assert first == (False, "")
    assert menu.get_attribute("open") is None


def test_on_wide_screens_escape_leaves_the_focus_where_it_is(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/kontakt/")
    page.locator(".site-nav a").first.focus()

    page.keyboard.press("Escape")

    assert page.evaluate("document.activeElement.closest('.site-nav') !== null")
