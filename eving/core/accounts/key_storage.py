"""Encryption of TOTP keys and hashing of recovery codes, so that the database and its backups reveal neither.

Both depend on SECRET_KEY, which is in no backup; values made with SECRET_KEY_FALLBACKS can still be read. The columns
are those of django-otp: an encrypted key fits into its 80 characters, which a Fernet token does not, and a digest into
its 16.
"""

import base64
import hashlib
import hmac
import os
from contextlib import suppress
from functools import cache
from typing import Any

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
    """Encrypted with a SECRET_KEY that this installation does not have."""


@cache
def _derived(secret: str, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


def _keys(purpose: bytes) -> list[bytes]:
    return [_derived(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def seal(text: str) -> str:
    """Encrypt a hexadecimal key with the current SECRET_KEY."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    # As bytes the key is half as long as in hexadecimal digits, so that the result fits the column.
    sealed = AESGCM(_keys(b"eving.factor-key")[0]).encrypt(nonce, bytes.fromhex(text), None)
    return SEALED + base64.urlsafe_b64encode(nonce + sealed).decode()


def is_sealed(text: str) -> bool:
    return text.startswith(SEALED)


def unseal(text: str) -> str:
    """The key as it was before ``seal``; an unencrypted one is returned as it is. Raises Unreadable."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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


# Database rows and sessions hold the encrypted key, instances in memory the plain one that django-otp computes with.
@receiver(post_init, sender=TOTPDevice)
@receiver(post_save, sender=TOTPDevice)
def open_key(instance: TOTPDevice, **_details: Any) -> None:
    if "key" in instance.__dict__:  # a query may defer the column
        with suppress(Unreadable):  # then it stays encrypted, and is_readable() is False
            instance.key = unseal(instance.key)


@receiver(pre_save, sender=TOTPDevice)
def seal_key(instance: TOTPDevice, **_details: Any) -> None:
    if "key" in instance.__dict__ and not is_sealed(instance.key):
        instance.key = seal(instance.key)


def is_readable(device: TOTPDevice) -> bool:
    """False when the key could not be decrypted, because its SECRET_KEY was lost."""
    return not is_sealed(device.key)


def digests(code: str) -> list[str]:
    """The possible stored forms of a recovery code, that of the current SECRET_KEY first.

    A keyed hash, because all ten-digit codes could be tried quickly against any other.
    """
    macs = (hmac.digest(key, code.encode(), hashlib.sha256) for key in _keys(b"eving.recovery-code"))
    return [base64.urlsafe_b64encode(digest).decode()[:DIGEST_LENGTH] for digest in macs]


@receiver(post_migrate)
def seal_old(sender: Any, using: str, **_details: Any) -> None:
    """Encrypt and hash what an older release or backup left in plain text, and again after a change of SECRET_KEY."""
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
