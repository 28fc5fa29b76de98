"""A lock for commands that change or fill the tables, so that they run one after the other."""

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
    """Hold the lock of this database; calls ``wait`` once before waiting for another command.

    The lock belongs to a connection of its own, so a killed process releases it. Reentrant: a command called by such
    a command shares its lock.
    """
    if database in _held:
        yield
        return
    with connections[database].wrap_database_errors:
        link = connect(database)
    with link:
        is_announced = False
        # Polls, because a waiting statement is a transaction that would hold up CREATE INDEX CONCURRENTLY.
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
    values = connections[database].get_connection_params()
    for name in ("cursor_factory", "context"):  # Django's own; “pool” has been removed already
        values.pop(name, None)
    values["options"] = "-c idle_session_timeout=0"
    return psycopg.connect(**values, autocommit=True)


def is_free(link: psycopg.Connection) -> bool:
    row = link.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [NAME]).fetchone()
    return bool(row and row[0])
