"""A large table in a browser: its progress is seen with a script and without, on a phone as well."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from eving.core.models import BackgroundRun
from tests.browser.test_accessibility import look_at  # noqa: F401 - a fixture
from tests.core.background.tables import HEADER, UNITS, batch_path, checked, file_of, newest, progress_path, unit_rows
from tests.core.background.tables import apply as press
from tests.core.background.tables import work as take_turn
from tests.vacancies.make import make_unit


@pytest.fixture
def client() -> Client:
    """The same person beside the browser, who uploads what the browser then looks at."""
    return Client(headers={"host": "localhost"})


def test_the_pages_of_a_large_table_in_each_state(look_at, client, staff_cookies) -> None:  # noqa: F811
    cookies = staff_cookies()  # signs the client in as well
    make_unit(house_number="1", unit_label="", total_area_m2=70)
    batch = checked(client, file_of(HEADER, *unit_rows(201)))
    pages = ["/verwaltung/", "/verwaltung/core/backgroundrun/"]

    look_at([*pages, batch_path(batch), progress_path(newest("check"))], cookies=cookies)
    press(client, batch)
    run = newest("import")
    look_at([*pages, progress_path(run)], cookies=cookies)
    run = take_turn(run, seconds=0)
    look_at([*pages, progress_path(run)], cookies=cookies)
    BackgroundRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))
    look_at([*pages, progress_path(run)], cookies=cookies)
    BackgroundRun.objects.filter(pk=run.pk).update(
        heartbeat_at=timezone.now(), result={**run.result, "left_out": [[7, "Jemand hat den Eintrag geändert."]]}
    )
    take_turn(newest("import"))
    look_at([*pages, progress_path(run), batch_path(batch)], cookies=cookies)


def test_with_a_script_the_page_follows_by_itself_and_says_when_it_ends(open_page, client, staff_cookies) -> None:
    page = open_page(cookies=staff_cookies())
    press(client, checked(client, file_of(HEADER, *unit_rows(201))))
    run = newest("import")
    page.goto(progress_path(run))
    assert "Wartet" in page.locator(".run__sentence").inner_text()

    take_turn(run, seconds=0)
    page.get_by_text("100 von 201 Zeilen", exact=True).wait_for(timeout=15_000)
    assert page.locator("progress").get_attribute("value") == "100"
    page.get_by_role("button", name="Anhalten").focus()
    take_turn(run)
    page.locator("[data-progress-said]", has_text="Fertig.").wait_for(state="attached", timeout=15_000)

    # The button that somebody is on stays, and pressed too late it does no harm.
    page.keyboard.press("Enter")
    page.get_by_text("Es war schon beendet.").wait_for()
    assert page.get_by_role("link", name="Zur Liste").get_attribute("href") == UNITS


def test_without_a_script_there_are_links_and_buttons(open_page, client, staff_cookies) -> None:
    page = open_page(320, script=False, cookies=staff_cookies())
    press(client, checked(client, file_of(HEADER, *unit_rows(201))))
    run = newest("import")
    page.goto(progress_path(run))

    take_turn(run, seconds=0)
    page.get_by_role("link", name="Stand aktualisieren").click()
    assert "100 von 201 Zeilen" in page.locator(".run__sentence").inner_text()
    page.get_by_role("button", name="Anhalten").click()
    assert "Angehalten nach 100 von 201 Zeilen." in page.locator(".run__sentence").inner_text()
    page.get_by_role("button", name="Erneut starten").click()
    take_turn(newest("import"))
    page.reload()
    assert page.locator(".run__sentence").inner_text() == "Fertig."
