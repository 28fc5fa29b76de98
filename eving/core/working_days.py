"""Working days and numbers of the place: what the calendar and the register of North Rhine-Westphalia say."""

from datetime import date, timedelta
from functools import cache

import holidays
from django.conf import settings
from django.db import connection


@cache
def holidays_of(year: int) -> frozenset[date]:
    """The public holidays of North Rhine-Westphalia."""
    return frozenset(holidays.country_holidays("DE", subdiv="NW", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, no public holiday of NRW."""
    return day.weekday() < 5 and day not in holidays_of(day.year)


def add_working_days(start: date, days: int) -> date:
    """The date ``days`` working days after ``start``."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def promised_date(start: date) -> date:
    """By when the office answers something that came in on ``start``."""
    return add_working_days(start, settings.REVIEW_WORKING_DAYS)


def working_day_before(day: date) -> date:
    """The last working day before this one."""
    day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def next_number(series: str, year: int = 0) -> str:
    """The next number of a series: ``I-2027-42`` within a year, ``A-103`` without; no gap and no twin."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_numbersequence (series, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (series, year) DO UPDATE SET last = core_numbersequence.last + 1 RETURNING last",
            [series, year],
        )
        number = cursor.fetchone()[0]
    return f"{series}-{year}-{number}" if year else f"{series}-{number}"
