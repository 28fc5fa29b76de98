"""Backups: the database as of one moment and the files, signed; and the way back (docs/decisions/0018 and 0026).

A backup is a folder that appears under its name only when it is whole. A restore changes the database in one
transaction, and the files within it, so that all stays as it was when anything is wrong.
"""

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import tarfile
import tempfile
import time
import tomllib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.conninfo import make_conninfo

from eving.runtime import known_objects
from eving.runtime.postgres import installed_programs

DUMP, MEDIA, MANIFEST, SUMS = "database.dump", "media.tar", "manifest.json", "SHA256SUMS"
SIGNATURE = "SIGNATURE"
FORMAT = 2  # 1 had neither signature nor list of objects
# Who was logged in then is not logged in afterwards; a session opens the back office to whoever has its key.
WITHOUT_ROWS = "django_session"
MOST_BYTES = {SUMS: 10_000, SIGNATURE: 1_000, MANIFEST: 10_000_000}  # read into memory
NAME = re.compile(r"eving-\d{8}T\d{6}Z")
ASIDE, UNPACKED = ".unfinished", ".restore-"
# All that is ours in the schema "public"; extensions and their parts stay. In order, so that all names are known before
# the first object goes; tables first, they take their parts with them.
EMPTY = """
SET LOCAL lock_timeout = '10s';
DO $empty$
DECLARE thing record;
BEGIN
    FOR thing IN
        SELECT object.type, object.identity
          FROM pg_depend AS link, pg_identify_object(link.classid, link.objid, 0) AS object
         WHERE link.refclassid = 'pg_namespace'::regclass AND link.refobjid = 'public'::regnamespace
           AND link.classid <> 'pg_extension'::regclass
           AND NOT EXISTS (
               SELECT FROM pg_depend AS part
                WHERE part.classid = link.classid AND part.objid = link.objid AND part.deptype = 'e')
         ORDER BY object.type <> 'table', object.identity
    LOOP
        EXECUTE format('DROP %s IF EXISTS %s CASCADE', thing.type, thing.identity);
    END LOOP;
END $empty$;
"""
# What was being sent at the moment of the backup, or about to be ordered, has most likely arrived.
SET_ASIDE = """
UPDATE procrastinate_jobs SET status = 'cancelled'
 WHERE queue_name IN ('mail', 'alerts') AND status IN ('todo', 'doing');
"""
END_SESSIONS = "DELETE FROM public.django_session;\n"
UNEXPECTED = "eving: unexpected "


