"""Rows by the thousand, copied inside the database from one that went its real way."""

from django.db import models
from django.db.backends.utils import CursorWrapper

Changes = dict[type[models.Model], dict[str, str]]  # for each table, the columns that differ and their SQL


def originals_of(cursor: CursorWrapper, tables: list[type[models.Model]]) -> dict[type[models.Model], str]:
    """The one row that each of these tables has, as JSON."""
    rows = {}
    for model in tables:
        cursor.execute(f"SELECT to_jsonb(original)::text FROM {model._meta.db_table} AS original")
        [(rows[model],)] = cursor.fetchall()
    return rows


def multiply(cursor: CursorWrapper, originals: dict[type[models.Model], str], changes: Changes, facts: str) -> None:
    """Put as many copies into each table as ``facts`` has rows."""
    for model, columns in changes.items():
        table = model._meta.db_table
        names = [field.column for field in model._meta.concrete_fields if not field.generated]
        wanted = ", ".join(columns.get(name, f'original."{name}"') for name in names)
        # The history would be written row by row.
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {wanted}"
            f" FROM {facts} AS facts, jsonb_populate_record(NULL::{table}, %s) AS original ORDER BY {columns['id']}",
            [originals[model]],
        )
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
