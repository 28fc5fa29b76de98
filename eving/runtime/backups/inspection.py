"""SQL that checks a restored database before its commit: all rows are there, and no unknown objects."""

import secrets
from collections.abc import Collection

from psycopg import sql

from eving.runtime.backups import known_objects
from eving.runtime.backups.manifest import Manifest

UNEXPECTED = "eving: unexpected "


def counted(manifest: Manifest) -> str:
    """SQL that fails when a table holds another number of rows than the manifest says."""
    checks = [
        sql.SQL("IF (SELECT count(*) FROM public.{}) <> {} THEN RAISE EXCEPTION {}; END IF;\n").format(
            sql.Identifier(table), sql.Literal(number), sql.Literal(f"{table}: other rows than in the manifest")
        )
        for table, number in manifest.rows.items()
    ]
    # The dump leaves search_path empty, in which the triggers of the job queue would find no table.
    return f"SET LOCAL search_path = public;\n{block(sql.Composed(checks))}"


def inspected(manifest: Manifest, *, is_current: bool) -> str:
    """SQL that fails, naming the objects, when the database holds anything that the portal has not made.

    A backup of this release must hold all objects of this release; one of an earlier release those that its manifest
    lists.
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
    """One DO block of PL/pgSQL. Its dollar quote is random, so that no text inside can end it."""
    mark = f"$mark_{secrets.token_hex(8)}$"
    return f"DO {mark} DECLARE found text; BEGIN\n{statements.as_string(None)}END {mark};\n"
