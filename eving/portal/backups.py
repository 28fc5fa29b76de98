"""Backups: the database as of one moment and the files, with checksums; and the way back (docs/decisions/0018).

A backup is a folder that appears under its name only when it is whole. A restore changes the database in one
transaction, so that what stood there before stays when anything is wrong.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.conninfo import make_conninfo

from eving.postgres import installed_programs

DUMP, MEDIA, MANIFEST, SUMS = "database.dump", "media.tar", "manifest.json", "SHA256SUMS"
NAME = re.compile(r"eving-\d{8}T\d{6}Z")
ASIDE, UNPACKED = ".unfinished", ".restore-"
# Of the objects that pg_dump carries: all that is ours in the schema "public", extensions and their parts left out.
OWN_OBJECTS = """
    SELECT object.type, object.identity
      FROM pg_depend AS link, pg_identify_object(link.classid, link.objid, 0) AS object
     WHERE link.refclassid = 'pg_namespace'::regclass AND link.refobjid = 'public'::regnamespace
       AND NOT EXISTS (
           SELECT FROM pg_depend AS part
            WHERE part.classid = link.classid AND part.objid = link.objid AND part.deptype = 'e')
"""
# In order, so that all names are known before the first object goes; tables first, they take their parts with them.
EMPTY = f"""
SET LOCAL lock_timeout = '10s';
DO $empty$
DECLARE thing record;
BEGIN
    FOR thing IN {OWN_OBJECTS} ORDER BY object.type <> 'table', object.identity LOOP
        EXECUTE format('DROP %s IF EXISTS %s CASCADE', thing.type, thing.identity);
    END LOOP;
END $empty$;
"""
# What was being sent at the moment of the backup, or about to be ordered, has most likely arrived.
SET_ASIDE = """
UPDATE procrastinate_jobs SET status = 'cancelled'
 WHERE queue_name IN ('mail', 'alerts') AND status IN ('todo', 'doing');
"""


class BackupError(Exception):
    """A backup cannot be made or restored; the text is a sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Made:
    folder: Path
    size: int  # bytes
    seconds: float
    removed: int  # older backups


@dataclass(frozen=True)
class Restored:
    folder: Path
    rows: int
    files: int
    mails_waiting: int


@dataclass(frozen=True)
class Database:
    """The database of this portal, as its own connection found it."""

    values: dict[str, str]
    variables: dict[str, str]
    version: int  # 150018

    @classmethod
    def of_portal(cls) -> "Database":
        connection.ensure_connection()
        info = connection.connection.pgconn.info
        # Time limits are for pages and jobs; copying everything takes as long as it takes.
        options = [option for option in info if option.keyword != b"options"]
        return cls(
            values={option.keyword.decode(): option.val.decode() for option in options if option.val},
            variables={
                option.envvar.decode(): option.val.decode() for option in options if option.envvar and option.val
            },
            version=connection.connection.info.server_version,
        )

    @property
    def major(self) -> int:
        return self.version // 10_000

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(make_conninfo("", **self.values))

    def environment(self) -> dict[str, str]:
        """For PostgreSQL's programs: the password stays off the command line, where every account could read it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return kept | self.variables | {"LC_ALL": "C.UTF-8"}


# ---------------------------------------------------------------- programs
def program_folders(major: int, *names: str) -> list[Path]:
    """Folders with these programs of PostgreSQL, fit for a server of this version: its own first, then the next newer.

    Raises BackupError when there is none: older programs do not understand a newer server.
    """
    fitting: dict[Path, int] = {}
    candidates = [*installed_programs()]
    if on_path := shutil.which(names[0]):
        candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        if all(os.access(folder / name, os.X_OK) for name in names):
            answer = subprocess.run([folder / names[0], "--version"], capture_output=True, text=True, check=False)  # noqa: S603
            number = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
            if number and int(number[1]) >= major:
                fitting.setdefault(folder, int(number[1]))
    if not fitting:
        raise BackupError(
            _("%(program)s of PostgreSQL %(major)d or newer is missing: install the package postgresql-client.")
            % {"program": names[0], "major": major}
        )
    return sorted(fitting, key=lambda folder: fitting[folder])


def run_program(arguments: list[object], database: Database, what_failed: str) -> str:
    result = subprocess.run(  # noqa: S603
        [str(part) for part in arguments],
        env=database.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise BackupError(f"{what_failed} {last_words(result.stderr)}")
    return result.stdout


def last_words(text: str) -> str:
    # PostgreSQL's details may quote a row; the line of the error itself does not.
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"\b(error|ERROR|FATAL)\b", line)]
    return (errors or lines or ["?"])[0]


# ---------------------------------------------------------------- making one
def make_backup(parent: Path, keep: int | None = None) -> Made:
    """Write a new backup below this folder, then remove the oldest beyond ``keep``.

    Raises BackupError; what was begun is then gone.
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
            write_backup(aside, media)
            folder = parent / free_name(parent)
            aside.rename(folder)
        except OSError as error:
            raise BackupError(_("The backup could not be written: %(error)s.") % {"error": error}) from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)  # when it did not get its name
        write_through(parent)
        size = sum(path.stat().st_size for path in folder.iterdir())
        removed = remove_old(parent, keep) if keep else 0
    return Made(folder, size, time.monotonic() - started, removed)


