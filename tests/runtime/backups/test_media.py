"""The archive of the files: plain files below its folder, all of them, or it is refused."""

import shutil
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from eving.runtime.backups import BackupError
from eving.runtime.backups.media import unpack

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.server]


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

    with pytest.raises(BackupError):
        unpack(archive, media, 2)

    assert list(media.iterdir()) == []
    assert not (tmp_path / "outside").exists() and not Path("/tmp/eving-outside").exists()


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_truncated_archive_is_refused(tmp_path, settings, part) -> None:
    archive, media = tmp_path / "media.tar", Path(settings.MEDIA_ROOT)
    with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT) as files_:
        for number in range(20):
            files_.addfile(entry(f"photos/{number}", size=700), BytesIO(b"x" * 700))
    whole = archive.read_bytes()
    shutil.rmtree(unpack(archive, media, 20))
    archive.write_bytes(whole[: int(20 * 1536 * part)])

    with pytest.raises(BackupError):
        unpack(archive, media, 20)

    assert list(media.iterdir()) == []
