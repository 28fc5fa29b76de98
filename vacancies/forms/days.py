"""Validation of typed dates: a year outside 1900 to 2199 is taken for a typing error."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2199


def unlikely_days(values: Mapping[str, Any]) -> dict[str, str]:
    """Error messages by name of the value. Other types than dates and date ranges are ignored."""
    sentence = _("Please check the year: it must be between %(first)s and %(last)s.") % {
        "first": FIRST_YEAR, "last": LAST_YEAR,
    }  # fmt: skip
    return {name: sentence for name, value in values.items() if any(is_unlikely(day) for day in days_of(value))}


def days_of(value: Any) -> list[date]:
    if isinstance(value, DateRange):
        return [day for day in (value.lower, value.upper) if day is not None]
    return [value] if isinstance(value, date) else []


def is_unlikely(day: date) -> bool:
    return not FIRST_YEAR <= day.year <= LAST_YEAR


class SensibleDays:
    """Form mixin. Checks changed fields only, so that old rows with such a year can still be saved."""

    def clean(self: Any) -> Any:
        cleaned = super().clean()  # type: ignore[misc]  # of the form that it is mixed into
        typed = {name: value for name, value in self.cleaned_data.items() if name in self.changed_data}
        for name, sentence in unlikely_days(typed).items():
            self.add_error(name, sentence)
        return cleaned
