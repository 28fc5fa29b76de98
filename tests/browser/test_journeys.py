"""The main journeys in a real browser, with and without JavaScript, and by keyboard."""

import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from projects.models import Idea
from tests.factories import make_idea
from tests.pages import links_in


def mail_link(sent, live_server, beginning: str) -> str:
    body = sent()[-1].body.replace(live_server.url, "http://127.0.0.1:8000")
    return live_server.url + next(path for path in links_in(body) if path.startswith(beginning))


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_an_idea_from_the_form_to_everyone(open_page, staff_cookies, live_server, sent, tmp_path, script: bool) -> None:
    photo = tmp_path / "bank.jpg"
    Image.new("RGB", (800, 600), "seagreen").save(photo)
    resident: Page = open_page(375, script=script)

    resident.goto("/")
    resident.get_by_role("link", name=re.compile("Idee")).first.click()
    if "/neu/" not in resident.url:
        resident.get_by_role("link", name="Idee einreichen").first.click()
    resident.get_by_role("button", name="Weiter: Ort und Kontakt").click()
    expect(resident).to_have_title(re.compile("^Fehler:"))
    resident.get_by_label("Ihre Idee in einem Satz").fill("Eine Bank vor der Bücherei")
    resident.get_by_label("Beschreiben Sie Ihre Idee").fill("Zum Lesen in der Sonne.")
    resident.locator("summary", has_text="Fotos").click()
    resident.get_by_label("Fotos auswählen").set_input_files(photo)
    resident.get_by_label("Was zeigen die ausgewählten Fotos?").fill("Der leere Platz vor der Bücherei")
    resident.get_by_role("button", name="Weiter: Ort und Kontakt").click()
    expect(resident).to_have_title(re.compile("^Fehler:"))  # the tick for the photo is missing
    expect(resident.get_by_label("Ihre Idee in einem Satz")).to_have_value("Eine Bank vor der Bücherei")
    resident.get_by_label(re.compile("Ich habe sie selbst gemacht")).check()
    resident.get_by_label(re.compile("Alle, die auf den Fotos zu erkennen sind")).check()
    resident.get_by_role("button", name="Weiter: Ort und Kontakt").click()
    resident.get_by_label("Straße").select_option("Bergstraße")
    resident.get_by_label("Ihr Name", exact=True).fill("Erika Beispiel")
    resident.locator("summary", has_text="Ihr Name auf der Seite").click()
    resident.get_by_label("mein Vorname").check()
    resident.get_by_label("E-Mail-Adresse").fill("erika@example.org")
    resident.get_by_role("button", name="Weiter: ansehen").click()
    resident.get_by_role("button", name="Idee einreichen").click()
    expect(resident.get_by_role("heading", level=1)).to_contain_text("Danke")
    resident.goto(mail_link(sent, live_server, "/bestaetigen/"))
    resident.get_by_role("button", name="Jetzt bestätigen").click()
    expect(resident.get_by_role("heading", level=1)).to_have_text("Eine Bank vor der Bücherei")

    staff: Page = open_page(1280, script=script, cookies=staff_cookies())
    staff.goto("/verwaltung/")
    staff.get_by_role("link", name="Ideen prüfen").click()
    staff.get_by_role("link", name="Eine Bank vor der Bücherei").click()
    staff.get_by_role("link", name="Veröffentlichen").click()
    staff.get_by_role("button", name="Veröffentlichen").click()

    resident.goto("/ideen/")
    resident.get_by_role("link", name="Eine Bank vor der Bücherei").click()
    picture = resident.get_by_role("img", name="Der leere Platz vor der Bücherei")
    expect(picture).to_be_visible()
    expect(picture).not_to_have_js_property("naturalWidth", 0)  # waits until it is there
    assert Idea.objects.get().is_public


def test_reading_sets_no_cookie_and_asks_nobody_else(open_page) -> None:
    idea = make_idea()
    page: Page = open_page()

    for path in ["/", "/ideen/", idea.get_absolute_url(), "/suche/?q=Bank", "/kontakt/", "/impressum/", "/datenschutz/",
                 "/barrierefreiheit/", "/leichte-sprache/"]:  # fmt: skip
        page.goto(path)

    assert page.context.cookies() == []


def test_the_keyboard_reaches_the_content_first_and_the_filter_next(open_page) -> None:
    make_idea()
    page: Page = open_page()
    page.goto("/ideen/")

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_nothing_is_wider_than_a_small_phone(open_page) -> None:
    idea = make_idea(title="Straßenbahnhaltestellenbeleuchtungsverbesserungsvorschlag für Kemminghausen")
    page: Page = open_page(320)

    for path in ["/", "/ideen/", idea.get_absolute_url(), "/ideen/neu/", "/datenschutz/"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(open_page) -> None:
    page: Page = open_page()
    page.goto("/ideen/neu/")

    page.get_by_role("button", name="Weiter: Ort und Kontakt").click()
    summary = page.locator(".error-summary, .kern-alert--danger").first
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()

    expect(page.get_by_label("Ihre Idee in einem Satz")).to_be_focused()


def test_the_back_office_keeps_the_content_security_policy(open_page, staff_cookies) -> None:
    """What breaks the policy is a console error, and those fail the test."""
    idea = make_idea(state="submitted")
    page: Page = open_page(cookies=staff_cookies())

    for path in ["", "projects/idea/", f"projects/idea/{idea.pk}/change/", "projects/idea/add/", "core/user/add/",
                 "core/topic/", f"projects/idea/{idea.pk}/history/", "password_change/"]:  # fmt: skip
        page.goto(f"/verwaltung/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
