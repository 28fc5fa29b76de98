"""Ten thousand searches in one night. Prints the table of docs/performance.md."""

import resource
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.vacancies.profiles.many import Lots, public_listings, searches
from vacancies.models import Alert, Listing, ListingState, Match
from vacancies.services import alerts

pytestmark = [pytest.mark.django_db, pytest.mark.bulk, pytest.mark.server]
LISTINGS, FEW, MANY = 200, 400, 10_000


@dataclass
class Night:
    told: int
    queries: int
    seconds: float
    python: float  # seconds of the processor
    postgres: float
    memory: int  # MB that the process grew by


def processor_of_postgres() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / 100


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def night(now) -> Night:
    before = time.perf_counter(), time.process_time(), processor_of_postgres(), memory()
    connection.queries_limit, queries = 100_000, CaptureQueriesContext(connection)
    with queries:
        told = alerts.send_due_alerts(now)
    after = time.perf_counter(), time.process_time(), processor_of_postgres(), memory()
    seconds, python, postgres, grown = (end - start for start, end in zip(before, after, strict=True))
    return Night(told, len(queries), seconds, python, postgres, int(grown))


@pytest.fixture(scope="module")
def nights(django_db_setup, django_db_blocker) -> dict[str, Night]:
    found = {}
    with django_db_blocker.unblock():
        for count in (FEW, MANY):
            with transaction.atomic():
                lots = Lots(1)
                public_listings(lots, LISTINGS)
                searches(lots, count, alert=Alert.DAILY)
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
                now = timezone.now()
                found[f"{count:,} searches, {LISTINGS} new listings"] = night(now)
                found[f"{count:,} searches, the rest of them"] = night(now + timedelta(days=1))
                if count == MANY:
                    latest = Listing.objects.filter(state=ListingState.PUBLISHED).order_by("-pk")[:5]
                    Match.objects.filter(listing__in=list(latest)).delete()
                    found[f"{count:,} searches, 5 new listings"] = night(now + timedelta(days=2))
                transaction.set_rollback(True)
    tell(found)
    return found


def tell(nights: dict[str, Night]) -> None:
    lines = [
        "",
        "| A night | Told | Queries | Seconds | Processor, Python | Processor, PostgreSQL | Memory |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {night.told:,} | {night.queries} | {night.seconds:.1f} | {night.python:.1f} s |"
        f" {night.postgres:.1f} s | {night.memory} MB |"
        for name, night in nights.items()
    ]
    sys.stdout.write("\n".join([*lines, ""]))


def test_queries_grow_by_the_batch_and_not_by_the_search(nights: dict[str, Night]) -> None:
    few, _few_again, *many = nights.values()

    for each in (few, *many):
        assert each.told
    assert few.queries <= 12 * (FEW / alerts.BATCH + 1)
    assert all(each.queries <= 12 * (MANY / alerts.BATCH + 1) for each in many)
