"""Public numbers of cases and actors: I-2027-42, P-863, A-103."""

from django.db import connection


def next_number(series: str, year: int = 0) -> str:
    """The next number of a series: ``I-2027-42`` with a year, ``A-103`` without.

    Call it in the transaction that stores the number: the upsert locks the counter until commit, so that no number is
    given twice and a rollback leaves no gap.
    """
    return next_numbers(series, 1, year)[0]


def next_numbers(series: str, count: int, year: int = 0) -> list[str]:
    """Several numbers in a row, in one statement; see ``next_number``."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_numbersequence (series, year, last) VALUES (%s, %s, %s)"
            " ON CONFLICT (series, year) DO UPDATE SET last = core_numbersequence.last + %s RETURNING last",
            [series, year, count, count],
        )
        last = cursor.fetchone()[0]
    start = f"{series}-{year}" if year else series
    return [f"{start}-{number}" for number in range(last - count + 1, last + 1)]