class BackupError(Exception):
    """A backup cannot be made or restored; the text is a sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Made:
    folder: Path
    size: int  # bytes
    seconds: float
    removed: int  # older backups
    others: list[str]  # objects that are not the portal's; a restore refuses them


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
            others = write_backup(aside, media)
            folder = parent / free_name(parent)
            aside.rename(folder)
        except OSError as error:
            raise BackupError(_("The backup could not be written: %(error)s.") % {"error": error}) from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)  # when it did not get its name
        write_through(parent)
        size = sum(path.stat().st_size for path in folder.iterdir())
        removed = remove_old(parent, keep) if keep else 0
    return Made(folder, size, time.monotonic() - started, removed, others)


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


def write_backup(folder: Path, media: Path) -> list[str]:
    database = Database.of_portal()
    for name in (DUMP, MEDIA, MANIFEST, SUMS, SIGNATURE):
        (folder / name).touch(mode=0o600)
    with snapshot(database) as (link, number):
        manifest = describe(link)
        dump = program_folders(database.major, "pg_dump")[0] / "pg_dump"
        arguments = [dump, "--format=custom", "--no-owner", "--no-privileges", "--no-password"]
        arguments += [f"--exclude-table-data=public.{WITHOUT_ROWS}"]
        arguments += [f"--snapshot={number}", f"--file={folder / DUMP}"]
        run_program(arguments, database, _("The database could not be copied:"))
    # Afterwards: a file without a row does no harm, a row without its file does.
    manifest["files"] = pack(media, folder / MEDIA)
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    sign(folder)
    for path in [*folder.iterdir(), folder]:
        write_through(path)
    return known_objects.known().others(manifest["objects"])


def sign(folder: Path) -> None:
    """Write the checksums of a backup, and prove that this installation did."""
    lines = [f"{checksum(folder / name)}  {name}\n" for name in (DUMP, MEDIA, MANIFEST)]
    (folder / SUMS).write_text("".join(lines))
    (folder / SIGNATURE).write_text(signature("".join(lines), settings.SECRET_KEY) + "\n")


def signature(sums: str, secret: str) -> str:
    return salted_hmac("eving.backup", sums, secret=secret, algorithm="sha256").hexdigest()


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
        "format": FORMAT,
        "eving": project["version"],
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "server": link.info.parameter_status("server_version"),
        "migrations": [list(row) for row in link.execute("SELECT app, name FROM django_migrations ORDER BY app, name")],
        "rows": {name: 0 if name == WITHOUT_ROWS else count_rows(link, name) for name in tables},
        "objects": sorted(line for (line,) in link.execute(known_objects.OBJECTS)),
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


def check_files(folder: Path, *, accept_unsigned: bool = False) -> None:
    """Raises BackupError that names the first file that is missing, unknown or not as this installation wrote it."""
    for name in (MANIFEST, DUMP, MEDIA, SUMS):
        # A link or a pipe is no file of a backup; nothing but files is opened here.
        if (folder / name).is_symlink() or not (folder / name).is_file():
            raise BackupError(_("The backup is not whole: %(name)s is missing.") % {"name": name})
    sums = small_text(folder, SUMS)
    if not accept_unsigned and not is_ours(folder, sums):
        raise BackupError(
            _(
                "This backup was not signed by this installation. If it is yours, put the SECRET_KEY of that time into "
                "SECRET_KEY_FALLBACKS. “--accept-unsigned” puts it back all the same: whoever made it can do anything "
                "in the database then."
            )
        )
    written = {name: value for value, _gap, name in (line.partition("  ") for line in sums.splitlines())}
    for name in (MANIFEST, DUMP, MEDIA):
        if written.get(name) != checksum(folder / name):
            raise BackupError(_("The backup is damaged: %(name)s is not as it was written.") % {"name": name})


def small_text(folder: Path, name: str) -> str:
    with (folder / name).open("rb") as file:
        text = file.read(MOST_BYTES[name] + 1)
    if len(text) > MOST_BYTES[name]:
        raise BackupError(_("The backup is damaged: %(name)s is not as it was written.") % {"name": name})
    return text.decode(errors="replace")


def is_ours(folder: Path, sums: str) -> bool:
    if (folder / SIGNATURE).is_symlink() or not (folder / SIGNATURE).is_file():
        return False
    written = small_text(folder, SIGNATURE).strip()
    secrets_ = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(written, signature(sums, secret)) for secret in secrets_)


# ---------------------------------------------------------------- what a backup says about itself
@dataclass(frozen=True)
class Manifest:
    """The manifest of a backup, each value looked at; nothing of it reaches the database before."""

    release: str
    migrations: frozenset[tuple[str, str]]
    rows: dict[str, int]
    files: int
    objects: frozenset[str] | None  # None: from a release that did not write them down

    @classmethod
    def read(cls, text: str) -> "Manifest":
        """Raises BackupError with what is wrong."""
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
    """The name of the value in a manifest that is missing or of a wrong kind."""


def demand(is_right: bool, name: str) -> None:
    if not is_right:
        raise WrongValue(name)


def is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 60


def is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 1_000 and value.isprintable()


def restore_backup(
    folder: Path,
    *,
    replace: bool = False,
    send_waiting_mails: bool = False,
    accept_unsigned: bool = False,
    accept_other_objects: bool = False,
) -> Restored:
    """Put database and files back as they were; mails that waited then are set aside unless asked for.

    Raises BackupError; database and files are then as they were before.
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
        # First what may fail for want of room; it is only put in place once the database is back.
        unpacked = unpack(folder / MEDIA, media, manifest.files)
        try:
            connection.close()
            last = f"{checks}{END_SESSIONS}{'' if send_waiting_mails else SET_ASIDE}"
            load(folder / DUMP, database, last, unpacked, media)
        finally:
            shutil.rmtree(unpacked, ignore_errors=True)
    except (OSError, DatabaseError, psycopg.Error) as error:
        sentence = _("The backup could not be put back; database and files are as they were before: %(error)s.")
        raise BackupError(sentence % {"error": last_words(str(error)).rstrip(".")}) from error
    return Restored(folder, sum(manifest.rows.values()), manifest.files, waiting_mails())


def check_release(manifest: Manifest) -> bool:
    """Refuse a backup of a newer release; returns whether it is of the tables of this one."""
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


# ---------------------------------------------------------------- files
def unpack(archive: Path, media: Path, expected: int) -> Path:
    """Unpack beside the files in use, on the same disk; returns where."""
    media.mkdir(parents=True, exist_ok=True)
    for left_over in media.glob(f"{UNPACKED}*"):
        shutil.rmtree(left_over)
    aside = Path(tempfile.mkdtemp(prefix=UNPACKED, dir=media))
    try:
        (aside / "new").mkdir()
        with tarfile.open(archive, "r:") as files:
            files.extractall(aside / "new", filter=plain_file)  # noqa: S202
        number = sum(1 for _file in media_files(aside / "new"))
        if number != expected:
            raise BackupError(
                _("The files of the backup are not as they were written: %(number)d instead of %(expected)d.")
                % {"number": number, "expected": expected}
            )
    # tarfile raises all of these over what a header may hold.
    except (OSError, tarfile.TarError, ValueError, OverflowError, RecursionError) as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise BackupError(_("The files could not be unpacked: %(error)s.") % {"error": error}) from error
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return aside


