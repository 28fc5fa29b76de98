"""A check over the whole test suite: a row of a moderated model is only written after it was locked or created.

What a view loaded may be outdated by the time it writes. Code that writes a state, or anything else that people
decide about, must read the row under ``SELECT … FOR UPDATE`` in the same transaction and compute from it.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from eving.core import registry

UPDATE = re.compile(r'UPDATE "(\w+)" SET (.*) WHERE (?:"\w+"\."id" = %s|"\w+"\."id" IN \(%s\))$', re.DOTALL)
COLUMN = re.compile(r'"(\w+)" = ')
LOCKED_TABLE = re.compile(r'FOR (?:NO KEY )?UPDATE(?: OF "(\w+)")?')
# Columns written by single statements that compute in the database, or that duplicate other columns for lists and
# search.
ALLOWED = re.compile(r"(support_count|help_count|search_vector|search_text|list_\w+)$")
OURS = str(settings.BASE_DIR)
NOT_WATCHED = tuple(str(Path(OURS) / name) for name in ("tests", "eving/demo"))


def is_ours(path: str) -> bool:
    return path.startswith(OURS) and "site-packages" not in path


class Watch:
    """The rows locked by each open atomic block of each connection, and the writes without a lock."""

    def __init__(self, tables: set[str]) -> None:
        self.tables = tables
        self.found: list[str] = []

    @staticmethod
    def held(db: BaseDatabaseWrapper) -> list[set[tuple[str, Any]]]:
        """A set of locked rows for each open atomic block; the first set is for statements outside of any."""
        if not hasattr(db, "rows_held"):
            db.rows_held = [set()]
        return db.rows_held

    def enter(self, db: BaseDatabaseWrapper) -> None:
        self.held(db).append(set())

    def leave(self, db: BaseDatabaseWrapper) -> None:
        """Rows locked in an inner block stay locked for the outer ones, except for the test's own outermost block."""
        blocks = self.held(db)
        inner = blocks.pop() if len(blocks) > 1 else set()
        if len(blocks) > getattr(db, "blocks_of_the_test", 1):
            blocks[-1] |= inner

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        db = context["connection"]
        if sql.startswith("SELECT") and (found := LOCKED_TABLE.search(sql)):
            table = found[1] or re.search(r'FROM "(\w+)"', sql)[1]  # type: ignore[index]
            self.note(db, table, context["cursor"])
        elif sql.startswith('INSERT INTO "') and " RETURNING " in sql:
            self.note(db, sql.split('"', 2)[1], context["cursor"])
        elif sql.startswith("UPDATE") and (found := UPDATE.match(sql)) and found[1] in self.tables:
            self.judge(db, found[1], COLUMN.findall(found[2]), params[-1])
        return result

    def note(self, db: BaseDatabaseWrapper, table: str, cursor: Any) -> None:
        """Record the rows a locking query returned, and rewind its cursor."""
        names = [column.name for column in cursor.description or ()]
        if table in self.tables and "id" in names:
            rows = cursor.fetchall()
            if rows:
                cursor.cursor.scroll(0, mode="absolute")
            self.held(db)[-1] |= {(table, row[names.index("id")]) for row in rows}

    def judge(self, db: BaseDatabaseWrapper, table: str, columns: list[str], key: Any) -> None:
        # Columns after an allowed one belong to its subquery, or are allowed as well.
        if ALLOWED.match(columns[0]) or any((table, key) in rows for rows in self.held(db)):
            return
        frame: Any = sys._getframe(2)
        while frame and not is_ours(frame.f_code.co_filename):
            frame = frame.f_back
        if frame and not frame.f_code.co_filename.startswith(NOT_WATCHED):
            place = f"{frame.f_code.co_filename.removeprefix(OURS)}:{frame.f_lineno} {frame.f_code.co_name}"
            self.found.append(f"{table} {key}: {', '.join(columns)} written without a lock at {place}")


def install() -> Watch:
    """Watch all connections and atomic blocks of this process from now on."""
    watch = Watch({model._meta.db_table for model in registry.cases})

    def attach(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
        if watch not in connection.execute_wrappers:
            # At the start of the list: execute_wrapper() removes the last entry when it ends.
            connection.execute_wrappers.insert(0, watch)

    connection_created.connect(attach, weak=False, dispatch_uid="eving.tests.locks")
    attach(connection)
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def entered(block: transaction.Atomic) -> Any:
        watch.enter(transaction.get_connection(block.using))
        return enter(block)

    def left(block: transaction.Atomic, *error: Any) -> Any:
        try:
            return leave(block, *error)
        finally:
            watch.leave(transaction.get_connection(block.using))

    transaction.Atomic.__enter__, transaction.Atomic.__exit__ = entered, left  # type: ignore[method-assign]
    return watch


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """One test. Its own atomic block, rolled back at the end, gives no locks to the code under test."""
    blocks = watch.held(connection)
    connection.blocks_of_the_test = len(blocks)  # type: ignore[attr-defined]
    for rows in blocks:
        rows.clear()
    watch.found.clear()
    yield
    found, watch.found[:] = list(watch.found), []
    assert not found, "\n".join(found)
