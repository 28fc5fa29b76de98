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

# So many times a limit for one network of an IPv6 provider's customer holds for the /48 around it.
WIDER = 10


@dataclass(frozen=True)
class Count:
    """How often it happened in the running window, this time included."""

    number: int
    window: timedelta
    around: int = 0  # from the whole /48 of a sender, where there is one

    def above(self, limit: int) -> bool:
        return self.number > limit or self.around > limit * WIDER


@dataclass(frozen=True)
class Prefix:
    """Where a visitor comes from: the IPv4 address, or the /64 and the /48 network of an IPv6 address.

    One line at home has a /64 at least, many have a /56; a rented server often has a whole /48, in which it would never
    use the same /64 twice.
    """

    narrow: str
    wide: str = ""

    def __str__(self) -> str:
        return self.narrow


def client_prefix(request: HttpRequest) -> Prefix:
    """The networks of a visitor.

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
        return Prefix("unknown")
    if isinstance(ip, ipaddress.IPv4Address):
        return Prefix(str(ip))
    if ip.ipv4_mapped:
        return Prefix(str(ip.ipv4_mapped))
    narrow, wide = (str(ipaddress.ip_network((int(ip), length), strict=False)) for length in (64, 48))
    return Prefix(narrow, wide)


def has_hit(scope: str, subject: str) -> bool:
    """Whether ``subject`` did something in ``scope`` today, without counting this look."""
    return RateBucket.objects.filter(key=key_of(scope, subject), expires_at__gt=timezone.now()).exists()


def key_of(scope: str, subject: str) -> str:
    """The bucket of a subject: a keyed hash that changes every day."""
    return salted_hmac("eving.limits", f"{timezone.localdate()}|{scope}|{subject}", algorithm="sha256").hexdigest()


def hit(scope: str, subject: str | Prefix, window: timedelta = timedelta(hours=1), *, about: str = "") -> Count:
    """Count one more act of ``subject`` in ``scope``; whoever is told by networks counts for each of them.

    ``about`` says what it was about, such as the account whose password is tried.
    """
    if isinstance(subject, str):
        return Count(_count(scope, f"{about}|{subject}" if about else subject, window), window)
    prefix = subject
    number = _count(scope, f"{about}|{prefix.narrow}", window)
    around = _count(f"{scope} /48", f"{about}|{prefix.wide}", window) if prefix.wide else 0
    return Count(number, window, around)


def _count(scope: str, subject: str, window: timedelta) -> int:
    """One statement, so parallel requests cannot slip past."""
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
