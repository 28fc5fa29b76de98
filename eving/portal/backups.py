"""A backup is a folder with the database, the uploaded files, what they should hold, and checksums of all three.

A folder that is not whole is never called a backup: it is written aside and renamed last. A restore checks first and
changes nothing until everything is ready; the database changes in one transaction.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.conninfo import make_conninfo

from eving.postgres import installed_programs

DATABASE, MEDIA, MANIFEST, SUMS = "database.dump", "media.tar", "manifest.json", "SHA256SUMS"
KEPT_CONNECTION = ("host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout")
# Everything of ours in the schema; extensions stay, since they may belong to somebody else.
EMPTY_SCHEMA = """
DO $$
DECLARE item record;
BEGIN
  FOR item IN SELECT c.oid::regclass AS name, c.relkind FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'c')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') LOOP
    EXECUTE format(CASE item.relkind WHEN 'v' THEN 'DROP VIEW IF EXISTS %s CASCADE'
      WHEN 'm' THEN 'DROP MATERIALIZED VIEW IF EXISTS %s CASCADE' WHEN 'c' THEN 'DROP TYPE IF EXISTS %s CASCADE'
      ELSE 'DROP TABLE IF EXISTS %s CASCADE' END, item.name);
  END LOOP;
  FOR item IN SELECT p.oid::regprocedure AS name FROM pg_proc p
      WHERE p.pronamespace = 'public'::regnamespace AND p.prokind <> 'a'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', item.name);
  END LOOP;
  FOR item IN SELECT t.oid::regtype AS name FROM pg_type t
      WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', item.name);
  END LOOP;
END $$;
"""


class BackupError(Exception):
    """What stands in the way, as a sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Made:
    """A backup that is whole."""

    folder: Path
    size: int  # bytes
    rows: int
    files: int


@dataclass(frozen=True)
class Restored:
    """What a restore brought back."""

    folder: Path
    rows: int
    files: int
    mails_set_aside: int


# ---------------------------------------------------------------- PostgreSQL's own programs
def programs(least: int) -> Path:
    """The folder of the oldest PostgreSQL programs that know a server, or a dump, of this major version."""
    found: dict[int, Path] = {}
    for folder in installed_programs():
        try:
            answer = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=True)  # noqa: S603
        except (OSError, subprocess.SubprocessError):
            continue
        found.setdefault(int(answer.stdout.split()[2].split(".")[0]), folder)
    fitting = [major for major in found if major >= least]
    if not fitting:
        raise BackupError(_("No pg_dump of version %(major)d or newer: please install it.") % {"major": least})
    return found[min(fitting)]


def server_major() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def access() -> tuple[str, dict[str, str]]:
    """How the programs reach the database: an address without password, and the environment that holds it."""
    given = connection.get_connection_params()
    address = make_conninfo("", **{name: given[name] for name in KEPT_CONNECTION if given.get(name)})
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    if given.get("password"):
        environment["PGPASSWORD"] = given["password"]
    return address, environment | {"LC_ALL": "C.UTF-8"}


def run(command: list[Any], environment: dict[str, str]) -> None:
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if answer.returncode:
        raise BackupError(f"{Path(command[0]).name}: {last_line(answer.stderr)}")


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["?"])[-1]


# ---------------------------------------------------------------- making one
def make(target: Path, *, keep: int = 0) -> Made:
    """Write a backup into a new folder below ``target``; with ``keep``, older whole ones beyond that number go.

    The dump and the counts show one moment; files are copied after it, so that no row lacks its file.
    """
    target.mkdir(parents=True, exist_ok=True)
    name = f"eving-{timezone.now():%Y%m%dT%H%M%SZ}"
    if (target / name).exists():
        raise BackupError(_("%(folder)s is there already.") % {"folder": target / name})
    draft = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=target))  # mode 0700
    try:
        facts = dump_database(draft / DATABASE)
        files = pack_media(draft / MEDIA)
        manifest = {**facts, "made_at": timezone.now().isoformat(), "version": version(), "files": files}
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False))
        write_sums(draft)
        draft.rename(target / name)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    whole = target / name
    if keep:
        for old in backups_in(target)[keep:]:
            shutil.rmtree(old)
    size = sum(path.stat().st_size for path in whole.iterdir())
    return Made(whole, size, sum(facts["rows"].values()), files)


