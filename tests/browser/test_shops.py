"""A business and an owner in a real browser, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import make_staff
from tests.vacancies.make import make_listing, make_unit
from vacancies.models import Enquiry, Listing

BOTH = pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])


@BOTH
def test_a_business_filters_opens_and_asks(open_page, staff_cookies, script: bool) -> None:
    make_listing(title="Eckladen ohne Stufe", unit=make_unit(entrance_steps=0))
    make_listing(title="Kiosk mit Treppe", unit=make_unit(entrance_steps=3))
    trader: Page = open_page(1280, script=script)

    trader.goto("/")
    trader.get_by_role("link", name="Ich suche ein Ladenlokal").click()
    trader.locator("select[name=zugang]").select_option("stufenlos")
    trader.get_by_role("button", name="Ergebnisse zeigen").click()
    expect(trader.get_by_text("Kiosk mit Treppe")).to_have_count(0)
    trader.get_by_role("link", name="Eckladen ohne Stufe").click()
    trader.get_by_role("link", name="Ohne Besichtigung anfragen").first.click()
    trader.get_by_role("button", name="Anfrage senden").click()
    expect(trader).to_have_title(re.compile("^Fehler:"))
    trader.locator("[name=text]").fill("Ein Laden für gebrauchte Fahrräder.")
    trader.locator("[name=name]").fill("Ines Interessiert")
    trader.locator("[name=email]").fill("ines@example.org")
    trader.get_by_role("button", name="Anfrage senden").click()
    expect(trader.get_by_role("heading", level=1)).to_contain_text("Danke")

    assert Enquiry.objects.get().text == "Ein Laden für gebrauchte Fahrräder."
    staff: Page = open_page(1280, script=script, cookies=staff_cookies())
    staff.goto("/verwaltung/")
    expect(staff.get_by_text("1 neue Anfrage")).to_be_visible()


@BOTH
def test_a_viewing_is_asked_for_with_a_day(open_page, script: bool) -> None:
    listing = make_listing(title="Eckladen ohne Stufe")
    trader: Page = open_page(375, script=script)

    trader.goto(listing.get_absolute_url())
    trader.get_by_role("link", name="Besichtigung anfragen", exact=True).click()
    trader.get_by_label("anderer Tag").check()
    trader.get_by_label("nachmittags").check()
    trader.get_by_role("button", name="Weiter zu Name und E-Mail").click()
    expect(trader.get_by_label("anderer Tag")).to_be_checked()
    trader.locator("[name=text]").fill("Ein Laden für gebrauchte Fahrräder.")
    trader.locator("[name=name]").fill("Ines Interessiert")
    trader.locator("[name=email]").fill("ines@example.org")
    trader.get_by_role("button", name="Anfrage senden").click()
    expect(trader.get_by_role("heading", level=1)).to_contain_text("Danke")

    assert Enquiry.objects.get().text.startswith("Besichtigung gewünscht: anderer Tag, nachmittags.")


@BOTH
def test_an_owner_offers_a_shop(open_page, staff_cookies, script: bool) -> None:
    owner: Page = open_page(375, script=script)

    owner.goto("/")
    owner.get_by_role("link", name="Ich biete ein Ladenlokal an").click()
    owner.locator("[name=street]").select_option(label="Bergstraße")
    owner.locator("[name=house_number]").fill("77 A")
    owner.locator("input[type=radio][name=kind]").first.check()
    owner.get_by_role("button", name="Weiter: Das Ladenlokal").click()
    owner.locator("[name=area_m2]").fill("85,5")
    owner.get_by_role("button", name="Weiter: Kontakt").click()
    owner.locator("input[type=radio][name=role]").first.check()
    owner.locator("[name=name]").fill("Otto Eigentum")
    owner.locator("[name=email]").fill("otto@example.org")
    owner.locator("[name=consent]").check()
    owner.get_by_role("button", name="Weiter: ansehen").click()
    owner.locator("button[name=action][value=send]").click()
    expect(owner.get_by_role("heading", level=1)).to_contain_text("Danke")

    assert Listing.objects.get().unit.house_number.replace(" ", "") in {"77A", "77a"}
    staff: Page = open_page(1280, script=script, cookies=staff_cookies())
    staff.goto("/verwaltung/")
    expect(staff.get_by_text(re.compile("1 .*Angebot"))).to_be_visible()


def test_shops_fit_a_small_phone(open_page) -> None:
    make_staff()
    listing = make_listing(title="Schaufensterausstellungsflächenvermietungsangebot in der Bergstraße")
    page: Page = open_page(320)

    for path in ["/ladenlokale/", listing.get_absolute_url(), "/ladenlokale/anbieten/",
                 f"/ladenlokale/{listing.number}/anfragen/"]:  # fmt: skip
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
