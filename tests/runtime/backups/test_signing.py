"""A backup is put back when it is whole and signed by this installation."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from eving.runtime.backups import BackupError
from eving.runtime.backups.signing import check_files, sign
from tests.runtime.backups.drill import back_up, contents, fill

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.server]


# ---------------------------------------------------------------- whole
@pytest.mark.parametrize("name", ["database.dump", "media.tar", "manifest.json"])
def test_a_flipped_byte_is_refused_by_the_name_of_its_file(tmp_path, name) -> None:
    backup = back_up(tmp_path / "backups")
    check_files(backup)
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


@pytest.mark.parametrize("name", ["database.dump", "media.tar", "manifest.json", "SHA256SUMS", "SIGNATURE"])
def test_a_link_is_no_file_of_a_backup(tmp_path, name) -> None:
    backup = back_up(tmp_path / "backups")
    (backup / name).rename(tmp_path / name)
    (backup / name).symlink_to(tmp_path / name)

    with pytest.raises(BackupError):
        check_files(backup)


def test_a_manifest_without_end_is_not_read_into_memory(tmp_path) -> None:
    backup = back_up(tmp_path / "backups")
    with (backup / "SHA256SUMS").open("ab") as file:
        file.truncate(1 << 33)  # a hole: takes no room on the disk

    with pytest.raises(BackupError, match="SHA256SUMS"):
        check_files(backup, accept_unsigned=True)


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

    check_files(backup)


@pytest.mark.parametrize("text", ["", "0" * 64, "x" * 5000, "ä"])
def test_a_wrong_signature_is_none(tmp_path, text) -> None:
    backup = back_up(tmp_path / "backups")
    (backup / "SIGNATURE").write_text(text)

    with pytest.raises(BackupError):
        check_files(backup)


def test_who_changes_a_file_and_its_checksum_cannot_sign_it(tmp_path) -> None:
    backup = back_up(tmp_path / "backups")
    signed = (backup / "SIGNATURE").read_text()
    (backup / "media.tar").write_bytes(b"other")
    sign(backup)
    (backup / "SIGNATURE").write_text(signed)

    with pytest.raises(BackupError, match="--accept-unsigned"):
        check_files(backup)
    check_files(backup, accept_unsigned=True)  # the checksums alone would not have told
