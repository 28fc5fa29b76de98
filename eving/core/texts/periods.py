"""Spans of time in words, from the settings that the portal itself obeys.

No page, form or mail writes such a figure down: whoever changes a setting changes every sentence about it. German
needs two forms, because “the link is valid for 7 Tage” and “we delete it after 7 Tagen” differ.
"""

from typing import Any

from django import template
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import ngettext, npgettext

register = template.Library()

DAYS_OF_A_YEAR = 365


def measured(name: str) -> tuple[int, str]:
    """The number and the unit in which people say a setting: ``("LINK_DAYS") -> (7, "days")``.

    The last word of its name is its unit. Whole hours, weeks from two on, and years are said as such; a year is twelve
    months, so that it compares with the others. Raises ValueError for a setting that is no span of time.
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
    """“7 days”, as in “the link is valid for 7 days”."""
    number, unit = measured(name)
    words = {
        "seconds": ngettext("%(n)d second", "%(n)d seconds", number),
        "minutes": ngettext("%(n)d minute", "%(n)d minutes", number),
        "hours": ngettext("%(n)d hour", "%(n)d hours", number),
        "days": ngettext("%(n)d day", "%(n)d days", number),
        "working days": ngettext("%(n)d working day", "%(n)d working days", number),
        "weeks": ngettext("%(n)d week", "%(n)d weeks", number),
        "months": ngettext("%(n)d month", "%(n)d months", number),
    }
    return words[unit] % {"n": number}


def period_after(name: str) -> str:
    """“7 days”, as in “we delete it after 7 days”: behind nach, seit, von and the like."""
    number, unit = measured(name)
    words = {
        "seconds": npgettext("after", "%(n)d second", "%(n)d seconds", number),
        "minutes": npgettext("after", "%(n)d minute", "%(n)d minutes", number),
        "hours": npgettext("after", "%(n)d hour", "%(n)d hours", number),
        "days": npgettext("after", "%(n)d day", "%(n)d days", number),
        "working days": npgettext("after", "%(n)d working day", "%(n)d working days", number),
        "weeks": npgettext("after", "%(n)d week", "%(n)d weeks", number),
        "months": npgettext("after", "%(n)d month", "%(n)d months", number),
    }
    return words[unit] % {"n": number}


def _with_period(text: Any, name: str, form: str) -> str:
    said = period_after(name) if form == "after" else period(name)
    return str(text) % {"time": said}


_sentence = lazy(_with_period, str)


def sentence(text: Any, name: str, form: str = "after") -> Any:
    """A text with ``%(time)s`` in it, filled in each time it is shown: for texts that a class holds."""
    return _sentence(text, name, form)


# ---------------------------------------------------------------- for templates: {% load periods %}
@register.simple_tag(name="period")
def period_tag(name: str, form: str = "") -> str:
    """``{% period "LINK_DAYS" as time %}``; with ``"after"`` the form behind “nach”."""
    return period_after(name) if form == "after" else period(name)


@register.simple_tag
def limit(name: str) -> str:
    """The bare number of a setting."""
    return str(int(getattr(settings, name)))
