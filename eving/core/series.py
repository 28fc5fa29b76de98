"""Public numbers of cases and actors: I-2027-42, P-863, A-103."""

from django.db import connection


def next_number(series: str, year: int = 0) -> str:
    """The next number of a series: ``I-2027-42`` with a year, ``A-103`` without.

    Call it in the transaction that stores the number: the upsert locks the counter until commit, so that no number is
    given twice and a rollback leaves no gap.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_numbersequence (series, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (series, year) DO UPDATE SET last = core_numbersequence.last + 1 RETURNING last",
            [series, year],
        )
        number = cursor.fetchone()[0]
    return f"{series}-{year}-{number}" if year else f"{series}-{number}"
