"""Ten thousand searches in one night. Prints the table of docs/performance.md."""

import sys
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.performance.filled import filled
from tests.performance.processor import Work, measured
from tests.plans import buffers
from tests.vacancies.profiles.many import Lots, public_listings, searches
from vacancies.matching.pairs import fresh_pairs
from vacancies.models import Alert, Listing, ListingState, Match, SearchProfile
from vacancies.services import alerts

pytestmark = [pytest.mark.django_db, pytest.mark.bulk, pytest.mark.server]
LISTINGS, FEW, MANY = 200, 400, 10_000


@pytest.fixture(scope="module")
def nights(django_db_setup, django_db_blocker) -> dict[str, Work]:
    found = {}
    with django_db_blocker.unblock():
        for count in (FEW, MANY):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    # The rows are made in Python, while their transaction waits.
                    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
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


def night(now: datetime) -> Work:
    return measured(lambda: alerts.send_due_alerts(now))


def tell(nights: dict[str, Work]) -> None:
    lines = [
        "",
        "| A night | Told | Queries | Seconds | Processor, Python | Processor, PostgreSQL | Memory |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {night.result:,} | {night.queries} | {night.seconds:.1f} | {night.python:.1f} s |"
        f" {night.postgres:.1f} s | {night.memory} MB |"
        for name, night in nights.items()
    ]
    sys.stdout.write("\n".join([*lines, ""]))


def test_queries_grow_by_the_batch_and_not_by_the_search(nights: dict[str, Work]) -> None:
    few, _few_again, *many = nights.values()

    for each in (few, *many):
        assert each.result
    assert few.queries <= 12 * (FEW / alerts.BATCH + 1)
    assert all(each.queries <= 12 * (MANY / alerts.BATCH + 1) for each in many)


@pytest.fixture(scope="module")
def read(django_db_setup, django_db_blocker) -> dict[int, tuple[int, int]]:
    """Buffers by the number of shops: of one search alone, and of a batch."""
    found = {}
    with django_db_blocker.unblock():
        for count in (1_000, 20_000):
            with filled(count, "shops"), transaction.atomic():
                searches(Lots(1), 1, alert=Alert.DAILY, asks=0)
                search = SearchProfile.objects.get()
                found[count] = (
                    buffers(partial(alerts.fresh_for, search)),
                    buffers(partial(fresh_pairs, [search.pk], alerts.MOST_COMPARED)),
                )
                transaction.set_rollback(True)
    sys.stdout.write(f"\nBuffers of one search alone, and of a batch: {found}\n")
    return found


def test_one_search_alone_reads_a_page_for_each_shop_it_compares(read: dict[int, tuple[int, int]]) -> None:
    many_alone, many_together = read[20_000]

    assert many_alone <= 1.2 * alerts.MOST_COMPARED
    assert many_together > 3 * many_alone  # the twin: a batch reads all shops, once for all its searches
