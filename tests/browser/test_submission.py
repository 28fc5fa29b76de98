"""Submitting an idea in a real browser: preview, warnings, similar ideas, the draft; axe on each of these states."""

import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from projects.models import Idea
from tests.actors.entries import make_actor
from tests.browser.conftest import axe
from tests.factories import make_idea

BOTH = pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
LOOKS = [(1280, False), (320, True)]
FORM = "/ideen/neu/"
TITLE = "Ihre Idee in einem Satz"
TEXT = "Beschreiben Sie Ihre Idee"
NEXT = "Weiter: Ort und Kontakt"
LOOK = "Weiter: ansehen"
SEND = "Idee einreichen"


def fill(page: Page, title: str = "Eine Bank vor der Bücherei", text: str = "Zum Lesen in der Sonne.") -> None:
    page.get_by_label(TITLE).fill(title)
    page.get_by_label(TEXT).fill(text)


def fill_person(page: Page) -> None:
    page.get_by_label("Ihr Name", exact=True).fill("Erika Beispiel")
    unfold(page, "Ihr Name auf der Seite")
    page.get_by_label("mein Vorname").check()
    page.get_by_label("E-Mail-Adresse").fill("erika@example.org")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def unfold(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).click()


@BOTH
def test_from_step_to_step_and_back_to_the_thanks(open_page, tmp_path, script: bool) -> None:
    make_actor(name="Brunnenfreunde Eving")
    photo = tmp_path / "bank.jpg"
    Image.new("RGB", (800, 600), "seagreen").save(photo)
    page: Page = open_page(375, script=script)

    page.goto(FORM)
    fill(page, text="Zum Lesen. Frau Müller, Bergstraße 12, freut sich.")
    unfold(page, "Fotos")
    rights = page.get_by_label(re.compile("Ich habe sie selbst gemacht"))
    expect(rights).to_be_visible(visible=not script)  # asked once there is a photo, which only a script can know
    page.get_by_label("Fotos auswählen").set_input_files(photo)
    page.get_by_label("Was zeigen die ausgewählten Fotos?").fill("Der leere Platz")
    rights.check()
    press(page, NEXT)
    expect(page).to_have_title(re.compile("^Fehler:"))  # the tick for the people in the photo is missing
    page.get_by_label(re.compile("Alle, die auf den Fotos")).check()
    press(page, NEXT)
    fill_person(page)
    page.get_by_label("Straße", exact=False).first.select_option("Bergstraße")
    unfold(page, "Weiteres, wenn Sie mögen")
    page.get_by_label(re.compile("^Im Namen von")).fill("Brunnenfreunde Eving")
    press(page, LOOK)

    expect(heading(page)).to_have_text("Stimmt alles so?")
    expect(page.locator(".address-check")).to_contain_text("erika@example.org")
    expect(page.get_by_text("Name mit Hausnummer: Frau Müller, Bergstraße 12")).to_be_visible()
    unfold(page, "So wird es öffentlich")
    preview = page.locator(".preview-frame")
    expect(preview.get_by_text("Brunnenfreunde Eving")).to_be_visible()
    picture = preview.get_by_role("img", name="Der leere Platz")
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_js_property("naturalWidth", 0)  # waits until it is there
    page.get_by_role("button", name=re.compile(f"^Ändern ?: {TEXT}")).click()
    expect(page.get_by_label(TITLE)).to_have_value("Eine Bank vor der Bücherei")
    page.get_by_label(TEXT).fill("Zum Lesen in der Sonne.")
    press(page, LOOK)  # straight back to where one came from
    expect(page.get_by_text("Gehört das in die Öffentlichkeit?")).to_have_count(0)
    expect(page.locator(".answers")).to_contain_text("mein Vorname")
    press(page, SEND)

    expect(heading(page)).to_contain_text("Danke")
    idea = Idea.objects.get()
    assert (idea.text, idea.actor.name, idea.photos.get().alt) == (
        "Zum Lesen in der Sonne.", "Brunnenfreunde Eving", "Der leere Platz",
    )  # fmt: skip


