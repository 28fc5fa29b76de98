"""Commands that change the tables or fill them take turns."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

NAME = "eving: tables are being changed"
PAUSE = 0.2  # seconds

_held: set[str] = set()


@contextmanager
def alone(wait: Callable[[], object], *, database: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Nobody else changes the tables of this database meanwhile; calls `wait` once before waiting for whoever does.

    The lock lives as long as a connection of its own: a killed process lets go of it. A command that such a command
    calls is part of the same turn.
    """
    if database in _held:
        yield
        return
    with connections[database].wrap_database_errors:
        link = connect(database)
    with link:
        is_announced = False
        # Asking again and again: a statement that waits would hold up each index that is built “concurrently”.
        while not is_free(link):
            if not is_announced:
                is_announced = True
                wait()
            time.sleep(PAUSE)
        _held.add(database)
        try:
            yield
        finally:
            _held.discard(database)


def connect(database: str) -> psycopg.Connection:
    """A connection that may lie idle as long as the command takes."""
    values = connections[database].get_connection_params()
    for name in ("cursor_factory", "context"):  # Django's own; in a portal's process the pool is gone already
        values.pop(name, None)
    values["options"] = "-c idle_session_timeout=0"
    return psycopg.connect(**values, autocommit=True)


def is_free(link: psycopg.Connection) -> bool:
    row = link.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [NAME]).fetchone()
    return bool(row and row[0])
