"""The databases of a test run: a template for each state of the migrations, and a clone of it for each process.

The template stays on the server from run to run and is made anew when a migration changes. Cloning is fast, so each
process has a clone of its own, and simultaneous runs do not disturb each other.
"""

import hashlib
import importlib.util
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from psycopg import sql

from eving.runtime.postgres.server import Server

CLONE, TEMPLATE = "eving_test_", "eving_template_"
KEPT_TEMPLATES = 3  # enough for switching between branches
EMPTY = hashlib.md5(usedforsecurity=False).hexdigest()  # checksum of a table without rows
OWN_FOLDERS = ("eving", "actors", "projects", "vacancies")


# ---------------------------------------------------------------- what a template depends on
def checksum(files: list[Path]) -> str:
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path}\0".encode() + path.read_bytes())
    return total.hexdigest()[:16]


def migration_files() -> list[Path]:
    """All migrations, the modules of this project that they import, and the pinned versions of packages."""
    folders = [Path(config.path) / "migrations" for config in apps.get_app_configs()]
    migrations = sorted(path for folder in folders for path in folder.glob("**/*") if path.suffix in {".py", ".sql"})
    tops = "|".join(OWN_FOLDERS)
    names = {
        name
        for path in migrations
        if path.is_relative_to(settings.BASE_DIR) and path.suffix == ".py"
        for name in re.findall(rf"^from ((?:{tops})[\w.]*) import", path.read_text(), re.MULTILINE)
    }
    modules = [importlib.util.find_spec(name) for name in sorted(names)]
    read = [Path(module.origin) for module in modules if module and module.origin]
    return [*migrations, *read, settings.BASE_DIR / "requirements-dev.txt"]


def source_files() -> list[Path]:
    """After the migrations, models in code also write rows: permissions, roles and content types."""
    return sorted(path for folder in OWN_FOLDERS for path in (settings.BASE_DIR / folder).rglob("*.py"))


# ---------------------------------------------------------------- the server
@contextmanager
def own_server() -> Iterator[None]:
    """A server for tests alone that does not sync to disk, unless DATABASE_URL names one."""
    values = connection.settings_dict
    if not values.get("EMBEDDED"):
        yield
        return
    server = Server(settings.VAR_DIR / "postgres-tests", durable=False)
    address, before = server.ensure(), dict(values)
    values.update(EMBEDDED=False, HOST=address.host, PORT=address.port, USER=address.user)
    try:
        yield
    finally:
        values.update(before)
        server.release()


@contextmanager
def link_to_server() -> Iterator[psycopg.Connection]:
    """A connection besides Django's, without its timeouts; it holds the advisory locks of this process."""
    values = connection.get_connection_params()
    for name in ("cursor_factory", "context", "pool"):
        values.pop(name, None)
    with psycopg.connect(**values | {"dbname": "postgres", "options": ""}, autocommit=True) as link:
        yield link


def ask(link: psycopg.Connection, question: str, *values: Any) -> Any:
    row = link.execute(question, values).fetchone()
    return row[0] if row else None


def execute(link: psycopg.Connection, statement: str, *names: str) -> None:
    link.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def locked(link: psycopg.Connection, name: str) -> Iterator[None]:
    link.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
    try:
        yield
    finally:
        link.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def names_of(link: psycopg.Connection, start: str) -> list[str]:
    # oid grows, so the oldest comes first.
    rows = link.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", [start])
    return [name for (name,) in rows]


def sweep(link: psycopg.Connection) -> None:
    """Drop what killed runs have left; a living process holds the lock of its clone.

    A test that needs a further database adds a suffix to the name of its clone.
    """
    for name in names_of(link, CLONE):
        clone = "_".join(name.split("_")[:4])
        if ask(link, "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", clone):
            execute(link, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            link.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [clone])


# ---------------------------------------------------------------- template and clone
@contextmanager
def own_database(*, anew: bool = False) -> Iterator[None]:
    """Point Django's connection to a database of this process alone, which is dropped at the end.

    ``anew`` makes the template anew even if it is up to date.
    """
    values = connection.settings_dict
    portal, clone = values["NAME"], f"{CLONE}{os.getpid()}_{secrets.token_hex(3)}"
    connections.close_all()
    with own_server(), link_to_server() as link:
        sweep(link)
        with locked(link, clone):
            with locked(link, TEMPLATE):
                execute(link, "CREATE DATABASE {} TEMPLATE {}", clone, ready_template(link, anew=anew))
            values["NAME"] = clone
            try:
                yield
            finally:
                connections.close_all()
                values["NAME"] = portal
                execute(link, "DROP DATABASE {} WITH (FORCE)", clone)


