"""Versions of tables, and the two simpler ways that do not work: a sequence, and one row for each table."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction

from eving.core.caching import versions
from eving.core.models import DistrictPart, TableVersion
from eving.runtime.database import turns

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = ["core_districtpart"]


@contextmanager
def another_session() -> Iterator[psycopg.Connection]:
    with turns.connect("default") as link:
        link.autocommit = False
        yield link
        link.rollback()


def add_part(link: psycopg.Connection, slug: str) -> None:
    link.execute("INSERT INTO core_districtpart (slug, name, sort) VALUES (%s, %s, 1)", [slug, slug])


def test_a_change_raises_the_version_with_its_commit_and_not_before() -> None:
    before = versions.current(TABLES)
    with another_session() as link:
        add_part(link, "spaeter")
        meanwhile = versions.current(TABLES)
        link.commit()

    assert meanwhile == before != versions.current(TABLES)


def test_a_change_that_is_rolled_back_changes_no_version() -> None:
    before = versions.current(TABLES)
    with another_session() as link:
        add_part(link, "nie")
        link.rollback()

    assert versions.current(TABLES) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_districtpart SET sort = sort + 1",
        "DELETE FROM core_districtpart WHERE slug = 'weg'",
        "TRUNCATE core_districtpart CASCADE",
    ],
)
def test_every_kind_of_statement_counts(statement: str) -> None:
    DistrictPart.objects.create(slug="weg", name="weg")
    before = versions.current(TABLES)

    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert versions.current(TABLES) != before


def test_two_who_write_the_same_table_do_not_wait_for_each_other() -> None:
    with another_session() as one, another_session() as other:
        add_part(one, "eins")
        other.execute("SET LOCAL lock_timeout = '200ms'")
        add_part(other, "zwei")
        other.commit()
        first = versions.current(TABLES)
        one.commit()

    assert versions.current(TABLES) != first


def test_an_older_transaction_that_ends_later_is_seen() -> None:
    """With the highest number for a version, the second commit would change nothing."""
    with another_session() as early, another_session() as late:
        add_part(early, "frueh")
        add_part(late, "spaet")
        late.commit()
        between = versions.current(TABLES)
        early.commit()

    assert versions.current(TABLES) != between


# ---------------------------------------------------------------- twins
@pytest.fixture
def with_trigger() -> Iterator[Callable[[str, str], None]]:
    """Replaces what the trigger does, and puts it back."""

    def replace(body: str, table: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(table)
            cursor.execute(
                versions.FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
                    versions.FUNCTION[versions.FUNCTION.index("BEGIN") : versions.FUNCTION.index("RETURN NULL")],
                    f"BEGIN {body};\n    ",
                )
            )

    yield replace
    with connection.cursor() as cursor:
        cursor.execute(versions.FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
        cursor.execute("DROP SEQUENCE IF EXISTS twin; DROP TABLE IF EXISTS twin_row")


def test_with_a_sequence_a_page_of_before_would_stay(with_trigger) -> None:
    with_trigger("PERFORM nextval('twin')", "CREATE SEQUENCE twin")

    def version() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_value FROM twin")
            return cursor.fetchone()[0]

    with another_session() as link:
        add_part(link, "spaeter")
        read, drawn = version(), DistrictPart.objects.filter(slug="spaeter").exists()
        link.commit()

    # Drawn without the part, under the version that holds from now on.
    assert (drawn, version()) == (False, read)


def test_with_one_row_for_a_table_the_second_writer_would_wait(with_trigger) -> None:
    with_trigger("UPDATE twin_row SET value = value + 1", "CREATE TABLE twin_row AS SELECT 1 AS value")

    with another_session() as one, another_session() as other:
        add_part(one, "eins")
        other.execute("SET LOCAL lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            add_part(other, "zwei")


# ---------------------------------------------------------------- rows put together
def test_putting_rows_together_changes_no_version(monkeypatch) -> None:
    monkeypatch.setattr(versions, "MOST_ROWS", 5)
    for number in range(8):
        DistrictPart.objects.create(slug=f"t{number}", name=f"Teil {number}")
    before = versions.current(TABLES)

    versions.put_together()

    assert versions.current(TABLES) == before
    assert TableVersion.objects.filter(table="core_districtpart").count() == 1


def test_putting_together_neither_waits_for_a_writer_nor_loses_its_change(monkeypatch) -> None:
    monkeypatch.setattr(versions, "MOST_ROWS", 0)
    DistrictPart.objects.create(slug="vorher", name="vorher")
    with another_session() as link:
        add_part(link, "dazwischen")
        versions.put_together()
        before = versions.current(TABLES)
        link.commit()

    assert versions.current(TABLES) != before


def test_two_who_put_together_at_once_lose_nothing(monkeypatch) -> None:
    monkeypatch.setattr(versions, "MOST_ROWS", 0)
    for number in range(40):
        DistrictPart.objects.create(slug=f"t{number}", name=f"Teil {number}")
    before = versions.current(TABLES)

    def run() -> None:
        for _time in range(5):
            versions.put_together()
        connection.close()

    threads = [threading.Thread(target=run) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert versions.current(TABLES) == before


def test_many_statements_of_one_transaction_leave_one_row() -> None:
    before = TableVersion.objects.filter(table="core_districtpart").count()
    with transaction.atomic():
        for number in range(20):
            DistrictPart.objects.create(slug=f"t{number}", name=f"Teil {number}")

    assert TableVersion.objects.filter(table="core_districtpart").count() == before + 1
