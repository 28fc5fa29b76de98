"""The folder of backups: whose it is, what is kept, and that nothing half written lies in it."""

import fcntl
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from django.core.management import CommandError

from eving.runtime.backups.folders import choose_backup
from tests.runtime.backups.drill import back_up

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.server]


def test_a_backup_is_for_its_owner_alone_and_sha256sum_can_check_it(tmp_path) -> None:
    backup = back_up(tmp_path / "backups")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in backup.iterdir()}
    assert modes == dict.fromkeys(("database.dump", "media.tar", "manifest.json", "SHA256SUMS", "SIGNATURE"), 0o600)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    check = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=backup, capture_output=True, check=False)
    assert check.returncode == 0


def test_a_half_written_backup_is_never_taken_for_a_whole_one(tmp_path) -> None:
    folder = tmp_path / "backups"
    whole = back_up(folder)
    half = folder / ".eving-abc.unfinished"
    shutil.copytree(whole, half)
    assert choose_backup(folder) == whole

    back_up(folder)

    assert not half.exists(), "the next backup sweeps it away"


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path, settings) -> None:
    media = Path(settings.MEDIA_ROOT)
    media.mkdir()
    (media / "photo").symlink_to("photo")

    with pytest.raises(CommandError, match="photo"):
        back_up(tmp_path / "backups")

    assert list((tmp_path / "backups").iterdir()) == []


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
