"""Every way through the ideas with the keyboard alone, with and without script: Tab leads, Enter and space press.

Whatever is reached by Tab shows it: it stands in the window and has an outline.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from eving.core.messaging import subscriptions
from eving.core.models import OfficeMessage, Street, Subscription, Topic
from eving.core.workflow import lifecycle
from projects.models import HelpOffer, Idea, IdeaProposal, Support
from projects.services import proposals
from tests.browser.test_idea_office import manage
from tests.browser.test_searches import BOTH, path_in
from tests.factories import make_idea, make_staff

MOST = 120  # presses of Tab; more is a trap, or a page nobody gets through
SEND = "main form[method=post] button[type=submit]"
# The link of a card draws its outline around the whole card; the bar at the bottom of a phone covers nothing.
IS_SEEN = """element => {
    const box = element.getBoundingClientRect();
    const middle = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const hit = document.elementFromPoint(box.left + box.width / 2, middle);
    const drawn = [null, '::after'].map(part => getComputedStyle(element, part));
    return hit !== null && (!hit.closest('.side-action') || element.closest('.side-action') !== null)
        && drawn.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until such an element has the focus, as somebody without a mouse does."""
    page.emulate_media(reduced_motion="reduce")  # the page scrolls at once, and nothing has to be waited for
    for _press in range(MOST):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            expect(page.locator(":focus")).to_be_in_viewport()
            assert page.locator(":focus").evaluate(IS_SEEN), f"nobody sees that {selector} has the focus"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by {MOST} presses of Tab")


def press(page: Page, selector: str) -> None:
    """Reach a link or a button, press Enter and wait for the next page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, **words: str) -> None:
    """Write into these fields, in the order of the page; what stood there goes."""
    for name, text in words.items():
        tab_to(page, f"[name={name}]")
        page.keyboard.press("Control+A")
        page.keyboard.type(text)


def mend_the_first_error(page: Page, field: str) -> None:
    """Send nothing, and go from the summary of errors to the field that it names."""
    press(page, SEND)
    expect(page).to_have_title(re.compile("^Fehler:"))
    expect(page.locator(".error-summary")).to_be_focused()
    tab_to(page, f".error-summary a[href='#{field}']")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{field}")).to_be_focused()


