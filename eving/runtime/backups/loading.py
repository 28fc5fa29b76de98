"""The dump into the database and the files into their place, in one transaction."""

import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psycopg
from django.utils.translation import gettext as _

from eving.runtime.backups import BackupError
from eving.runtime.backups.inspection import UNEXPECTED
from eving.runtime.backups.media import exchanged
from eving.runtime.backups.programs import Database, end_of, program_folders, run_program

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
                        raise BackupError(f"{failed} {end_of(heard.read_text(errors='replace'))}")
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
        raise BackupError(f"{failed} {end_of(complaint or said.read_text(errors='replace'))}")


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
