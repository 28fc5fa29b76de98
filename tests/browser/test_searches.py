"""Somebody who looks for a shop, and the way of a listing, in a real browser; axe on the pages of both."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from eving.core.workflow import lifecycle
from tests.browser.test_accessibility import look_at  # noqa: F401 - a fixture
from tests.factories import make_staff
from tests.vacancies.make import make_listing, make_profile, make_unit
from vacancies.mails.profiles import manage_address, stop_address
from vacancies.models import Listing, Match, OccupancyStatus, ProfileState, SearchProfile
from vacancies.services import rechecks
from vacancies.services.units import set_status

BOTH = pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
OFFICE = "/verwaltung/vacancies/"


def path_in(mails: list, beginning: str, base: str) -> str:
    """The path of the newest mail's address that begins so."""
    found = [path for mail in mails for path in re.findall(rf"{re.escape(base)}({beginning}\S+)", mail.body)]
    return found[-1]


@BOTH
def test_a_search_is_saved_confirmed_and_matched_with_reasons(
    open_page, staff_cookies, sent, live_server, script
) -> None:
    fits = make_listing(title="Eckladen ohne Stufe", unit=make_unit(entrance_steps=0))
    make_listing(title="Kiosk mit Treppe", unit=make_unit(entrance_steps=3))
    seeker: Page = open_page(375, script=script)

    seeker.goto("/ladenlokale/?zugang=stufenlos&flaeche_ab=50")
    seeker.get_by_role("link", name="Diese Suche speichern").click()
    expect(seeker.locator("[name=area_min_m2]")).to_have_value("50")
    expect(seeker.locator("[name=steps_max]")).to_have_value("0")
    expect(seeker.locator("[name=steps_max]")).to_be_visible()
    expect(seeker.locator("[name=streets]").first).to_be_hidden()
    seeker.locator("summary", has_text="Nur in bestimmten Straßen").click()
    expect(seeker.locator("[name=streets]").first).to_be_visible()
    seeker.get_by_role("button", name="Weiter: Kontakt").click()
    expect(seeker.locator("[name=title]")).to_be_hidden()
    expect(seeker.locator("[name=alert]:checked")).to_have_count(0)  # nobody gets mails unasked
    seeker.locator("[name=alert][value=daily]").check()
    seeker.locator("summary", has_text="Gesuch").click()
    seeker.locator("[name=wants_ad]").check()
    expect(seeker.locator("[name=title]")).to_be_visible()
    seeker.locator("[name=name]").fill("Sami Sucht")
    seeker.locator("[name=email]").fill("sami@example.org")
    seeker.get_by_role("button", name="Weiter: ansehen").click()
    expect(seeker).to_have_title(re.compile("^Fehler:"))
    seeker.locator("[name=title]").fill("Suche hellen Laden")
    seeker.locator("[name=text]").fill("Für gebrauchte Bücher.")
    seeker.get_by_role("button", name="Weiter: ansehen").click()
    seeker.get_by_role("button", name="Suche speichern").click()
    expect(seeker.get_by_role("heading", level=1)).to_contain_text("Noch ein Schritt")

    seeker.goto(path_in(sent(), "/bestaetigen/", live_server.url))
    seeker.locator("main form[method=post] button[type=submit]").click()
    expect(seeker.get_by_role("link", name="Eckladen ohne Stufe", exact=True)).to_be_visible()
    expect(seeker.get_by_text("Kiosk mit Treppe")).to_have_count(0)
    expect(seeker.get_by_text("Zugang: stufenlos")).to_be_visible()
    assert "Eckladen ohne Stufe" in sent()[-1].body

    seeker.get_by_role("button", name="Kein Interesse").click()
    expect(seeker.get_by_text("Zurzeit passt keiner.")).to_be_visible()
    assert Match.objects.get(listing=fits).dismissed_at

    staff: Page = open_page(1280, script=script, cookies=staff_cookies())
    staff.goto("/verwaltung/")
    staff.get_by_role("link", name="Gesuche prüfen").click()
    staff.locator("#result_list tbody").get_by_role("link", name="Suche hellen Laden").click()
    staff.get_by_role("link", name="Gesuch veröffentlichen").click()
    staff.locator("main form[method=post] button[type=submit]").last.click()
    assert SearchProfile.objects.get().state == ProfileState.PUBLISHED
    seeker.goto("/gesuche/")
    seeker.get_by_role("link", name="Suche hellen Laden").click()
    expect(seeker.get_by_role("link", name="Ladenlokal anbieten").first).to_be_visible()


