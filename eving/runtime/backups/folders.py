"""The folder of the backups: complete ones, the newest one, and a lock against two writers."""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from eving.runtime.backups import BackupError
from eving.runtime.backups.signing import SUMS

NAME = re.compile(r"eving-\d{8}T\d{6}Z")


def choose_backup(folder: Path) -> Path:
    """This folder if it is a backup, else the newest complete backup in it. Raises BackupError when there is none."""
    if not folder.is_dir():
        raise BackupError(_("There is no folder %(folder)s.") % {"folder": folder})
    if (folder / SUMS).is_file():
        return folder
    if found := whole_backups(folder):
        return found[-1]
    raise BackupError(_("%(folder)s holds no complete backup.") % {"folder": folder})


def whole_backups(parent: Path) -> list[Path]:
    """Oldest first."""
    found = [path for path in parent.iterdir() if NAME.fullmatch(path.name) and (path / SUMS).is_file()]
    return sorted(found, key=lambda path: path.name)


def remove_old(parent: Path, keep: int) -> int:
    old = whole_backups(parent)[:-keep]
    for folder in old:
        shutil.rmtree(folder)
    return len(old)


def free_name(parent: Path) -> str:
    while (parent / (name := f"eving-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")).exists():
        time.sleep(0.1)
    return name


@contextmanager
def only_one(parent: Path) -> Iterator[None]:
    lock = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupError(_("Another backup is being written into this folder just now.")) from None
    finally:
        os.close(lock)


def write_through(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
