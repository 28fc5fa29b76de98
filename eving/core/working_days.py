"""Working days in North Rhine-Westphalia, and the dates that the office promises."""

from datetime import date, timedelta
from functools import cache

import holidays
from django.conf import settings


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
