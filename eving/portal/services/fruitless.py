"""Searches that found nothing, for the office: the words and how often, nothing about who searched."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eving.core.models import FruitlessSearch
from eving.core.people import rate_limits
from eving.core.people.rate_limits import Prefix
from eving.core.registry import Purge
from eving.core.search import german
from eving.core.search.parsing import Query
from eving.portal.services.first_names import FIRST_NAMES

LONGEST = 80  # characters; whoever typed more wrote no search
MOST_A_DAY = 500  # different searches: a machine that tries words must not fill the table
MOST_OF_ONE = 30  # an hour, of one address: it must not use up what is counted for all
MOST_DIGITS = 4  # a house number, a year; more are a telephone, a postcode, an account
ADDRESS = re.compile(r"@|[(\[{]\s*(?:at|ät)\s*[)\]}]|\.(?:de|com|net|org|eu|info)\b", re.IGNORECASE)
# Before the name of somebody.
BEFORE_NAMES = frozenset(["dr", "familie", "frau", "herr", "herrn", "prof", "professor"])
COUNT = """
    WITH asked AS ({upsert})
    INSERT INTO core_fruitlesssearch (words, day, count)
    SELECT words, day, 1 FROM (SELECT %s::text AS words, %s::date AS day) AS typed
    WHERE (SELECT max(count) FROM asked) <= %s AND (
        EXISTS (SELECT FROM core_fruitlesssearch WHERE day = typed.day AND words = typed.words)
        OR (SELECT count(*) FROM core_fruitlesssearch WHERE day = typed.day) < %s
    )
    ON CONFLICT (day, words) DO UPDATE SET count = core_fruitlesssearch.count + 1
"""


def note(query: Query, client: Prefix, day: date | None = None) -> None:
    """Count the words of a search without a hit, if nothing in them may be about somebody; one statement."""
    words = " ".join(german.words(query.text))
    if query.number or not words or len(words) > LONGEST or is_personal(query.text, query.name.split()):
        return
    upsert, limits = rate_limits.upsert({rate_limits.key_of("fruitless", client.narrow)}, timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT.format(upsert=upsert), [*limits, words, day or timezone.localdate(), MOST_OF_ONE, MOST_A_DAY]
        )


def is_personal(text: str, words: Sequence[str]) -> bool:
    """As far as can be told: an address, a telephone number, a name."""
    has_digits = sum(letter.isdigit() for letter in text) > MOST_DIGITS
    has_title = any(word in BEFORE_NAMES for word in words[:-1])
    return has_digits or has_title or bool(ADDRESS.search(text)) or not FIRST_NAMES.isdisjoint(words)


def purge(now: datetime, dry_run: bool = False) -> int:
    last = timezone.localdate(now) - timedelta(days=settings.PURGE_FRUITLESS_SEARCHES_DAYS)
    old = FruitlessSearch.objects.filter(day__lt=last)
    return old.count() if dry_run else old.delete()[0]


PURGES = [Purge("fruitless-searches", _("Searches without a hit"), purge)]