@BOTH
def test_a_listing_is_published_checked_reserved_let_and_ended(
    open_page, staff_cookies, sent, live_server, script
) -> None:
    listing = make_listing(state="draft", title="Laden am Markt")
    staff: Page = open_page(1280, script=script, cookies=staff_cookies())
    public: Page = open_page(375, script=script)

    def take(transition: str, **fields: str) -> None:
        staff.goto(f"{OFFICE}listing/{listing.pk}/schritt/{transition}/")
        for name, value in fields.items():
            box = staff.locator(f"[name={name}]")
            if name == "use_class":
                box.select_option(label=value)
            else:
                box.fill(value)
        staff.locator("main form[method=post] button[type=submit]").last.click()
        listing.refresh_from_db()

    take("publish")
    public.goto(f"/ladenlokale/{listing.number}/")
    expect(public.get_by_role("heading", name="Laden am Markt")).to_be_visible()

    Listing.objects.filter(pk=listing.pk).update(checked_on=date(2026, 1, 1), recheck_asked_on=None)
    token = rechecks.recheck_link(listing)
    public.goto(f"/ladenlokale/pruefen/{token}/")
    public.get_by_label("Alles stimmt noch").check()
    public.get_by_role("button", name="Antwort senden").click()
    expect(public.get_by_text("gilt als heute geprüft")).to_be_visible()

    take("reserve")
    public.goto(listing.get_absolute_url())
    expect(public.get_by_text("reserviert").first).to_be_visible()
    take("let", on="2026-12-01", use_class="Einzelhandel")
    public.goto(listing.get_absolute_url())
    expect(public.get_by_text("vermietet").first).to_be_visible()
    assert listing.unit.periods.get().status == OccupancyStatus.OCCUPIED

    old = make_listing(title="Alter Laden")
    Listing.objects.filter(pk=old.pk).update(checked_on=date(2026, 1, 1))
    staff.goto("/verwaltung/")
    staff.get_by_role("link", name="Angebote prüfen").first.click()
    expect(staff.get_by_text("Alter Laden")).to_be_visible()


def test_pages_of_searches(look_at) -> None:  # noqa: F811
    make_listing()
    profile = make_profile(wants_ad=True, title="Suche hellen Laden", text="Für Bücher.")
    lifecycle.apply(profile, "publish", by=make_staff())
    manage = manage_address(profile.contribution)
    recheck = rechecks.recheck_link(make_listing())

    look_at(
        [
            "/gesuche/", "/gesuche/?q=Unfindbares", profile.get_absolute_url(), "/gesuche/neu/danke/", manage,
            stop_address(profile.contribution), "/ladenlokale/",
        ]
    )  # fmt: skip
    look_at(["/gesuche/neu/", f"{manage}aendern/", f"/ladenlokale/pruefen/{recheck}/"], send=True)


def test_an_empty_list_of_searches(look_at) -> None:  # noqa: F811
    look_at(["/gesuche/"])


def test_the_office_and_its_searches_and_units(look_at, staff_cookies) -> None:  # noqa: F811
    listing, empty = make_listing(), make_unit(house_number="77 z")
    set_status(empty, OccupancyStatus.VACANT, date(2026, 1, 1))
    profile = make_profile(wants_ad=True, title="Suche hellen Laden", text="Für Bücher.")
    cookies = staff_cookies()

    look_at(
        [
            f"{OFFICE}searchprofile/", f"{OFFICE}searchprofile/add/", f"{OFFICE}searchprofile/{profile.pk}/change/",
            f"{OFFICE}searchprofile/{profile.pk}/treffer/", f"{OFFICE}searchprofile/{profile.pk}/schritt/publish/",
            f"{OFFICE}searchprofile/{profile.pk}/vorschau/", f"{OFFICE}listing/{listing.pk}/gesuche/",
            f"{OFFICE}shopunit/{empty.pk}/gesuche/", f"{OFFICE}shopunit/{empty.pk}/change/",
            f"{OFFICE}listing/?check=due", f"{OFFICE}shopunit/?today=vacant", f"{OFFICE}shopunit/zusammenlegen/",
            f"{OFFICE}shopunit/{listing.unit_id}/nutzung/",
        ],
        cookies=cookies,
    )  # fmt: skip
    units = f"units={empty.pk},{listing.unit_id}"
    look_at(
        [
            f"{OFFICE}shopunit/{empty.pk}/nutzung/", f"{OFFICE}shopunit/{empty.pk}/teilen/",
            f"{OFFICE}shopunit/zusammenlegen/?{units}",
        ],
        send=True,
        cookies=cookies,
    )  # fmt: skip


def test_searches_fit_a_small_phone(open_page) -> None:
    make_listing(title="Schaufensterausstellungsflächenvermietungsangebot in der Bergstraße")
    profile = make_profile(wants_ad=True, title="Schaufensterausstellungsflächensuche für Eving", text="Plan")
    lifecycle.apply(profile, "publish", by=make_staff())
    page: Page = open_page(320)

    for path in ["/gesuche/", "/gesuche/neu/", profile.get_absolute_url(), manage_address(profile.contribution)]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
