"""Measures the public pages beside a bare page of the same run and prints the table of docs/performance.md.

Times are printed, never asserted; the numbers of queries are.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from eving import urls as pages
from eving.demo.content.ideas import IDEAS
from eving.demo.seed import seed
from projects.models import Idea

IDEAS_IN_ALL = 2000
ROUNDS = 15


def nothing(request: HttpRequest) -> HttpResponse:
    """What every request costs before a view does anything."""
    return HttpResponse("")


def bare_page(request: HttpRequest) -> HttpResponse:
    """The floor: header and footer around nothing."""
    return render(request, "base.html")


urlpatterns = [path("nichts/", nothing), path("leer/", bare_page), *pages.urlpatterns]
handler404, handler500 = pages.handler404, pages.handler500


@dataclass(frozen=True)
class Figure:
    """What one page costs."""

    name: str
    queries: int
    median: float  # milliseconds
    slowest: float  # milliseconds, the 95th percentile

    def row(self, floor: float) -> str:
        return f"| {self.name} | {self.queries} | {self.median:.1f} | {self.slowest:.1f} | {self.median / floor:.1f} |"


def measure(name: str, ask: Callable[[], HttpResponse], status: int = 200) -> Figure:
    # The first answer compiles templates and loads catalogues, once per process.
    assert ask().status_code == status, f"{name} answers {ask().status_code}"
    with CaptureQueriesContext(connection) as queries:
        ask()
    number = len(queries)  # the next request empties Django's list
    times = []
    for _round in range(ROUNDS):
        begin = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begin) * 1000)
    return Figure(name, number, statistics.median(times), statistics.quantiles(times, n=20)[-1])


def many_ideas(number: int) -> None:
    """The demo's ideas over and over, until there are that many public ones."""
    seed([replace(demo, photos=()) for demo in IDEAS], messages=[])
    originals = list(Idea.objects.published().exclude(state="merged").prefetch_related("topics"))
    copies, topics = [], []
    for count in range(number - len(originals)):
        original = originals[count % len(originals)]
        copies.append(
            Idea(
                number=f"I-2000-{count + 1}",
                slug=original.slug,
                title=original.title,
                text=original.text,
                street=original.street,
                field=original.field,
                state=original.state,
                published_at=original.published_at - timedelta(days=count),
                search_text=original.search_text,
            )
        )
        topics.append(original.topics.all())
    Idea.objects.bulk_create(copies, batch_size=500)
    through = Idea.topics.through
    through.objects.bulk_create(
        [through(idea=copy, topic=topic) for copy, row in zip(copies, topics, strict=True) for topic in row]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_idea SET search_vector = original.search_vector FROM projects_idea AS original"
            " WHERE projects_idea.search_vector IS NULL AND original.search_vector IS NOT NULL"
            " AND original.slug = projects_idea.slug"
        )
        cursor.execute("ANALYZE projects_idea")


@pytest.mark.django_db
def test_public_pages_keep_their_budget_of_queries_with_two_thousand_ideas(settings):
    settings.ROOT_URLCONF = __name__
    many_ideas(IDEAS_IN_ALL)
    client = Client()
    one = Idea.objects.published().filter(number__startswith="I-2000").first().get_absolute_url()

    nothing_at_all = measure("empty answer", lambda: client.get("/nichts/"))
    floor = measure("bare page (the floor)", lambda: client.get("/leer/"))
    budgets = {
        measure("home", lambda: client.get("/")): 10,
        measure("list of ideas, 12 cards", lambda: client.get("/ideen/")): 6,
        measure("list, last page", lambda: client.get("/ideen/?seite=15")): 6,
        measure("list, filtered by street and topic", lambda: client.get("/ideen/?strasse=bergstrasse&thema=wege")): 6,
        measure("list, searched", lambda: client.get("/ideen/?q=bank")): 6,
        measure("one idea", lambda: client.get(one)): 10,
        measure("empty form", lambda: client.get("/ideen/neu/")): 6,
        measure("form with errors", lambda: client.post("/ideen/neu/", {"title": "x"}), 422): 14,
        measure("search", lambda: client.get("/suche/?q=haltestelle")): 8,  # one for the hits of each further register
    }

    tell(floor, [nothing_at_all, floor, *budgets])
    assert floor.queries == 0
    assert {page.name: page.queries for page, budget in budgets.items() if page.queries > budget} == {}


def tell(floor: Figure, figures: list[Figure]) -> None:
    head = "| Page | Queries | Median ms | 95 % ms | Times the bare page |"
    rows = [figure.row(floor.median) for figure in figures]
    sys.stdout.write("\n".join(["", head, "|---|---|---|---|---|", *rows, ""]))
