"""Keys of authenticator apps and recovery codes, unreadable in the database and its backups.

Keys are encrypted, codes are hashed. Both hang on SECRET_KEY, which lies in no backup; former keys
(SECRET_KEY_FALLBACKS) still read. The columns are those of django-otp: a sealed key fits into its 80 characters, which
a Fernet token does not, and a digest into its 16.
"""

import base64
import hashlib
import hmac
import os
from contextlib import suppress
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.models.signals import post_init, post_migrate, post_save, pre_save
from django.dispatch import receiver
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

SEALED = "sealed:"
NONCE_BYTES = 12
DIGEST_LENGTH = 16  # the column of django-otp; 96 bits
CODE_LENGTH = 10


class Unreadable(Exception):
    """Sealed with a key that this installation does not have."""


@cache
def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


def _keys(purpose: bytes) -> list[bytes]:
    """The key in use, then former ones."""
    return [_derived(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


# ---------------------------------------------------------------- keys of apps
def seal(text: str) -> str:
    """Encrypt a short text with the key in use."""
    nonce = os.urandom(NONCE_BYTES)
    # A key is written in hexadecimal digits; as bytes it is half as long.
    sealed = AESGCM(_keys(b"eving.factor-key")[0]).encrypt(nonce, bytes.fromhex(text), None)
    return SEALED + base64.urlsafe_b64encode(nonce + sealed).decode()


def is_sealed(text: str) -> bool:
    return text.startswith(SEALED)


def unseal(text: str) -> str:
    """The text as it was before ``seal``; one that never was sealed stays. Raises Unreadable."""
    if not is_sealed(text):
        return text
    try:
        raw = base64.urlsafe_b64decode(text.removeprefix(SEALED))
    except ValueError:
        raise Unreadable from None
    for key in _keys(b"eving.factor-key"):
        try:
            return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).hex()
        except (InvalidTag, ValueError):
            continue
    raise Unreadable


# Rows of the database and sessions hold the sealed text, devices in memory the key that django-otp computes with.
@receiver(post_init, sender=TOTPDevice)
@receiver(post_save, sender=TOTPDevice)
def open_key(instance: TOTPDevice, **_details: Any) -> None:
    if "key" in instance.__dict__:  # a query may leave the column out
        with suppress(Unreadable):  # then it stays sealed, and is_readable says so
            instance.key = unseal(instance.key)


@receiver(pre_save, sender=TOTPDevice)
def seal_key(instance: TOTPDevice, **_details: Any) -> None:
    if "key" in instance.__dict__ and not is_sealed(instance.key):
        instance.key = seal(instance.key)


def is_readable(device: TOTPDevice) -> bool:
    """Whether this installation can compute the codes of a device; not after SECRET_KEY was lost."""
    return not is_sealed(device.key)


# ---------------------------------------------------------------- recovery codes
def digests(code: str) -> list[str]:
    """How a recovery code may stand in the database, that of the key in use first.

    A keyed hash, because ten digits are tried out at once with any other.
    """
    made = (hmac.digest(key, code.encode(), hashlib.sha256) for key in _keys(b"eving.recovery-code"))
    return [base64.urlsafe_b64encode(digest).decode()[:DIGEST_LENGTH] for digest in made]


# ---------------------------------------------------------------- what stood there before
@receiver(post_migrate)
def seal_old(sender: Any, using: str, **_details: Any) -> None:
    """Seal and hash what an older release or an older backup has left in clear; seal anew after a change of key."""
    if sender is not apps.get_app_config("otp_static"):
        return
    present = set(connections[using].introspection.table_names())
    if not {TOTPDevice._meta.db_table, StaticToken._meta.db_table} <= present:
        return
    with transaction.atomic(using=using):
        for device in TOTPDevice.objects.using(using).select_for_update():
            if is_readable(device):
                device.save(using=using, update_fields=["key"])
        for token in StaticToken.objects.using(using).select_for_update():
            if len(token.token) <= CODE_LENGTH:
                token.token = digests(token.token)[0]
                token.save(using=using, update_fields=["token"])
