"""The tables, functions, triggers and other objects that the database of this release holds.

The list is known_objects.txt beside this file; ``manage.py known_objects`` writes it anew from a migrated database,
and a test compares the two. Functions are listed with a checksum of their source, triggers with the function they
run. Lines of earlier releases stay, marked as former: backups of those releases can still be restored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

LIST = Path(__file__).with_name("known_objects.txt")
FORMER = "former "
# Everything in the schema "public" except extensions and their members, and what belongs to tables there.
OBJECTS = """
    WITH own AS (
        SELECT link.classid, link.objid FROM pg_depend AS link
         WHERE link.refclassid = 'pg_namespace'::regclass AND link.refobjid = 'public'::regnamespace
           AND link.classid <> 'pg_extension'::regclass
           AND NOT EXISTS (
               SELECT FROM pg_depend AS part
                WHERE part.classid = link.classid AND part.objid = link.objid AND part.deptype = 'e'))
    SELECT object.type || ' ' || object.identity || coalesce(' ' || md5(function.prosrc), '') AS line
      FROM own CROSS JOIN LATERAL pg_identify_object(own.classid, own.objid, 0) AS object
      LEFT JOIN pg_proc AS function ON own.classid = 'pg_proc'::regclass AND function.oid = own.objid
    UNION ALL
    SELECT concat('trigger ', tgname, ' on ', relname, ' runs ', proname,
                  CASE tgenabled WHEN 'O' THEN '' ELSE ' in another mode' END)
      FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
     WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat('rule ', rulename, ' on ', relname) FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class
     WHERE rulename <> '_RETURN' AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat('policy ', polname, ' on ', relname) FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
     WHERE relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True)
class Known:
    current: frozenset[str]
    former: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.current | self.former

    def others(self, found: Iterable[str]) -> list[str]:
        return sorted(set(found) - self.all)


def known() -> Known:
    lines = LIST.read_text().splitlines()
    former = {line.removeprefix(FORMER) for line in lines if line.startswith(FORMER)}
    return Known(frozenset(line for line in lines if not line.startswith(FORMER)), frozenset(former))


def found() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(OBJECTS)
        return frozenset(line for (line,) in cursor.fetchall())


def write(present: frozenset[str]) -> None:
    """Make these the current lines; lines that are no longer present become former ones."""
    gone = known().all - present if LIST.exists() else frozenset()
    lines = [*sorted(present), *(FORMER + line for line in sorted(gone))]
    LIST.write_text("".join(f"{line}\n" for line in lines))
