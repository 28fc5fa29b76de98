"""Working days (Monday to Friday, no public holiday of the Land) and the reply dates counted in them."""

from datetime import date, timedelta
from functools import cache

from django.conf import settings


@cache
def holidays_of(year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays("DE", subdiv=settings.LAND, years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays_of(day.year)


def add_working_days(start: date, days: int) -> date:
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def promised_date(start: date) -> date:
    return add_working_days(start, settings.REVIEW_WORKING_DAYS)


def working_day_before(day: date) -> date:
    day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day
