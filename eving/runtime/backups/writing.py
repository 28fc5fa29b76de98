"""Writing a backup: complete or not at all."""

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.utils.translation import gettext as _

from eving.runtime.backups import BackupError, known_objects
from eving.runtime.backups.folders import free_name, only_one, remove_old, write_through
from eving.runtime.backups.manifest import WITHOUT_ROWS, describe
from eving.runtime.backups.media import pack
from eving.runtime.backups.programs import Database, program_folders, run_program
from eving.runtime.backups.signing import DUMP, MANIFEST, MEDIA, SIGNATURE, SUMS, sign

ASIDE = ".unfinished"


@dataclass(frozen=True)
class Made:
    folder: Path
    size: int  # bytes
    seconds: float
    removed: int  # older backups
    others: list[str]  # objects that the portal has not made; a restore refuses them


def make_backup(parent: Path, keep: int | None = None) -> Made:
    """Write a new backup into this folder, then remove the oldest beyond ``keep``.

    Raises BackupError; an unfinished backup is removed.
    """
    started = time.monotonic()
    media = Path(settings.MEDIA_ROOT).resolve()
    if parent.resolve().is_relative_to(media):
        raise BackupError(_("The folder of the backups must not lie in MEDIA_ROOT (%(folder)s).") % {"folder": media})
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_one(parent):
        for left_over in parent.glob(f".eving-*{ASIDE}"):
            shutil.rmtree(left_over)
        aside = Path(tempfile.mkdtemp(prefix=".eving-", suffix=ASIDE, dir=parent))
        try:
            others = write_backup(aside, media)
            folder = parent / free_name(parent)
            aside.rename(folder)
        except OSError as error:
            raise BackupError(_("The backup could not be written: %(error)s.") % {"error": error}) from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)  # left over only when the rename failed
        write_through(parent)
        size = sum(path.stat().st_size for path in folder.iterdir())
        removed = remove_old(parent, keep) if keep else 0
    return Made(folder, size, time.monotonic() - started, removed, others)


def write_backup(folder: Path, media: Path) -> list[str]:
    database = Database.of_portal()
    for name in (DUMP, MEDIA, MANIFEST, SUMS, SIGNATURE):
        (folder / name).touch(mode=0o600)
    with snapshot(database) as (link, number):
        manifest = describe(link)
        dump = program_folders(database.major, "pg_dump")[0] / "pg_dump"
        arguments = [dump, "--format=custom", "--no-owner", "--no-privileges", "--no-password"]
        arguments += [f"--exclude-table-data=public.{name}" for name in WITHOUT_ROWS]
        arguments += [f"--snapshot={number}", f"--file={folder / DUMP}"]
        run_program(arguments, database, _("The database could not be copied:"))
    # After the dump: a file without a row does no harm, a row without its file does.
    manifest["files"] = pack(media, folder / MEDIA)
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    sign(folder)
    for path in [*folder.iterdir(), folder]:
        write_through(path)
    return known_objects.known().others(manifest["objects"])


@contextmanager
def snapshot(database: Database) -> Iterator[tuple[psycopg.Connection, str]]:
    with database.connect() as link:
        link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        link.read_only = True
        # The connection is idle while pg_dump runs, which may take longer than a page may wait.
        link.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        link.execute("SET LOCAL statement_timeout = 0")
        [number] = link.execute("SELECT pg_export_snapshot()").fetchone() or [""]
        yield link, number
