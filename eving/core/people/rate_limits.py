"""Rate limits, counted in the database by keyed hashes that change every day; no IP or mail address is stored."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from eving.core.models import RateBucket

UPSERT = """
INSERT INTO core_ratebucket (key, count, expires_at)
SELECT key, 1, %s FROM unnest(%s::text[]) AS key WHERE {provided}
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN core_ratebucket.expires_at <= %s THEN 1 ELSE core_ratebucket.count + 1 END,
    expires_at = CASE WHEN core_ratebucket.expires_at <= %s THEN EXCLUDED.expires_at
        ELSE core_ratebucket.expires_at END
RETURNING key, count
"""
# The limit of a /48 network, as a multiple of the limit for each /64 in it.
WIDER = 10


@dataclass(frozen=True)
class Count:
    """How often it happened in the current window, this time included."""

    number: int
    window: timedelta
    around: int = 0  # from the whole /48 of an IPv6 sender

    def above(self, limit: int) -> bool:
        return self.number > limit or self.around > limit * WIDER


@dataclass(frozen=True)
class Prefix:
    """A client for counting: its IPv4 address, or the /64 and /48 networks of its IPv6 address.

    A line at home has at least a /64, often a /56; a rented server often has a whole /48, so that it could use a new
    /64 for each request.
    """

    narrow: str
    wide: str = ""

    def __str__(self) -> str:
        return self.narrow


def client_prefix(request: HttpRequest) -> Prefix:
    """The networks of the client as our outermost trusted proxy saw it.

    With TRUSTED_PROXY_COUNT proxies that is the entry so many places from the right of X-Forwarded-For; the client can
    forge everything further left.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY_COUNT:
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(seen) >= settings.TRUSTED_PROXY_COUNT:
            address = seen[-settings.TRUSTED_PROXY_COUNT]
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return Prefix("unknown")
    if isinstance(ip, ipaddress.IPv4Address):
        return Prefix(str(ip))
    if ip.ipv4_mapped:
        return Prefix(str(ip.ipv4_mapped))
    narrow, wide = (str(ipaddress.ip_network((int(ip), length), strict=False)) for length in (64, 48))
    return Prefix(narrow, wide)


def has_hit(scope: str, subject: str) -> bool:
    """Whether ``subject`` has been counted in ``scope`` today; does not count."""
    return RateBucket.objects.filter(key=key_of(scope, subject), expires_at__gt=timezone.now()).exists()


def key_of(scope: str, subject: str) -> str:
    return salted_hmac("eving.limits", f"{timezone.localdate()}|{scope}|{subject}", algorithm="sha256").hexdigest()


def hit(scope: str, subject: str | Prefix, window: timedelta = timedelta(hours=1), *, about: str = "") -> Count:
    """Count one more act of ``subject`` in ``scope``; a Prefix counts for its /64 and its /48.

    ``about`` narrows the bucket, such as to the account whose password is tried.
    """
    if isinstance(subject, str):
        [number] = _count({key_of(scope, f"{about}|{subject}" if about else subject)}, window).values()
        return Count(number, window)
    narrow = key_of(scope, f"{about}|{subject.narrow}")
    wide = key_of(f"{scope} /48", f"{about}|{subject.wide}") if subject.wide else ""
    numbers = _count({narrow, *([wide] if wide else [])}, window)
    return Count(numbers[narrow], window, numbers.get(wide, 0))


def _count(keys: set[str], window: timedelta) -> dict[str, int]:
    sql, values = upsert(keys, window)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(cursor.fetchall())


def upsert(keys: set[str], window: timedelta, *, provided: str = "true") -> tuple[str, list[Any]]:
    """Count all keys in one statement, so that parallel requests are all counted; it returns keys and numbers.

    ``provided`` is a condition in SQL, for what counts only when another part of the statement has done something.
    """
    now = timezone.now()
    # In one order, so that two requests that count the same keys cannot wait for each other.
    return UPSERT.format(provided=provided), [now + window, sorted(keys), now, now]
