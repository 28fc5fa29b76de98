"""The manifest of a backup: written from the database, and validated as untrusted input when read."""

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.conf import settings
from django.utils.translation import gettext as _
from psycopg import sql

from eving.runtime.backups import BackupError, known_objects

FORMAT = 2  # format 1 had neither a signature nor a list of objects
# A restored session would give the back office to anybody who kept its key.
WITHOUT_ROWS = ("core_storedpage", "django_session")


def describe(link: psycopg.Connection) -> dict[str, Any]:
    names = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    tables = [name for (name,) in names]
    if "django_migrations" not in tables:
        raise BackupError(_("This database is empty: run “migrate” first."))
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return {
        "format": FORMAT,
        "eving": project["version"],
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "server": link.info.parameter_status("server_version"),
        "migrations": [list(row) for row in link.execute("SELECT app, name FROM django_migrations ORDER BY app, name")],
        "rows": {name: 0 if name in WITHOUT_ROWS else count_rows(link, name) for name in tables},
        "objects": sorted(line for (line,) in link.execute(known_objects.OBJECTS)),
    }


def count_rows(link: psycopg.Connection, table: str) -> int:
    [number] = link.execute(sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))).fetchone() or [0]
    return number


@dataclass(frozen=True)
class Manifest:
    """A validated manifest: none of its values reach the database before."""

    release: str
    migrations: frozenset[tuple[str, str]]
    rows: dict[str, int]
    files: int
    objects: frozenset[str] | None  # None: made by a release that did not list them

    @classmethod
    def read(cls, text: str) -> "Manifest":
        """Raises BackupError that names the first wrong value."""
        try:
            values = json.loads(text)
            demand(isinstance(values, dict), "{}")
            number = values.get("format", 1)
            demand(is_count(number), "format")
            if number > FORMAT:
                raise BackupError(
                    _("The backup has the format %(number)s, which this release does not know: install a newer one.")
                    % {"number": number}
                )
            rows, migrations, objects = values.get("rows"), values.get("migrations"), values.get("objects")
            demand(isinstance(rows, dict) and "django_migrations" in rows, "rows")
            for name, count in rows.items():
                demand(re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name) is not None, "rows")
                demand(is_count(count), f"rows.{name}")
            demand(isinstance(migrations, list), "migrations")
            for entry in migrations:
                demand(isinstance(entry, list) and len(entry) == 2 and all(map(is_name, entry)), "migrations")
            if number > 1 or objects is not None:
                demand(isinstance(objects, list) and all(map(is_name, objects)), "objects")
            demand(is_count(values.get("files")), "files")
            demand(is_name(values.get("eving")), "eving")
        except (ValueError, RecursionError) as error:
            what = str(error) if isinstance(error, WrongValue) else "JSON"
            raise BackupError(_("The manifest of the backup is not right (%(what)s).") % {"what": what}) from None
        return cls(
            release=values["eving"],
            migrations=frozenset((app, name) for app, name in migrations),
            rows=rows,
            files=values["files"],
            objects=None if objects is None else frozenset(objects),
        )


class WrongValue(ValueError):
    """The message is the name of a value that is missing or of a wrong type."""


def demand(is_right: bool, name: str) -> None:
    if not is_right:
        raise WrongValue(name)


def is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 60


def is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 1_000 and value.isprintable()
