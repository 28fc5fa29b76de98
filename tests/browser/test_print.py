"""On paper: what a page says and where it is found, without what only a screen can do."""

import io
from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pypdf import PdfReader

from eving.core.models.texts import Announcement
from eving.core.people import links
from tests.factories import make_idea
from tests.vacancies.make import make_listing

FOR_SCREENS = (
    ".skip-link, .site-menu, .breadcrumbs, .notice-line, .demo-strip, .doors, .filter-panel, .side-action, "
    ".site-footer nav, .site-footer__street, .pagination__list, .report-link"
)
SHOWN = "found => found.filter(element => element.checkVisibility()).map(element => element.className)"


def pages() -> list[str]:
    Announcement.objects.create(title="Freitag zu", ends_on=timezone.localdate())
    idea = make_idea(state="accepted")
    listing = make_listing()
    return ["/", "/ladenlokale/", idea.get_absolute_url(), listing.get_absolute_url(), "/ideen/neu/", "/kontakt/"]


def test_paper_holds_nothing_that_only_a_screen_can_do(open_page: Callable[..., Page]) -> None:
    page = open_page()
    shown = {}
    for path in pages():
        page.emulate_media(media="screen")
        page.goto(path)
        on_screen = page.locator(FOR_SCREENS).evaluate_all(SHOWN)
        page.emulate_media(media="print")
        shown[path] = (len(on_screen) > 4, page.locator(FOR_SCREENS).evaluate_all(SHOWN))

    assert shown == {path: (True, []) for path in shown}


def test_rows_of_shops_leave_no_room_on_paper_for_buttons_that_are_not_printed(open_page: Callable[..., Page]) -> None:
    make_listing()
    page = open_page(1280)
    page.goto("/ladenlokale/")
    room = "rows => rows.map(row => getComputedStyle(row).paddingInlineEnd)"
    on_screen = page.locator(".card-row").evaluate_all(room)
    page.emulate_media(media="print")

    assert on_screen == ["60px"]
    assert page.locator(".card-row").evaluate_all(room) == ["0px"]


def test_a_printed_page_says_its_address_unless_that_is_a_secret(open_page: Callable[..., Page]) -> None:
    idea = make_idea()
    own = reverse("projects:idea-manage", args=[links.make(idea.contribution, "manage")])
    page = open_page()
    found = {}
    for path in (idea.get_absolute_url(), own):
        page.goto(path)
        page.emulate_media(media="print")
        found[path] = page.locator(".print-address").all_inner_texts()

    assert found == {idea.get_absolute_url(): [f"{settings.BASE_URL}{idea.get_absolute_url()}"], own: []}


@pytest.mark.parametrize("path", ["/", "idea", "/kontakt/"])
def test_no_sheet_is_almost_empty(open_page: Callable[..., Page], path: str) -> None:
    idea = make_idea(state="accepted")
    page = open_page()
    page.goto(idea.get_absolute_url() if path == "idea" else path)

    paper = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom"), "15mm"))

    sheets = [sheet.extract_text().split() for sheet in PdfReader(io.BytesIO(paper)).pages]
    assert 1 <= len(sheets) <= 2
    assert [number for number, words in enumerate(sheets) if len(words) < 15] == []