def ready_template(link: psycopg.Connection, *, anew: bool) -> str:
    """The name of the template of these migrations, created or migrated if necessary."""
    name, code = TEMPLATE + checksum(migration_files()), checksum(source_files())
    # The comment names the code it was completed for; without one, its creation was interrupted.
    known = ask(link, "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", name)
    if known == code and not anew:
        return name
    if known is None or anew:
        execute(link, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        for old in names_of(link, TEMPLATE)[: 1 - KEPT_TEMPLATES]:
            execute(link, "DROP DATABASE {} WITH (FORCE)", old)
        execute(link, "CREATE DATABASE {} TEMPLATE template0", name)
    portal = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = portal
    link.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(code)))
    return name


# ---------------------------------------------------------------- rows
def tables() -> list[str]:
    """Referring tables first where a constraint is checked at once; the others are checked at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        order: TopologicalSorter[str] = TopologicalSorter({table: () for (table,) in cursor.fetchall()})
        cursor.execute(
            "SELECT parent.relname, child.relname FROM pg_constraint"
            " JOIN pg_class AS parent ON parent.oid = confrelid JOIN pg_class AS child ON child.oid = conrelid"
            " WHERE contype = 'f' AND NOT condeferrable AND confrelid <> conrelid"
        )
        for parent, child in cursor.fetchall():
            order.add(parent, child)
    return list(order.static_order())


def checksums(names: list[str]) -> dict[str, str]:
    question = " UNION ALL ".join(
        f"SELECT '{name}', md5(coalesce(string_agg(line::text, chr(10) ORDER BY line::text), ''))"
        f' FROM "{name}" AS line'
        for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return dict(cursor.fetchall())


def copy_out(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(map(bytes, copy))


def copy_in(table: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
        copy.write(rows)


class Contents:
    """The contents of all tables of a fresh clone, restored after a test that commits.

    Emptying all tables and writing the rows of the migrations takes most of a second; most tests change a dozen
    tables.
    """

    def __init__(self) -> None:
        self.tables = tables()
        self.checksums = checksums(self.tables)
        self.rows = {table: copy_out(table) for table in self.tables if self.checksums[table] != EMPTY}

    def restore(self) -> None:
        """Rewrite each changed table. What triggers write meanwhile, history and versions, goes in later rounds."""
        for _round in range(5):
            now = checksums(self.tables)
            changed = [table for table in self.tables if now[table] != self.checksums[table]]
            if not changed:
                return
            with transaction.atomic():
                with connection.cursor() as cursor:
                    for table in changed:
                        cursor.execute(f'DELETE FROM "{table}"')
                for table in changed:
                    if table in self.rows:
                        copy_in(table, self.rows[table])
        raise AssertionError(f"These tables cannot be put back: {', '.join(changed)}")


def multiply(table: str, chosen: str, count: int, **changes: str) -> None:
    """Insert ``count`` copies of the chosen rows inside the database; ``changes`` are SQL expressions for columns.

    ``copy`` counts from 1. Skips triggers and constraints, which would run row by row.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
            " AND column_name <> 'id' AND identity_generation IS NULL",
            [table],
        )
        columns = [name for (name,) in cursor.fetchall()]
        values = ", ".join(changes.get(name, f'"{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}", generate_series(1, {count}) AS copy'
            f" WHERE {chosen}"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


class World:
    """Rows that services make once per process; later tests get copies, which takes a fraction of the time.

    For tests that only read: the rows are the same each time, keys and timestamps included.
    """

    def __init__(self, make: Callable[[], object]) -> None:
        self.make = make
        self.rows: dict[str, bytes] | None = None

    def put(self) -> None:
        """Insert the rows inside the test's own transaction."""
        if self.rows is None:
            self.rows = self._made()
        with connection.cursor() as cursor:
            # Without triggers and constraints: the rows have passed them before.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, rows in self.rows.items():
                copy_in(table, rows)
            cursor.execute("SET LOCAL session_replication_role = origin")

    def _made(self) -> dict[str, bytes]:
        names = [name for name in tables() if name != "core_tableversion"]  # says that rows came, and is none of them
        before = checksums(names)
        with transaction.atomic():
            self.make()
            after = checksums(names)
            changed = [name for name in names if after[name] != before[name]]
            rows = {name: copy_out(name) for name in changed}
            transaction.set_rollback(True)
        assert all(before[name] == EMPTY for name in changed), "The first use of a world comes before any other row."
        return rows
