"""Registering an actor and offering a shop in steps: by keyboard, with and without script, narrow; axe on each page."""

import pytest
from playwright.sync_api import Page, expect

from actors.models import Actor
from tests.browser.test_accessibility import axe_in_both_looks
from tests.browser.test_searches import BOTH
from vacancies.models import Listing

ACTOR = [
    {"actor_name": "Radwerkstatt", "group": 1, "sentence": "Wir reparieren Räder."},
    {"street": 1, "house_number": "12"},
    {"name": "Karla Kette", "email": "karla@example.org"},
]
OFFER = [
    {"street": 1, "house_number": "12"},
    {"area_m2": "64"},
    {"name": "Erika Eigen", "email": "erika@example.org", "consent": True},
]


def fill(page: Page, values: dict) -> None:
    for name, value in values.items():
        field = page.locator(f"main [name={name}]")
        if value is True:
            field.check()
        elif isinstance(value, int):
            field.select_option(index=value)
        else:
            field.fill(value)


@BOTH
def test_an_actor_registers_by_the_enter_key_and_back_keeps_what_was_typed(open_page, script: bool) -> None:
    page: Page = open_page(320, script=script)
    page.goto("/akteure/eintragen/")

    fill(page, ACTOR[0])
    page.locator("[name=sentence]").press("Enter")
    fill(page, ACTOR[1])
    page.locator("[name=house_number]").press("Enter")
    fill(page, ACTOR[2])
    page.go_back()
    expect(page.locator("[name=house_number]")).to_have_value("12")
    page.go_forward()
    expect(page.locator("[name=email]")).to_have_value("karla@example.org")
    page.locator("[name=email]").press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Eintragen").click()

    page.wait_for_url("**/danke/**")
    assert Actor.objects.get().locations.get().house_number == "12"


@pytest.mark.parametrize(
    ("path", "steps"), [("/akteure/eintragen/", ACTOR), ("/ladenlokale/anbieten/", OFFER)], ids=["actor", "offer"]
)
def test_axe_finds_nothing_on_any_step(open_page, path: str, steps: list[dict]) -> None:
    page: Page = open_page(axe=True)
    page.goto(path)
    found = []

    for values in steps:
        page.locator("main details").evaluate_all("folds => folds.forEach(fold => fold.open = true)")
        found += axe_in_both_looks(page)
        if values is not steps[1]:  # all of it is optional
            page.locator("main button[type=submit]").first.click()
            found += axe_in_both_looks(page)
        fill(page, values)
        page.locator("main button[type=submit]").first.click()
    found += axe_in_both_looks(page)

    assert found == []
    expect(page.locator(".answers")).to_be_visible()
    assert not Listing.objects.exists() and not Actor.objects.exists()
