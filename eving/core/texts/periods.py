"""Periods from settings as text, such as “7 days”, with template tags.

No page, form or mail contains such a number itself, so that a changed setting changes every sentence about it. German
needs two forms: “der Link gilt 7 Tage”, “wir löschen es nach 7 Tagen”.
"""

from typing import Any

from django import template
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import ngettext, npgettext

register = template.Library()

DAYS_OF_A_YEAR = 365


def measured(name: str) -> tuple[int, str]:
    """Number and unit of a setting in the largest whole unit: ``measured("LINK_DAYS") -> (7, "days")``.

    The last word of its name is its unit. Weeks from two on; a year of 365 days is twelve months, so that it compares
    with other settings. Raises ValueError for a setting that is no period.
    """
    number, unit = int(getattr(settings, name)), name.rsplit("_", 1)[-1].lower()
    if name.endswith("_WORKING_DAYS"):
        return number, "working days"
    if unit == "seconds" and number and number % 60 == 0:
        number, unit = number // 60, "minutes"
    if unit == "minutes" and number and number % 60 == 0:
        number, unit = number // 60, "hours"
    if unit == "days" and number and number % DAYS_OF_A_YEAR == 0:
        number, unit = number // DAYS_OF_A_YEAR * 12, "months"
    if unit == "days" and number > 7 and number % 7 == 0:
        number, unit = number // 7, "weeks"
    if unit not in {"seconds", "minutes", "hours", "days", "weeks", "months"}:
        raise ValueError(f"{name} is no span of time")
    return number, unit


def period(name: str) -> str:
    """“7 days” in the accusative, as in “der Link gilt 7 Tage”."""
    number, unit = measured(name)
    texts = {
        "seconds": ngettext("%(n)d second", "%(n)d seconds", number),
        "minutes": ngettext("%(n)d minute", "%(n)d minutes", number),
        "hours": ngettext("%(n)d hour", "%(n)d hours", number),
        "days": ngettext("%(n)d day", "%(n)d days", number),
        "working days": ngettext("%(n)d working day", "%(n)d working days", number),
        "weeks": ngettext("%(n)d week", "%(n)d weeks", number),
        "months": ngettext("%(n)d month", "%(n)d months", number),
    }
    return texts[unit] % {"n": number}


def period_after(name: str) -> str:
    """“7 days” in the dative, as in “wir löschen es nach 7 Tagen”: after nach, seit, von."""
    number, unit = measured(name)
    texts = {
        "seconds": npgettext("after", "%(n)d second", "%(n)d seconds", number),
        "minutes": npgettext("after", "%(n)d minute", "%(n)d minutes", number),
        "hours": npgettext("after", "%(n)d hour", "%(n)d hours", number),
        "days": npgettext("after", "%(n)d day", "%(n)d days", number),
        "working days": npgettext("after", "%(n)d working day", "%(n)d working days", number),
        "weeks": npgettext("after", "%(n)d week", "%(n)d weeks", number),
        "months": npgettext("after", "%(n)d month", "%(n)d months", number),
    }
    return texts[unit] % {"n": number}


def _with_period(text: Any, name: str, form: str) -> str:
    time = period_after(name) if form == "after" else period(name)
    return str(text) % {"time": time}


_sentence = lazy(_with_period, str)


def sentence(text: Any, name: str, form: str = "after") -> Any:
    """A lazy text with ``%(time)s``, filled in each time it is rendered: for class attributes."""
    return _sentence(text, name, form)


@register.simple_tag(name="period")
def period_tag(name: str, form: str = "") -> str:
    return period_after(name) if form == "after" else period(name)


@register.simple_tag
def limit(name: str) -> str:
    return str(int(getattr(settings, name)))
