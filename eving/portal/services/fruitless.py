"""Searches that found nothing, for the office: the words and how often, nothing about who searched."""

import re
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eving.core.models import FruitlessSearch
from eving.core.registry import Purge
from eving.core.search.parsing import Query

LONGEST = 80  # characters; whoever typed more wrote no search
MOST_A_DAY = 500  # different searches: a machine that tries words must not fill the table
# What may be about somebody: addresses, and figures as in telephone numbers.
PERSONAL = re.compile(r"@|\d[\d /-]{4,}\d|\(at\)|\[at\]", re.IGNORECASE)
COUNT = """
    INSERT INTO core_fruitlesssearch (words, day, count)
    SELECT %(words)s, %(day)s, 1
    WHERE (SELECT count(*) FROM core_fruitlesssearch WHERE day = %(day)s) < %(most)s
        OR EXISTS (SELECT FROM core_fruitlesssearch WHERE day = %(day)s AND words = %(words)s)
    ON CONFLICT (words, day) DO UPDATE SET count = core_fruitlesssearch.count + 1
"""


def note(query: Query, day: date | None = None) -> None:
    words = query.name
    if query.number or not words or len(words) > LONGEST or PERSONAL.search(query.text):
        return
    values: dict[str, str | date | int] = {"words": words, "day": day or timezone.localdate(), "most": MOST_A_DAY}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)


def purge(now: datetime, dry_run: bool = False) -> int:
    last = timezone.localdate(now) - timedelta(days=settings.PURGE_FRUITLESS_SEARCHES_DAYS)
    old = FruitlessSearch.objects.filter(day__lt=last)
    return old.count() if dry_run else old.delete()[0]


PURGES = [Purge("fruitless-searches", _("Searches without a hit"), purge)]
