"""Every public address says whether it is kept, and what decides when its copy is out of date."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone, translation

from actors.models import Actor
from eving.core import registry
from eving.core.caching import addresses, versions
from eving.core.public.pages import FilteredList
from eving.core.registry import CachedPage
from eving.core.texts import site_texts
from eving.demo.seed import REGISTERS, seed
from projects.models import Idea, Project
from projects.views.ideas import IdeaList
from vacancies.models import Listing, SearchProfile

OBJECTS = {"actor": Actor, "idea": Idea, "listing": Listing, "profile": SearchProfile, "project": Project}
MOST = 15  # of one register
DOCUMENTS = ("-expose", "-poster", "-preview")  # which take seconds to draw
READ = re.compile(r'(?:FROM|JOIN) "?([a-z_]+)\b')
# What PostgreSQL has looked at, also in subqueries, functions and views that no pattern knows.
SCANNED = "SELECT relname, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables"
# What a limit or a copy in memory asks for, and no page shows.
NOT_SHOWN = {"core_ratebucket", "core_tableversion"}


def public_names(entries: list[Any], before: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """Name and path of every address that is neither the back office nor the demo's mailbox."""
    for entry in entries:
        path = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or path}", path
        elif not path.startswith(("verwaltung/", "demo/")):
            yield from public_names(entry.url_patterns, path, f"{entry.namespace}:" if entry.namespace else namespace)


def missing(names: set[str], announced: list[str]) -> dict[str, set[str]]:
    return {
        "without an entry": names - set(announced),
        "entries without an address": set(announced) - names,
        "twice": {name for name in announced if announced.count(name) > 1},
    }


def announced() -> list[str]:
    return [page for entry in [*registry.cached_pages, *registry.uncached_pages] for page in entry.pages]


def test_every_public_address_has_one_entry() -> None:
    names = {name for name, _path in public_names(get_resolver().url_patterns)}

    assert missing(names, announced()) == {
        "without an entry": set(),
        "entries without an address": set(),
        "twice": set(),
    }


def test_an_address_without_an_entry_would_be_found() -> None:
    found = missing({"projects:idea-list", "new:page"}, ["projects:idea-list", "former:page", "former:page"])

    assert found == {
        "without an entry": {"new:page"},
        "entries without an address": {"former:page"},
        "twice": {"former:page"},
    }


def test_what_a_link_opens_for_one_person_is_never_kept() -> None:
    by_link = {name for name, path in public_names(get_resolver().url_patterns) if "token" in path}

    assert by_link & set(addresses.entries()) == set()
    assert len(by_link) > 15


def test_a_list_reads_the_parameters_of_its_entry() -> None:
    lists = {}
    for name, _path in public_names(get_resolver().url_patterns):
        if name in addresses.entries() and name.endswith("-list"):
            view = getattr(get_view(name), "view_class", None)
            if view and issubclass(view, FilteredList):
                read = {*view.filter_class.base_filters, "seite", "sortierung"}
                entry = addresses.entries()[name]
                lists[name] = read - {*(entry.values() if callable(entry.values) else entry.values), *entry.typed}

    assert lists == {name: set() for name in lists}
    assert len(lists) == 5


def get_view(name: str) -> Any:
    return get_resolver().resolve(reverse(name)).func


# ---------------------------------------------------------------- tables
def paths(entry: CachedPage) -> Iterator[str]:
    for page in entry.pages:
        if page == "sitemap":
            for section in ["seiten", *(kind.code for kind in registry.search_kinds)]:
                yield reverse(page, args=[section])
        elif (model := OBJECTS.get(page.partition(":")[2].partition("-")[0])) and not page.endswith(
            ("-list", "-plan", "-feed", "-csv", "-json", "-data", "-embed")
        ):
            for obj in model.objects.published()[:MOST]:
                yield reverse(page, args=[obj.number, obj.slug] if page.endswith("-detail") else [obj.number])
        else:
            yield reverse(page)
            if page.endswith(("-list", "-plan")):
                yield from choices(reverse(page), OBJECTS[page.partition(":")[2].partition("-")[0]].objects.none())


def choices(path: str, rows: QuerySet) -> Iterator[str]:
    """The list with one value of each filter, so that the tables behind it are read."""
    form = get_resolver().resolve(path).func.view_class.filter_class({}, queryset=rows).form
    for name, field in form.fields.items():
        values = [
            str(value) for value, _label in getattr(field, "choices", ()) if value and not isinstance(_label, list)
        ]
        if name != "q" and values:
            yield f"{path}?{name}={values[0]}"


def tables_read(client: Client, path: str) -> set[str]:
    before = scanned()
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    seen = {table for table, scans in scanned().items() if scans > before.get(table, 0)}
    named = {table for query in queries for table in READ.findall(query["sql"])} & set(before)
    return (named | seen) - NOT_SHOWN


def scanned() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(SCANNED)
        return dict(cursor.fetchall())


@pytest.mark.django_db
def test_every_table_that_a_kept_page_reads_has_a_version_and_is_in_its_entry(client: Client, settings) -> None:
    settings.PAGE_CACHE = False
    seed(registers=REGISTERS)
    watched = versions.watched()
    faults = {}
    for entry in registry.cached_pages:
        read: set[str] = set()
        for path in paths(entry):
            with translation.override("de"):
                read |= tables_read(client, path)
        if wrong := read - (set(addresses.tables(entry)) & watched):
            faults[entry.pages[0]] = wrong

    assert faults == {}


@pytest.mark.django_db
def test_a_table_that_no_pattern_finds_is_seen_all_the_same(client: Client, settings, monkeypatch) -> None:
    settings.PAGE_CACHE = False
    plain = IdeaList.get

    def reads(self: Any, *args: Any, **kwargs: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("TABLE core_user")
        return plain(self, *args, **kwargs)

    monkeypatch.setattr(IdeaList, "get", reads)

    assert "core_user" in tables_read(client, "/ideen/")


# ---------------------------------------------------------------- time
def differences(client: Client, moments: tuple[str, str]) -> list[str]:
    """The kept pages that say something else at one moment than at the other, while nothing has changed."""
    pages = []
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            site_texts.keep(None)
            drawn = {}
            for entry in registry.cached_pages:
                if not entry.is_hourly and not any(page.endswith(DOCUMENTS) for page in entry.pages):
                    drawn |= {path: client.get(path).content for path in list(paths(entry))}
            pages.append(drawn)
    return [path for path in pages[0] if pages[0][path] != pages[1].get(path)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moments",
    [
        ("2027-06-30T22:01Z", "2027-07-01T21:59Z"),
        ("2026-10-24T22:01Z", "2026-10-25T22:59Z"),
    ],
    ids=["summer", "the day of 25 hours"],
)
def test_a_page_says_the_same_all_day(client: Client, settings, moments: tuple[str, str]) -> None:
    settings.PAGE_CACHE = False
    with time_machine.travel(moments[0], tick=False):
        seed(registers=REGISTERS)

    assert differences(client, moments) == []


@pytest.mark.django_db
def test_a_page_that_says_the_time_would_be_found(client: Client, settings, monkeypatch) -> None:
    settings.PAGE_CACHE = False
    plain = IdeaList.get_context_data

    def says(self: Any, **kwargs: Any) -> Any:
        return plain(self, **kwargs) | {"title": timezone.localtime().isoformat()}

    monkeypatch.setattr(IdeaList, "get_context_data", says)

    assert "/ideen/" in differences(client, ("2027-01-31T23:01Z", "2027-02-01T22:59Z"))
