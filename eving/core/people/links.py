"""Signed links in mails: for one object and one purpose (docs/decisions/0007).

The row stores a nonce; the URL holds id, time and an HMAC over id, purpose, nonce and time. A new nonce invalidates all
links of a row. GET changes nothing, because mail scanners open every link; only a POST acts, and it is idempotent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.core.signals import setting_changed
from django.core.signing import BadSignature, Signer
from django.dispatch import receiver
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import get_language

from eving.core import registry
from eving.core.models.participants import new_nonce


class HasNonce(Protocol):
    pk: int
    nonce: str

    def save(self, *, update_fields: list[str]) -> None: ...


@dataclass(frozen=True)
class Token:
    """The parsed but unverified token of a URL: load the row, then call ``valid_for``."""

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
    """A URL-safe token, dated now unless ``at`` says otherwise."""
    made_at = int((at or timezone.now()).timestamp())
    signature = Signer(salt=f"eving.link.{purpose}").signature(f"{row.pk}:{row.nonce}:{made_at}")
    return f"{row.pk}.{made_at}.{signature}"


def parse(text: str, purpose: str) -> Token | None:
    """The parts of a token, unverified; None when it is malformed."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts[:2]):
        return None
    return Token(pk=int(parts[0]), purpose=purpose, made_at=int(parts[1]), signature=parts[2])


def rotate(row: HasNonce) -> None:
    row.nonce = new_nonce()
    row.save(update_fields=["nonce"])


def address(page: str, *args: Any) -> str:
    return reverse(registry.addresses[page], args=args) if args else page_address(registry.addresses[page])


def page_address(name: str) -> str:
    """The address of a page without parameters; each page links to a handful, and they never change."""
    return _page_address(name, get_language(), get_script_prefix())


@lru_cache(maxsize=512)
def _page_address(name: str, language: str | None, prefix: str) -> str:
    return reverse(name)


@receiver(setting_changed)
def forget(**changed: Any) -> None:
    """Settings change in tests alone."""
    _page_address.cache_clear()


def absolute(path: str) -> str:
    return settings.BASE_URL + path