@BOTH
def test_supporting_and_helping(open_page, sent, live_server, script: bool) -> None:
    idea = make_idea(state="published")
    page: Page = open_page(1280, script=script)

    page.goto(idea.get_absolute_url())
    press(page, f"a[href='/ideen/{idea.number}/unterstuetzen/']")
    mend_the_first_error(page, "id_email")
    write(page, email="tina@example.org")
    press(page, SEND)
    expect(page).to_have_url(re.compile("danke"))
    page.goto(path_in(sent(), "/bestaetigen/", live_server.url))
    press(page, SEND)
    press(page, f"a[href='/ideen/{idea.number}/helfen/']")
    mend_the_first_error(page, "id_kind")
    tab_to(page, "[name=kind]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    write(page, text="Am Samstag", name="Tina Taste", email="tina@example.org")
    tab_to(page, "[name=share_with_author]")
    page.keyboard.press("Space")
    press(page, SEND)
    page.goto(path_in(sent(), "/bestaetigen/", live_server.url))
    press(page, SEND)
    expect(page).to_have_url(re.compile("mit=hilfe"))

    idea.refresh_from_db()
    offer = HelpOffer.objects.get()
    assert (idea.support_count, idea.help_count) == (1, 1)
    assert (offer.kind, offer.text, offer.share_with_author) == ("skill", "Am Samstag", True)


@pytest.mark.parametrize(("width", "script"), [(1280, True), (375, False)])
def test_choosing_following_and_ending_it(open_page, sent, live_server, width: int, script: bool) -> None:
    green, street = Topic.objects.get(slug="gruen"), Street.objects.get(slug="bergstrasse")
    idea, *_others = [make_idea(topics=[green], street=street) for _number in range(2)]
    page: Page = open_page(width, script=script)
    page.goto("/ideen/")

    if width < 1024:
        tab_to(page, ".filter-panel summary")
        page.keyboard.press("Enter")
    for name, choice in (("thema", green.name), ("strasse", street.name)):
        tab_to(page, f"[name={name}]")
        page.keyboard.type(choice[:2])  # the first letters choose
    press(page, ".filter-panel button[type=submit]")
    expect(page.get_by_role("heading", name="2 Ideen")).to_be_visible()
    press(page, "a[href*='sortierung=unterstuetzung']")
    expect(page.locator(".link-row [aria-current]")).to_have_text("Meiste Unterstützung")
    chosen = page.url
    for link in ("/folgen/?thema=gruen", "/folgen/?strasse=bergstrasse", f"/folgen/?idee={idea.number}"):
        page.goto(idea.get_absolute_url() if "idee" in link else chosen)
        press(page, f"a[href='{link}']")
        write(page, email="tina@example.org")
        press(page, SEND)
        page.goto(path_in(sent(), "/bestaetigen/", live_server.url))
        press(page, SEND)
    rows = Subscription.objects.filter(confirmed_at__isnull=False)
    assert set(rows.values_list("kind", flat=True)) == {"topic", "street", "idea"}
    page.goto(chosen)
    press(page, ".chip")
    expect(page).not_to_have_url(re.compile("thema=gruen"))

    page.goto(subscriptions.stop_address(rows.get(kind="idea").contribution).removeprefix(live_server.url))
    press(page, "main form button")
    assert set(rows.values_list("kind", flat=True)) == {"topic", "street"}


@BOTH
def test_submitting_an_idea_step_by_step(open_page, sent, live_server, script: bool) -> None:
    page: Page = open_page(375, script=script)

    page.goto("/ideen/neu/")
    write(page, title="Eine Bank am Markt", text="Anrufen: 0231 987654")
    press(page, "button[name=step][value=person]")
    write(page, name="Tina Taste", email="tina@example.org")
    press(page, "button[name=step][value=summary]")
    expect(page.get_by_role("heading", name="Gehört das in die Öffentlichkeit?")).to_be_visible()
    press(page, "button[formaction$='#id_text']")
    write(page, text="Wer wartet, steht.")
    press(page, "button[name=step][value=summary]")
    press(page, "button[name=action][value=send]")
    expect(page).to_have_url(re.compile("danke"))
    page.goto(path_in(sent(), "/bestaetigen/", live_server.url))
    press(page, SEND)

    idea = Idea.objects.get()
    assert (idea.title, idea.text, idea.state) == ("Eine Bank am Markt", "Wer wartet, steht.", "submitted")


@BOTH
def test_finding_that_somebody_had_the_idea_before(open_page, script: bool) -> None:
    bench = make_idea(title="Eine Bank vor der Bücherei")
    page: Page = open_page(375, script=script)

    page.goto("/ideen/neu/")
    write(page, title="Bank an der Bücherei", text="Zum Lesen.")
    if not script:
        press(page, "button[name=step][value=person]")
        write(page, name="Tina Taste", email="tina@example.org")
        press(page, "button[name=step][value=summary]")
    page.locator(".similar").wait_for()
    press(page, ".similar a.kern-btn")
    expect(page).to_have_url(re.compile(f"/ideen/{bench.number}/unterstuetzen/"))
    write(page, email="tina@example.org")
    press(page, SEND)

    assert Support.objects.get().idea == bench


@BOTH
def test_the_author_answers_mends_proposes_and_withdraws(open_page, script: bool) -> None:
    idea = make_idea(state="query")
    own = manage(idea)
    page: Page = open_page(1280, script=script)

    page.goto(own)
    press(page, f"a[href='{own}antworten/']")
    mend_the_first_error(page, "id_text")
    write(page, text="Auf der linken Seite.")
    press(page, SEND)
    press(page, f"a[href='{own}aendern/']")
    write(page, title="Zwei Bänke")
    press(page, SEND)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zwei Bänke")

    idea.refresh_from_db()
    lifecycle.apply(idea, "publish", by=make_staff())
    page.reload()
    press(page, f"a[href='{own}vorschlagen/']")
    write(page, title="Drei Bänke")
    press(page, SEND)
    expect(page.get_by_role("heading", name="Liegt beim Büro")).to_be_visible()
    press(page, f"a[href='{own}name/']")
    tab_to(page, "[name=name_display]")
    page.keyboard.press("ArrowUp")
    press(page, SEND)
    expect(page.get_by_text("Öffentlich steht: Erika")).to_be_visible()
    press(page, f"a[href='{own}zurueckziehen/']")
    write(page, text="Es gibt sie schon.")
    press(page, SEND)
    expect(page.get_by_text("zurückgezogen").first).to_be_visible()

    idea.refresh_from_db()
    assert (idea.state, idea.proposals.get().title) == ("withdrawn", "Drei Bänke")
    assert idea.history.last().text == "Es gibt sie schon."


@BOTH
def test_reporting_a_content_and_erasing_all_of_ones_data(open_page, sent, live_server, script: bool) -> None:
    idea = make_idea(email="tina@example.org")
    page: Page = open_page(375, script=script)

    page.goto(idea.get_absolute_url())
    press(page, "a[href^='/melden/']")
    mend_the_first_error(page, "id_reason")
    tab_to(page, "[name=reason]")
    page.keyboard.press("Space")
    write(page, text="Da steht meine Telefonnummer.")
    press(page, SEND)
    expect(page.get_by_text(f"M-{OfficeMessage.objects.get().pk}")).to_be_visible()

    press(page, "footer a[href='/meine-daten/']")
    mend_the_first_error(page, "id_email")
    write(page, email="tina@example.org")
    press(page, SEND)
    page.goto(path_in(sent(), "/meine-daten/", live_server.url))
    press(page, "a[href$='/berichtigen/']")
    write(page, name="Tina Taste")
    press(page, SEND)
    expect(page.get_by_text("Tina Taste").first).to_be_visible()
    press(page, "a[href$='/alles-loeschen/']")
    press(page, SEND)
    expect(page).to_have_url(re.compile("geloescht"))

    idea.refresh_from_db()
    assert idea.contribution is None


def test_taking_back_a_draft(open_page) -> None:
    page: Page = open_page()
    page.goto("/ideen/neu/")
    write(page, title="Eine Bank")
    page.wait_for_function("() => localStorage.length === 1")
    page.reload()

    page.locator("[data-draft-restore]").wait_for()
    tab_to(page, "[data-draft-restore]")
    page.keyboard.press("Enter")

    expect(page.locator("[name=title]")).to_have_value("Eine Bank")
    expect(page.locator("[name=title]")).to_be_focused()


@pytest.mark.parametrize("width", [375, 1280])
def test_what_others_embed_and_what_can_be_taken_along(open_page, width: int) -> None:
    idea = make_idea()
    page: Page = open_page(width)

    page.goto("/ideen/einbetten/")
    press(page, f"a[href='{idea.get_absolute_url()}']")
    tab_to(page, f"a[href='/ideen/{idea.number}/aushang.pdf']")
    page.goto("/ideen/")
    press(page, ".take-along a[href$='#embed']")
    tab_to(page, "#embed-code")
    page.goto("/ideen/")
    press(page, f".card a[href='{idea.get_absolute_url()}']")
    expect(page.get_by_role("heading", level=1)).to_have_text(idea.title)


@BOTH
def test_the_office_decides_and_merges(open_page, staff_cookies, script: bool) -> None:
    idea, goes_on = make_idea(title="Eine Bank"), make_idea(title="Bänke für Eving")
    proposals.propose_change(idea, title="Zwei Bänke", text="Eine ist zu wenig.")
    page: Page = open_page(1280, script=script, cookies=staff_cookies())
    case = f"/verwaltung/projects/idea/{idea.pk}"

    page.goto("/verwaltung/")
    press(page, "a[href*='work=proposals']")
    press(page, f"a[href^='{case}/change/']")
    press(page, f"a[href='{case}/vorschlag/']")
    press(page, "button[name=_accept]")
    assert IdeaProposal.objects.get().is_accepted
    press(page, f"a[href='{case}/schritt/merge/']")
    mend_the_first_error(page, "id_into")
    write(page, into=goes_on.number, text="Beide wollen Bänke.")
    press(page, SEND)
    expect(page.get_by_role("link", name=re.compile("Bänke für Eving"))).to_be_visible()

    idea.refresh_from_db()
    assert (idea.title, idea.merged_into) == ("Zwei Bänke", goes_on)
