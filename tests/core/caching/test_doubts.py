"""Copies where something goes wrong in between: the clock, the database, another release, another server."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import time_machine
from django.conf import settings as own_settings
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from eving.core.caching import addresses, versions
from eving.core.caching.figures import counts
from eving.core.models import DistrictPart, Role, SiteText, StoredPage, TableVersion
from eving.core.registry import CachedPage
from eving.core.texts import site_texts
from eving.core.workflow import lifecycle
from eving.runtime.database import turns
from projects.views.ideas import IdeaList
from tests.factories import make_idea

pytestmark = pytest.mark.django_db(transaction=True)
RELEASE = """
import django; django.setup()
from django.utils.translation import activate
from eving.core.caching import addresses
activate("{language}")
print(addresses.release())
"""


@pytest.fixture(autouse=True)
def _texts_as_they_are() -> None:
    site_texts.keep(None)


@pytest.fixture
def plain() -> Client:
    return Client()


@pytest.fixture
def other() -> Iterator[psycopg.Connection]:
    with turns.connect("default") as link:
        link.autocommit = False
        yield link
        link.rollback()


# ---------------------------------------------------------------- time
def test_a_page_drawn_while_the_day_ends_is_not_the_page_of_the_next_day(plain: Client, monkeypatch) -> None:
    drawn, whole = [], IdeaList.get
    with time_machine.travel("2027-01-31T22:59:59Z", tick=False) as clock:

        def slowly(self: Any, *args: Any, **kwargs: Any) -> Any:
            drawn.append(timezone.localdate().isoformat())
            answer = whole(self, *args, **kwargs).render()
            clock.move_to("2027-01-31T23:00:01Z")
            return answer

        monkeypatch.setattr(IdeaList, "get", slowly)
        for _time in range(3):
            plain.get("/ideen/")

    assert drawn == ["2027-01-31", "2027-02-01"]


def test_the_hour_that_comes_twice_in_autumn_is_two_hours() -> None:
    hourly = CachedPage(("any:page",), is_hourly=True)
    found = []
    for moment in ("2026-10-25T00:30Z", "2026-10-25T00:59Z", "2026-10-25T01:30Z"):
        with time_machine.travel(moment, tick=False):
            found.append((timezone.localtime().hour, addresses.period(hourly)))

    assert [hour for hour, _period in found] == [2, 2, 2]
    assert found[0] == found[1] != found[2]


# ---------------------------------------------------------------- another server, another release
def test_a_row_of_a_backup_with_the_number_of_a_new_transaction_hides_no_change(other: psycopg.Connection) -> None:
    """Another server counts its transactions anew."""
    [number] = other.execute("SELECT pg_current_xact_id()::text::bigint").fetchone() or [0]
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO core_tableversion ("table", transaction, value) VALUES (%s, %s, 7)',
            ["core_districtpart", number],
        )
    before = versions.current(["core_districtpart"])

    other.execute("UPDATE core_districtpart SET sort = sort + 1")
    other.commit()

    assert versions.current(["core_districtpart"]) != before


def test_all_processes_of_a_release_have_the_same_addresses() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", RELEASE.format(language=language)],
            cwd=own_settings.BASE_DIR,
            env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "eving.settings", "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, language in (("0", "de"), ("1", "en"))
    }

    assert len(found) == 1 and len(found.pop()) == 64


def test_the_language_of_the_first_request_makes_no_other_addresses(settings) -> None:
    settings.SETS = {"settings", "may", "be", "sets"}
    found = []
    for language in ("de", "en"):
        addresses.release.cache_clear()
        with translation.override(language):
            found.append(addresses.release())

    assert found[0] == found[1]
    assert addresses.described({"b", "a"}) == addresses.described(frozenset(["a", "b"])) == ["'a'", "'b'"]


@pytest.mark.parametrize(
    ("name", "counts_for_pages"),
    [
        ("eving/pages.py", True),
        ("templates/frame.html", True),
        ("locale/de/django.mo", True),
        ("static/icons.svg", True),
        ("static/css/page.css", True),
        ("static/js/open.js", True),
        ("requirements.txt", True),
        ("collected/staticfiles.json", True),
        ("eving/pages.pyc", False),
        ("projects/__pycache__/ideas.cpython-311.pyc.140179320800624", False),
        ("locale/de/django.po", False),
        ("tests/test_pages.py", False),
    ],
)
def test_what_a_release_brings_with_it_counts(tmp_path: Path, settings, name: str, *, counts_for_pages: bool) -> None:
    settings.BASE_DIR, settings.STATIC_ROOT, settings.HASHED_STATIC = tmp_path, tmp_path / "collected", True
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    found = []
    for content in ("before", "after"):
        file.write_text(content)
        addresses.release.cache_clear()
        found.append(addresses.release())

    assert (found[0] != found[1]) is counts_for_pages


# ---------------------------------------------------------------- texts of which nobody knows whether they hold
def test_a_page_with_texts_of_before_an_outage_is_not_kept(plain: Client) -> None:
    """The texts wait ten seconds after a failure, and pages are stored again at once."""
    SiteText.objects.create(key="contact.lead", text="Klopfen.")
    site_texts.keep(site_texts.Snapshot(next_attempt=float("inf")))
    without = plain.get("/kontakt/").content.decode()
    stored_in_doubt = StoredPage.objects.count()
    site_texts.keep(None)
    later = [plain.get("/kontakt/").content.decode() for _time in range(2)]

    assert ("Klopfen." in without, stored_in_doubt) == (False, 0)
    assert ["Klopfen." in page for page in later] == [True, True]
    assert StoredPage.objects.count() == 1


def test_a_page_drawn_while_another_one_reads_the_first_texts_is_not_kept(plain: Client) -> None:
    SiteText.objects.create(key="contact.lead", text="Klopfen.")
    with site_texts.loading:
        plain.get("/kontakt/")

    assert StoredPage.objects.count() == 0
    assert "Klopfen." in plain.get("/kontakt/").content.decode()


def test_rows_of_versions_are_put_together_also_while_all_pages_come_from_copies(plain: Client, monkeypatch) -> None:
    plain.get("/impressum/")
    monkeypatch.setattr(versions, "MOST_ROWS", 5)
    for number in range(20):
        DistrictPart.objects.create(slug=f"t{number}", name=f"Teil {number}")
    before = counts.hits
    plain.get("/impressum/")
    rows, hits = TableVersion.objects.count(), counts.hits - before

    counts.written -= 3600
    plain.get("/impressum/")

    assert (hits, rows >= 20, TableVersion.objects.filter(table="core_districtpart").count()) == (1, True, 1)


# ---------------------------------------------------------------- odd requests
@pytest.mark.parametrize(
    "tags", ['"a\0b"', '"\x80"', '"' + "a" * 5000 + '"', ", ".join(f'"{number}"' for number in range(3000)), "*", '"']
)
def test_odd_tags_neither_fail_nor_switch_the_copies_off(plain: Client, tags: str) -> None:
    plain.get("/ideen/")
    before = counts.hits

    answers = [plain.get("/ideen/", headers={"if-none-match": tags}).status_code for _time in range(2)]

    assert (answers, counts.hits - before) == ([200, 200], 2)


def test_a_tag_among_others_is_found(plain: Client) -> None:
    tag = plain.get("/ideen/").headers["ETag"]

    assert plain.get("/ideen/", headers={"if-none-match": f'"a\0b", {tag}, "other"'}).status_code == 304


def test_letters_that_no_browser_sends_unencoded_are_not_kept(plain: Client) -> None:
    address = "/ideen/?strasse=stra\u00c3\u009fe"  # as the server hands on the two bytes of "ß"
    plain.generic("GET", "/ideen/", QUERY_STRING=address.partition("?")[2])

    assert StoredPage.objects.count() == 0


@pytest.mark.parametrize("path", ["//ideen/", "/en//", "/EN/ideen/", "/de/ideen/", "/ideen/./", "/ideen/\n", "/../"])
def test_addresses_that_lead_nowhere_have_no_copy(plain: Client, path: str) -> None:
    for _time in range(2):
        assert plain.generic("GET", "/", PATH_INFO=path).status_code in {301, 404}

    assert StoredPage.objects.count() == 0


@pytest.mark.parametrize("is_on", [True, False])
def test_no_proxy_keeps_a_page_without_asking(plain: Client, settings, *, is_on: bool) -> None:
    """nginx with proxy_cache_valid keeps what says nothing: then a search finds for minutes what was withdrawn."""
    settings.PAGE_CACHE = is_on
    gone, former = make_idea(title="Fort"), make_idea(title="Neu")
    old = former.get_absolute_url().replace("neu", "alt")
    lifecycle.apply(gone, "withdraw", by=Role.AUTHOR)
    found = {}
    for path in ("/suche/?q=Bank", "/ideen/?q=Bank", "/ideen/", gone.get_absolute_url(), old, "/weg/", "/robots.txt"):
        for answer in (plain.get(path), plain.head(path)):
            found[path, answer.status_code] = answer.headers["Cache-Control"]

    assert found == dict.fromkeys(found, "no-cache")
    assert {status for _path, status in found} == {200, 301, 404, 410}


# ---------------------------------------------------------------- a database that does not take part
def statuses(client: Client, paths: tuple[str, ...] = ("/ideen/", "/", "/impressum/")) -> list[int]:
    return [client.get(path).status_code for path in paths]


@pytest.mark.parametrize("table", ["core_storedpage", "core_pagefigures"])
def test_pages_come_while_a_table_of_the_copies_is_locked(plain: Client, other: psycopg.Connection, table: str) -> None:
    statuses(plain)
    counts.written -= 3600
    other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")

    assert statuses(plain) == [200, 200, 200]


def test_pages_come_before_the_tables_of_the_copies_are_there(plain: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_storedpage RENAME TO elsewhere")
    try:
        assert statuses(plain) == [200, 200, 200]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO core_storedpage")


def test_pages_come_from_a_database_that_takes_no_changes(plain: Client) -> None:
    make_idea()
    counts.written -= 3600
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    try:
        found = [statuses(plain) for _time in range(2)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = off")

    assert found == [[200, 200, 200]] * 2
    assert StoredPage.objects.count() == 0
