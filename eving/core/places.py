"""Working days and numbers of the place: what the calendar and the register of North Rhine-Westphalia say."""

from datetime import date, timedelta

import holidays
from django.db import connection


def add_working_days(start: date, days: int) -> date:
    """The date ``days`` working days after ``start`` (Monday to Friday, no public holiday of NRW)."""
    free = holidays.country_holidays("DE", subdiv="NW")
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in free:
            days -= 1
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
