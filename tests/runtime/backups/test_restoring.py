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
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from psycopg import sql

from eving.core.accounts import factors, key_storage
from eving.core.models import User
from eving.core.photos import storage
from eving.portal.services import notes
from eving.runtime import backups, known_objects
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.photo_files import jpeg, upload
from tests.projects.projects.rows import add_document, make_project
from tests.vacancies.make import make_enquiry, make_listing

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.server]


# ---------------------------------------------------------------- a portal, and a second database for it
def fill() -> None:
    """Rows of every register, photos, a document, and mails that wait."""
    staff = make_staff()
    storage.keep_pending(uuid.uuid4(), upload(jpeg()))
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

    def run(*arguments: object, **variables: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", "restore", *map(str, arguments)],
            cwd=portal_settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": second, "MEDIA_ROOT": str(tmp_path / "restored")} | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,  # one that hangs has locked everything
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
    backups.sign(backup)

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
    assert backups.check_release(backups.Manifest.read(json.dumps(manifest))) is True
    manifest["migrations"].append(["core", "9999_tomorrow"])
    (backup / "manifest.json").write_text(json.dumps(manifest))
    backups.sign(backup)

    with pytest.raises(CommandError, match=r"core\.9999_tomorrow"):
        call_command("restore", backup, "--replace", stdout=StringIO())


def entry(name: str, kind: bytes = tarfile.REGTYPE, **values: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type = kind
    for key, value in values.items():
        setattr(made, key, value)
    return made


@pytest.mark.parametrize(
    "bad",
    [
        entry("../outside"),
        entry("photos/../../outside"),
        entry("/tmp/eving-outside"),
        entry("link", tarfile.SYMTYPE, linkname="/etc/passwd"),
        entry("link", tarfile.SYMTYPE, linkname="photos/a"),
        entry("link", tarfile.LNKTYPE, linkname="photos/a"),
        entry("pipe", tarfile.FIFOTYPE),
        entry("device", tarfile.CHRTYPE),
        entry("folder", tarfile.DIRTYPE),
        entry(".restore-abc/photo"),
        entry("huge", size=1 << 50),
        entry("x" * 3000),
    ],
    ids=lambda bad: f"{bad.name[:20]!r}-{bad.type!r}",
)
def test_an_archive_holds_plain_files_below_its_folder_or_is_refused(tmp_path, settings, bad) -> None:
    archive, media = tmp_path / "media.tar", Path(settings.MEDIA_ROOT)
    with tarfile.open(archive, "w") as files_:
        files_.addfile(entry("photos/a", size=3), BytesIO(b"yes"))
        files_.addfile(bad)

    with pytest.raises(backups.BackupError):
        backups.unpack(archive, media, 2)

    assert list(media.iterdir()) == []
    assert not (tmp_path / "outside").exists() and not Path("/tmp/eving-outside").exists()


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_truncated_archive_is_refused(tmp_path, settings, part) -> None:
    archive, media = tmp_path / "media.tar", Path(settings.MEDIA_ROOT)
    with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT) as files_:
        for number in range(20):
            files_.addfile(entry(f"photos/{number}", size=700), BytesIO(b"x" * 700))
    whole = archive.read_bytes()
    shutil.rmtree(backups.unpack(archive, media, 20))
    archive.write_bytes(whole[: int(20 * 1536 * part)])

    with pytest.raises(backups.BackupError):
        backups.unpack(archive, media, 20)

    assert list(media.iterdir()) == []


# ---------------------------------------------------------------- a manifest of any kind
def good_manifest() -> dict:
    return {
        "format": 2,
        "eving": "0.1.0",
        "made_at": "2026-11-29T02:15:00+00:00",
        "server": "18.1",
        "migrations": [["core", "0001_initial"]],
        "rows": {"django_migrations": 3, "core_user": 1},
        "objects": ["table public.core_user"],
        "files": 2,
    }


GONE = object()
WRONG = [
    ("rows", GONE), ("rows", None), ("rows", []), ("rows", {}), ("rows", {"core_user": 1}),
    ("rows", {"django_migrations": "3"}), ("rows", {"django_migrations": -1}), ("rows", {"django_migrations": 1.5}),
    ("rows", {"django_migrations": True}), ("rows", {"django_migrations": 1 << 80}),
    ("rows", {"django_migrations": 1, "x$count$; DROP TABLE core_user; --": 1}),
    ("rows", {"django_migrations": 1, "\\! touch /tmp/eving-outside\n": 1}),
    ("rows", {"django_migrations": 1, "x" * 64: 1}), ("rows", {"django_migrations": 1, "\ud800": 1}),
    ("migrations", GONE), ("migrations", {}), ("migrations", ["core"]), ("migrations", [["core"]]),
    ("migrations", [["core", 1]]), ("migrations", [[["core"], "x"]]), ("migrations", [["core", "\ud800"]]),
    ("objects", GONE), ("objects", "table"), ("objects", [None]), ("objects", ["\0"]),
    ("files", GONE), ("files", None), ("files", "2"), ("files", -1),
    ("eving", GONE), ("eving", 1), ("eving", ""),
    ("format", "2"), ("format", None), ("format", 3), ("format", 1 << 90), ("format", -1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_manifest_with_a_wrong_value_is_refused(name, value) -> None:
    manifest = good_manifest()
    assert backups.Manifest.read(json.dumps(manifest)).rows["core_user"] == 1
    manifest[name] = value
    if value is GONE:
        del manifest[name]

    with pytest.raises(backups.BackupError):
        backups.Manifest.read(json.dumps(manifest))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", "[" * 100_000, '{"rows": ' + "9" * 5000 + "}", "\ufffd"])
def test_a_manifest_that_is_none_is_refused(text) -> None:
    with pytest.raises(backups.BackupError):
        backups.Manifest.read(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@settings_of_hypothesis(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=st.dictionaries(st.sampled_from(sorted(good_manifest())), json_values, min_size=1))
def test_whatever_stands_in_a_manifest_it_is_read_or_refused(changes) -> None:
    try:
        manifest = backups.Manifest.read(json.dumps(good_manifest() | changes))
    except backups.BackupError:
        return
    text = backups.counted(manifest) + backups.inspected(manifest, is_current=False)
    assert text.encode() and sum(manifest.rows.values()) >= 0


# ---------------------------------------------------------------- ends, whatever is wrong
def without_rows(backup: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    del manifest["rows"]
    (backup / "manifest.json").write_text(json.dumps(manifest))


def half_a_dump(backup: Path) -> None:
    dump = (backup / "database.dump").read_bytes()
    (backup / "database.dump").write_bytes(dump[: len(dump) * 3 // 4])


def no_dump(backup: Path) -> None:
    (backup / "database.dump").write_bytes(b"PGDMP\x01\x10" + bytes(5000))


def a_file_less(backup: Path) -> None:
    with tarfile.open(backup / "media.tar", "w"):
        pass


@pytest.mark.parametrize("spoil", [without_rows, half_a_dump, no_dump, a_file_less])
@pytest.mark.usefixtures("committed")
def test_a_spoilt_backup_ends_with_one_sentence_and_all_as_it_was(tmp_path, second, restore, spoil) -> None:
    fill()
    backup = back_up(tmp_path / "backups")
    with link_to(second) as link:
        link.execute("CREATE TABLE mine AS SELECT 1 AS number")
    (tmp_path / "restored").mkdir()
    (tmp_path / "restored" / "photo").write_text("mine")
    before = contents(second), files(tmp_path / "restored")
    spoil(backup)
    backups.sign(backup)

    answer = restore(backup, "--replace")

    assert answer.returncode == 1 and answer.stderr.startswith("CommandError: ") and "Traceback" not in answer.stderr
    assert (contents(second), files(tmp_path / "restored")) == before
    with link_to(second) as link:
        link.execute("SET lock_timeout = '30s'; DROP TABLE mine")  # nobody holds it


@pytest.mark.usefixtures("committed")
def test_files_that_cannot_be_moved_leave_the_database_as_it_was(tmp_path, second, monkeypatch) -> None:
    fill()
    backup = back_up(tmp_path / "backups")
    media, unpacked = tmp_path / "restored", tmp_path / "restored" / ".restore-x"
    (unpacked / "new").mkdir(parents=True)
    (unpacked / "new" / "a").write_text("new")
    (unpacked / "new" / "b").write_text("new")
    (media / "a").write_text("old")
    rename = Path.rename

    def stuck(path: Path, target: Path) -> Path:
        if path.name == "b":
            raise PermissionError("b")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stuck)
    database = backups.Database.of_portal()
    elsewhere = {"dbname": f"{database.values['dbname']}_restored"}
    database = backups.Database(
        database.values | elsewhere, database.variables | {"PGDATABASE": elsewhere["dbname"]}, database.version
    )

    with pytest.raises(PermissionError):
        backups.load(backup / "database.dump", database, "", unpacked, media)

    assert (media / "a").read_text() == "old" and not (media / "b").exists()
    assert contents(second) == {}
    monkeypatch.undo()
    shutil.rmtree(unpacked / "old")
    backups.load(backup / "database.dump", database, "", unpacked, media)
    assert (media / "a").read_text() == "new" and len(contents(second)) > 60, "and else it would be there"


def test_a_program_does_not_outlive_what_went_wrong(tmp_path) -> None:
    with pytest.raises(KeyError), backups.running(["cat"], tmp_path / "said", stdin=subprocess.PIPE) as program:
        raise KeyError("rows")
    assert program.returncode is not None

    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as careless, pytest.raises(subprocess.TimeoutExpired):
        careless.wait(0.5)  # and else it would wait for the rest of its text for ever


# ---------------------------------------------------------------- signed by this installation
@pytest.mark.cluster
@pytest.mark.usefixtures("committed")
def test_a_backup_that_nobody_signed_is_put_back_only_when_asked(tmp_path, second, restore) -> None:
    fill()
    backup = back_up(tmp_path / "backups")
    (backup / "SIGNATURE").unlink()

    refused = restore(backup)
    assert refused.returncode == 1 and "--accept-unsigned" in refused.stderr
    assert contents(second) == {}
    accepted = restore(backup, "--accept-unsigned", "--no-purge")

    assert accepted.returncode == 0, accepted.stderr
    assert len(contents(second)) > 60


def test_a_backup_of_another_installation_is_refused_and_of_a_former_key_is_ours(tmp_path, settings) -> None:
    backup = back_up(tmp_path / "backups")
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "x" * 30 + "another key of this installation"
    with pytest.raises(CommandError, match="--accept-unsigned"):
        call_command("restore", backup, "--replace", stdout=StringIO())

    settings.SECRET_KEY_FALLBACKS = [former]

    backups.check_files(backup)


@pytest.mark.parametrize("text", ["", "0" * 64, "x" * 5000, "ä"])
def test_a_wrong_signature_is_none(tmp_path, text) -> None:
    backup = back_up(tmp_path / "backups")
    (backup / "SIGNATURE").write_text(text)

    with pytest.raises(backups.BackupError):
        backups.check_files(backup)


def test_who_changes_a_file_and_its_checksum_cannot_sign_it(tmp_path) -> None:
    backup = back_up(tmp_path / "backups")
    signed = (backup / "SIGNATURE").read_text()
    (backup / "media.tar").write_bytes(b"other")
    backups.sign(backup)
    (backup / "SIGNATURE").write_text(signed)

    with pytest.raises(backups.BackupError, match="--accept-unsigned"):
        backups.check_files(backup)
    backups.check_files(backup, accept_unsigned=True)  # the checksums alone would not have told


@pytest.mark.parametrize("name", ["database.dump", "media.tar", "manifest.json", "SHA256SUMS", "SIGNATURE"])
def test_a_link_is_no_file_of_a_backup(tmp_path, name) -> None:
    backup = back_up(tmp_path / "backups")
    (backup / name).rename(tmp_path / name)
    (backup / name).symlink_to(tmp_path / name)

    with pytest.raises(backups.BackupError):
        backups.check_files(backup)


def test_a_manifest_without_end_is_not_read_into_memory(tmp_path) -> None:
    backup = back_up(tmp_path / "backups")
    with (backup / "SHA256SUMS").open("ab") as file:
        file.truncate(1 << 33)  # a hole: takes no room on the disk

    with pytest.raises(backups.BackupError, match="SHA256SUMS"):
        backups.check_files(backup, accept_unsigned=True)


# ---------------------------------------------------------------- what the portal knows
def test_the_list_of_known_objects_is_that_of_the_migrated_database() -> None:
    assert known_objects.known().current == known_objects.found(), "run “manage.py known_objects” after a new migration"


def test_what_a_release_no_longer_makes_stays_known_as_former(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(known_objects, "LIST", tmp_path / "list")

    known_objects.write(frozenset({"table a", "table b"}))
    known_objects.write(frozenset({"table b", "table c"}))

    assert (tmp_path / "list").read_text() == "table b\ntable c\nformer table a\n"
    assert known_objects.known().others({"table a", "table c", "table d"}) == ["table d"]


ADDED = """
    CREATE TABLE strange (number int);
    CREATE FUNCTION public.spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER watch BEFORE UPDATE ON core_user FOR EACH ROW EXECUTE FUNCTION public.spy();
    CREATE RULE quiet AS ON DELETE TO core_user DO INSTEAD NOTHING;
    CREATE POLICY few ON core_user USING (true);
    CREATE VIEW everything AS SELECT * FROM core_user;
    CREATE OR REPLACE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
        LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
    DROP TRIGGER procrastinate_trigger_delete_jobs_v1 ON procrastinate_jobs;
"""
CHANGED, MISSING = "procrastinate_notify_queue_abort_job_v1()", "missing trigger procrastinate_trigger_delete_jobs_v1"
NAMES = ["strange", "spy", "watch", "quiet", "few", "everything", CHANGED]


@pytest.mark.cluster
@pytest.mark.usefixtures("committed")
def test_what_the_portal_has_not_made_is_named_and_put_back_only_when_asked(tmp_path, second, restore) -> None:
    backup = back_up(tmp_path / "backups")
    assert restore(backup, "--no-purge").returncode == 0
    with link_to(second) as link:
        link.execute(ADDED)
    told = make_backup_of(second, tmp_path / "others")
    before = contents(second)

    refused = restore(tmp_path / "others", "--replace")

    assert refused.returncode == 1 and all(name in refused.stderr for name in (*NAMES, MISSING)), refused.stderr
    assert contents(second) == before
    assert all(name in told for name in NAMES)
    accepted = restore(tmp_path / "others", "--replace", "--accept-other-objects", "--no-purge")
    assert accepted.returncode == 0, accepted.stderr
    assert "strange" in contents(second), "without the list nobody would have asked"


def make_backup_of(url: str, folder: Path) -> str:
    """`manage.py backup` of the second portal; returns what it complained about."""
    made = subprocess.run(
        [sys.executable, "manage.py", "backup", str(folder)],
        cwd=portal_settings.BASE_DIR, env=os.environ | {"DATABASE_URL": url, "MEDIA_ROOT": str(folder) + "-media"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return made.stderr


# ---------------------------------------------------------------- who was inside
@pytest.mark.usefixtures("committed")
def test_sessions_are_in_no_backup_and_second_factors_lie_there_sealed(tmp_path, second, restore) -> None:
    user = make_staff()
    client = Client()
    client.force_login(user)
    key = default_key()
    TOTPDevice.objects.create(user=user, key=key)
    [code, *_others] = factors.renew_recovery_codes(user)
    session = client.session.session_key
    backup = back_up(tmp_path / "backups")
    dump = plain_text(backup / "database.dump")
    assert "staff" in dump and Session.objects.count() == 1

    answer = restore(backup, "--no-purge")

    assert answer.returncode == 0, answer.stderr
    assert not [secret for secret in (key, code, session) if secret in dump]
    with link_to(second) as link:
        assert link.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
        [sealed] = link.execute("SELECT key FROM otp_totp_totpdevice").fetchone()
    assert key_storage.unseal(sealed) == key


@pytest.mark.cluster
@pytest.mark.usefixtures("committed")
def test_sessions_and_keys_of_an_older_backup_are_ended_and_sealed(tmp_path, second, restore, monkeypatch) -> None:
    user = make_staff()
    Client().force_login(user)
    key = default_key()
    device = TOTPDevice.objects.create(user=user)
    TOTPDevice.objects.filter(pk=device.pk).update(key=key)
    monkeypatch.setattr(backups, "WITHOUT_ROWS", "nothing")
    backup = back_up(tmp_path / "backups")
    dump = plain_text(backup / "database.dump")

    answer = restore(backup, "--no-purge")

    assert answer.returncode == 0, answer.stderr
    assert key in dump and Session.objects.get().session_key in dump, "an older release wrote them down"
    with link_to(second) as link:
        assert link.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
        [sealed] = link.execute("SELECT key FROM otp_totp_totpdevice").fetchone()
    assert key_storage.is_sealed(sealed) and key_storage.unseal(sealed) == key


def plain_text(dump: Path) -> str:
    database = backups.Database.of_portal()
    folder, _contents = backups.readable_by(dump, database)
    return backups.run_program([folder / "pg_restore", "--file=-", dump], database, "failed")


# ---------------------------------------------------------------- the folder of backups
def test_a_backup_is_for_its_owner_alone_and_sha256sum_can_check_it(tmp_path) -> None:
    backup = back_up(tmp_path / "backups")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in backup.iterdir()}
    assert modes == dict.fromkeys(("database.dump", "media.tar", "manifest.json", "SHA256SUMS", "SIGNATURE"), 0o600)
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
