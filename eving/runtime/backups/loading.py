"""Loading the dump and exchanging the uploaded files, in one transaction."""

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

# Everything in the schema "public" except extensions and their members. In a fixed order, so that all names are
# resolved before the first object is dropped; tables first, because they take their parts with them.
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
    """Empty the database, load the dump, run the SQL in ``last`` and exchange the files, in one transaction.

    psql gets all statements and then the end of its input, so it never waits for this process. Before its COMMIT it
    waits for an advisory lock that this process holds: by then the files have been exchanged, or psql is killed.
    """
    folder, contents = readable_by(dump, database)
    failed = _("The database could not be restored and is as it was before:")
    lock_id = secrets.randbits(31)
    with tempfile.TemporaryDirectory() as scratch, closing(database.connect()) as link:
        link.autocommit = True
        link.execute("SELECT pg_advisory_lock(%s)", [lock_id])
        # Only the owner of an extension may comment on it, and the portal's account often is not.
        listing = Path(scratch) / "list"
        listing.write_text("".join(line for line in contents.splitlines(True) if "COMMENT - EXTENSION" not in line))
        reader_errors, writer_errors = Path(scratch) / "pg_restore", Path(scratch) / "psql"
        reader = [str(folder / "pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--file=-"]
        reader += [f"--use-list={listing}", str(dump)]
        writer = [str(folder / "psql"), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
        writer += ["--file=-", "--output=/dev/null"]
        with (
            running(reader, reader_errors, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as source,
            running(writer, writer_errors, stdin=subprocess.PIPE, env=database.environment()) as target,
        ):
            assert source.stdout and target.stdin
            # psql may have ended with an error; its message is read below.
            with suppress(BrokenPipeError):
                target.stdin.write(f"BEGIN;\n{EMPTY}".encode())
                copy_statements(source.stdout, target.stdin, database.major)
                # Without a COMMIT, the end of the input rolls everything back.
                if source.wait() == 0:
                    end = f"{last}SET LOCAL lock_timeout = 0;\nSELECT pg_advisory_xact_lock({lock_id});\nCOMMIT;\n"
                    target.stdin.write(end.encode())
            with suppress(BrokenPipeError):
                target.stdin.close()
            if is_waiting(link, lock_id, target):
                with exchanged(unpacked, media):
                    link.execute("SELECT pg_advisory_unlock(%s)", [lock_id])
                    if target.wait():
                        raise BackupError(f"{failed} {end_of(writer_errors.read_text(errors='replace'))}")
                return
        complaint = writer_errors.read_text(errors="replace")
        if unexpected := re.search(f"{UNEXPECTED}(.*)", complaint):
            raise BackupError(
                _(
                    "The backup holds what this portal does not know, or lacks what it needs: %(objects)s. The "
                    "database is as it was before. “--accept-other-objects” puts it back all the same."
                )
                % {"objects": unexpected[1]}
            )
        raise BackupError(f"{failed} {end_of(complaint or reader_errors.read_text(errors='replace'))}")


@contextmanager
def running(arguments: list[str], complaints: Path, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
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


def is_waiting(link: psycopg.Connection, lock_id: int, program: subprocess.Popen[bytes]) -> bool:
    """Whether psql waits for the advisory lock; False when it has ended before."""
    while program.poll() is None:
        found = link.execute(
            "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = 0 AND objid = %s", [lock_id]
        ).fetchone()
        if found is not None:
            return True
        time.sleep(0.05)
    return False


def readable_by(dump: Path, database: Database) -> tuple[Path, str]:
    """The oldest suitable PostgreSQL programs that can read this dump, and the dump's table of contents."""
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
    # Servers before version 17 do not know this setting of pg_dump's header.
    for line in source:
        if major >= 17 or line != b"SET transaction_timeout = 0;\n":
            target.write(line)
        if line.startswith(b"SET row_security"):  # the last line of the header
            break
    shutil.copyfileobj(source, target, 1 << 20)
