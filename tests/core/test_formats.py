"""Dates and amounts of money, as German and as English readers write them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.formats import date_format

from eving.core.templatetags.eving import euro

DAY, MOMENT = date(2026, 11, 29), datetime(2026, 11, 29, 8, 5)  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize(("language", "shown"), [("de", "29. November 2026"), ("en", "29 November 2026")])
def test_a_day_is_written_out(language: str, shown: str) -> None:
    with translation.override(language):
        assert date_format(DAY, "DATE_FORMAT") == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [("de", ["29. November 2026 08:05", "29.11.2026"]), ("en", ["29 November 2026, 08:05", "29/11/2026"])],
)
def test_english_days_and_hours_are_british(language: str, shown: list[str]) -> None:
    with translation.override(language):
        assert [date_format(MOMENT, "DATETIME_FORMAT"), date_format(DAY, "SHORT_DATE_FORMAT")] == shown


@pytest.mark.parametrize(
    ("language", "amounts"),
    [("de", ["715 €", "1.250,50 €", ""]), ("en", ["€715", "€1,250.50", ""])],
)
def test_money_is_written_as_the_language_does(language: str, amounts: list[str]) -> None:
    with translation.override(language):
        shown = [euro(amount).replace("\N{NO-BREAK SPACE}", " ") for amount in (715, Decimal("1250.5"), None)]

    assert shown == amounts
