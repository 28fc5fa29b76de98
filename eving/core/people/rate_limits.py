"""Rate limits, counted in the database by keyed hashes that change every day; no IP or mail address is stored."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from eving.core.models import RateBucket

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
        return Count(_count(scope, f"{about}|{subject}" if about else subject, window), window)
    prefix = subject
    number = _count(scope, f"{about}|{prefix.narrow}", window)
    around = _count(f"{scope} /48", f"{about}|{prefix.wide}", window) if prefix.wide else 0
    return Count(number, window, around)


def _count(scope: str, subject: str, window: timedelta) -> int:
    """Upsert in one statement, so that parallel requests are all counted."""
    now, key = timezone.now(), key_of(scope, subject)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_ratebucket (key, count, expires_at) VALUES (%s, 1, %s)"
            " ON CONFLICT (key) DO UPDATE SET"
            " count = CASE WHEN core_ratebucket.expires_at <= %s THEN 1 ELSE core_ratebucket.count + 1 END,"
            " expires_at = CASE WHEN core_ratebucket.expires_at <= %s THEN EXCLUDED.expires_at"
            " ELSE core_ratebucket.expires_at END"
            " RETURNING count",
            [key, now + window, now, now],
        )
        return cursor.fetchone()[0]
