"""The drill: a portal with rows of every register is backed up and put back, and nothing is half done."""

import json
import shutil
import subprocess
import tarfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from eving.core.models import User
from eving.runtime.backups.loading import load, running
from eving.runtime.backups.manifest import Manifest
from eving.runtime.backups.programs import Database
from eving.runtime.backups.restoring import check_release
from eving.runtime.backups.signing import sign
from tests.runtime.backups.drill import address_of, back_up, contents, files, fill, link_to, shape

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.server]


# ---------------------------------------------------------------- the drill
@pytest.mark.usefixtures("committed")
def test_a_restored_portal_is_the_portal_that_was_backed_up(settings, tmp_path, second, restore) -> None:
    fill()
    backup = back_up(tmp_path / "backups")

    answer = restore(backup, "--no-purge", "--send-waiting-mails")

    here = address_of(connection.settings_dict["NAME"])
    before = contents(here)
    assert answer.returncode == 0, answer.stderr
    assert len(before) > 60 and all(before[name] for name in ("projects_idea", "actors_actor", "vacancies_enquiry"))
    assert contents(second) == before
    assert shape(second) == shape(here)
    assert files(tmp_path / "restored") == files(Path(settings.MEDIA_ROOT)) != {}


@pytest.mark.usefixtures("committed")
def test_a_changed_row_and_a_changed_file_would_be_seen(settings, tmp_path) -> None:
    fill()
    here = address_of(connection.settings_dict["NAME"])
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
    sign(backup)

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


def test_a_backup_of_a_newer_release_is_refused(tmp_path) -> None:
    backup = back_up(tmp_path / "backups")
    manifest = json.loads((backup / "manifest.json").read_text())
    assert check_release(Manifest.read(json.dumps(manifest))) is True
    manifest["migrations"].append(["core", "9999_tomorrow"])
    (backup / "manifest.json").write_text(json.dumps(manifest))
    sign(backup)

    with pytest.raises(CommandError, match=r"core\.9999_tomorrow"):
        call_command("restore", backup, "--replace", stdout=StringIO())


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
    sign(backup)

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
    database = Database.of_portal()
    elsewhere = {"dbname": f"{database.values['dbname']}_restored"}
    database = Database(
        database.values | elsewhere, database.variables | {"PGDATABASE": elsewhere["dbname"]}, database.version
    )

    with pytest.raises(PermissionError):
        load(backup / "database.dump", database, "", unpacked, media)

    assert (media / "a").read_text() == "old" and not (media / "b").exists()
    assert contents(second) == {}
    monkeypatch.undo()
    shutil.rmtree(unpacked / "old")
    load(backup / "database.dump", database, "", unpacked, media)
    assert (media / "a").read_text() == "new" and len(contents(second)) > 60, "and else it would be there"


def test_a_program_does_not_outlive_what_went_wrong(tmp_path) -> None:
    with pytest.raises(KeyError), running(["cat"], tmp_path / "said", stdin=subprocess.PIPE) as program:
        raise KeyError("rows")
    assert program.returncode is not None

    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as careless, pytest.raises(subprocess.TimeoutExpired):
        careless.wait(0.5)  # and else it would wait for the rest of its text for ever
