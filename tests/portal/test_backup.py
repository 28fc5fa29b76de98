"""The drill: a filled portal is backed up, lost and brought back, and every byte is compared."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import connect, sql

from eving.core import mail
from eving.core.models import Note
from eving.portal import backups
from projects.models import Idea
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.projects.project_rows import add_document, make_project
from tests.vacancies.make import make_listing

pytestmark = pytest.mark.usefixtures("committed")
NAME = "eving_restore_drill"


def address(name: str) -> str:
    """Where another database of the same server is found."""
    info = connection.connection.info
    password = f":{quote(info.password, safe='')}" if info.password else ""
    return f"postgres://{info.user}{password}@{quote(info.host, safe='')}:{info.port}/{name}"


@pytest.fixture
def other() -> Iterator[str]:
    """An empty database beside the one of the tests."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
    yield address(NAME)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
def filled() -> Idea:
    """Rows of every register, files, a waiting mail."""
    make_staff(username="lena")
    idea = make_idea(state="submitted")
    make_idea(state="done"), make_actor(), make_listing()
    add_document(make_project())
    return idea


def in_other(url: str, media: Path, *arguments: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "DATABASE_URL": url, "MEDIA_ROOT": str(media)}
    environment.pop("EVING_ENV", None)
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def table_sums(url: str) -> dict[str, str]:
    """A checksum of the content of each table."""
    with connect(url) as other, other.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")
        names = sorted(name for (name,) in cursor.fetchall())
        found = {}
        for name in names:
            query = sql.SQL("SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t")
            cursor.execute(query.format(sql.Identifier(name)))
            found[name] = cursor.fetchone()[0]
        return found


def file_sums(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): backups.checksum(path) for path in sorted(root.rglob("*")) if path.is_file()
    }


# What a restore changes on purpose: log-ins end, waiting mails are set aside, the jobs' own record of it.
ON_PURPOSE = {"django_session", "procrastinate_jobs", "procrastinate_events"}


def test_after_a_restore_every_row_and_every_file_is_as_it_was(filled: Idea, other: str, tmp_path: Path) -> None:
    before = table_sums(address(connection.settings_dict["NAME"]))
    made = backups.make(tmp_path / "backups")
    media = tmp_path / "other-media"

    answer = in_other(other, media, "restore", str(tmp_path / "backups"), "--no-purge")

    after = table_sums(other)
    assert answer.returncode == 0, answer.stderr
    assert {name: after.get(name) for name in before if name not in ON_PURPOSE} == {
        name: value for name, value in before.items() if name not in ON_PURPOSE
    }
    assert file_sums(media) == file_sums(Path(settings.MEDIA_ROOT)) != {}
    assert (made.folder.stat().st_mode & 0o777, (made.folder / "database.dump").stat().st_mode & 0o777) == (
        0o700, 0o600,
    )  # fmt: skip
    check = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=made.folder, capture_output=True, text=True)
    assert check.stdout.count(": OK") + check.stdout.count(": Erfolg") == 3
    with connect(other) as restored, restored.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = 'mail'")
        assert cursor.fetchone() == (0,)


def test_the_comparison_would_notice_a_changed_row(filled: Idea, other: str, tmp_path: Path) -> None:
    """Twin of the drill: one letter more in one row is seen."""
    backups.make(tmp_path / "backups")
    assert in_other(other, tmp_path / "elsewhere", "restore", str(tmp_path / "backups"), "--no-purge").returncode == 0
    same = table_sums(other)

    with connect(other) as restored:
        restored.execute("UPDATE projects_idea SET text = text || '.' WHERE id = %s", [filled.pk])

    changed = table_sums(other)
    assert {name for name in same if same[name] != changed[name]} == {"projects_idea", "projects_ideachange"}


