"""The browser's Back, with pages kept as they were left: a mistyped address, and a form sent again with other words."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from eving.core.models import Contribution, OfficeMessage
from projects.models import Idea, Support
from tests.factories import make_idea
from tests.pages import links_in
from tests.photo_files import jpeg


@pytest.fixture
def page(browser_with_memory: Browser, live_server, committed, settings) -> Iterator[Page]:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.BASE_URL = "http://127.0.0.1:8000"
    context = browser_with_memory.new_context(viewport={"width": 375, "height": 800}, base_url=live_server.url)
    page = context.new_page()
    # Says whether a page came back as it was left.
    page.add_init_script(
        "addEventListener('pageshow', event => { document.documentElement.dataset.kept = event.persisted })"
    )
    yield page
    context.close()


def back(page: Page) -> None:
    left = page.url
    page.evaluate("setTimeout(() => history.back())")  # a kept page loads nothing, so nothing of loading is waited for
    page.wait_for_url(lambda url: url != left, wait_until="commit")
    page.wait_for_function("document.documentElement.dataset.kept")
    assert page.evaluate("document.documentElement.dataset.kept") == "true", "the browser made the page anew"


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def said(page: Page) -> str:
    return page.locator("main").inner_text()


def test_a_typo_back_corrected_five_supports_and_one_mail(page: Page, sent: Callable[[], list]) -> None:
    ideas = [make_idea(title=f"Bank {number}", email=f"wer{number}@example.org") for number in range(5)]
    sent().clear()
    for number, idea in enumerate(ideas):
        page.goto(f"/ideen/{idea.number}/unterstuetzen/")
        page.get_by_label("E-Mail-Adresse").fill("uil@gmail.com" if number == 0 else "uli@gmail.com")
        press(page, "Idee unterstützen")
        if number == 0:
            assert "uil@gmail.com" in said(page)  # a typo no list can know: the page shows it
            back(page)
            page.get_by_label("E-Mail-Adresse").fill("uli@gmail.com")
            press(page, "Idee unterstützen")
        assert "uli@gmail.com" in said(page)
        assert ("unterwegs" in said(page)) == (number < 3), said(page)
    mails = [letter for letter in sent() if letter.to == ["uli@gmail.com"]]

    [path] = {path for path in links_in(mails[-1].body) if path.startswith("/bestaetigen/")}
    page.goto(path)
    boxes = page.get_by_role("checkbox").all()
    assert len(mails) == 3 and len(boxes) == 4 and not any(box.is_checked() for box in boxes)
    for box in boxes:
        box.check()
    press(page, "Jetzt bestätigen")

    assert "Danke, das ist bestätigt" in said(page)
    confirmed = Support.objects.filter(participant__email="uli@gmail.com", confirmed_at__isnull=False)
    assert confirmed.count() == 5
    assert [Idea.objects.get(pk=idea.pk).support_count for idea in ideas] == [1] * 5


def test_the_address_is_changed_on_the_page_that_names_it(page: Page, sent: Callable[[], list]) -> None:
    page.goto("/ideen/neu/")
    page.get_by_label("Ihre Idee in einem Satz").fill("Ein Brunnen")
    page.get_by_label("Beschreiben Sie Ihre Idee").fill("Zum Trinken.")
    press(page, "Weiter: Ort und Kontakt")
    page.get_by_label("Ihr Name", exact=True).fill("Erika")
    page.get_by_label("E-Mail-Adresse").fill("falsch@example.org")
    press(page, "Weiter: ansehen")
    press(page, "Idee einreichen")
    page.get_by_role("link", name="Vertippt? Adresse ändern").click()
    page.get_by_label("Ihre E-Mail-Adresse").fill("richtig@example.org")
    press(page, "Adresse ändern")

    assert "richtig@example.org ist unterwegs" in said(page)
    assert Contribution.objects.get().email == "richtig@example.org"


def test_an_idea_sent_again_with_other_words_is_an_idea_of_its_own(page: Page) -> None:
    page.goto("/ideen/neu/")
    page.get_by_label("Ihre Idee in einem Satz").fill("Eine Bank")
    page.get_by_label("Beschreiben Sie Ihre Idee").fill("Zum Sitzen.")
    page.locator("summary", has_text="Fotos").click()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "bank.jpg", "mimeType": "image/jpeg", "buffer": jpeg(50)}
    )
    for box in ("photo_rights", "photo_persons"):
        page.locator(f"input[name={box}]").check()
    page.locator("input[name=photos-alt-new]").fill("Eine Bank")
    press(page, "Weiter: Ort und Kontakt")
    page.get_by_label("Ihr Name", exact=True).fill("Erika")
    page.get_by_label("E-Mail-Adresse").fill("erika@example.org")
    press(page, "Weiter: ansehen")
    press(page, "Idee einreichen")
    assert "erika@example.org" in said(page)
    page.go_back()  # to the summary: an answer to a form is never kept alive, but made from the browser's copy
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Ändern ?: Ihre Idee in einem Satz")).click()
    page.get_by_label("Ihre Idee in einem Satz").fill("Ein Papierkorb")
    press(page, "Weiter: ansehen")
    press(page, "Idee einreichen")

    assert re.search("unterwegs", said(page))
    assert sorted(Idea.objects.values_list("title", flat=True)) == ["Ein Papierkorb", "Eine Bank"]
    assert [idea.photos.count() for idea in Idea.objects.all()] == [1, 1]


def test_a_second_message_after_back_reaches_the_office(page: Page) -> None:
    page.goto("/kontakt/nachricht/")
    page.get_by_label("Ihre Nachricht").fill("Wann haben Sie auf?")
    page.get_by_label("Ihr Name", exact=True).fill("Erika")
    page.get_by_label("E-Mail-Adresse").fill("erika@example.org")
    press(page, "Nachricht senden")
    back(page)
    press(page, "Nachricht senden")
    assert OfficeMessage.objects.count() == 1
    back(page)
    page.get_by_label("Ihre Nachricht").fill("Und am Samstag?")
    press(page, "Nachricht senden")

    assert sorted(OfficeMessage.objects.values_list("text", flat=True)) == ["Und am Samstag?", "Wann haben Sie auf?"]
