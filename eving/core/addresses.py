"""E-mail addresses: which can be mailed, their SMTP form, the form field, and suggestions for likely typing errors."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from eving.core.one_line import unless_none_given

LONGEST, LONGEST_LOCAL = 254, 64  # RFC 5321, 4.5.3.1
# How people hide an address from machines: kontakt(at)verein(punkt)de, kontakt [ät] verein . de
AT = re.compile(r"\s*[\[({<]\s*(?:at|ät|aet|a|@)\s*[\])}>]\s*|\s+(?:at|ät)\s+|[_-]at[_-]", re.IGNORECASE)
DOT = re.compile(r"\s*[\[({<]\s*(?:dot|punkt|\.)\s*[\])}>]\s*|\s+(?:dot|punkt)\s+|\s*\.\s*", re.IGNORECASE)
# The mail providers most people here use; an address very close to one of them is asked about once.
COMMON = (
    "gmail.com", "googlemail.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "outlook.com", "outlook.de",
    "hotmail.com", "hotmail.de", "yahoo.com", "yahoo.de", "icloud.com", "freenet.de", "arcor.de", "live.de",
    "live.com", "posteo.de", "mailbox.org", "aol.com", "protonmail.com", "online.de", "vodafone.de", "dortmund.de",
    "unitybox.de", "dokom.net", "versanet.de",
)  # fmt: skip
# Real domains one or two letters away from those of COMMON: never asked about.
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
    """The address as SMTP transports it: ASCII only, an umlaut domain in its IDNA form.

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
        # IDNA maps some letters silently ("ß" to "ss"): the result would be somebody else's domain.
        if coded.decode("idna") != unicodedata.normalize("NFC", domain).lower():
            raise ValueError("cannot be mailed")
        domain = coded.decode("ascii")
    if not domain.isprintable() or len(local) + 1 + len(domain) > LONGEST:
        raise ValueError("cannot be mailed")
    return f"{local}@{domain}"


def spelled(address: str) -> str:
    """The address that “kontakt (at) verein.de” means; empty for what is an address or none at all."""
    if "@" in AT.sub("", address) or len(AT.findall(address)) != 1:
        return ""
    meant = DOT.sub(".", AT.sub("@", address.strip()))
    try:
        validate_email(meant)
    except ValidationError:
        return ""
    return meant


def validate_mailable(address: str) -> None:
    """Raises ValidationError when no mail can reach the address, so that no form promises one."""
    if meant := spelled(address):
        raise ValidationError(
            _("Please write the address with @: %(address)s"), code="spelled", params={"address": meant}
        )
    if any(unicodedata.category(letter) in ("Cf", "Cc", "Zs", "Zl", "Zp") for letter in address.strip()):
        raise ValidationError(
            _("There is an invisible character or a space in the address. Please type it again."), code="invisible"
        )
    try:
        validate_email(address)
    except ValidationError:
        return  # no address at all: EmailField's own validator says so
    try:
        envelope(address)
    except ValueError:
        raise ValidationError(
            _("We cannot send e-mails to this address. Please give one without special characters."),
            code="not mailable",
        ) from None


@lru_cache(maxsize=1000)
def suggestion(address: str) -> str:
    """The address that was probably meant; empty when it looks right. Compares with domains that many people use."""
    from rapidfuzz.distance import OSA

    local, _at, domain = address.strip().lower().rpartition("@")
    if domain in COMMON or domain in REAL or not local:
        return ""
    name, dot, ending = domain.rpartition(".")
    corrected = f"{name}{dot}{ENDINGS.get(ending, ending)}"
    if corrected in COMMON or corrected in REAL:
        return f"{local}@{corrected}"
    for known in COMMON:
        # Two wrong letters only in a longer name: "gmx.de" has real neighbours.
        if OSA.distance(corrected, known) <= (2 if len(known) >= 9 else 1):
            return f"{local}@{known}"
    return f"{local}@{corrected}" if corrected != domain else ""


class AddressField(forms.EmailField):
    """An e-mail address that mails can reach; where it is optional, “k. A.” is none.

    With ``asks_back``, the public form asks about a likely typing error.
    """

    def __init__(self, *, asks_back: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(**kwargs)
        self.asks_back = asks_back

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value) or ""
        return typed if self.required else unless_none_given(typed)

    def run_validators(self, value: Any) -> None:
        # Before EmailField's own validators, so that one address gets one message, the clearest.
        if value not in self.empty_values:
            validate_mailable(value)
        super().run_validators(value)
