"""The search index of very many rows, written anew. Prints the table of docs/performance.md."""

import sys
from collections.abc import Iterator
from random import Random

import pytest

from eving.core.search import engine
from eving.core.search.german import SEED_WORDS
from eving.core.search.indexing import CHUNK
from projects.models import Idea
from tests.performance.filled import filled
from tests.performance.processor import Work, measured

pytestmark = [pytest.mark.django_db, pytest.mark.bulk, pytest.mark.server]
ROWS, WORDS = 5_000, 120


def texts(count: int) -> Iterator[str]:
    """Words as often as in a language: the hundredth a hundredth as often as the first. Half of them are compounds."""
    lots = Random(1)
    known = [lots.choice(SEED_WORDS) + lots.choice(["", lots.choice(SEED_WORDS)]) for _number in range(8_000)]
    how_often = [1 / place for place in range(1, len(known) + 1)]
    for _number in range(count):
        yield " ".join(lots.choices(known, how_often, k=WORDS))


@pytest.fixture(scope="module")
def runs(django_db_setup, django_db_blocker) -> dict[str, Work]:
    with django_db_blocker.unblock(), filled(ROWS, "ideas"):
        rows = list(Idea.objects.only("pk"))
        for row, text in zip(rows, texts(len(rows)), strict=True):
            row.text = text
        Idea.objects.bulk_update(rows, ["text"], batch_size=500)
        found = {name: measured(lambda: engine.index_many(Idea.objects.all())) for name in ("every row", "no row")}
    tell(found)
    return found


def tell(runs: dict[str, Work]) -> None:
    lines = [
        "",
        "| Changed | Rows | Queries | Python, ms a row | PostgreSQL, ms a row | Memory |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {run.result:,} | {run.queries} | {1000 * run.python / run.result:.2f} |"
        f" {1000 * run.postgres / run.result:.2f} | {run.memory} MB |"
        for name, run in runs.items()
    ]
    sys.stdout.write("\n".join([*lines, ""]))


def test_queries_grow_by_the_chunk_and_not_by_the_row(runs: dict[str, Work]) -> None:
    for run in runs.values():
        assert run.result == ROWS
        assert run.queries <= 10 * (ROWS // CHUNK + 1)
