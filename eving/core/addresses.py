"""E-mail addresses: which ones can be mailed, how they stand on the envelope, and likely slips of the fingers."""

import unicodedata
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

LONGEST, LONGEST_LOCAL = 254, 64  # RFC 5321, 4.5.3.1
# Where most people here have their mailbox; whoever types something very close to one of them is asked once.
COMMON = (
    "gmail.com", "googlemail.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "outlook.com", "outlook.de",
    "hotmail.com", "hotmail.de", "yahoo.com", "yahoo.de", "icloud.com", "freenet.de", "arcor.de", "live.de",
    "live.com", "posteo.de", "mailbox.org", "aol.com", "protonmail.com", "online.de", "vodafone.de", "dortmund.de",
    "unitybox.de", "dokom.net", "versanet.de",
)  # fmt: skip
# They look like a slip and are none.
REAL = {
    "mail.com", "email.de", "email.com", "mail.de", "ymail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.org", "gmx.eu",
    "me.com", "mac.com", "aol.de", "live.nl", "live.at", "live.fr", "hotmail.fr", "hotmail.it", "hotmail.es",
    "hotmail.nl", "hotmail.be", "hotmail.ch", "hotmail.at", "yahoo.fr", "yahoo.it", "yahoo.es", "outlook.fr",
    "outlook.es", "outlook.at", "posteo.net", "posteo.eu", "posteo.at", "posteo.ch", "posteo.org", "online.ms",
    "proton.me", "pm.me", "mailbox.de", "fb.de",
}  # fmt: skip
ENDINGS = {
    "con": "com", "cmo": "com", "ocm": "com", "vom": "com", "xom": "com", "cim": "com", "comm": "com", "coom": "com",
    "ded": "de", "dee": "de", "dde": "de", "ogr": "org", "orgg": "org", "nte": "net", "nett": "net",
}  # fmt: skip


def envelope(address: str) -> str:
    """The address as a mail server takes it: ASCII only, an umlaut domain in its IDNA form.

    Raises ValueError when no mail can reach it: an umlaut before the @, an invisible character, a domain that two
    generations of the IDNA rules write differently ("ß"), or one that is too long.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not local.isascii() or not local.isprintable() or len(local) > LONGEST_LOCAL or domain[:1] == "[":
        raise ValueError("cannot be mailed")
    if not domain.isascii():
        try:
            coded = domain.encode("idna")
        except UnicodeError:
            raise ValueError("cannot be mailed") from None
        # What the rules change silently would be somebody else's domain.
        if coded.decode("idna") != unicodedata.normalize("NFC", domain).lower():
            raise ValueError("cannot be mailed")
        domain = coded.decode("ascii")
    if not domain.isprintable() or len(local) + 1 + len(domain) > LONGEST:
        raise ValueError("cannot be mailed")
    return f"{local}@{domain}"


def validate_mailable(address: str) -> None:
    """Refuses what no mail can reach, before anybody is promised one."""
    if any(unicodedata.category(letter) in ("Cf", "Cc", "Zs", "Zl", "Zp") for letter in address.strip()):
        raise ValidationError(
            _("There is an invisible character or a space in the address. Please type it anew."), code="invisible"
        )
    try:
        validate_email(address)
    except ValidationError:
        return  # no address at all: the general validator shows how one looks
    try:
        envelope(address)
    except ValueError:
        raise ValidationError(
            _("We cannot send mails to this address. Please give one without special letters."), code="not mailable"
        ) from None


@lru_cache(maxsize=1000)
def suggestion(address: str) -> str:
    """The address that was probably meant; empty when it looks right. Compares with domains that many people use."""
    local, _at, domain = address.strip().lower().rpartition("@")
    if domain in COMMON or domain in REAL or not local:
        return ""
    name, dot, ending = domain.rpartition(".")
    mended = f"{name}{dot}{ENDINGS.get(ending, ending)}"
    if mended in COMMON or mended in REAL:
        return f"{local}@{mended}"
    for known in COMMON:
        # Two slips only in a longer name: "gmx.de" has real neighbours.
        if OSA.distance(mended, known) <= (2 if len(known) >= 9 else 1):
            return f"{local}@{known}"
    return f"{local}@{mended}" if mended != domain else ""


class AddressField(forms.EmailField):
    """An e-mail address that mails can reach. Those of people who fill in a form are asked back about slips."""

    def __init__(self, *, asks_back: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(**kwargs)
        self.asks_back = asks_back

    def run_validators(self, value: Any) -> None:
        """The clearest sentence alone: two rules about one address help nobody."""
        if value not in self.empty_values:
            validate_mailable(value)
        super().run_validators(value)
