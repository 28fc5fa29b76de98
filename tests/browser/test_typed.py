"""The shop is let while somebody writes: a real browser keeps the words, and axe finds nothing on the way."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from eving.core.workflow import lifecycle
from tests.browser.conftest import axe
from tests.factories import make_staff
from tests.vacancies.make import make_listing, use


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_an_enquiry_goes_on_as_a_search_or_a_message(open_page: Callable[..., Page], width: int, dark: bool) -> None:
    listing = make_listing()
    page = open_page(width, dark=dark, axe=True)
    page.goto(f"/ladenlokale/{listing.number}/anfragen/")
    page.locator("#id_text").fill("Ein Café\nmit Röstung")
    page.locator("#id_name").fill("Erika Beispiel")
    page.locator("#id_email").fill("erika@example.org")
    details = {"on": timezone.localdate(), "use_class": use("einzelhandel")}
    lifecycle.apply(listing, "let", by=make_staff(), text="Vermietet.", **details)

    page.get_by_role("button", name="Anfrage senden").click()

    shown = page.get_by_label("Ihr Text zum Lesen und Kopieren").input_value()
    assert "Ein Café\nmit Röstung" in shown and axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name="Dem Büro schreiben").click()

    assert "Ein Café\nmit Röstung" in page.locator("#id_text").input_value()
    assert page.locator("#id_email").input_value() == "erika@example.org" and axe(page) == []


def test_a_form_without_its_cookie_leads_to_a_fresh_one(open_page: Callable[..., Page]) -> None:
    page = open_page(375, axe=True)
    page.goto("/kontakt/nachricht/")
    page.locator("#id_text").fill("Wann haben Sie auf?")
    page.context.clear_cookies()

    page.get_by_role("button", name="Nachricht senden").click()

    assert "Wann haben Sie auf?" in page.locator("#typed").input_value() and axe(page) == []

    page.get_by_role("link", name="Formular neu öffnen").click()

    assert page.locator("#id_text").input_value() == ""
