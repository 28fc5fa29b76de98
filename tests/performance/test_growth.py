"""Every public address with a thousand rows in each register, and with a hundred thousand: what PostgreSQL touches.

Prints the table of docs/performance.md.
"""

import sys
from dataclasses import dataclass
from functools import partial

import pytest
from django.test import Client

from actors.models import Actor
from projects.models import Idea
from tests.performance.addresses import addresses
from tests.performance.filled import filled
from tests.plans import Cost, cost
from vacancies.models import Listing

pytestmark = [pytest.mark.django_db, pytest.mark.bulk]
FEW, MANY = 1_000, 100_000
TIMES = 1.5
DEEPER = 40  # buffers more: an index of a hundred thousand rows is a level deeper, at each look-up


@dataclass(frozen=True)
class Bound:
    """What an address may touch at most in any number of rows, where that is more than TIMES what a few cost."""

    buffers: int
    reason: str


COUNTED = Bound(12_000, "figures count to 10,000; 600 steps of histories and 360 free shops are looked at")
HITS = Bound(3_500, "3,000 hits are read, and put in order")
ALL_HITS = Bound(13_000, "3,000 hits are read, and put in order, in each of five registers")
MOST_WORDS = Bound(40_000, "1,000 hits are read for each number of words, in each register, and put in order")
LOOKED_UP = Bound(13_000, "the filter looks into another table for each row, until 360 fit")
PLANNED = Bound(40_000, "10,000 rows are counted by street and part")
ALIKE = Bound(8_000, "1,000 ideas are ranked")
MENDED = Bound(3_000, "the word that was meant is looked for in 600 texts of each register")
KEYS = Bound(1_500, "a file holds a thousand keys; rows that were changed lie apart")
RARELY_CERTAIN = Bound(800, "what fits for certain is rare and stands far apart")
BOUNDS: dict[str, Bound] = {
    "/": COUNTED,
    "/sitemap-ideen.xml": KEYS,
    **{f"/{part}/?q=Markt": HITS for part in ("ideen", "projekte", "ladenlokale", "gesuche", "akteure")},
    **{f"/suche/?q={word}": ALL_HITS for word in ("Markt", "Lesezelt", "arkt")},
    "/suche/?q=Sternwrte": MENDED,
    "/suche/?q=Markt+Tiger+Sternwarte+Xylophon": MOST_WORDS,
    "/suche/?q=Bank+in+der+Bergstr.+10": MOST_WORDS,
    "/ideen/?thema=einkaufen": LOOKED_UP,
    "/ideen/feed.atom?thema=gruen": LOOKED_UP,
    "/projekte/?thema=einkaufen": LOOKED_UP,
    "/projekte/?rahmen=insekt": LOOKED_UP,
    "/gesuche/?nutzung=einzelhandel": LOOKED_UP,
    "/akteure/?thema=einkaufen": LOOKED_UP,
    "/akteure/?ort=part-eving": LOOKED_UP,
    "/akteure/?stufenlos=ja": LOOKED_UP,
    "/ideen/aehnlich/?titel=Eine+Bank+am+Markt": ALIKE,
    "/ladenlokale/?nutzung=einzelhandel": RARELY_CERTAIN,
}
# They hold every idea, so they grow with them; asked for with a few rows only, and limited by the hour.
WHOLE = {"/ideen/export.csv", "/ideen/export.json"}
NAIVE = {
    "every row counted": lambda: Listing.objects.published().count(),
    "an order without an index": lambda: list(Actor.objects.published().order_by("summary", "pk")[:12]),
    "words of all rows read": lambda: list(Idea.objects.published().filter(text__contains="Xylophon")[:12]),
}


def measured(*, with_exports: bool) -> dict[str, Cost]:
    client = Client()

    def ask(address: str) -> None:
        answer = client.get(address)
        assert answer.status_code < 400 or "nothing" in address, f"{address} answers {answer.status_code}"
        b"".join(answer) if answer.streaming else answer.content

    costs = {}
    for address in addresses():
        if with_exports or address not in WHOLE:
            ask(address)  # the first answer reads what the process then keeps
            costs[address] = cost(partial(ask, address))
    return costs | {name: cost(read) for name, read in NAIVE.items()}


@pytest.fixture(scope="module")
def sizes(django_db_setup, django_db_blocker) -> dict[int, dict[str, Cost]]:
    """The costs at each size. The rows are gone before the first test looks at them."""
    costs = {}
    with django_db_blocker.unblock():
        for count in (FEW, MANY):
            with filled(count):
                costs[count] = measured(with_exports=count == FEW)
    tell(costs)
    return costs


def tell(sizes: dict[int, dict[str, Cost]]) -> None:
    lines = ["", "| Address | Queries | 1,000 rows | 100,000 | Times | Bound |", "|---|---|---|---|---|---|"]
    for address, many in sizes[MANY].items():
        few = sizes[FEW][address]
        times = f"{many.buffers / few.buffers:.1f}" if few.buffers else ""
        known = bound_of(address)
        bound = known.reason if known else ""
        lines.append(f"| `{address}` | {many.queries} | {few.buffers:,} | {many.buffers:,} | {times} | {bound} |")
    sys.stdout.write("\n".join([*lines, ""]))


def bound_of(address: str) -> Bound | None:
    return PLANNED if "/plan/" in address else BOUNDS.get(address)


def grows(few: Cost, many: Cost) -> bool:
    return many.buffers > TIMES * few.buffers + DEEPER


def test_no_address_touches_more_in_a_hundred_times_the_rows(sizes: dict[int, dict[str, Cost]]) -> None:
    grown = {
        address: (sizes[FEW][address].buffers, many.buffers)
        for address, many in sizes[MANY].items()
        if not bound_of(address) and address not in NAIVE and grows(sizes[FEW][address], many)
    }

    assert grown == {}


def test_where_an_address_grows_it_stays_within_its_bound(sizes: dict[int, dict[str, Cost]]) -> None:
    beyond = {
        address: many.buffers
        for address, many in sizes[MANY].items()
        if (bound := bound_of(address)) and many.buffers > bound.buffers
    }

    assert beyond == {}


def test_a_bound_is_stated_only_where_it_is_needed(sizes: dict[int, dict[str, Cost]]) -> None:
    """Whether few rows are looked up one by one, too, is the planner's choice, and another one after each ANALYZE."""
    certain = [address for address, bound in BOUNDS.items() if bound not in (LOOKED_UP, MENDED)]
    assert [address for address in certain if not grows(sizes[FEW][address], sizes[MANY][address])] == []


def test_no_address_asks_more_queries_for_more_rows(sizes: dict[int, dict[str, Cost]]) -> None:
    assert {
        address: (sizes[FEW][address].queries, many.queries)
        for address, many in sizes[MANY].items()
        if many.queries > sizes[FEW][address].queries
    } == {}


@pytest.mark.parametrize("name", ["every row counted", "an order without an index", "words of all rows read"])
def test_the_twin_a_naive_query_would_be_noticed(sizes: dict[int, dict[str, Cost]], name: str) -> None:
    assert grows(sizes[FEW][name], sizes[MANY][name])
