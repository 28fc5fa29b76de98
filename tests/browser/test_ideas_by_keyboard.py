"""Taking part with the keyboard alone: every field and button is reached by Tab, and pressed by Enter or space."""

import re

from playwright.sync_api import Page, expect

from projects.models import Idea, Support
from tests.factories import make_idea

MOST = 80  # presses of Tab; more is a trap, or a page nobody gets through


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    wanted = page.locator(selector).first
    for _press in range(MOST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by {MOST} presses of Tab")


def test_supporting_an_idea(open_page) -> None:
    idea = make_idea(state="published")
    page: Page = open_page(1280)

    page.goto(idea.get_absolute_url())
    tab_to(page, f"a[href='/ideen/{idea.number}/unterstuetzen/']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("unterstuetzen"))
    tab_to(page, "[name=email]")
    page.keyboard.type("tina@example.org")
    tab_to(page, "main form[method=post] button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("danke"))

    assert Support.objects.get().idea == idea


def test_submitting_an_idea_with_its_preview(open_page) -> None:
    page: Page = open_page(375)

    page.goto("/ideen/neu/")
    for name, words in (("title", "Eine Bank am Markt"), ("text", "Wer wartet, steht."), ("name", "Tina Taste")):
        tab_to(page, f"[name={name}]")
        page.keyboard.type(words)
    tab_to(page, "[name=email]")
    page.keyboard.type("tina@example.org")
    tab_to(page, "button[name=deed][value=look]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Eine Bank am Markt").first).to_be_visible()
    tab_to(page, "button[name=deed][value=send]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("danke"))

    assert Idea.objects.get().title == "Eine Bank am Markt"