@contextmanager
def only_one(parent: Path) -> Iterator[None]:
    lock = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupError(_("Another backup is being written into this folder just now.")) from None
    finally:
        os.close(lock)


def free_name(parent: Path) -> str:
    while (parent / (name := f"eving-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")).exists():
        time.sleep(0.1)
    return name


def write_backup(folder: Path, media: Path) -> None:
    database = Database.of_portal()
    for name in (DUMP, MEDIA, MANIFEST, SUMS):
        (folder / name).touch(mode=0o600)
    with snapshot(database) as (link, number):
        manifest = describe(link)
        dump = program_folders(database.major, "pg_dump")[0] / "pg_dump"
        arguments = [dump, "--format=custom", "--no-owner", "--no-privileges", "--no-password"]
        arguments += [f"--snapshot={number}", f"--file={folder / DUMP}"]
        run_program(arguments, database, _("The database could not be copied:"))
    # Afterwards: a file without a row does no harm, a row without its file does.
    manifest["files"] = pack(media, folder / MEDIA)
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    lines = [f"{checksum(folder / name)}  {name}\n" for name in (DUMP, MEDIA, MANIFEST)]
    (folder / SUMS).write_text("".join(lines))
    for path in [*folder.iterdir(), folder]:
        write_through(path)


@contextmanager
def snapshot(database: Database) -> Iterator[tuple[psycopg.Connection, str]]:
    """One moment of the database, seen by this connection and by any program that gets its number."""
    with database.connect() as link:
        link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        link.read_only = True
        # It waits while the dump is written, which may take longer than a page may wait.
        link.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        link.execute("SET LOCAL statement_timeout = 0")
        [number] = link.execute("SELECT pg_export_snapshot()").fetchone() or [""]
        yield link, number


def describe(link: psycopg.Connection) -> dict[str, Any]:
    """What a restore must know and compare."""
    names = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    tables = [name for (name,) in names]
    if "django_migrations" not in tables:
        raise BackupError(_("This database is empty: run “migrate” first."))
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return {
        "eving": project["version"],
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "server": link.info.parameter_status("server_version"),
        "migrations": [list(row) for row in link.execute("SELECT app, name FROM django_migrations ORDER BY app, name")],
        "rows": {name: count_rows(link, name) for name in tables},
    }


def count_rows(link: psycopg.Connection, table: str) -> int:
    [number] = link.execute(sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))).fetchone() or [0]
    return number


def media_files(media: Path) -> Iterator[Path]:
    for folder, inner, names in os.walk(media):
        inner[:] = sorted(name for name in inner if not name.startswith(UNPACKED))
        yield from (Path(folder) / name for name in sorted(names))


