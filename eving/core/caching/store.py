"""The copies themselves, in PostgreSQL: one statement says which version is current and brings the copy of it."""

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import brotli
from django.conf import settings
from django.db import connection
from django.utils import timezone

from eving.core.caching import versions
from eving.core.caching.addresses import Place, period
from eving.core.models.caching import StoredPage

LARGEST = 1_000_000  # bytes of one page
CLEAR_EVERY = 50  # stored pages of a process
GZIP_LEVEL, BROTLI_QUALITY = 6, 5
# Already compressed; text is not.
PACKED = ("image/jpeg", "application/pdf")

FIND = """
    SELECT now.version, now.texts, page.etag, page.headers, page.encoding,
        NOT %(brotli)s::boolean OR page.brotli IS NULL,
        CASE
            WHEN page.etag = ANY(%(etags)s::text[]) THEN NULL
            WHEN %(brotli)s::boolean AND page.brotli IS NOT NULL THEN page.brotli
            ELSE page.body
        END
    FROM (
        SELECT coalesce(bit_xor(value), 0) AS version,
            coalesce(bit_xor(value) FILTER (WHERE "table" IN ({texts})), 0) AS texts
        FROM core_tableversion WHERE "table" IN ({tables})
    ) AS now
    LEFT JOIN core_storedpage AS page
        ON page.address = %(address)s::text AND page.version = now.version AND page.period = %(period)s::text
"""
STORE = """
    INSERT INTO core_storedpage (address, version, period, etag, headers, encoding, body, brotli, size, stored_at)
    VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s, %s)
    ON CONFLICT (address) DO UPDATE SET
        version = EXCLUDED.version, period = EXCLUDED.period, etag = EXCLUDED.etag, headers = EXCLUDED.headers,
        encoding = EXCLUDED.encoding, body = EXCLUDED.body, brotli = EXCLUDED.brotli, size = EXCLUDED.size,
        stored_at = EXCLUDED.stored_at
"""
CLEAR = """
    DELETE FROM core_storedpage WHERE address IN (
        SELECT address FROM core_storedpage WHERE address IN (
            SELECT address FROM (
                SELECT address, sum(size) OVER (ORDER BY stored_at DESC, address) AS filled FROM core_storedpage
            ) AS newest WHERE filled > %s
        ) FOR UPDATE SKIP LOCKED
    )
"""
stored = 0


@dataclass(frozen=True)
class State:
    """Read before a page is drawn. Read afterwards, a page drawn before midnight would stay for a day."""

    version: int
    period: str


@dataclass(frozen=True)
class Copy:
    """What is sent. ``body`` is None where the client has it."""

    etag: str
    headers: dict[str, str]
    encoding: str
    body: bytes | None


@cache
def find_in(tables: tuple[str, ...]) -> str:
    """With the tables written out, PostgreSQL looks them up in a hash; they are names of our own models."""
    return FIND.format(tables=listed(tables), texts=listed(versions.TEXTS))


def listed(tables: Sequence[str]) -> str:
    return ", ".join(f"'{table}'" for table in tables)


def find(place: Place, etags: list[str], *, takes_brotli: bool) -> tuple[State, Copy | None]:
    """The current state of what the page shows, and the copy of it if there is one."""
    now = period(place.entry)
    values = {"brotli": takes_brotli, "etags": etags, "address": place.address, "period": now}
    found = connection.one_row(find_in(place.tables), values)  # type: ignore[attr-defined]  # our own
    version, texts, etag, headers, encoding, is_plain, body = found
    versions.note_texts(texts)
    state = State(version, now)
    if etag is None:
        return state, None
    known = json.loads(headers) if isinstance(headers, str) else headers
    return state, Copy(etag, known, encoding if is_plain else "br", None if body is None else bytes(body))


def keep(place: Place, state: State, headers: dict[str, str], content: bytes, *, takes_brotli: bool) -> Copy:
    """Stores a page under the state that was read before it was drawn; returns what is sent of it."""
    etag = headers.get("ETag") or f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    is_packed = headers.get("Content-Type", "").startswith(PACKED)
    body = content if is_packed else gzip.compress(content, GZIP_LEVEL, mtime=0)
    smaller = None if is_packed else brotli.compress(content, quality=BROTLI_QUALITY)
    encoding = "" if is_packed else "gzip"
    size = len(body) + len(smaller or b"")
    what = [state.version, state.period, etag, json.dumps(headers), encoding, body, smaller, size, timezone.now()]
    with connection.cursor() as cursor:
        cursor.execute(STORE, [place.address, *what])
    versions.put_together()
    clear_sometimes()
    return Copy(etag, headers, "br", smaller) if takes_brotli and smaller else Copy(etag, headers, encoding, body)


def forget(place: Place) -> None:
    StoredPage.objects.filter(address=place.address).delete()


def clear_sometimes() -> None:
    global stored
    stored += 1
    if stored % CLEAR_EVERY == 1:
        clear()


def clear() -> None:
    """Leave as many of the newest copies as there is room for."""
    with connection.cursor() as cursor:
        cursor.execute(CLEAR, [settings.PAGE_CACHE_MB * 1_000_000])


def purge(now: datetime, dry_run: bool = False) -> int:
    """Copies of earlier days, which nobody is shown any more."""
    old = StoredPage.objects.filter(stored_at__lt=now - timedelta(hours=settings.PURGE_COPIES_HOURS))
    return old.count() if dry_run else old.delete()[0]


def empty() -> int:
    return StoredPage.objects.all().delete()[0]
