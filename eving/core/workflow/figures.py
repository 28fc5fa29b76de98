"""What figures of the office's start page have in common: these 30 days beside the 30 days before."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, Q

SPAN = timedelta(days=30)

Pair = tuple[int | None, int | None]


class Median(Aggregate):
    """The median; NULL without rows."""

    template = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def spans(field: str, now: datetime) -> tuple[Q, Q]:
    """The last 30 days and the 30 days before, as conditions on a datetime field."""
    return (
        Q(**{f"{field}__gt": now - SPAN, f"{field}__lte": now}),
        Q(**{f"{field}__gt": now - 2 * SPAN, f"{field}__lte": now - SPAN}),
    )


def counted(rows: Callable[[], Any], field: str) -> Callable[[datetime], Pair]:
    def count(now: datetime) -> Pair:
        recent, before = spans(field, now)
        found = rows().aggregate(recent=Count("pk", filter=recent), before=Count("pk", filter=before))
        return found["recent"], found["before"]

    return count