@BOTH
def test_the_keyboard_alone_leads_through_the_steps(open_page, script: bool) -> None:
    page: Page = open_page(script=script)
    page.goto(FORM)
    fill(page)

    page.get_by_label(TITLE).press("Enter")  # the first button of the form: going on
    fill_person(page)
    page.get_by_label("E-Mail-Adresse").press("Enter")  # going on, neither back nor sending
    expect(heading(page)).to_have_text("Stimmt alles so?")
    page.get_by_role("button", name=SEND).focus()
    page.keyboard.press("Enter")

    expect(heading(page)).to_contain_text("Danke")


@BOTH
def test_back_and_forward_of_the_browser_keep_each_step(open_page, script: bool) -> None:
    page: Page = open_page(375, script=script)
    page.goto(FORM)
    fill(page)
    press(page, NEXT)
    expect(heading(page)).to_contain_text("Wo ist das")
    fill_person(page)
    press(page, LOOK)
    expect(heading(page)).to_have_text("Stimmt alles so?")

    page.go_back()
    expect(page.get_by_label("Ihr Name", exact=True)).to_have_value("Erika Beispiel")
    page.go_back()
    expect(page.get_by_label(TITLE)).to_have_value("Eine Bank vor der Bücherei")
    page.go_forward()
    expect(page.get_by_label("E-Mail-Adresse")).to_have_value("erika@example.org")
    page.go_forward()
    expect(page.locator(".answers")).to_contain_text("Eine Bank vor der Bücherei")
    press(page, SEND)

    expect(heading(page)).to_contain_text("Danke")
    assert Idea.objects.get().contribution.email == "erika@example.org"


def test_similar_ideas_appear_while_one_writes(open_page) -> None:
    bench = make_idea(title="Eine Bank vor der Bücherei", text="Zum Lesen.")
    page: Page = open_page(375)
    page.goto(FORM)

    page.get_by_label(TITLE).fill("Bank an der Bücherei")
    expect(page.get_by_role("heading", name="Gibt es das schon?")).to_be_visible()
    expect(page.locator("[data-similar] [aria-live]")).to_contain_text("1 ähnliche Idee gefunden")
    join = page.get_by_role("link", name=re.compile(f"Das ist auch meine Idee ?: {bench.title}"))
    assert bench.number in join.get_attribute("href")
    page.get_by_label(TITLE).fill("Zirkus für Elefanten")
    expect(page.get_by_role("heading", name="Gibt es das schon?")).to_have_count(0)
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]


def test_similar_ideas_do_not_push_away_the_field_one_writes_in(open_page) -> None:
    make_idea(title="Eine Bank vor der Bücherei")
    page = open_page(375)
    page.emulate_media(reduced_motion="reduce")

    page.goto("/ideen/neu/")
    page.locator("[name=title]").fill("Bank an der Bücherei")
    page.locator("[name=text]").focus()
    before = page.locator("[name=text]").bounding_box()["y"]
    expect(page.get_by_role("heading", name="Gibt es das schon?")).to_have_count(1)

    assert abs(page.locator("[name=text]").bounding_box()["y"] - before) < 2


def test_without_script_the_preview_shows_similar_ideas(open_page) -> None:
    bench = make_idea(title="Eine Bank vor der Bücherei", text="Zum Lesen.")
    page: Page = open_page(375, script=False)
    page.goto(FORM)
    expect(page.locator("[data-draft-offer]")).to_be_hidden()
    fill(page, title="Bank an der Bücherei")
    press(page, NEXT)
    fill_person(page)

    press(page, LOOK)

    expect(page.get_by_role("heading", name="Gibt es das schon?")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(f"Das ist auch meine Idee ?: {bench.title}"))).to_be_visible()


def stored(page: Page) -> dict:
    return page.evaluate("Object.fromEntries(Object.entries(localStorage))")


def test_a_draft_survives_a_reload_and_goes_with_the_idea(open_page) -> None:
    page: Page = open_page()
    page.goto(FORM)
    fill(page)
    page.wait_for_function("() => localStorage.length === 1")

    page.reload()
    expect(page.get_by_label(TITLE)).to_have_value("")
    press(page, "Entwurf wiederherstellen")

    expect(page.get_by_label(TITLE)).to_have_value("Eine Bank vor der Bücherei")
    expect(page.get_by_label(TEXT)).to_have_value("Zum Lesen in der Sonne.")
    expect(page.get_by_label(TITLE)).to_be_focused()
    [kept] = stored(page).values()
    assert set(page.evaluate("JSON.parse", kept)) == {"title", "text", "at"}
    assert "erika" not in kept.lower()
    press(page, NEXT)
    fill_person(page)
    press(page, LOOK)
    press(page, SEND)
    expect(heading(page)).to_contain_text("Danke")
    assert stored(page) == {}


