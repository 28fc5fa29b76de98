"""Validation of links to other websites: none may carry credentials, which can disguise where it leads."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from eving.core.one_line import INVISIBLE

# A browser takes everything before the “@” as a user name, however much it looks like a host; “\” counts as “/” there.
CREDENTIALS = re.compile(r"\s*https?:[/\\]*[^/?#\\]*@", re.IGNORECASE)


def has_credentials(address: str) -> bool:
    """Whether a URL carries a user name, as in ``https://www.dortmund.de@elsewhere.example``."""
    return CREDENTIALS.match(address) is not None


def refuse_credentials(address: str) -> None:
    if INVISIBLE.search(address):
        raise ValidationError(
            _("There is an invisible character or a space in the address. Please type it again."), code="invisible"
        )
    if has_credentials(address):
        raise ValidationError(
            _("Please write the address without user and password, that is without “@” before the first slash."),
            code="credentials",
        )
