"""Support, help and news by mail in a real browser, with and without script; axe on all their pages."""

import os
import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from eving.core.messaging import subscriptions
from eving.core.models import Street, Subscription, Topic
from eving.core.workflow import lifecycle
from projects.mails.ideas import manage_address
from projects.models import Idea
from projects.services import participation
from projects.services.participation import HelpDraft, Helper
from tests.browser.test_accessibility import look_at  # noqa: F401 - a fixture
from tests.browser.test_searches import BOTH, path_in
from tests.factories import make_idea, make_staff


def joined_idea() -> Idea:
    """An idea with web and paper supports, and with offers of help."""
    idea = make_idea(
        title="Schatten für den Spielplatz", street=Street.objects.get(slug="bergstrasse"),
        topics=[Topic.objects.get(slug="gruen")],
    )  # fmt: skip
    Idea.objects.filter(pk=idea.pk).update(paper_support_count=37)
    for number in range(2):
        row = participation.support(
            idea, key=uuid.uuid4(), email=f"p{number}@example.org", also_follow=True, privacy_version="test"
        )
        participation.confirm_support(row.contribution)
    for kind, name in [("time", "Hilde Hilfreich"), ("equipment", "Willi Werkzeug")]:
        offer, _is_new = participation.offer_help(
            idea, key=uuid.uuid4(), draft=HelpDraft(kind, "Zwei Stunden am Samstag", share_with_author=True),
            helper=Helper(name, "hilde@example.org", "0231 000000", "full"), privacy_version="test",
        )  # fmt: skip
        participation.confirm_help(offer.contribution)
        participation.finish_help(offer, is_done=kind == "time")
    idea.refresh_from_db()
    return idea


@BOTH
def test_somebody_supports_helps_follows_and_ends_it(open_page, sent, live_server, script) -> None:
    idea = joined_idea()
    page: Page = open_page(375, script=script)
    send = page.locator("main form[method=post] button[type=submit]").last

    page.goto(idea.get_absolute_url())
    page.locator(f"a[href='/ideen/{idea.number}/unterstuetzen/']:visible").first.click()
    page.locator(".form-fold summary").click()
    expect(page.locator("[name=also_follow]")).not_to_be_checked()
    page.locator("[name=also_follow]").check()
    send.click()
    expect(page).to_have_title(re.compile("^Fehler:"))
    page.locator("[name=email]").fill("uli@example.org")
    send.click()
    page.goto(path_in(sent(), "/bestaetigen/", live_server.url))
    send.click()
    expect(page).to_have_url(re.compile(r"/dabei/\?als="))
    expect(page.locator("main .lead")).to_contain_text("Sie sind die 3. Person, die diese Idee hier unterstützt.")
    idea.refresh_from_db()
    assert idea.support_count == 3
    assert Subscription.objects.filter(participant__email="uli@example.org", confirmed_at__isnull=False).exists()

    page.locator(f"a[href='/ideen/{idea.number}/helfen/']").click()
    page.locator("[name=kind][value=room]").check()
    page.locator("[name=name]").fill("Uli Unterstützt")
    page.locator("[name=email]").fill("uli@example.org")
    send.click()
    page.goto(path_in(sent(), "/bestaetigen/", live_server.url))
    send.click()
    expect(page).to_have_url(re.compile("/dabei/"))
    idea.refresh_from_db()
    assert idea.help_count == 3

    page.goto("/ideen/?thema=gruen")
    page.locator("a[href='/folgen/?thema=gruen']").click()
    page.locator("[name=email]").fill("uli@example.org")
    send.click()
    page.goto(path_in(sent(), "/bestaetigen/", live_server.url))
    send.click()
    row = Subscription.objects.get(participant__email="uli@example.org", kind="topic")
    assert row.confirmed_at
    page.goto(subscriptions.stop_all_address(row.participant).removeprefix(live_server.url))
    send.click()
    assert not Subscription.objects.filter(participant__email="uli@example.org").exists()


def paths_of(idea: Idea) -> list[str]:
    row = Subscription.objects.first()
    assert row is not None
    base = subscriptions.stop_address(row.contribution).split("/folgen/")[0]
    return [
        idea.get_absolute_url(), "/ideen/?sortierung=unterstuetzung&thema=gruen&strasse=bergstrasse",
        "/ideen/mitmachen/danke/", f"/ideen/{idea.number}/dabei/", f"/ideen/{idea.number}/dabei/?mit=hilfe",
        "/folgen/bestaetigt/", subscriptions.stop_address(row.contribution).removeprefix(base),
        subscriptions.stop_all_address(row.participant).removeprefix(base), "/folgen/ende/1.2.x/",
        manage_address(idea.contribution),
    ]  # fmt: skip


def forms_of(idea: Idea) -> list[str]:
    return [f"/ideen/{idea.number}/unterstuetzen/", f"/ideen/{idea.number}/helfen/", "/folgen/?strasse=bergstrasse"]


def test_pages_on_which_people_take_part(look_at) -> None:  # noqa: F811
    idea, closed, gone = joined_idea(), make_idea(state="done"), make_idea(state="withdrawn")
    merged = make_idea()
    lifecycle.apply(merged, "merge", into=idea, by=make_staff(), text="Dasselbe.")

    look_at(
        [*paths_of(idea), closed.get_absolute_url(), f"/ideen/{closed.number}/helfen/",
         f"/ideen/{merged.number}/unterstuetzen/", f"/folgen/?idee={gone.number}"]
    )  # fmt: skip


def test_forms_empty_and_with_all_errors(look_at) -> None:  # noqa: F811
    look_at(forms_of(joined_idea()), send=True)


def test_the_office_and_offers_of_help(look_at, staff_cookies) -> None:  # noqa: F811
    idea = joined_idea()
    offer = idea.help_offers.first()
    assert offer is not None

    look_at(
        [
            f"/verwaltung/projects/idea/{idea.pk}/change/", "/verwaltung/projects/helpoffer/?waiting=yes",
            f"/verwaltung/projects/helpoffer/{offer.pk}/change/",
        ],
        cookies=staff_cookies(),
    )  # fmt: skip


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_the_pages_fit(open_page, width: int) -> None:
    idea = joined_idea()
    page: Page = open_page(width)

    for path in [*paths_of(idea), *forms_of(idea)]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{width}-{re.sub(r'[^a-z]+', '-', path)[:40]}.png", full_page=True)
