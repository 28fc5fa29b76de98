"""Versions of tables: a number that is another one after each commit that changed the table, and the same until then.

Triggers write one row for each transaction and table, with a random value; the version is the exclusive or of all
rows. A row becomes visible with the data it stands for, not before, as a sequence would. It belongs to its transaction
alone, so that no two writers wait for each other, as they would for one row per table. After a restore from a backup
the versions are those of the backup, and what is written from then on has other ones than what was written before:
another server counts its transactions anew, so a row of the backup that bears the number of a new one gets a new value.

Whoever keeps something reads the version first and the data afterwards: what it keeps is then at least as new.
"""

import threading
from collections.abc import Collection, Sequence
from typing import Any

from django.apps import apps
from django.core.signals import request_finished, request_started
from django.db import connection, migrations, models

TEXTS = ("core_announcement", "core_sitetext")
# More rows than this are put together when a page is stored: each page from a copy reads them all.
MOST_ROWS = 60

VERSION = 'SELECT coalesce(bit_xor("value"), 0) FROM core_tableversion WHERE "table" = ANY(%(tables)s::text[])'
PUT_TOGETHER = """
    WITH several AS (
        SELECT id FROM core_tableversion ORDER BY id FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM core_tableversion WHERE id IN (SELECT id FROM several) RETURNING "table", value
    )
    INSERT INTO core_tableversion ("table", "value") SELECT "table", bit_xor(value) FROM gone GROUP BY "table"
"""
TRIGGER = "page_version"
FUNCTION = """
CREATE FUNCTION core_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_tableversion ("table", transaction, value)
    VALUES (TG_TABLE_NAME, pg_current_xact_id()::text::bigint, (random() * 9007199254740992)::bigint)
    ON CONFLICT ("table", transaction) DO UPDATE SET value = EXCLUDED.value
        WHERE core_tableversion.xmin <> pg_current_xact_id()::xid;
    RETURN NULL;
END $$
"""


def watch(*tables: str) -> migrations.RunSQL:
    """The operation of a migration that gives these tables a version."""
    begin: list[Any] = [
        f'CREATE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"'
        " FOR EACH STATEMENT EXECUTE FUNCTION core_note_change()"
        for table in tables
    ]
    return migrations.RunSQL(begin, [f'DROP TRIGGER IF EXISTS {TRIGGER} ON "{table}"' for table in tables])


def current(tables: Collection[str]) -> int:
    [version] = connection.one_row(VERSION, {"tables": sorted(tables)})  # type: ignore[attr-defined]  # our own
    return int(version)


class _Request(threading.local):
    """The version of texts that this request has read: each asks once, so that all of its page holds the same texts."""

    is_running = False
    texts: int | None = None


_request = _Request()


def begin(**_signal: Any) -> None:
    _request.is_running, _request.texts = True, None


def end(**_signal: Any) -> None:
    _request.is_running, _request.texts = False, None


request_started.connect(begin, dispatch_uid="eving-texts")
request_finished.connect(end, dispatch_uid="eving-texts")


def of_texts() -> int:
    """Of the office's own texts and announcements, which every page shows."""
    if not _request.is_running:
        return current(TEXTS)
    if _request.texts is None:
        _request.texts = current(TEXTS)
    return _request.texts


def note_texts(version: int) -> None:
    """For this request, by whoever has asked for it along with something else."""
    _request.texts = version


def watched() -> set[str]:
    """The tables that have a version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [TRIGGER])
        return {name for (name,) in cursor.fetchall()}


def put_together() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) > %s FROM core_tableversion", [MOST_ROWS])
        if cursor.fetchone()[0]:
            cursor.execute(PUT_TOGETHER)


def tables_of(labels: Sequence[str]) -> list[str]:
    """The tables of these models, such as "projects.idea", and of their many-to-many fields."""
    found = set()
    for label in labels:
        model: type[models.Model] = apps.get_model(label)
        found.add(model._meta.db_table)
        found |= {field.m2m_db_table() for field in model._meta.local_many_to_many}
    return sorted(found)
