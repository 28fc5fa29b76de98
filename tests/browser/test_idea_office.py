"""The office and the author around a public idea, in a real browser; axe on the new pages in both looks."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from eving.core.models import OfficeMessage
from eving.core.people import links
from eving.core.workflow import lifecycle
from projects.models import Idea
from projects.services import answers, proposals
from tests.browser.test_accessibility import look_at  # noqa: F401 - a fixture
from tests.factories import make_idea, make_staff

BOTH = pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
OFFICE = "/verwaltung/projects/idea/"


def manage(idea: Idea) -> str:
    return f"/ideen/verwalten/{links.make(idea.contribution, 'manage')}/"


@BOTH
def test_an_author_proposes_and_the_office_takes_it_over(open_page, staff_cookies, script) -> None:
    idea = make_idea(title="Eine Bank am Markt", name_display="full")
    author: Page = open_page(375, script=script)

    author.goto(manage(idea))
    author.get_by_role("link", name="Änderung vorschlagen").click()
    author.locator("[name=title]").fill("Zwei Bänke am Markt")
    author.get_by_role("button", name="Vorschlag senden").click()
    expect(author.get_by_role("heading", name="Liegt beim Büro")).to_be_visible()

    staff: Page = open_page(1280, script=script, cookies=staff_cookies())
    staff.goto("/verwaltung/")
    staff.get_by_role("link", name="Vorschläge prüfen").click()
    staff.locator("#result_list tbody").get_by_role("link", name="Eine Bank am Markt").click()
    expect(staff.locator(".changes ins").first).to_have_text("Zwei Bänke")
    staff.get_by_role("link", name="Über die Änderung entscheiden").click()
    staff.get_by_role("button", name="Änderung übernehmen").click()

    author.reload()
    expect(author.get_by_role("heading", level=1)).to_have_text("Zwei Bänke am Markt")
    expect(author.get_by_role("heading", name=re.compile("Übernommen am"))).to_be_visible()
    author.get_by_role("link", name="Meinen Namen zeigen oder verbergen").click()
    author.locator("[name=name_display][value=none]").check()
    author.locator("main form[method=post] button[type=submit]").last.click()
    expect(author.get_by_text("Ihr Name wird nicht gezeigt.")).to_be_visible()
    author.get_by_role("link", name="Idee zurückziehen").click()
    author.locator("main form[method=post] button[type=submit]").last.click()
    assert Idea.objects.get().state == "withdrawn"


@BOTH
def test_the_office_merges_corrects_and_prepares(open_page, staff_cookies, script) -> None:
    old, goes_on = make_idea(title="Eine Bank"), make_idea(title="Bänke für Eving", state="accepted")
    staff: Page = open_page(1280, script=script, cookies=staff_cookies())

    staff.goto(f"{OFFICE}{old.pk}/change/")
    staff.get_by_role("link", name="Mit anderer Idee zusammenführen").click()
    staff.locator("[name=into]").fill(goes_on.number)
    staff.locator("[name=text]").fill("Beide wollen eine Bank.")
    staff.locator("main form[method=post] button[type=submit]").last.click()
    public: Page = open_page(375, script=script)
    public.goto(old.get_absolute_url())
    public.get_by_role("link", name="Bänke für Eving").click()
    expect(public.get_by_role("link", name=re.compile("Eine Bank"))).to_be_visible()

    staff.goto(f"{OFFICE}{goes_on.pk}/change/")
    staff.get_by_role("link", name=re.compile("Diesen Text berichtigen")).last.click()
    staff.locator("[name=text]").fill("Die Bank kommt erst im Mai.")
    staff.get_by_role("button", name="Berichtigung veröffentlichen").click()
    public.reload()
    expect(public.get_by_text("Die Bank kommt erst im Mai.")).to_be_visible()

    staff.get_by_role("link", name="Antwort für später vorbereiten").click()
    staff.locator("[name=transition]").select_option("finish")
    staff.locator("[name=text]").fill("Die Bank steht.")
    staff.locator("[name=on]").fill((timezone.localdate() + timedelta(days=2)).isoformat())
    staff.get_by_role("button", name="Für später aufheben").click()
    expect(staff.get_by_text(re.compile("Vorbereitet: „Als umgesetzt melden“ geht am"))).to_be_visible()


@BOTH
def test_somebody_reports_a_content_and_the_office_finds_the_case(open_page, staff_cookies, script) -> None:
    idea = make_idea(title="Eine Bank am Markt")
    visitor: Page = open_page(375, script=script)

    visitor.goto(idea.get_absolute_url())
    visitor.get_by_role("link", name="Inhalt melden").click()
    visitor.locator("[name=reason][value=private]").check()
    visitor.locator("[name=text]").fill("Da steht meine Telefonnummer.")
    visitor.get_by_role("button", name="Meldung senden").click()
    expect(visitor.get_by_text(f"M-{OfficeMessage.objects.get().pk}")).to_be_visible()

    staff: Page = open_page(1280, script=script, cookies=staff_cookies())
    staff.goto("/verwaltung/")
    staff.get_by_role("link", name="Meldungen prüfen").click()
    staff.locator("#result_list tbody a").first.click()
    staff.get_by_role("link", name=re.compile("Eine Bank am Markt")).click()
    expect(staff.get_by_role("heading", name="Meldungen zu dieser Seite")).to_be_visible()


def test_public_pages(look_at) -> None:  # noqa: F811
    boss = make_staff()
    old, goes_on = make_idea(), make_idea(state="accepted")
    answers.correct_entry(goes_on.history.get(to_state="accepted"), by=boss, text="Erst im Mai.")
    lifecycle.apply(old, "merge", into=goes_on, by=boss, text="Beide wollen eine Bank.")
    proposing = make_idea()
    first = proposals.propose_change(proposing, title="Zwei", text="Bänke")
    proposals.decide_proposal(first, by=boss, accept=False, text="Andere wollten nur eine.")
    proposals.propose_change(proposing, title="Drei", text="Bänke")

    look_at(
        [
            old.get_absolute_url(), goes_on.get_absolute_url(), manage(old), manage(proposing),
            f"{manage(proposing)}vorschlagen/", "/melden/danke/?nummer=7", "/melden/",
        ]
    )  # fmt: skip
    look_at([f"{manage(goes_on)}vorschlagen/", f"{manage(goes_on)}name/", "/melden/?seite=/ideen/"], send=True)


def test_the_pages_of_the_office(look_at, staff_cookies) -> None:  # noqa: F811
    boss = make_staff(first_name="Paula", last_name="Plan")
    idea, goes_on = make_idea(state="accepted"), make_idea()
    proposals.propose_change(idea, title="Zwei Bänke", text="Eine ist zu wenig.")
    answers.prepare_answer(idea, by=boss, transition="finish", text="Sie steht.", on=None)
    entry = idea.history.get(to_state="accepted", is_public=True)
    answers.correct_entry(entry, by=boss, text="Erst im Mai.")
    merged, new = make_idea(), make_idea(state="submitted")
    lifecycle.apply(merged, "merge", into=idea, by=boss, text="Dasselbe.")
    note = OfficeMessage.objects.create(
        kind="report", reason="private", text="Da steht eine Nummer.", path=idea.get_absolute_url(),
        due_on=timezone.localdate(),
    )  # fmt: skip
    cookies = staff_cookies()

    look_at(
        [
            "/verwaltung/", f"{OFFICE}?work=prepared", f"{OFFICE}?work=proposals", f"{OFFICE}?work=silent",
            f"{OFFICE}{idea.pk}/change/", f"{OFFICE}{merged.pk}/change/", f"{OFFICE}{merged.pk}/schritt/unmerge/",
            f"/verwaltung/core/officemessage/{note.pk}/change/", "/verwaltung/core/officemessage/?kind__exact=report",
        ],
        cookies=cookies,
    )  # fmt: skip
    look_at(
        [
            f"{OFFICE}{goes_on.pk}/vorbereiten/", f"{OFFICE}{goes_on.pk}/schritt/merge/",
            f"{OFFICE}{idea.pk}/verlauf/{entry.pk}/berichtigen/", f"{OFFICE}{idea.pk}/vorschlag/",
            f"{OFFICE}{idea.pk}/schreiben/", f"{OFFICE}{new.pk}/schritt/ask/", f"{OFFICE}{new.pk}/schritt/decline/",
            f"{OFFICE}add/",
        ],
        send=True,
        cookies=cookies,
    )  # fmt: skip


def test_new_pages_fit_a_small_phone(open_page) -> None:
    idea = make_idea(title="Schaufensterausstellungsflächenvermietungsangebot in der Bergstraße")
    proposals.propose_change(idea, title="Schaufensterausstellungsflächensuche für Eving", text="Plan")
    page: Page = open_page(320)

    for path in [manage(idea), f"{manage(idea)}name/", "/melden/", "/melden/danke/?nummer=7"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
