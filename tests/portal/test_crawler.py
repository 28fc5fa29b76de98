"""The crawler finds what is broken, comes to an end, and changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import path

from eving.core.models import Street
from tests import databases
from tests.crawl import nu
from tests.crawl.__main__ import main, report
from tests.crawl.reading import read
from tests.crawl.walking import Sample, Walk

pytestmark = pytest.mark.django_db
broken_site = pytest.mark.urls(__name__)


# ---------------------------------------------------------------- a broken site
def page(title: str, body: str, **more: str) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        html = f'<html lang="de"><title>{title}</title><main id="content">{body}</main></html>'
        return HttpResponse(more.get("html", html), content_type=more.get("kind", "text/html; charset=utf-8"))

    return view


def crash(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("so many")


def write(request: HttpRequest) -> HttpResponse:
    Street.objects.filter(slug="bergstrasse").update(name="Andersweg")
    return page("Schreibt", "<h1>Schreibt</h1>")(request)


def month(request: HttpRequest) -> HttpResponse:
    number = int(request.GET.get("monat", "1")) + 1
    return page("Kalender", f'<h1>Kalender</h1><a href="?monat={number}">Weiter</a>')(request)


GOOD = """<h1>Gut</h1>
<a href="/gut/#content">Inhalt</a> <a href="#top">Nach oben</a> <a href="/alt/">Umgezogen</a> <a href="/alt/#content">x
</a> <a href="mailto:a@example.org">M</a> <a href="https://example.org/fehlt/">x</a> <a href="//example.org/">x</a>
<form method="post" action="/schreibt/"><input name="x"></form>
<form action="/suche/"><input type="hidden" name="ansicht" value="liste"><input type="search" name="q">
<select name="thema"><option value="">Alle</option><option value="gruen">Grün</option></select>
<input type="checkbox" name="nur" value="neu"></form>
<select><optgroup label="A"><option>Eins</option></optgroup>
<optgroup label="B"><option>Eins</option></optgroup></select>
<table><tr><th id="kopf">K</th><td headers="kopf">Z</td></tr></table>
<svg><title>Kein Titel</title></svg><textarea>{{ None }}</textarea>"""
BROKEN = {
    "fehlt": None,
    "zwei": page("Zwei", "<h1>Eins</h1><h1>Zwei</h1>"),
    "keine": page("Keine", "<h2>Keine</h2>"),
    "leer": page("", "<h1> </h1>"),
    "rest": page("Rest", "<h1>Rest</h1>{{ wert }}<dl><dd>None</dd></dl><img src='/gut/' alt='%(name)s'>"),
    "verweist": page(
        "Verweist",
        """<h1 id="da">Verweist</h1><label for="weg">W</label>
        <input id="feld" aria-describedby="da feld_error"><select><option>Eins<option> Eins </select>""",
    ),
    "doppelt": page("Doppelt", '<h1 id="a">Doppelt</h1><p id="a"></p>'),
    "kracht": crash,
    "schreibt": write,
    "kreis": lambda request: redirect("/kreis/"),
    "anker": page("Anker", '<h1>Anker</h1><a href="/gut/#weg">Weg</a><a href="#dort">Dort</a>'),
    "bild": page("Bild", '<h1>Bild</h1><img src="/static/img/fehlt.svg" alt="">'),
    "gleich": page("Zwei", "<h1>Gleich</h1>"),
    "sprache": page("", "", html='<html lang="en"><title>Sprache</title><h1>Sprache</h1></html>'),
    "feed": page("", "", html="<feed><link href='/gut/'>", kind="application/atom+xml"),
    "pdf": page("", "", html="%PDF-1.7 halb", kind="application/pdf"),
}
urlpatterns = [
    path("gut/", page("Gut", GOOD)),
    path("alt/", lambda request: redirect("/gut/")),
    path("suche/", page("Suche", "<h1>Suche</h1>")),
    path("kalender/", month),
    path("dinge/", page("Dinge", f"<h1>Dinge</h1>{''.join(f'<a href=/dinge/{n}/>x</a>' for n in range(9))}")),
    *(path(f"{kind}/<int:pk>/", page("Ding", "<h1>Ding</h1>")) for kind in ("dinge", "sachen", "orte")),
    path("zwei-dinge/", page("Zwei Dinge", '<h1>Zwei</h1><a href="/dinge/1/">x</a><a href="/sachen/1/">x</a>')),
    path("drei-dinge/", page("Drei Dinge", '<h1>Drei</h1><a href="/zwei-dinge/">x</a><a href="/orte/1/">x</a>')),
    path("kaputt/", page("Kaputt", f"<h1>Kaputt</h1>{''.join(f'<a href=/{name}/>x</a>' for name in BROKEN)}")),
    path("amt/", page("Amt", '<h1>Amt</h1><a href="zu/">x</a><a href="/anker/">x</a>')),
    path("amt/zu/", lambda request: redirect("/tuer/")),
    path("tuer/", page("Tür", "<h1>Tür</h1>")),
    *(path(f"{name}/", view) for name, view in BROKEN.items() if view),
]


def walk_from(address: str, **more: Any) -> Walk:
    return Walk(Client(), **more).start([address]).finish()


@broken_site
def test_every_fault_of_a_broken_site_is_found() -> None:
    before = list(Street.objects.order_by("pk").values())

    found = walk_from("/kaputt/").findings

    [crashed] = [line for line in found if line.startswith("/kracht/")]
    assert crashed.startswith("/kracht/: ZeroDivisionError: so many (") and crashed.endswith(" (from /kaputt/)")
    assert sorted(set(found) - {crashed}) == [
        "/anker/: #dort is not there (from /anker/)",
        "/doppelt/: ids given twice: a (from /kaputt/)",
        "/feed/: is no whole application/atom+xml: no element found: line 1, column 25 (from /kaputt/)",
        "/fehlt/: answers 404 (from /kaputt/)",
        "/gut/: #weg is not there (from /anker/)",
        "/keine/: 0 h1 (from /kaputt/)",
        "/kreis/: leads in a circle (from /kaputt/)",
        "/leer/: an empty h1 (from /kaputt/)",
        "/leer/: no title (from /kaputt/)",
        "/pdf/: is no whole application/pdf: no beginning or no end (from /kaputt/)",
        "/rest/: left over: “%(name)s” (from /kaputt/)",
        "/rest/: left over: “None” (from /kaputt/)",
        "/rest/: left over: “{{ wert }}” (from /kaputt/)",
        "/schreibt/: reading it writes to core_street (from /kaputt/)",
        "/sprache/: says lang=“en” in place of de (from /kaputt/)",
        "/static/img/fehlt.svg: no such static file (from /bild/)",
        "/verweist/: aria-describedby names what is not there: feld_error (from /kaputt/)",
        "/verweist/: for names what is not there: weg (from /kaputt/)",
        "/verweist/: one list says twice: Eins (from /kaputt/)",
        "/zwei/: 2 h1 (from /kaputt/)",
        "one title for different pages, “Zwei”: /gleich/, /zwei/",
    ]
    assert list(Street.objects.order_by("pk").values()) == before


@broken_site
def test_a_good_page_is_no_finding_and_its_forms_that_look_are_tried() -> None:
    walk = walk_from("/gut/")

    assert walk.findings == []
    assert set(walk.visits) == {
        "/gut/", "/alt/",
        "/suche/?ansicht=liste&q=&thema=",
        "/suche/?ansicht=liste&thema=&q=und",
        "/suche/?ansicht=liste&q=&thema=gruen",
        "/suche/?ansicht=liste&q=&thema=&nur=neu",
    }  # fmt: skip


@broken_site
@pytest.mark.parametrize(("start", "visited"), [("/kalender/", 1 + 8), ("/dinge/", 1 + 3)])
def test_what_has_no_end_or_looks_alike_is_sampled(start: str, visited: int) -> None:
    walk = walk_from(start, sample=Sample(objects=3, choices=8))

    assert (len(walk.visits), walk.findings) == (visited, [])


@broken_site
def test_two_things_may_bear_one_name_and_no_more() -> None:
    assert walk_from("/zwei-dinge/").findings == []
    assert walk_from("/drei-dinge/").findings == [
        "one title for different pages, “Ding”: /dinge/1/, /orte/1/, /sachen/1/"
    ]


@broken_site
def test_links_are_followed_inside_alone_and_the_log_in_page_is_a_finding() -> None:
    walk = walk_from("/amt/", inside="/amt/", login="/tuer/")

    # The page outside is looked at, and its own link left alone.
    assert walk.findings == ["/amt/zu/: leads to the log-in page (from /amt/)"]
    assert list(walk.visits) == ["/amt/", "/amt/zu/", "/anker/", "/tuer/"]


def test_in_english_none_may_be_a_word_but_no_whole_cell() -> None:
    german, english = (read(f'<html lang="{code}"><dd>None</dd><p>None of them.</p>') for code in ("de", "en"))

    assert (german.leftovers, english.leftovers) == (["None", "None of them."], ["None"])


# ---------------------------------------------------------------- the command
@broken_site
@pytest.mark.skipif(nu.IS_MISSING, reason="no Java on this machine")
def test_the_checker_reads_what_the_walk_keeps(capsys) -> None:
    kept: dict[str, bytes] = {}
    walk = walk_from("/gut/", keep=lambda visit, body: kept.setdefault(visit.address, body))

    assert report({"good": walk}, nu.findings(kept)) == 1

    told = capsys.readouterr().out
    assert sorted(kept) == sorted(address for address, visit in walk.visits.items() if visit.title)
    assert "/gut/: Nu: Start tag seen without seeing a doctype first. Expected “<!DOCTYPE html>”." in told


def test_the_command_tells_what_it_saw_and_leaves_the_database_as_it_was(capsys) -> None:
    before = databases.checksums(databases.tables())

    status = main(["--rows", "few"])

    told = capsys.readouterr().out
    assert (status, [line.rpartition(", ")[2] for line in told.splitlines()]) == (0, ["0 findings", "0 findings"])
    assert databases.checksums(databases.tables()) == before


@broken_site
def test_the_command_ends_with_one_where_something_is_wrong(capsys) -> None:
    assert report({"good": walk_from("/gut/")}) == 0
    assert report({"good": walk_from("/gut/"), "broken": walk_from("/zwei/")}) == 1

    assert capsys.readouterr().out.splitlines()[1:] == [
        "good: 6 pages, 0 findings",
        "broken: 1 pages, 1 findings",
        "  /zwei/: 2 h1 (from start)",
    ]