def version() -> str:
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]


def dump_database(path: Path) -> dict[str, Any]:
    """Dump the database and count its rows in the same snapshot."""
    major = server_major()
    folder = programs(major)
    address, environment = access()
    with transaction.atomic(durable=False), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        rows = count_rows(cursor)
        applied = sorted(".".join(pair) for pair in MigrationRecorder(connection).applied_migrations())
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        run([folder / "pg_dump", *options, f"--file={path}", f"--dbname={address}"], environment)
    path.chmod(0o600)
    return {"rows": rows, "migrations": applied, "server": major, "program": program_major(folder)}


def program_major(folder: Path) -> int:
    answer = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    return int(answer.stdout.split()[2].split(".")[0])


def count_rows(cursor: Any) -> dict[str, int]:
    """The number of rows of each table of the database."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
    )
    names = [name for (name,) in cursor.fetchall()]
    found = {}
    for name in names:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", name)))
        found[name] = cursor.fetchone()[0]
    return found


def pack_media(path: Path) -> int:
    """Pack the uploaded files; photos are compressed already. Returns their number."""
    root, count = Path(settings.MEDIA_ROOT), 0
    with tarfile.open(path, "w") as archive:
        for file in sorted(root.rglob("*")) if root.is_dir() else []:
            if file.is_file() and not file.is_symlink():
                try:
                    archive.add(file, file.relative_to(root).as_posix(), filter=without_owner)
                except FileNotFoundError:  # deleted by its person while we pack
                    continue
                count += 1
    path.chmod(0o600)
    return count


def without_owner(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def write_sums(folder: Path) -> None:
    """As `sha256sum --check` reads it; written last."""
    lines = [f"{checksum(folder / name)}  {name}\n" for name in (DATABASE, MEDIA, MANIFEST)]
    (folder / SUMS).write_text("".join(lines))


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def backups_in(folder: Path) -> list[Path]:
    """Whole backups, newest first; what a crash left behind begins with a dot and has no checksums."""
    return sorted((path for path in folder.glob("eving-*") if (path / SUMS).is_file()), reverse=True)


# ---------------------------------------------------------------- bringing one back
def find(source: Path) -> Path:
    """The backup that a path names: the folder itself, or the newest whole one in it."""
    if (source / SUMS).is_file():
        return source
    if found := backups_in(source):
        return found[0]
    raise BackupError(_("%(folder)s holds no backup.") % {"folder": source})


def verified(folder: Path) -> dict[str, Any]:
    """The manifest of a backup whose files are what they were. Raises BackupError that names the first that is not."""
    listed = dict(reversed(line.split("  ", 1)) for line in (folder / SUMS).read_text().splitlines())
    for name in (DATABASE, MEDIA, MANIFEST):
        if not (folder / name).is_file() or listed.get(name) != checksum(folder / name):
            raise BackupError(_("%(file)s is damaged: its checksum differs.") % {"file": folder / name})
    return json.loads((folder / MANIFEST).read_text())


def restore(source: Path, *, replace: bool = False, purge: bool = True, send_waiting_mails: bool = False) -> Restored:
    """Bring database and files back, then migrate and delete what has become due since.

    Raises BackupError before anything is changed when the backup is damaged or newer than this release, or when the
    database or the folder of files holds something and ``replace`` is not given.
    """
    folder = find(source)
    manifest = verified(folder)
    refuse_newer(manifest)
    if not replace:
        refuse_full()
    with unpacked(folder / MEDIA) as media:
        load_database(folder / DATABASE, manifest)
        compare(manifest["rows"])
        swap(media)
    set_aside = after_restore(send_waiting_mails)
    call_command("migrate", verbosity=0, interactive=False)
    if purge:
        call_command("purge", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115 - nobody reads it
    return Restored(folder, sum(manifest["rows"].values()), manifest["files"], set_aside)


def refuse_newer(manifest: dict[str, Any]) -> None:
    known = {".".join(key) for key in MigrationExecutor(connection).loader.disk_migrations}
    if unknown := sorted(set(manifest["migrations"]) - known):
        raise BackupError(
            _("The backup is of a newer release (%(version)s): %(name)s is unknown here.")
            % {"version": manifest["version"], "name": unknown[0]}
        )


def refuse_full() -> None:
    if connection.introspection.table_names():
        raise BackupError(_("The database is not empty. With --replace everything in it is lost."))
    root = Path(settings.MEDIA_ROOT)
    if root.is_dir() and any(root.iterdir()):
        raise BackupError(_("%(folder)s is not empty. With --replace everything in it is lost.") % {"folder": root})


@contextmanager
def unpacked(archive: Path) -> Iterator[Path]:
    """The files, unpacked beside their place so that they only need a new name."""
    root = Path(settings.MEDIA_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{root.name}-restore-", dir=root.parent))
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(folder / "media", filter="data")
        (folder / "media").mkdir(exist_ok=True)
        yield folder / "media"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def swap(media: Path) -> None:
    """Put the unpacked files into their place; what was there goes."""
    root = Path(settings.MEDIA_ROOT)
    media.chmod(0o755)
    if root.exists():
        root.rename(media.parent / "before")
    media.rename(root)


def load_database(dump: Path, manifest: dict[str, Any]) -> None:
    """Replace what the database holds by the dump, in one transaction."""
    major = server_major()
    folder = programs(max(manifest["program"], major))
    address, environment = access()
    connection.close()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as empty, tempfile.TemporaryFile() as words:
        empty.write(EMPTY_SCHEMA)
        empty.flush()
        reader = subprocess.Popen(  # noqa: S603
            [folder / "pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--file=-", dump],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=words,
        )
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--dbname={address}"]
        writer = subprocess.Popen(  # noqa: S603
            [folder / "psql", *options, f"--file={empty.name}", "--file=-"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=words,
        )
        assert reader.stdout and writer.stdin  # asked for above
        whole = hand_over(reader.stdout, writer.stdin, major)
        # A dump that ended early must not be committed: psql is stopped before it sees the end of its input.
        if not whole:
            reader.kill()
        if reader.wait():
            writer.kill()
        with suppress(BrokenPipeError):
            writer.stdin.close()
        if writer.wait() or reader.returncode:
            words.seek(0)
            raise BackupError(_("The database was not changed: %(reason)s") % {"reason": first_error(words.read())})


def hand_over(dump: Any, database: Any, major: int) -> bool:
    """Pass statements on; a setting that an older server does not know stays behind. False when nobody took them."""
    try:
        for number, line in enumerate(dump):
            if not (number < 60 and major < 17 and line.startswith(b"SET transaction_timeout")):
                database.write(line)
        database.flush()
    except BrokenPipeError:
        return False
    return True


def first_error(words: bytes) -> str:
    lines = words.decode(errors="replace").splitlines()
    return next((line for line in lines if "error" in line.lower() or "fehler" in line.lower()), (lines or ["?"])[0])


def compare(expected: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        found = count_rows(cursor)
    if different := sorted(name for name in expected if found.get(name) != expected[name]):
        raise BackupError(
            _("The table %(name)s holds another number of rows than the backup.") % {"name": different[0]}
        )


def after_restore(send_waiting_mails: bool) -> int:
    """End all log-ins, and set mails aside that waited at the time of the backup: most have gone out since."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")
        if send_waiting_mails:
            return 0
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'cancelled'"
            " WHERE queue_name = 'mail' AND status IN ('todo', 'doing')"
        )
        return cursor.rowcount