def test_a_draft_can_be_discarded_and_ends_by_itself(open_page) -> None:
    page: Page = open_page()
    page.goto(FORM)
    fill(page)
    page.wait_for_function("() => localStorage.length === 1")
    page.reload()
    press(page, "Entwurf verwerfen")
    assert stored(page) == {}
    expect(page.locator("[data-draft-offer]")).to_be_hidden()

    page.evaluate(
        "localStorage.setItem('eving-draft-idea',"
        " JSON.stringify({title: 'Alt', text: 'Alt', at: Date.now() - 8 * 86400000}))"
    )
    page.reload()

    expect(page.locator("[data-draft-offer]")).to_be_hidden()
    expect(page.locator("[data-draft-note]")).to_be_hidden()
    assert stored(page) == {}


def test_no_draft_is_offered_that_stands_there_already_or_holds_no_text(open_page) -> None:
    page: Page = open_page()
    page.goto(FORM)
    fill(page)
    press(page, NEXT)
    expect(heading(page)).to_contain_text("Wo ist das")

    page.go_back()
    expect(page.get_by_label(TITLE)).to_have_value("Eine Bank vor der Bücherei")
    expect(page.locator("[data-draft-offer]")).to_be_hidden()

    page.goto("/ideen/")
    page.evaluate("""localStorage.setItem('eving-draft-idea', '{"at": 9e15, "title": {}, "text": [3]}')""")
    page.goto(FORM)
    page.wait_for_function("() => localStorage.length === 0")
    expect(page.locator("[data-draft-offer]")).to_be_hidden()


@pytest.mark.parametrize("rubbish", ["", "null", "{", "[]", '{"at": "x"}'])
def test_a_broken_draft_does_no_harm(open_page, rubbish: str) -> None:
    page: Page = open_page()
    page.goto(FORM)
    page.evaluate("text => localStorage.setItem('eving-draft-idea', text)", rubbish)

    page.reload()

    expect(page.locator("[data-draft-offer]")).to_be_hidden()
    fill(page)
    expect(page.locator("[data-draft-note]")).to_be_visible()


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_axe_finds_nothing_on_the_way(open_page, tmp_path, width: int, dark: bool) -> None:
    make_idea(title="Eine Bank vor der Bücherei", text="Zum Lesen.")
    photo = tmp_path / "bank.jpg"
    Image.new("RGB", (800, 600), "seagreen").save(photo)
    page: Page = open_page(width, dark=dark, axe=True)
    found = []

    page.goto(FORM)
    fill(page, text="Anrufen: 0231 987654 oder erika@example.org, DE89 3704 0044 0532 0130 00.")
    page.locator(".similar").wait_for()
    found += axe(page)
    page.wait_for_function("() => localStorage.length === 1")
    page.reload()
    page.locator("[data-draft-restore]").wait_for()
    found += axe(page)
    press(page, "Entwurf wiederherstellen")
    unfold(page, "Fotos")
    page.get_by_label("Fotos auswählen").set_input_files(photo)
    press(page, NEXT)
    expect(page).to_have_title(re.compile("^Fehler:"))
    page.locator(".similar").wait_for()
    found += axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label(re.compile("^Was zeigt|^What does|zeigt bank.jpg|bank.jpg")).first.fill("Der Platz")
    page.get_by_label(re.compile("Ich habe sie selbst gemacht")).check()
    page.get_by_label(re.compile("Alle, die auf den Fotos")).check()
    press(page, NEXT)
    expect(heading(page)).to_contain_text("Wo ist das")
    found += axe(page)
    fill_person(page)
    unfold(page, "Weiteres, wenn Sie mögen")
    page.get_by_label(re.compile("^Im Namen von")).fill("Unbekannt")
    press(page, LOOK)
    expect(page).to_have_title(re.compile("^Fehler:"))
    found += axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label(re.compile("^Im Namen von")).fill("")
    press(page, LOOK)
    expect(heading(page)).to_have_text("Stimmt alles so?")
    unfold(page, "So wird es öffentlich")
    found += axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press(page, SEND)
    expect(heading(page)).to_contain_text("Danke")
    found += axe(page)

    assert found == []
