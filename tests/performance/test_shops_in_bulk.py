"""The public list of shops in very many rows: what PostgreSQL touches for it, read from the plans.

Prints the table of docs/performance.md.
"""

import sys
from dataclasses import dataclass
from functools import partial

import pytest
from django.db import connection
from django.test import Client

from eving.core.search import engine
from eving.core.search.suggestions import SUGGESTION_ROWS
from tests.performance.filled import filled
from tests.plans import Cost, buffers, cost
from vacancies.models import Listing
from vacancies.views.listings import ListingList

# They need the rows of the data migrations, so they run with the tests that keep them, before those that commit.
pytestmark = [pytest.mark.django_db, pytest.mark.bulk, pytest.mark.server]
FEW, SOME, MANY = 1_000, 20_000, 100_000
BOUND = 1.5

PAGES = {"first page": "", "page 2": "seite=2", "last page": "seite=15"}
FILTERS = {
    "to let": "art=miete",
    "for sale": "art=kauf",
    "street": "strasse=bergstrasse",
    "area from": "flaeche_ab=100",
    "area up to": "flaeche_bis=100",
    "rent per m²": "miete_m2_bis=9",
    "entrance": "zugang=stufenlos",
    "gastronomy": "gastronomie=ja",
    "feature": "ausstattung=wasseranschluss",
    "available by": "frei_bis=2027-01-31",
    "gastronomy, only where known": "gastronomie=ja&ohne_angabe=nein",
    "street and available by": "strasse=bergstrasse&frei_bis=2027-01-31",
}
# What fits for certain comes first and is one shop in seven or fewer: those that are counted stand in more entries of
# the index than a thousand shops have.
RARELY_CERTAIN = {
    "rent": "miete_bis=800",
    "use": "nutzung=buero",
    "entrance and gastronomy": "zugang=stufenlos&gastronomie=ja",
    "two features": "ausstattung=wasseranschluss&ausstattung=abluft",
}
# Fewer rows than the list counts: the index is read to its end, and only the index.
NARROW = {
    "street, area, rent": "strasse=bergstrasse&flaeche_bis=100&miete_bis=1500",
    "interim use with gastronomy": "art=zwischennutzung&gastronomie=ja&ohne_angabe=nein",
    "nothing fits": "flaeche_ab=9000&ohne_angabe=nein",
}
SORTS = {"lowest rent": "sortierung=miete", "largest area": "sortierung=flaeche", "soonest": "sortierung=frei"}
RARE, COMMON = "Sternwarte", "Eckfenster"  # one shop, the oldest; every tenth
RARE_WORDS = {
    "a word of one shop": f"q={RARE}",
    "the same in its street": f"q={RARE}&strasse=evinger-strasse",
    "the same, lowest rent first": f"q={RARE}&sortierung=miete",
    "a word of no shop": "q=Xylophon",
}
SLIP = {"a slip, with a suggestion": "q=Sternwahrte"}
# Up to three thousand hits are read and put in order: the cost grows until there are more, and then no further.
COMMON_WORDS = {
    "a word of every tenth shop": f"q={COMMON}",
    "the same, entrance": f"q={COMMON}&zugang=stufenlos",
    "a word of every fourth shop": "q=Laden",
    "four words": f"q=Laden+{COMMON}+Lage+Bergstraße",
}
GROUPS = {
    "": PAGES, "Filter": {**FILTERS, **RARELY_CERTAIN}, "Narrow filter": NARROW, "Order": SORTS,
    "Search": {**RARE_WORDS, **SLIP, **COMMON_WORDS},
}  # fmt: skip


@dataclass
class Figures:
    """What the list costs at one size, by the query string of its address."""

    costs: dict[str, Cost]
    whole_index: int  # pages of the index that the list walks
    counting_all: int  # buffers of the first page when every row is counted
    rare_word_naively: int  # buffers


def measured() -> Figures:
    client = Client()

    def ask(query: str) -> None:
        assert client.get(f"/ladenlokale/?{query}").status_code == 200, query

    ask("")  # the first answer reads what the process then keeps
    costs = {query: cost(partial(ask, query)) for group in GROUPS.values() for query in group.values()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('listing_public_newest') / 8192")
        [whole_index] = cursor.fetchone()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ListingList, "count_up_to", 10**9)
        counting_all = buffers(partial(ask, ""))
    newest = Listing.objects.published().order_by("let_rank", "-published_at", "-pk")
    rare = newest.filter(search_vector=engine.parse(RARE).all_of("wide")).values_list("title", flat=True)
    return Figures(costs, whole_index, counting_all, buffers(lambda: list(rare[:24])))


@pytest.fixture(scope="module")
def sizes(django_db_setup, django_db_blocker) -> dict[int, Figures]:
    """The figures of every size. The rows are gone before the first test looks at them."""
    figures = {}
    with django_db_blocker.unblock():
        for count in (FEW, SOME, MANY):
            with filled(count, "shops"):
                figures[count] = measured()
    tell(figures)
    return figures


