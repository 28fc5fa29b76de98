"""Remembering shops on the device, comparing them, asking about all; and handing on a page. With and without script."""

import pytest

from tests.browser.test_accessibility import look_at  # noqa: F401 - a fixture
from tests.vacancies.make import make_listing, make_unit
from vacancies.models import Enquiry, Listing

PAGE = "/ladenlokale/merkliste/"
KEPT = "localStorage.getItem('eving-shops')"


@pytest.fixture
def shops(committed: None) -> list[Listing]:
    return [
        make_listing(unit=make_unit(house_number=number, total_area_m2=area), title=f"Laden {number}")
        for number, area in (("1", 40), ("3", 85))
    ]


def test_shops_are_remembered_compared_and_asked_about_by_keyboard(open_page, shops: list[Listing]) -> None:
    page = open_page()
    page.goto("/ladenlokale/")
    for shop in shops:
        button = page.get_by_role("button", name=f"Merken: {shop.title}")
        assert button.get_attribute("aria-pressed") == "false"
        button.focus()
        page.keyboard.press("Enter")
        assert button.get_attribute("aria-pressed") == "true"
    assert page.get_by_role("status").filter(has_text="gemerkt").inner_text() == "2 gemerkt"

    page.goto(PAGE)  # the way of a bookmark: the script brings the numbers
    page.wait_for_url(f"**{PAGE}?nr={shops[0].number},{shops[1].number}")
    assert page.get_by_role("row", name="Mietfläche").get_by_role("cell").all_inner_texts() == ["40\xa0m²", "85\xa0m²"]

    page.get_by_role("link", name="Alle anfragen").click()
    page.get_by_label("Ihr Vorhaben").fill("Ein Buchladen.")
    page.get_by_label("Ihr Name").fill("Ada Beispiel")
    page.get_by_label("E-Mail-Adresse").fill("ada@example.org")
    page.get_by_role("button", name="Anfragen senden").click()
    assert page.locator("h1").inner_text() == "Danke, Ihre Anfragen sind angekommen"
    assert Enquiry.objects.count() == 2


def test_what_is_taken_off_or_gone_is_forgotten(open_page, shops: list[Listing]) -> None:
    first, second = (shop.number for shop in shops)
    page = open_page()
    page.goto("/ladenlokale/")
    page.evaluate(f"localStorage.setItem('eving-shops', JSON.stringify(['{first}', 'L-999', '{second}']))")

    page.goto(PAGE)
    page.wait_for_url("**nr=**")
    assert page.get_by_text("Einen Laden mit der Nummer L-999 kennen wir nicht.").is_visible()
    assert page.evaluate(KEPT) == f'["{first}","{second}"]'
    page.get_by_role("link", name=f"Entfernen {first}").click()

    page.wait_for_url(f"**{PAGE}?nr={second}")
    assert page.evaluate(KEPT) == f'["{second}"]'


def test_without_script_addresses_hold_the_numbers(open_page, shops: list[Listing]) -> None:
    page = open_page(width=320, script=False)
    page.goto(shops[0].get_absolute_url())
    page.get_by_role("link", name="Merken").click()

    page.get_by_label("Einen Laden mit seiner Nummer dazunehmen").fill(shops[1].number)
    page.get_by_role("button", name="Hinzufügen").click()

    assert page.url.endswith(f"{PAGE}?nr={shops[0].number},{shops[1].number}")
    assert page.locator("thead a:not([data-forget])").all_inner_texts() == ["Laden 1", "Laden 3"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_address_of_a_page_is_copied_by_script_and_stands_there_without(open_page, shops: list[Listing]) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(shops[0].get_absolute_url())
    page.get_by_text("Seite teilen").click()
    page.get_by_role("button", name="Link kopieren").click()
    page.get_by_text("Link kopiert").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(shops[0].get_absolute_url())

    plain = open_page(script=False)
    plain.goto(shops[0].get_absolute_url())
    plain.get_by_text("Seite teilen").click()
    assert plain.get_by_label("Adresse zum Kopieren").input_value().endswith(shops[0].get_absolute_url())
    assert plain.get_by_role("button", name="Link kopieren").count() == 0


def test_axe_finds_nothing_on_the_list_and_the_form(look_at, shops: list[Listing]) -> None:  # noqa: F811
    numbers = f"?nr={shops[0].number},{shops[1].number},L-999"

    look_at([PAGE, f"{PAGE}{numbers}", f"{PAGE}{numbers}&nur=unterschiede", f"{PAGE}anfragen/{numbers}"])
    look_at([f"{PAGE}anfragen/{numbers}"], send=True)


def test_a_full_memory_leaves_the_numbers_to_the_address(open_page, shops: list[Listing]) -> None:
    page = open_page()
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }")
    page.goto("/ladenlokale/")
    page.get_by_role("button", name=f"Merken: {shops[0].title}").click()

    page.wait_for_url(f"**{PAGE}?nr={shops[0].number}")
    assert page.get_by_role("columnheader", name=shops[0].title).is_visible()


def test_what_is_no_number_is_not_counted_nor_any_number_twice(open_page, shops: list[Listing]) -> None:
    first, second = (shop.number for shop in shops)
    page = open_page()
    page.goto("/ladenlokale/")
    kept = f"['{first}', '{first}', 'L--', null, 7, 'L-{'9' * 30}', '{second}']"
    page.evaluate(f"localStorage.setItem('eving-shops', JSON.stringify({kept}))")
    page.goto("/ladenlokale/")

    line = page.locator("a[data-remembered]")
    assert (line.locator("[data-count]").inner_text(), line.get_attribute("href").partition("nr=")[2]) == (
        "2 gemerkt",
        f"{first},{second}",
    )