def test_waiting_mails_go_out_only_when_somebody_says_so(filled: Idea, other: str, tmp_path: Path) -> None:
    mail.send_later("projects.idea_received", filled.contribution_id)
    backups.make(tmp_path / "backups")

    in_other(other, tmp_path / "elsewhere", "restore", str(tmp_path / "backups"), "--send-waiting-mails")

    with connect(other) as restored, restored.cursor() as cursor:
        cursor.execute("SELECT count(*) > 0 FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = 'mail'")
        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize("name", ["database.dump", "media.tar", "manifest.json"])
def test_a_flipped_byte_is_refused_before_anything_changes(filled: Idea, other: str, tmp_path: Path, name: str) -> None:
    made = backups.make(tmp_path / "backups")
    content = bytearray((made.folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (made.folder / name).write_bytes(content)

    answer = in_other(other, tmp_path / "elsewhere", "restore", str(made.folder))

    assert answer.returncode == 1 and name in answer.stderr
    assert table_sums(other) == {}
    assert not (tmp_path / "elsewhere").exists()


def test_what_holds_something_is_replaced_only_on_demand(filled: Idea, other: str, tmp_path: Path) -> None:
    backups.make(tmp_path / "backups")
    media = tmp_path / "elsewhere"
    assert in_other(other, media, "restore", str(tmp_path / "backups")).returncode == 0
    (media / "later.txt").write_text("came after the backup")
    with connect(other) as restored:
        restored.execute("DELETE FROM projects_ideahistory")

    refused = in_other(other, media, "restore", str(tmp_path / "backups"))
    left = table_sums(other)
    done = in_other(other, media, "restore", str(tmp_path / "backups"), "--replace")

    assert refused.returncode == 1 and "--replace" in refused.stderr
    assert done.returncode == 0, done.stderr
    assert table_sums(other)["projects_ideahistory"] != left["projects_ideahistory"]
    assert not (media / "later.txt").exists()


def test_a_backup_of_a_newer_release_is_refused(filled: Idea, other: str, tmp_path: Path) -> None:
    made = backups.make(tmp_path / "backups")
    manifest = json.loads((made.folder / "manifest.json").read_text())
    manifest["migrations"].append("core.9999_from_the_future")
    (made.folder / "manifest.json").write_text(json.dumps(manifest))
    backups.write_sums(made.folder)

    answer = in_other(other, tmp_path / "elsewhere", "restore", str(made.folder))

    assert answer.returncode == 1 and "9999_from_the_future" in answer.stderr
    assert table_sums(other) == {}


def test_what_a_crash_left_behind_is_no_backup_and_no_folder_is_half_made(
    filled: Idea, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    (tmp_path / ".eving-20260101T000000Z.x").mkdir()
    (tmp_path / "eving-20260102T000000Z").mkdir()

    with pytest.raises(backups.BackupError):
        backups.find(tmp_path)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError):
        call_command("backup", str(tmp_path / "file"))

    assert backups.backups_in(tmp_path) == []


def test_older_backups_beyond_the_wanted_number_go(filled: Idea, tmp_path: Path) -> None:
    for stamp in ("20250101T000000Z", "20250102T000000Z"):
        (tmp_path / f"eving-{stamp}").mkdir()
        (tmp_path / f"eving-{stamp}" / "SHA256SUMS").touch()

    made = backups.make(tmp_path, keep=2)

    assert [path.name for path in backups.backups_in(tmp_path)] == [made.folder.name, "eving-20250102T000000Z"]


def test_what_became_due_since_the_backup_is_deleted_at_once(filled: Idea, other: str, tmp_path: Path) -> None:
    note = Note.objects.create(kind="contact", text="Längst beantwortet", due_on="2020-01-01", done_at="2020-01-02T00Z")
    backups.make(tmp_path / "backups")

    in_other(other, tmp_path / "elsewhere", "restore", str(tmp_path / "backups"))

    with connect(other) as restored, restored.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_note WHERE id = %s", [note.pk])
        assert cursor.fetchone() == (0,)
