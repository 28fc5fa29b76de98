"""Restoring a backup: everything is checked first, then all changes at once or nothing does."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from eving.runtime.backups import BackupError, known_objects
from eving.runtime.backups.inspection import counted, inspected
from eving.runtime.backups.loading import load
from eving.runtime.backups.manifest import Manifest
from eving.runtime.backups.media import media_files, unpack
from eving.runtime.backups.programs import Database, end_of
from eving.runtime.backups.signing import DUMP, MANIFEST, MEDIA, check_files, small_text

# Mails that were being sent, or about to be, at the time of the backup have most likely arrived.
SET_ASIDE = """
UPDATE procrastinate_jobs SET status = 'cancelled'
 WHERE queue_name IN ('mail', 'alerts') AND status IN ('todo', 'doing');
"""
END_SESSIONS = "DELETE FROM public.django_session;\n"


@dataclass(frozen=True)
class Restored:
    folder: Path
    rows: int
    files: int
    mails_waiting: int


def restore_backup(
    folder: Path,
    *,
    replace: bool = False,
    send_waiting_mails: bool = False,
    accept_unsigned: bool = False,
    accept_other_objects: bool = False,
) -> Restored:
    """Restore database and files; mails that waited at the time of the backup are cancelled unless asked for.

    Raises BackupError; then database and files are as they were before.
    """
    try:
        check_files(folder, accept_unsigned=accept_unsigned)
        manifest = Manifest.read(small_text(folder, MANIFEST))
        is_current = check_release(manifest)
        database = Database.of_portal()
        media = Path(settings.MEDIA_ROOT)
        check_target(media, replace=replace)
        checks = counted(manifest)
        if not accept_other_objects:
            checks += inspected(manifest, is_current=is_current)
        # Unpacking may fail for want of disk space, so it comes first; the files are exchanged once the database is
        # loaded.
        unpacked = unpack(folder / MEDIA, media, manifest.files)
        try:
            connection.close()
            last = f"{checks}{END_SESSIONS}{'' if send_waiting_mails else SET_ASIDE}"
            load(folder / DUMP, database, last, unpacked, media)
        finally:
            shutil.rmtree(unpacked, ignore_errors=True)
    except (OSError, DatabaseError, psycopg.Error) as error:
        sentence = _("The backup could not be put back; database and files are as they were before: %(error)s.")
        raise BackupError(sentence % {"error": end_of(str(error)).rstrip(".")}) from error
    return Restored(folder, sum(manifest.rows.values()), manifest.files, waiting_mails())


def check_release(manifest: Manifest) -> bool:
    """Raises BackupError for a backup of a newer release; returns whether its migrations are exactly those of this
    one.
    """
    known = set(MigrationLoader(None).disk_migrations or ())
    if unknown := sorted(manifest.migrations - known):
        raise BackupError(
            _("The backup comes from a newer release (%(version)s, with %(migration)s): install that release first.")
            % {"version": manifest.release, "migration": ".".join(unknown[0])}
        )
    return manifest.migrations == known


def check_target(media: Path, *, replace: bool) -> None:
    is_used = bool(known_objects.found())
    with connection.cursor() as cursor:
        # PostgreSQL's own background processes have no user.
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
        )
        others = cursor.fetchone()[0]
    if is_used and not replace:
        raise BackupError(_("This database is not empty. “--replace” deletes all it holds and puts the backup there."))
    if next(media_files(media), None) and not replace:
        raise BackupError(
            _("There are files in %(folder)s. “--replace” deletes them and puts those of the backup there.")
            % {"folder": media}
        )
    if others:
        raise BackupError(_("Somebody else uses this database. Stop web and worker first, then try again."))


def waiting_mails() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'mail' AND status = 'todo'")
        return cursor.fetchone()[0]
