"""Advisory locks by name, for what no single row stands for."""

from django.db import connection


def take_turn(name: str) -> None:
    """Wait for the lock of this name; this transaction holds it until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
