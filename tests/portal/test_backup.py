"""The drill: a portal with rows of every register is backed up and put back, and whatever is broken is refused."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings as portal_settings
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from eving.core import photos
from eving.core.models import User
from eving.portal import backups, notes
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.photo_files import jpeg, upload
from tests.projects.project_rows import add_document, make_project
from tests.vacancies.make import make_enquiry, make_listing

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.server]


# ---------------------------------------------------------------- a portal, and a second database for it
def fill() -> None:
    """Rows of every register, photos, a document, and mails that wait."""
    staff = make_staff()
    photos.keep_pending(uuid.uuid4(), upload(jpeg()))
    make_idea(state="published", by=staff, email="zora@example.org", name="Zora 'Zwetschge' \\ Öztürk")
    make_idea(state="unconfirmed")
    make_actor(by=staff)
    make_enquiry(make_listing())
    add_document(make_project(state="running", by=staff))
    notes.send_note(key=uuid.uuid4(), kind="contact", text="Zeile\r\n\\.\tEnde", privacy_version="test")


def address(name: str) -> str:
    info = connection.settings_dict
    user = quote(info["USER"]) + (f":{quote(info['PASSWORD'])}" if info["PASSWORD"] else "")
    return f"postgres://{user}@{quote(info['HOST'], safe='')}:{info['PORT']}/{name}"


@contextmanager
def link_to(url: str) -> Iterator[psycopg.Connection]:
    with closing(psycopg.connect(url, autocommit=True)) as link:
        yield link


@pytest.fixture
def second() -> Iterator[str]:
    """The address of an empty database on the same server."""
    connection.ensure_connection()
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    yield address(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def restore(second: str, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess]:
    """`manage.py restore` as the portal of the second database would run it, with a folder of files of its own."""

    def run(*arguments: object) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", "restore", *map(str, arguments)],
            cwd=portal_settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": second, "MEDIA_ROOT": str(tmp_path / "restored")},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def back_up(folder: Path, **options: object) -> Path:
    """Make a backup by the command; returns its folder."""
    call_command("backup", folder, stdout=StringIO(), **options)
    return backups.whole_backups(folder)[-1]


# ---------------------------------------------------------------- looking at everything
def contents(url: str) -> dict[str, str]:
    """A checksum for each table and the state of each sequence."""
    with link_to(url) as link:
        tables = [name for (name,) in link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        question = sql.SQL("SELECT md5(string_agg(line::text, chr(10) ORDER BY line::text)) FROM public.{} AS line")
        found = {name: link.execute(question.format(sql.Identifier(name))).fetchone()[0] for name in tables}
        return found | dict(link.execute("SELECT sequencename, last_value::text FROM pg_sequences"))


def shape(url: str) -> list[tuple]:
    """Columns, constraints, indexes, triggers and functions; casts and brackets may be written differently."""
    questions = [
        "SELECT table_name, column_name, data_type || is_nullable || coalesce(column_default, '')"
        "  FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        "  WHERE connamespace = 'public'::regnamespace",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger"
        "  WHERE NOT tgisinternal",
        "SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ]
    casts_and_brackets = re.compile(r"::(character varying|[a-z]+)(\(\d+\))?(\[\])?|[()]")
    with link_to(url) as link:
        rows = [row for question in questions for row in link.execute(question)]
    return sorted((owner, name, casts_and_brackets.sub("", text)) for owner, name, text in rows)


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


# ---------------------------------------------------------------- the drill
@pytest.mark.usefixtures("committed")
def test_a_restored_portal_is_the_portal_that_was_backed_up(settings, tmp_path, second, restore) -> None:
    fill()
    backup = back_up(tmp_path / "backups")

    answer = restore(backup, "--no-purge", "--send-waiting-mails")

    here = address(connection.settings_dict["NAME"])
    before = contents(here)
    assert answer.returncode == 0, answer.stderr
    assert len(before) > 60 and all(before[name] for name in ("projects_idea", "actors_actor", "vacancies_enquiry"))
    assert contents(second) == before
    assert shape(second) == shape(here)
    assert files(tmp_path / "restored") == files(Path(settings.MEDIA_ROOT)) != {}


@pytest.mark.usefixtures("committed")
def test_a_changed_row_and_a_changed_file_would_be_seen(settings, tmp_path) -> None:
    fill()
    here = address(connection.settings_dict["NAME"])
    rows, stored = contents(here), files(Path(settings.MEDIA_ROOT))

    User.objects.update(first_name="Berta")
    path = Path(settings.MEDIA_ROOT) / next(iter(stored))
    path.write_bytes(path.read_bytes() + b" ")

    changed = {name for name, value in contents(here).items() if value != rows[name]}
    assert "core_user" in changed and "projects_idea" not in changed
    assert files(Path(settings.MEDIA_ROOT)) != stored


@pytest.mark.usefixtures("committed")
def test_a_used_portal_is_replaced_only_when_asked_and_waiting_mails_are_set_aside(tmp_path, second, restore) -> None:
    fill()
    backup = back_up(tmp_path / "backups")
    assert restore(backup.parent, "--no-purge", "--send-waiting-mails").returncode == 0
    with link_to(second) as link:
        link.execute("UPDATE core_user SET first_name = 'Berta'")
        link.execute("CREATE TABLE newer (number int)")
    later = contents(second)

    refused = restore(backup)
    assert refused.returncode == 1 and "--replace" in refused.stderr
    assert contents(second) == later
    replaced = restore(backup, "--replace")

    assert replaced.returncode == 0, replaced.stderr
    with link_to(second) as link:
        assert link.execute("SELECT count(*) FROM core_user WHERE first_name = 'Berta'").fetchone() == (0,)
        assert link.execute("SELECT to_regclass('newer')").fetchone() == (None,)
        states = dict(link.execute("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1"))
    assert states.keys() == {"cancelled"}


@pytest.mark.usefixtures("committed")
def test_what_is_wrong_on_the_way_leaves_the_database_as_it_was(tmp_path, second, restore) -> None:
    fill()
    backup = back_up(tmp_path / "backups")
    assert restore(backup).returncode == 0
    before = contents(second), files(tmp_path / "restored")
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["rows"]["core_user"] += 1
    (backup / "manifest.json").write_text(json.dumps(manifest))
    sign_anew(backup)

    answer = restore(backup, "--replace")

    assert answer.returncode == 1 and "core_user" in answer.stderr
    assert (contents(second), files(tmp_path / "restored")) == before


def test_while_somebody_uses_the_database_nothing_is_restored(tmp_path, second, restore) -> None:
    backup = back_up(tmp_path / "backups")

    with link_to(second):
        refused = restore(backup)
    assert (refused.returncode, contents(second)) == (1, {})
    accepted = restore(backup)

    assert accepted.returncode == 0, accepted.stderr


# ---------------------------------------------------------------- what is refused before anything happens
def sign_anew(backup: Path) -> None:
    lines = [f"{backups.checksum(backup / name)}  {name}\n" for name in ("database.dump", "media.tar", "manifest.json")]
    (backup / "SHA256SUMS").write_text("".join(lines))


@pytest.mark.parametrize("name", ["database.dump", "media.tar", "manifest.json"])
def test_a_flipped_byte_is_refused_by_the_name_of_its_file(tmp_path, name) -> None:
    backup = back_up(tmp_path / "backups")
    backups.check_files(backup)
    content = bytearray((backup / name).read_bytes())
    content[len(content) // 2] ^= 1
    (backup / name).write_bytes(content)

    with pytest.raises(CommandError, match=re.escape(name)):
        call_command("restore", backup, "--replace", stdout=StringIO())


@pytest.mark.parametrize("name", ["database.dump", "media.tar", "manifest.json", "SHA256SUMS"])
def test_a_backup_without_one_of_its_files_is_none(tmp_path, name) -> None:
    backup = back_up(tmp_path / "backups")
    (backup / name).unlink()

    with pytest.raises(CommandError):
        call_command("restore", backup, "--replace", stdout=StringIO())


def test_a_half_written_backup_is_never_taken_for_a_whole_one(tmp_path) -> None:
    folder = tmp_path / "backups"
    whole = back_up(folder)
    half = folder / ".eving-abc.unfinished"
    shutil.copytree(whole, half)
    assert backups.choose_backup(folder) == whole

    back_up(folder)

    assert not half.exists(), "the next backup sweeps it away"


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path, settings) -> None:
    media = Path(settings.MEDIA_ROOT)
    media.mkdir()
    (media / "photo").symlink_to("photo")

    with pytest.raises(CommandError, match="photo"):
        back_up(tmp_path / "backups")

    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_of_a_newer_release_is_refused(tmp_path) -> None:
    backup = back_up(tmp_path / "backups")
    manifest = json.loads((backup / "manifest.json").read_text())
    backups.check_release(manifest)
    manifest["migrations"].append(["core", "9999_tomorrow"])
    (backup / "manifest.json").write_text(json.dumps(manifest))
    sign_anew(backup)

    with pytest.raises(CommandError, match=r"core\.9999_tomorrow"):
        call_command("restore", backup, "--replace", stdout=StringIO())


def test_an_archive_cannot_write_outside_its_folder(tmp_path, settings) -> None:
    archive = tmp_path / "media.tar"
    with tarfile.open(archive, "w") as files_:
        entry = tarfile.TarInfo("../outside")
        entry.size = 3
        files_.addfile(entry, BytesIO(b"bad"))

    with pytest.raises(backups.BackupError):
        backups.unpack(archive, Path(settings.MEDIA_ROOT))

    assert not (tmp_path / "outside").exists() and list(Path(settings.MEDIA_ROOT).iterdir()) == []


# ---------------------------------------------------------------- the folder of backups
def test_a_backup_is_for_its_owner_alone_and_sha256sum_can_check_it(tmp_path) -> None:
    backup = back_up(tmp_path / "backups")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in backup.iterdir()}
    assert modes == dict.fromkeys(("database.dump", "media.tar", "manifest.json", "SHA256SUMS"), 0o600)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    check = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=backup, capture_output=True, check=False)
    assert check.returncode == 0


def test_the_newest_are_kept_and_older_ones_go(tmp_path) -> None:
    folder = tmp_path / "backups"
    for name in ("eving-20260101T000000Z", "eving-20260102T000000Z"):
        (folder / name).mkdir(parents=True)
        (folder / name / "SHA256SUMS").touch()
    (folder / "eving-20260103T000000Z").mkdir()
    (folder / "mine").mkdir()

    new = back_up(folder, keep=2)

    names = {"eving-20260102T000000Z", "eving-20260103T000000Z", "mine", new.name}
    assert {path.name for path in folder.iterdir()} == names


def test_two_backups_at_once_do_not_share_a_folder(tmp_path) -> None:
    lock = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(CommandError):
        back_up(tmp_path)
    os.close(lock)

    assert back_up(tmp_path).is_dir()


def test_backups_do_not_lie_among_the_files_they_copy(settings) -> None:
    with pytest.raises(CommandError, match="MEDIA_ROOT"):
        back_up(Path(settings.MEDIA_ROOT) / "backups")


def test_the_password_is_in_no_command_line() -> None:
    database = backups.Database(values={}, variables={"PGPASSWORD": "geheim"}, version=150000)
    show = "import os, sys; print(sys.argv[1:], os.environ['PGPASSWORD'])"

    said = backups.run_program([sys.executable, "-c", show], database, "failed")

    assert said == "[] geheim\n"


def test_the_password_of_the_connection_reaches_the_programs() -> None:
    database = backups.Database.of_portal()

    expected = connection.settings_dict["PASSWORD"] or None
    assert database.variables.get("PGPASSWORD") == expected
    assert database.variables["PGDATABASE"] == connection.settings_dict["NAME"]
    assert "PGOPTIONS" not in database.variables, "no time limit"


def test_a_program_older_than_the_server_is_not_taken() -> None:
    with pytest.raises(backups.BackupError, match="pg_dump"):
        backups.program_folders(99, "pg_dump")


def test_a_server_before_17_does_not_hear_of_newer_settings() -> None:
    head = b"SET lock_timeout = 0;\nSET transaction_timeout = 0;\nSET row_security = off;\nSELECT 1;\n"
    heard = {major: BytesIO() for major in (16, 17)}

    for major, target in heard.items():
        backups.copy_statements(BytesIO(head), target, major)

    assert heard[17].getvalue() == head
    assert heard[16].getvalue() == head.replace(b"SET transaction_timeout = 0;\n", b"")
