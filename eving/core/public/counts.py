"""Counts for the public that read no more rows the more there are."""

from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

# More than a district ever has of anything; beyond, nobody needs the exact number.
MOST = 10_000


class Count(NamedTuple):
    number: int
    is_more: bool = False

    def __str__(self) -> str:
        number = number_format(self.number, force_grouping=True)
        return _("more than %(number)s") % {"number": number} if self.is_more else number


def counts(*several: QuerySet, most: int = MOST) -> list[Count]:
    """How many rows each has, in one query; from ``most`` on only that there are more."""
    queries = [rows.order_by().values("pk")[: most + 1].query.sql_with_params() for rows in several]
    each = ", ".join(f"(SELECT count(*) FROM ({sql}) AS counted)" for sql, _own in queries)  # noqa: S608 - a queryset
    values = [value for _sql, own in queries for value in own]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {each}", values)
        [found] = cursor.fetchall()
    return [Count(min(number, most), number > most) for number in found]
