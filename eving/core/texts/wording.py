"""Texts of the portal that name its district or town; both are data of the installation."""

from django.conf import settings
from django.utils.functional import Promise, lazy


def here(text: str | Promise) -> str:
    """The text with ``{district}`` and ``{town}`` filled in; other braces stay."""
    return str(text).replace("{district}", settings.DISTRICT.name).replace("{town}", settings.DISTRICT.town)


here_lazy = lazy(here, str)
