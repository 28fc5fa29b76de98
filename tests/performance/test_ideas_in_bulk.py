"""The pages of ideas with 5,000 of them and 50,000 supports: what PostgreSQL touches, read from the plans.

Prints the table of docs/performance.md.
"""

import json
import sys

import pytest
from django.db import connection, transaction
from django.db.models import Count, Q
from django.test import Client

from eving.demo.bench import ideas
from eving.demo.bench.rows import originals_of_register
from projects.models import Idea, Support
from projects.views.ideas import IdeaList
from tests.factories import make_staff
from tests.performance.filled import filled
from tests.plans import Cost, cost

pytestmark = [pytest.mark.django_db, pytest.mark.bulk, pytest.mark.server]
FEW, MANY = 500, 5_000
# Ten times the rows: PostgreSQL 18 reads as much as before, 15 half as much again.
BOUND = 2

PAGES = {
    "list, first page": "/ideen/",
    "list, page 2": "/ideen/?seite=2",
    "one idea": "/ideen/I-77/idee-77/",
}
FILTERS = {
    "street": "/ideen/?strasse=bergstrasse",
    "topic": "/ideen/?thema=gruen",
    "state": "/ideen/?stand=neu",
    "street, topic, state": "/ideen/?strasse=bergstrasse&thema=gruen&stand=neu",
}
SEARCHES = {"a word of one idea": "/ideen/?q=Sternwarte", "a word of every tenth": "/ideen/?q=Lesezelt"}
OUT = {"feed": "/ideen/feed.atom", "embedded list": "/ideen/einbetten/"}
OFFICE = {"back office": "/verwaltung/projects/idea/"}
BUDGETS = {"a word of one idea": 8, "a word of every tenth": 8, "feed": 7, "back office": 12}


def measured() -> dict[str, Cost]:
    costs = {name: cost_of(Client(), path) for group in (PAGES, FILTERS, SEARCHES, OUT) for name, path in group.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(IdeaList, "count_up_to", 10**9)
        for name, path in {"list, first page": "/ideen/", **FILTERS}.items():
            costs[f"{name}, every idea counted"] = cost_of(Client(), path)
    with transaction.atomic():
        office = Client()
        office.force_login(make_staff())
        costs |= {name: cost_of(office, path) for name, path in OFFICE.items()}
        transaction.set_rollback(True)
    return costs


def cost_of(client: Client, path: str) -> Cost:
    def ask() -> None:
        assert client.get(path).status_code == 200, path

    ask()  # the first answer reads what the process then keeps
    return cost(ask)


@pytest.fixture(scope="module")
def sizes(django_db_setup, django_db_blocker) -> dict[int, dict[str, Cost]]:
    """The costs at each size. The rows are gone before the first test looks at them."""
    costs = {}
    with django_db_blocker.unblock():
        for count in (FEW, MANY):
            with filled(count, "ideas"):
                costs[count] = measured()
    tell(costs)
    return costs


def tell(sizes: dict[int, dict[str, Cost]]) -> None:
    lines = ["", "| Ideas | Queries | 500 ideas | 5,000 | Times 500 |", "|---|---|---|---|---|"]
    for name, few in sizes[FEW].items():
        many = sizes[MANY][name]
        times = many.buffers / few.buffers
        lines.append(f"| {name} | {many.queries} | {few.buffers:,} | {many.buffers:,} | {times:.1f} |")
    sys.stdout.write("\n".join([*lines, ""]))


@pytest.mark.parametrize("name", [*PAGES, *FILTERS, *SEARCHES, *OUT, *OFFICE])
def test_ten_times_the_ideas_need_the_same_queries(sizes: dict[int, dict[str, Cost]], name: str) -> None:
    budget = BUDGETS.get(name, 6)

    assert sizes[MANY][name].queries == sizes[FEW][name].queries <= budget


@pytest.mark.parametrize("name", [*PAGES, *OUT, "street", "state", "a word of one idea"])
def test_pages_touch_no_more_in_ten_times_the_ideas(sizes: dict[int, dict[str, Cost]], name: str) -> None:
    assert sizes[MANY][name].buffers <= BOUND * sizes[FEW][name].buffers


def test_counting_every_idea_would_touch_more(sizes: dict[int, dict[str, Cost]]) -> None:
    """The twin: what the list did before it counted the first pages only."""
    for name in ("list, first page", "state"):  # streets and topics have few ideas: all of them are counted
        assert sizes[MANY][f"{name}, every idea counted"].buffers > 1.1 * sizes[MANY][name].buffers


def test_the_data_hold_exactly_the_confirmed_supports() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no checks may wait while triggers are off
        ideas.fill(cursor, originals_of_register("ideas"), 50)
    confirmed = Count("supports", filter=Q(supports__confirmed_at__isnull=False))

    content = b"".join(Client().get("/ideen/export.json"))

    rows = dict(Idea.objects.annotate(found=confirmed).values_list("number", "found"))
    assert {idea["number"]: idea["supports"] for idea in json.loads(content)["ideas"]} == rows
    assert sum(rows.values()) == Support.objects.filter(confirmed_at__isnull=False).count() == 455
    assert Support.objects.count() == 500
