"""Addresses of other websites: none that carries a user and a password, or pretends to lead elsewhere."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Everything before the “@” is a user to a browser, however much it looks like a host; “\” counts as “/” there.
CREDENTIALS = re.compile(r"\s*https?:[/\\]*[^/?#\\]*@", re.IGNORECASE)


def has_credentials(address: str) -> bool:
    """Whether an address names a user, as in ``https://www.dortmund.de@elsewhere.example``."""
    return CREDENTIALS.match(address) is not None


def refuse_credentials(address: str) -> None:
    if has_credentials(address):
        raise ValidationError(
            _("Please write the address without user and password, that is without “@” before the first slash."),
            code="credentials",
        )
