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


def next_number(series: str, year: int) -> str:
    """The next number of a series in a year, such as ``I-2027-42``; inside a transaction, no gap and no twin."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_numbersequence (series, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (series, year) DO UPDATE SET last = core_numbersequence.last + 1 RETURNING last",
            [series, year],
        )
        return f"{series}-{year}-{cursor.fetchone()[0]}"
