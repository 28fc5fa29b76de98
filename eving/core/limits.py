"""How often somebody may do something. Addresses are kept as keyed hashes that change every day."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from eving.core.models import RateBucket


@dataclass(frozen=True)
class Count:
    """How often it happened in the running window, this time included."""

    number: int
    window: timedelta

    def above(self, limit: int) -> bool:
        return self.number > limit


def client_prefix(request: HttpRequest) -> str:
    """The address prefix of a visitor: the IPv4 address, or the /64 network of an IPv6 address.

    The address is the one that our outermost trusted proxy saw: the entry that many places from the right of
    X-Forwarded-For. What stands further left was written by the visitor.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY_COUNT:
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(seen) >= settings.TRUSTED_PROXY_COUNT:
            address = seen[-settings.TRUSTED_PROXY_COUNT]
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def has_hit(scope: str, subject: str) -> bool:
    """Whether ``subject`` did something in ``scope`` today, without counting this look."""
    return RateBucket.objects.filter(key=key_of(scope, subject), expires_at__gt=timezone.now()).exists()


def key_of(scope: str, subject: str) -> str:
    """The bucket of a subject: a keyed hash that changes every day."""
    return salted_hmac("eving.limits", f"{timezone.localdate()}|{scope}|{subject}", algorithm="sha256").hexdigest()


def hit(scope: str, subject: str, window: timedelta = timedelta(hours=1)) -> Count:
    """Count one more deed of ``subject`` in ``scope``; one statement, so parallel requests cannot slip past."""
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
        return Count(cursor.fetchone()[0], window)
