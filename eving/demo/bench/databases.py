"""The bench's own databases, one for each number of rows, beside the portal's on the same server."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext as _
from psycopg import sql

# The comment of a database that is ours says how far it is.
MADE = "eving bench"
HALF = "eving bench, half filled"
FILLED = "eving bench, filled"


def name_for(rows: int) -> str:
    return f"eving_bench_{rows}"


def address_of(name: str) -> str:
    """The DATABASE_URL by which another process gets to a database of this server."""
    if settings.DATABASE_URL:
        return urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}"))
    found = connection.get_connection_params()
    return f"postgres://{found['user']}@{quote(found['host'], safe='')}:{found['port']}/{name}"


@contextmanager
def own_database(name: str, *, keep: bool) -> Iterator[bool]:
    """Point Django's connection to the bench's database; yields whether it was filled before.

    Raises CommandError where the database is somebody else's or in use, or may not be made.
    """
    with link_to_server() as link:
        # Held by this connection: a run that is killed lets go of it.
        free = link.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name]).fetchone()
        if free != (True,):
            raise CommandError(_("Another bench is using the database “%(name)s”: wait for it.") % {"name": name})
        found = made(link, name)
        values = connection.settings_dict
        portal = values["NAME"]
        connection.close()
        values["NAME"] = name
        try:
            yield found == FILLED
        finally:
            connection.close()
            values["NAME"] = portal
            if not keep:
                drop(link, name)


@contextmanager
def link_to_server() -> Iterator[psycopg.Connection[Any]]:
    """A connection without the time-outs of Django's, to the database that every server has."""
    values = connection.get_connection_params()
    for key in ("cursor_factory", "context", "pool"):
        values.pop(key, None)
    with psycopg.connect(**values | {"dbname": "postgres", "options": ""}, autocommit=True) as link:
        yield link


def made(link: psycopg.Connection[Any], name: str) -> str:
    row = link.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    if row and row[0] not in {MADE, HALF, FILLED}:
        raise CommandError(_("The database “%(name)s” is not one of the bench: rename it.") % {"name": name})
    if row and row[0] != HALF:
        return str(row[0])
    if row:  # a run with --keep was stopped while it filled: rows that are there cannot be told from those that are not
        drop(link, name)
    try:
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        text = _("This account may not make a database: give it CREATEDB, or leave DATABASE_URL out.")
        raise CommandError(text) from error
    write_mark(link, name, MADE)
    return MADE


def drop(link: psycopg.Connection[Any], name: str) -> None:
    link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def mark(name: str, text: str) -> None:
    with link_to_server() as link:
        write_mark(link, name, text)


def write_mark(link: psycopg.Connection[Any], name: str, mark: str) -> None:
    link.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(mark)))
