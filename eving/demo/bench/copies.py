"""Rows by the thousand, copied inside the database from one of each table."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models
from django.db.backends.utils import CursorWrapper

Changes = dict[type[models.Model], dict[str, str]]  # for each table, the columns that differ and their SQL
Originals = dict[type[models.Model], str]

SECONDARY = """
SELECT found.relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class AS found ON found.oid = indexrelid
WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
FOREIGN_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'
"""


def originals_of(cursor: CursorWrapper, rows: list[models.Model]) -> Originals:
    """These rows as JSON, one for each table."""
    found: Originals = {}
    for row in rows:
        cursor.execute(f"SELECT to_jsonb(original)::text FROM {row._meta.db_table} AS original WHERE id = %s", [row.pk])
        [(found[type(row)],)] = cursor.fetchall()
    return found


def multiply(cursor: CursorWrapper, originals: Originals, changes: Changes, facts: str) -> None:
    """Put as many copies into each table as ``facts`` has rows."""
    for model, columns in changes.items():
        table = model._meta.db_table
        names = [field.column or "" for field in model._meta.concrete_fields if not field.generated]
        wanted = ", ".join(columns.get(name, f'original."{name}"') for name in names)
        copied = f"{facts} AS facts, jsonb_populate_record(NULL::{table}, %s) AS original ORDER BY {columns['id']}"
        with bare(cursor, table):
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {wanted} FROM {copied}", [originals[model]]
            )
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


@contextmanager
def bare(cursor: CursorWrapper, table: str) -> Iterator[None]:
    """The table without history, foreign keys and secondary indexes: each would do its work row by row."""
    cursor.execute(SECONDARY, [table])
    indexes = cursor.fetchall()
    cursor.execute(FOREIGN_KEYS, [table])
    keys = cursor.fetchall()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table whose checks wait cannot be changed
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for name, _definition in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
    for name, definition in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
