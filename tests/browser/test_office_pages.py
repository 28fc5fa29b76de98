"""axe finds nothing on the pages where the office writes its texts and notices, nor where these are shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from eving.core.models import Announcement, SiteText
from tests.browser.conftest import axe

LOOKS = [(1280, False), (320, True)]
LIST = "/verwaltung/core/sitetext/"


def edit(key: str) -> str:
    return reverse("admin:core_sitetext_edit", args=[key])


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_texts_and_notices_in_the_back_office(open_page, staff_cookies, width: int, dark: bool) -> None:
    SiteText.objects.create(key="contact.lead", text="Klopfen Sie an.")
    for days in (-5, 0, 5):
        day = timezone.localdate() + timedelta(days=days)
        Announcement.objects.create(title="Freitag zu", starts_on=day, ends_on=day)
    page: Page = open_page(width, dark=dark, cookies=staff_cookies(), axe=True)

    found = []
    notices = "/verwaltung/core/announcement/"
    for path in (LIST, edit("contact.lead"), edit("mail.idea_received"), notices, f"{notices}add/"):
        page.goto(path)
        found += axe(page)
    page.goto(edit("imprint.more"))
    page.locator("[name=text]").fill("## Bildrechte\n\n- **wir**\n- [Kontakt](/kontakt/)")
    page.locator("[name=_preview]").click()
    page.locator(".case__text h2", has_text="Bildrechte").wait_for()
    found += axe(page)
    page.locator("[name=text]").fill("{buro}")
    page.locator("[name=_save]").click()
    page.locator("#error_summary, .kern-error, .error-summary").first.wait_for()
    found += axe(page)

    assert found == []


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_notices_and_own_texts_on_public_pages(open_page, width: int, dark: bool) -> None:
    for tone in Announcement.Tone.values:
        Announcement.objects.create(tone=tone, title="Freitag zu", text="Mehr: /kontakt/", ends_on=timezone.localdate())
    SiteText.objects.create(key="imprint.more", text="## Bildrechte\n\n### Fotos\n\n- [wir](https://eving.example/)")
    page: Page = open_page(width, dark=dark, axe=True)

    found = []
    for path in ("/", "/en/", "/impressum/", "/en/impressum/"):
        page.goto(path)
        page.locator(".notice-line summary").click()
        assert page.locator(".notice-line").get_by_text("Freitag zu").count() == 2
        found += axe(page)

    assert found == []
