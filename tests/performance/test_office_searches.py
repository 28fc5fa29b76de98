"""Searches of the back office with a thousand rows in each register, and with a hundred thousand.

A number is looked up. Words and persons are looked for in what they are written in, once for each list, and no query is
added by more rows.
"""

import sys
from functools import partial

import pytest
from django.db import transaction
from django.test import Client

from eving.core.accounts import sessions
from projects.models import Idea
from tests.factories import make_staff
from tests.performance.filled import filled
from tests.plans import Cost, cost

pytestmark = [pytest.mark.django_db, pytest.mark.bulk]
FEW, MANY = 1_000, 100_000
NUMBERS = {
    "projects/idea": "I-77", "projects/project": "P-77", "vacancies/listing": "L-77", "vacancies/shopunit": "EV-77",
    "vacancies/searchprofile": "G-77", "actors/actor": "A-77", "suche": "I-77",
}  # fmt: skip
WORDS = ("projects/idea/?q=Lesezelt", "vacancies/shopunit/?q=bergstr.+85", "suche/?q=Lesezelt", "suche/?q=xylophon")
MOST_FOR_A_NUMBER = 100


def measured() -> dict[str, Cost]:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "NOTED_EVERY", 10**6)  # else one answer in a minute writes the session as well
        office = Client()
        office.force_login(make_staff())

        def ask(address: str) -> None:
            assert office.get(f"/verwaltung/{address}").status_code in {200, 302}, address

        costs = {}
        for address in (*(f"{path}/?q={number}" for path, number in NUMBERS.items()), *WORDS):
            ask(address)  # the first answer reads what the process then keeps
            costs[address] = cost(partial(ask, address))
        costs["every text read"] = cost(lambda: Idea.objects.filter(text__icontains="xylophon").exists())
        transaction.set_rollback(True)
    return costs


@pytest.fixture(scope="module")
def sizes(django_db_setup, django_db_blocker) -> dict[int, dict[str, Cost]]:
    costs = {}
    with django_db_blocker.unblock():
        for count in (FEW, MANY):
            with filled(count):
                costs[count] = measured()
    lines = [
        f"| `{address}` | {many.queries} | {costs[FEW][address].buffers:,} | {many.buffers:,} |"
        for address, many in costs[MANY].items()
    ]
    sys.stdout.write("\n".join(["", "| Address | Queries | 1,000 rows | 100,000 |", "|---|---|---|---|", *lines, ""]))
    return costs


def test_a_number_is_looked_up_however_many_rows_there_are(sizes: dict[int, dict[str, Cost]]) -> None:
    many = sizes[MANY]

    numbers = {path: many[f"{path}/?q={number}"].buffers for path, number in NUMBERS.items()}
    assert {path: read for path, read in numbers.items() if read > MOST_FOR_A_NUMBER} == {}


def test_the_twin_a_search_through_every_text_would_be_noticed(sizes: dict[int, dict[str, Cost]]) -> None:
    assert sizes[MANY]["every text read"].buffers > 10 * MOST_FOR_A_NUMBER


def test_more_rows_ask_no_more_queries(sizes: dict[int, dict[str, Cost]]) -> None:
    few, many = ({address: cost.queries for address, cost in sizes[count].items()} for count in (FEW, MANY))

    # Few hits are widened by one more question, which many rows spare.
    assert {address: asked for address, asked in many.items() if asked > few[address]} == {}
