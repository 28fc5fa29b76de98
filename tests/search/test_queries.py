"""What people ask the search, and how much of what they want it finds."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client, override_settings

from eving.demo.seed import REGISTERS, seed
from tests.search import queries
from tests.search.measure import Results, leads_on, measure, signed_in
from tests.search.queries import Query, read
from tests.search.things import Things, unclear

pytestmark = pytest.mark.django_db

# What the search reaches today; each only goes up.
RECALL, FIRST, KEPT_OUT = 0.97, 0.95, 0.95
# Searches that once failed: they stay in the file, whatever else changes there.
NEVER_DROPPED = {
    "ladenlokal", "laden mieten", "leerstand", "büro mieten", "imbiss", "kiosk", "barrierefreier laden", "Bank",
    "L-9", "I-{year}-29", "EV-18", "spielplatz grüner tiger bergstraße", "spielplatz dortmund eving", "Evingerstraße",
    "bergstr. 10", "Müllproblem", "Kleingartenverein", "verein", "beratungsstelle", "sperrmüll", "grünanlage",
    "nachbarn hilfe", "bücherei", "bibliothek", "behindertengerecht", "barrierefrei", "arbeitslos", "job", "türkçe",
    "українська", "العربية", "sprechstunde", "öffnungszeiten", "leichte sprache", "impressum",
    "datenschutz", "barriere melden", "idee einreichen", "laden anbieten", "meine daten löschen", "telefon verloren",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def filled(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("demo")),
        transaction.atomic(),
    ):
        seed(registers=REGISTERS)
        yield
        transaction.set_rollback(True)


# ---------------------------------------------------------------- the file
def test_enough_is_asked_by_everyone_and_nothing_twice():
    asked = read()

    groups = {one.who for one in asked}
    assert len(asked) >= 120
    assert groups == {
        "resident", "portal", "newcomer", "trader", "owner", "parents", "older", "association", "journalist", "staff",
        "lists",
    }  # fmt: skip
    assert queries.twice(asked) == []
    assert queries.without_a_demand(asked) == []
    assert NEVER_DROPPED - {one.typed for one in asked} == set()


def test_a_query_that_stands_twice_is_told_from_one_that_is_asked_elsewhere():
    again = read(
        """
        resident = [{ typed = "bank", find = ["eine-bank"] }, { typed = "bank", find = ["eine-bank"], lang = "en" }]
        older = [{ typed = "bank", find = ["ein-stadtplan"] }]
        """
    )

    assert queries.twice(again) == ["bank"]


def test_a_query_that_any_answer_satisfies_is_seen():
    asked = read('resident = [{ typed = "bank", find = [] }, { typed = "xylophon", find = [], only = [] }]')

    assert queries.without_a_demand(asked) == ["bank"]


def test_everything_expected_is_in_the_demo():
    things = Things()

    wrong = {one.typed: unclear(things, one.names) for one in read() if unclear(things, one.names)}
    assert wrong == {}


def test_a_name_that_stands_for_nothing_or_for_two_things_is_seen():
    assert unclear(Things(), ["ein-", "eine-rutsche", "/rutsche/", "EV-1", "EV-999", "ladenlokale", "eine-bank"]) == [
        "ein-",
        "eine-rutsche",
        "/rutsche/",
        "EV-999",
    ]


# ---------------------------------------------------------------- the figures
def test_the_search_finds_what_people_ask_for(client: Client):
    report = measure(read(), Things(), client, signed_in())

    lines = "\n".join(report.lines())
    assert report.recall >= RECALL, lines
    assert report.first >= FIRST, lines
    assert report.kept_out >= KEPT_OUT, lines


def test_hits_are_links_in_headings_of_the_main_part_and_in_first_columns():
    results = Results(
        """
        <header><h2><a href="/">Home</a></h2></header>
        <main><nav><a href="/suche/?q=bank&amp;art=ideen">Ideas</a></nav>
        <h3><a href="/ideen/I-2026-8/eine-bank/">A <mark>bench</mark></a></h3><p><a href="/ideen/">All</a></p>
        <table><thead><tr><th><a href="?o=1">Number</a></th></tr></thead>
        <tbody><tr><th><a href="/verwaltung/1/">EV-1</a></th><td><a href="/verwaltung/2/">Owner</a></td></tr></tbody>
        </table></main>
        <footer><h2><a href="/kontakt/">Contact</a></h2></footer>
        """
    )

    assert results.hits == ["/ideen/I-2026-8/eine-bank/", "/verwaltung/1/"]
    assert results.links == ["/suche/?q=bank&art=ideen", "/ideen/", "?o=1", "/verwaltung/2/"]


def test_other_kinds_and_further_pages_are_read_and_another_search_is_not():
    links = [
        "/suche/?q=spilplatz&art=ideen",
        "/en/suche/?q=spilplatz&seite=2",
        "/suche/?q=spielplatz&art=ideen",  # what a corrected slip finds, shown at once
        "/suche/?q=spielplatz",
        "/ideen/?q=spilplatz",
    ]

    assert [link for link in links if leads_on(link, "spilplatz")] == links[:3]


def test_a_page_that_leads_on_by_itself_is_one_hit(client: Client):
    short_address = Query(who="resident", typed="", find=("mieterhilfe",), only=(), list="/akteure/A-12/")

    report = measure([short_address], Things(), client, client)

    assert [answer.found for answer in report.answers] == [("mieterhilfe-musterviertel",)]


def test_what_is_missing_wrong_or_second_lowers_its_figure(client: Client):
    name = {"who": "resident", "typed": "Sonnensegel"}
    asked = [
        Query(**name, find=("sonnensegel",), only=()),
        Query(**name, find=("sonnensegel", "zebrastreifen"), first=("zebrastreifen",)),
        Query(**name, find=(), only=()),
        Query(**name, find=(), unwanted=("sonnensegel",)),
    ]

    report = measure(asked, Things(), client, client)

    assert (report.recall, report.first, round(report.kept_out, 2)) == (0.75, 0.5, 0.33)
    assert [line.split(maxsplit=3)[-1] for line in report.lines()][:-1] == [
        "misses zebrastreifen-vor-der-kita; first sonnensegel-ueber-dem-spielplatz",
        "shows sonnensegel-ueber-dem-spielplatz",
        "shows sonnensegel-ueber-dem-spielplatz",
    ]
    assert list(report.lines())[-1] == "4 queries: recall 0.7500, first 0.5000, kept out 0.3333"
