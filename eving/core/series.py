"""Numbers that say what they are: I-2027-42, P-863, A-103."""

from django.db import connection


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
