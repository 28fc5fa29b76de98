"""Signed links in mails: for one object and one purpose (docs/decisions/0007).

The row stores a nonce; the address holds id, time and an HMAC over id, purpose, nonce and time. A new nonce ends all
links of a row. GET only shows: mail scanners open every link. A person's POST acts, and twice is harmless.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from eving.core import registry
from eving.core.models.participants import new_nonce


class HasNonce(Protocol):
    pk: int
    nonce: str

    def save(self, *, update_fields: list[str]) -> None: ...


@dataclass(frozen=True)
class Token:
    """What an address says before its row is known; ``valid_for`` tells whether it is ours."""

    pk: int
    purpose: str
    made_at: int
    signature: str

    @property
    def age(self) -> timedelta:
        return timedelta(seconds=timezone.now().timestamp() - self.made_at)

    def valid_for(self, row: HasNonce) -> bool:
        value = f"{row.pk}:{row.nonce}:{self.made_at}"
        try:
            Signer(salt=f"eving.link.{self.purpose}").unsign(f"{value}:{self.signature}")
        except BadSignature:
            return False
        return row.pk == self.pk


def make(row: HasNonce, purpose: str, *, at: datetime | None = None) -> str:
    """The token of a link made now, or at a moment of the past; safe in an address."""
    made_at = int((at or timezone.now()).timestamp())
    signature = Signer(salt=f"eving.link.{purpose}").signature(f"{row.pk}:{row.nonce}:{made_at}")
    return f"{row.pk}.{made_at}.{signature}"


def parse(text: str, purpose: str) -> Token | None:
    """The parts of a token; None when it does not look like one."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts[:2]):
        return None
    return Token(pk=int(parts[0]), purpose=purpose, made_at=int(parts[1]), signature=parts[2])


def rotate(row: HasNonce) -> None:
    """End all links of a row."""
    row.nonce = new_nonce()
    row.save(update_fields=["nonce"])


def address(page: str, *args: Any) -> str:
    """The path of one of the portal's pages that registers point to, such as “confirm” or “my-data”."""
    return reverse(registry.addresses[page], args=args)


def absolute(path: str) -> str:
    """The full address of a path on this portal."""
    return settings.BASE_URL + path