def plain_file(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """What ``pack`` writes: files of a name below the folder. Links, devices and files with holes are none of ours."""
    parts = Path(member.name).parts
    if not member.isreg() or member.issparse() or ".." in parts or parts[:1] == ("/",):
        raise tarfile.FilterError(f"{member.name} is no file of ours")
    if any(part.startswith(UNPACKED) for part in parts):
        raise tarfile.FilterError(f"{member.name} is no file of ours")
    return tarfile.data_filter(member, folder)


@contextmanager
def exchanged(aside: Path, media: Path) -> Iterator[None]:
    """Put the unpacked files in place; back again when what is done meanwhile goes wrong.

    Entry by entry, because the folder itself may be a disk of its own that nobody can rename.
    """
    old = aside / "old"
    old.mkdir()
    moves = [(entry, old / entry.name) for entry in media.iterdir() if entry != aside]
    moves += [(entry, media / entry.name) for entry in (aside / "new").iterdir()]
    done: list[tuple[Path, Path]] = []
    try:
        for origin, place in moves:
            origin.rename(place)
            done.append((origin, place))
        yield
    except BaseException:
        for origin, place in reversed(done):
            place.rename(origin)
        raise


# ---------------------------------------------------------------- database
def load(dump: Path, database: Database, last: str, unpacked: Path, media: Path) -> None:
    """The whole way in one transaction: empty the database, fill it, do what comes ``last``, exchange the files.

    psql gets all statements at once and its end of file, so it never waits for us. Before its COMMIT it waits for a
    lock that we hold: the files are put in place by then, or psql is ended.
    """
    folder, contents = readable_by(dump, database)
    failed = _("The database could not be restored and is as it was before:")
    gate = secrets.randbits(31)
    with tempfile.TemporaryDirectory() as notes, closing(database.connect()) as link:
        link.autocommit = True
        link.execute("SELECT pg_advisory_lock(%s)", [gate])
        # A comment on an extension may be written by its owner only, which a portal's account often is not.
        listing = Path(notes) / "list"
        listing.write_text("".join(line for line in contents.splitlines(True) if "COMMENT - EXTENSION" not in line))
        said, heard = Path(notes) / "pg_restore", Path(notes) / "psql"
        reader = [str(folder / "pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--file=-"]
        reader += [f"--use-list={listing}", str(dump)]
        writer = [str(folder / "psql"), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
        writer += ["--file=-", "--output=/dev/null"]
        with (
            running(reader, said, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as source,
            running(writer, heard, stdin=subprocess.PIPE, env=database.environment()) as target,
        ):
            assert source.stdout and target.stdin
            # psql may have ended over an error, which it has told.
            with suppress(BrokenPipeError):
                target.stdin.write(f"BEGIN;\n{EMPTY}".encode())
                copy_statements(source.stdout, target.stdin, database.major)
                # Without its COMMIT the end of the text rolls everything back.
                if source.wait() == 0:
                    end = f"{last}SET LOCAL lock_timeout = 0;\nSELECT pg_advisory_xact_lock({gate});\nCOMMIT;\n"
                    target.stdin.write(end.encode())
            with suppress(BrokenPipeError):
                target.stdin.close()
            if is_waiting(link, gate, target):
                with exchanged(unpacked, media):
                    link.execute("SELECT pg_advisory_unlock(%s)", [gate])
                    if target.wait():
                        raise BackupError(f"{failed} {last_words(heard.read_text(errors='replace'))}")
                return
        complaint = heard.read_text(errors="replace")
        if unexpected := re.search(f"{UNEXPECTED}(.*)", complaint):
            raise BackupError(
                _(
                    "The backup holds what this portal does not know, or lacks what it needs: %(objects)s. The "
                    "database is as it was before. “--accept-other-objects” puts it back all the same."
                )
                % {"objects": unexpected[1]}
            )
        raise BackupError(f"{failed} {last_words(complaint or said.read_text(errors='replace'))}")


@contextmanager
def running(arguments: list[str], complaints: Path, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program that does not outlive this block, however it is left."""
    with complaints.open("w") as stderr:
        program = subprocess.Popen(arguments, stderr=stderr, **options)  # noqa: S603
    try:
        yield program
    finally:
        program.kill()
        for pipe in (program.stdin, program.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        program.wait()


def is_waiting(link: psycopg.Connection, gate: int, program: subprocess.Popen[bytes]) -> bool:
    """Whether psql has come to the gate; False when it has ended before."""
    while program.poll() is None:
        found = link.execute(
            "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = 0 AND objid = %s", [gate]
        ).fetchone()
        if found is not None:
            return True
        time.sleep(0.05)
    return False


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


def block(statements: sql.Composable) -> str:
    """Statements with IF and RAISE as one. Nobody knows the mark of their end, so no text in them can be it."""
    mark = f"$mark_{secrets.token_hex(8)}$"
    return f"DO {mark} DECLARE found text; BEGIN\n{statements.as_string(None)}END {mark};\n"


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


def waiting_mails() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'mail' AND status = 'todo'")
        return cursor.fetchone()[0]