def tell(sizes: dict[int, Figures]) -> None:
    lines = [
        "",
        "| The list of shops | Queries | 1,000 shops | 20,000 | 100,000 | Times 1,000 |",
        "|---|---|---|---|---|---|",
    ]
    for group, queries in GROUPS.items():
        for name, query in queries.items():
            costs = [figures.costs[query] for figures in sizes.values()]
            read = " | ".join(f"{each.buffers:,}" for each in costs)
            label = f"{group}: {name}" if group else name
            lines.append(f"| {label} | {costs[-1].queries} | {read} | {costs[-1].buffers / costs[0].buffers:.1f} |")
    twins = {"every row counted": "counting_all", "naive search of a rare word": "rare_word_naively"}
    for name, attribute in twins.items():
        read = [getattr(figures, attribute) for figures in sizes.values()]
        lines.append(f"| *{name}* | | {' | '.join(f'{each:,}' for each in read)} | {read[-1] / read[0]:.1f} |")
    sys.stdout.write("\n".join([*lines, ""]))


def named(*groups: dict[str, str]) -> list:
    return [pytest.param(query, id=name) for group in groups for name, query in group.items()]


@pytest.mark.parametrize("query", named(PAGES, FILTERS, RARELY_CERTAIN, NARROW, SORTS, RARE_WORDS, SLIP))
def test_a_hundred_times_the_shops_need_the_same_queries(sizes: dict[int, Figures], query: str) -> None:
    most = 9 if query in SLIP.values() else 8 if "q=" in query else 6  # a slip is searched, mended, searched again

    assert sizes[MANY].costs[query].queries == sizes[FEW].costs[query].queries <= most


@pytest.mark.parametrize("query", named(PAGES, FILTERS, SORTS))
def test_pages_filters_and_orders_touch_no_more_in_a_hundred_times_the_shops(
    sizes: dict[int, Figures], query: str
) -> None:
    assert sizes[MANY].costs[query].buffers <= BOUND * sizes[FEW].costs[query].buffers


@pytest.mark.parametrize("query", named(RARELY_CERTAIN))
def test_what_is_rarely_certain_touches_no_more_in_five_times_the_shops(sizes: dict[int, Figures], query: str) -> None:
    assert sizes[MANY].costs[query].buffers <= BOUND * sizes[SOME].costs[query].buffers
    assert sizes[MANY].costs[query].buffers <= one_walk(sizes) / 4


def test_counting_every_shop_would_touch_more(sizes: dict[int, Figures]) -> None:
    assert sizes[MANY].counting_all > 2 * BOUND * sizes[FEW].counting_all


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("", "listing_public_newest"),
        ("strasse=bergstrasse", "listing_public_in_street"),
        ("zugang=stufenlos&gastronomie=ja", "listing_public_newest"),
        ("nutzung=buero", "listing_public_newest"),
        ("ausstattung=wasseranschluss&ausstattung=abluft", "listing_public_newest"),
    ],
)
def test_the_index_alone_says_which_shops_stand_on_a_page(sizes: dict[int, Figures], query: str, index: str) -> None:
    assert ("Index Only Scan", index) in sizes[MANY].costs[query].scans


def one_walk(sizes: dict[int, Figures]) -> float:
    """The buffers of reading the whole index of the list once, and of showing a page."""
    one_page = max(sizes[FEW].costs[each].buffers for each in PAGES.values())
    return BOUND * (sizes[MANY].whole_index + one_page)


@pytest.mark.parametrize("query", named(NARROW))
def test_narrow_filters_read_the_index_once_and_no_other_row(sizes: dict[int, Figures], query: str) -> None:
    assert sizes[MANY].costs[query].buffers <= one_walk(sizes)


@pytest.mark.parametrize("query", named(RARE_WORDS))
def test_a_rare_word_touches_no_more_in_a_hundred_times_the_shops(sizes: dict[int, Figures], query: str) -> None:
    assert sizes[MANY].costs[query].buffers <= BOUND * sizes[FEW].costs[query].buffers


def test_the_naive_search_of_a_rare_word_walks_all_shops(sizes: dict[int, Figures]) -> None:
    assert sizes[MANY].rare_word_naively > 20 * sizes[MANY].costs[f"q={RARE}"].buffers


@pytest.mark.parametrize("query", named(SLIP))
def test_a_suggestion_reads_no_more_rows_than_it_may(sizes: dict[int, Figures], query: str) -> None:
    assert sizes[MANY].costs[query].buffers <= sizes[FEW].costs[query].buffers + 2 * SUGGESTION_ROWS


@pytest.mark.parametrize("query", named(COMMON_WORDS))
def test_a_common_word_touches_no_more_beyond_the_hits_that_are_looked_at(
    sizes: dict[int, Figures], query: str
) -> None:
    """PostgreSQL reads these hits by the index of words, or walks the list's own index to find them."""
    row_words_and_index = 3  # buffers

    assert sizes[MANY].costs[query].queries <= 8
    assert sizes[MANY].costs[query].buffers <= row_words_and_index * engine.LOOKED_AT
