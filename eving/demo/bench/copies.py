"""Rows by the thousand, copied inside the database from one of each table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

Changes = dict[type[models.Model], dict[str, str]]  # for each table, the columns that differ and their SQL
Originals = dict[type[models.Model], str]

SECONDARY = """
SELECT found.relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class AS found ON found.oid = indexrelid
WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
FOREIGN_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'
"""


# ---------------------------------------------------------------- columns that registers have alike
def found_by(name: str) -> dict[str, str]:
    """Columns of published rows with this fact as their name. All other words they share with their original."""
    return {
        "published_at": "original.published_at + facts.minute * interval '1 minute'",
        "search_text": f"' ' || lower(facts.{name}) || original.search_text",
        "search_vector": f"setweight(to_tsvector('german', facts.{name}), 'A') || original.search_vector",
    }


def picture(owner: str, key: str = "facts.n", *, name: str = "bild") -> dict[str, str]:
    return {
        "id": "facts.n",
        owner: key,
        "key": f"lpad(facts.n::text, 22, '{name}')",
        "sha256": "original.sha256 || md5(facts.n::text)",
    }


def first_keys(rows: QuerySet[Any], most: int | None = 10) -> list[int]:
    """Of what copies refer to: few enough that each has many copies."""
    return list(rows.values_list("pk", flat=True)[:most])


# ---------------------------------------------------------------- rows
@contextmanager
def facts(cursor: CursorWrapper, values: dict[str, Any], **tables: str) -> Iterator[None]:
    """Temporary tables by name, each made by its SQL; what is random in them is the same in every run."""
    names = ", ".join(tables)
    cursor.execute(f"DROP TABLE IF EXISTS {names}")
    cursor.execute("SELECT setseed(0.4)")
    for statement in tables.values():
        cursor.execute(statement, values)
    yield
    cursor.execute(f"DROP TABLE {names}")


def relate(cursor: CursorWrapper, relation: Any, table: str, *columns: str) -> None:
    """Give each copy the related rows whose keys stand in these columns of its facts."""
    field, through = relation.field, relation.through._meta.db_table
    pairs = " UNION ".join(f"SELECT n, {column} FROM {table} WHERE {column} IS NOT NULL" for column in columns)
    cursor.execute(f"INSERT INTO {through} ({field.m2m_column_name()}, {field.m2m_reverse_name()}) {pairs}")


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