def pack(media: Path, target: Path) -> int:
    """All files into one archive; returns how many. A file that is erased meanwhile is left out."""
    number = 0
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as archive:
        for path in media_files(media):
            try:
                source = path.open("rb")
            except FileNotFoundError:
                continue
            with source:
                entry = archive.gettarinfo(arcname=str(path.relative_to(media)), fileobj=source)
                entry.uid = entry.gid = 0
                entry.uname = entry.gname = ""
                archive.addfile(entry, source)
                number += 1
    return number


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_through(path: Path) -> None:
    """Let the disk have it before anybody relies on it."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def whole_backups(parent: Path) -> list[Path]:
    """The finished backups of this folder, oldest first."""
    found = [path for path in parent.iterdir() if NAME.fullmatch(path.name) and (path / SUMS).is_file()]
    return sorted(found, key=lambda path: path.name)


def remove_old(parent: Path, keep: int) -> int:
    old = whole_backups(parent)[:-keep]
    for folder in old:
        shutil.rmtree(folder)
    return len(old)


# ---------------------------------------------------------------- the way back
def choose_backup(folder: Path) -> Path:
    """This folder, or the newest whole backup in it."""
    if not folder.is_dir():
        raise BackupError(_("There is no folder %(folder)s.") % {"folder": folder})
    if (folder / SUMS).is_file():
        return folder
    if found := whole_backups(folder):
        return found[-1]
    raise BackupError(_("%(folder)s holds no whole backup.") % {"folder": folder})


def check_files(folder: Path) -> None:
    """Raises BackupError that names the first file that is missing, unknown or not as it was written."""
    lines = (folder / SUMS).read_text(errors="replace").splitlines()
    sums = {name: value for value, _gap, name in (line.partition("  ") for line in lines)}
    for name in (MANIFEST, DUMP, MEDIA):
        if not (folder / name).is_file():
            raise BackupError(_("The backup is not whole: %(name)s is missing.") % {"name": name})
        if sums.get(name) != checksum(folder / name):
            raise BackupError(_("The backup is damaged: %(name)s is not as it was written.") % {"name": name})


def restore_backup(folder: Path, *, replace: bool = False, send_waiting_mails: bool = False) -> Restored:
    """Put database and files back as they were; mails that waited then are set aside unless asked for.

    Raises BackupError; the database is then as it was before.
    """
    check_files(folder)
    manifest = json.loads((folder / MANIFEST).read_text())
    check_release(manifest)
    database = Database.of_portal()
    media = Path(settings.MEDIA_ROOT)
    check_target(media, replace=replace)
    # First what may fail for want of room; it is only put in place once the database is back.
    unpacked = unpack(folder / MEDIA, media)
    try:
        connection.close()
        load(folder / DUMP, database, manifest, set_aside=not send_waiting_mails)
        swap(unpacked, media)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    return Restored(folder, sum(manifest["rows"].values()), manifest["files"], waiting_mails())


def check_release(manifest: dict[str, Any]) -> None:
    known = set(MigrationLoader(None).disk_migrations or ())
    if unknown := sorted({(app, name) for app, name in manifest["migrations"]} - known):
        raise BackupError(
            _("The backup comes from a newer release (%(version)s, with %(migration)s): install that release first.")
            % {"version": manifest["eving"], "migration": ".".join(unknown[0])}
        )


def check_target(media: Path, *, replace: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({OWN_OBJECTS})")
        is_used = cursor.fetchone()[0]
        # Helpers of the server itself have no user.
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


def unpack(archive: Path, media: Path) -> Path:
    """Unpack beside the files in use, on the same disk; returns where."""
    media.mkdir(parents=True, exist_ok=True)
    for left_over in media.glob(f"{UNPACKED}*"):
        shutil.rmtree(left_over)
    aside = Path(tempfile.mkdtemp(prefix=UNPACKED, dir=media))
    try:
        (aside / "new").mkdir()
        with tarfile.open(archive, "r:") as files:
            files.extractall(aside / "new", filter="data")
    except (OSError, tarfile.TarError) as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise BackupError(_("The files could not be unpacked: %(error)s.") % {"error": error}) from error
    return aside


def swap(aside: Path, media: Path) -> None:
    """Entry by entry, because the folder itself may be a disk of its own that nobody can rename."""
    old = aside / "old"
    old.mkdir()
    for entry in media.iterdir():
        if entry != aside:
            entry.rename(old / entry.name)
    for entry in (aside / "new").iterdir():
        entry.rename(media / entry.name)


def load(dump: Path, database: Database, manifest: dict[str, Any], *, set_aside: bool) -> None:
    """The whole way in one transaction: empty the database, fill it, count, set mails aside."""
    folder, contents = readable_by(dump, database)
    failed = _("The database could not be restored and is as it was before:")
    with tempfile.TemporaryDirectory() as notes:
        # A comment on an extension may be written by its owner only, which a portal's account often is not.
        listing = Path(notes) / "list"
        listing.write_text("".join(line for line in contents.splitlines(True) if "COMMENT - EXTENSION" not in line))
        said, heard = Path(notes) / "pg_restore", Path(notes) / "psql"
        with said.open("w") as reading, heard.open("w") as writing:
            arguments = [str(folder / "pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--file=-"]
            source = subprocess.Popen(  # noqa: S603
                [*arguments, f"--use-list={listing}", str(dump)], stdout=subprocess.PIPE, stderr=reading
            )
            psql = [str(folder / "psql"), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
            target = subprocess.Popen(  # noqa: S603
                [*psql, "--file=-", "--output=/dev/null"],
                stdin=subprocess.PIPE,
                stderr=writing,
                env=database.environment(),
            )
            assert source.stdout and target.stdin
            try:
                target.stdin.write(f"BEGIN;\n{EMPTY}".encode())
                copy_statements(source.stdout, target.stdin, database.major)
                if source.wait() == 0:
                    target.stdin.write(f"{counted(manifest)}{SET_ASIDE if set_aside else ''}COMMIT;\n".encode())
                # Without its COMMIT the end of the text rolls everything back.
                target.stdin.close()
            except BrokenPipeError:
                pass  # psql has ended over an error, which it has told
            finally:
                source.stdout.close()
                source.wait()
                target.wait()
        if target.returncode:
            raise BackupError(f"{failed} {last_words(heard.read_text(errors='replace'))}")
        if source.returncode:
            raise BackupError(f"{failed} {last_words(said.read_text(errors='replace'))}")


def readable_by(dump: Path, database: Database) -> tuple[Path, str]:
    """The programs nearest to the server's version that can read this dump, and the dump's list of contents."""
    error: BackupError | None = None
    for folder in program_folders(database.major, "pg_restore", "psql"):
        try:
            return folder, run_program(
                [folder / "pg_restore", "--list", dump], database, _("The dump of the database cannot be read:")
            )
        except BackupError as reason:
            error = reason
    raise error or AssertionError("program_folders() is never empty")


def copy_statements(source: IO[bytes], target: IO[bytes], major: int) -> None:
    """Hand on what pg_restore says; a setting in its head that servers before 17 do not know is left out."""
    for line in source:
        if major >= 17 or line != b"SET transaction_timeout = 0;\n":
            target.write(line)
        if line.startswith(b"SET row_security"):  # the last line of the head
            break
    shutil.copyfileobj(source, target, 1 << 20)


def counted(manifest: dict[str, Any]) -> str:
    """Statements that fail when a table holds another number of rows than the manifest says."""
    checks = [
        sql.SQL("IF (SELECT count(*) FROM public.{}) <> {} THEN RAISE EXCEPTION {}; END IF;\n").format(
            sql.Identifier(table), sql.Literal(number), sql.Literal(f"{table}: other rows than in the manifest")
        )
        for table, number in manifest["rows"].items()
    ]
    # The dump leaves an empty search path behind, in which the queue's triggers would find nothing.
    frame = sql.SQL("SET LOCAL search_path = public;\nDO $count$ BEGIN\n{}END $count$;\n")
    return frame.format(sql.Composed(checks)).as_string(None)


def waiting_mails() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'mail' AND status = 'todo'")
        return cursor.fetchone()[0]
