"""The archive of the uploaded files: packing, unpacking, exchanging."""

import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from eving.runtime.backups import BackupError

UNPACKED = ".restore-"


def pack(media: Path, target: Path) -> int:
    """Returns the number of files. A file that is erased meanwhile is left out."""
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


def media_files(media: Path) -> Iterator[Path]:
    for folder, inner, names in os.walk(media):
        inner[:] = sorted(name for name in inner if not name.startswith(UNPACKED))
        yield from (Path(folder) / name for name in sorted(names))


def unpack(archive: Path, media: Path, expected: int) -> Path:
    """Unpack into a folder inside ``media``, so on the same disk, where files can be renamed into place; returns it."""
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
    # All of these come from tarfile, depending on what a malformed header holds.
    except (OSError, tarfile.TarError, ValueError, OverflowError, RecursionError) as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise BackupError(_("The files could not be unpacked: %(error)s.") % {"error": error}) from error
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return aside


def plain_file(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """Extraction filter: only regular files below the folder, as ``pack`` writes them; no links, devices, sparse
    files.
    """
    parts = Path(member.name).parts
    if not member.isreg() or member.issparse() or ".." in parts or parts[:1] == ("/",):
        raise tarfile.FilterError(f"{member.name} is no file of ours")
    if any(part.startswith(UNPACKED) for part in parts):
        raise tarfile.FilterError(f"{member.name} is no file of ours")
    return tarfile.data_filter(member, folder)


@contextmanager
def exchanged(aside: Path, media: Path) -> Iterator[None]:
    """Move the unpacked files into place, and move everything back when the block raises.

    Entry by entry, because ``media`` itself may be a mount point, which cannot be renamed.
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
