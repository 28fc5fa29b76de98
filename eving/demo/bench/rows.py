"""Fills an empty, migrated database with any number of public rows of every register."""

from collections.abc import Collection
from types import ModuleType

from django.db import connection, transaction

from eving.demo.bench import actors, ideas, profiles, projects, shops
from eving.demo.bench.copies import Originals

REGISTERS: dict[str, ModuleType] = {
    "actors": actors, "shops": shops, "profiles": profiles, "ideas": ideas, "projects": projects,
}  # fmt: skip
EVERY = tuple(REGISTERS)
# What the rows refer to: without statistics of these tables, plans differ from those of a portal that runs.
JOINED = (
    "core_street", "core_districtpart", "core_topic", "core_fieldofaction", "core_framework", "vacancies_useclass",
    "actors_actorgroup",
)  # fmt: skip


def fill(count: int, only: Collection[str] = EVERY) -> None:
    """So many public rows of each of these registers, with statistics and visibility as after autovacuum.

    Numbers run from 1 to ``count``: L-1, I-1, P-1, A-1, G-1; I-1 can be supported, L-1 is free. The tables must hold no
    row yet. Beside the ideas come ten supports for each, 100,000 at most. Runs outside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SET statement_timeout = 0; SET maintenance_work_mem = '256MB'"
        )  # of a page, and of a server at rest
        for name in only:
            register = REGISTERS[name]
            found = originals_of_register(name)
            with transaction.atomic():
                register.fill(cursor, found, count)
        cursor.execute(f"VACUUM ANALYZE {', '.join(tables_of(only) + list(JOINED))}")
        cursor.execute("RESET statement_timeout; RESET maintenance_work_mem")


def originals_of_register(name: str) -> Originals:
    """One row of each of its tables, as JSON; they are taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        found: Originals = REGISTERS[name].originals(cursor)
        transaction.set_rollback(True)
    return found


def empty(only: Collection[str] = EVERY) -> None:
    """Take back what ``fill`` made, and whatever refers to it."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables_of(only))} CASCADE")


def tables_of(only: Collection[str]) -> list[str]:
    return list(dict.fromkeys(table for name in only for table in REGISTERS[name].TABLES))
