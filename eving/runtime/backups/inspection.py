"""Statements that look at a restored database before its commit: every row is there, and nothing unknown."""

import secrets
from collections.abc import Collection

from psycopg import sql

from eving.runtime.backups import known_objects
from eving.runtime.backups.manifest import Manifest

UNEXPECTED = "eving: unexpected "


def counted(manifest: Manifest) -> str:
    """Statements that fail when a table holds another number of rows than the manifest says."""
    checks = [
        sql.SQL("IF (SELECT count(*) FROM public.{}) <> {} THEN RAISE EXCEPTION {}; END IF;\n").format(
            sql.Identifier(table), sql.Literal(number), sql.Literal(f"{table}: other rows than in the manifest")
        )
        for table, number in manifest.rows.items()
    ]
    # The dump leaves an empty search path behind, in which the queue's triggers would find nothing.
    return f"SET LOCAL search_path = public;\n{block(sql.Composed(checks))}"


def inspected(manifest: Manifest, *, is_current: bool) -> str:
    """Statements that fail, with names, when the database holds anything but what the portal has made.

    Of the tables of this release all has to be there; of those of a former one, what the backup says was there.
    """
    known = known_objects.known()
    needed = known.current if is_current else manifest.objects or frozenset()

    def lines(names: Collection[str]) -> sql.Composable:
        return sql.SQL("ARRAY[{}]::text[]").format(sql.SQL(", ").join(map(sql.Literal, sorted(names))))

    checks = sql.SQL(
        "found := (SELECT left(string_agg(line, ', ' ORDER BY line), 2000) FROM ("
        " SELECT line FROM ({objects}) AS present WHERE line <> ALL ({known})"
        " UNION SELECT 'missing ' || line FROM unnest({needed}) AS line"
        " WHERE line NOT IN (SELECT line FROM ({objects}) AS present)) AS wrong);\n"
        "IF found IS NOT NULL THEN RAISE EXCEPTION '{complaint}%', found; END IF;\n"
    )
    return block(
        checks.format(
            objects=sql.SQL(known_objects.OBJECTS),
            known=lines(known.all),
            needed=lines(needed),
            complaint=sql.SQL(UNEXPECTED),
        )
    )


def block(statements: sql.Composable) -> str:
    """Statements with IF and RAISE as one. Nobody knows the mark of their end, so no text in them can be it."""
    mark = f"$mark_{secrets.token_hex(8)}$"
    return f"DO {mark} DECLARE found text; BEGIN\n{statements.as_string(None)}END {mark};\n"
