"""Helpers for the folder of photos, and for a full disk."""

import resource
from contextlib import contextmanager

from eving.core.models.photos import photo_folder


def stored_files() -> list[str]:
    return sorted(path.name for path in photo_folder().glob("*/*"))


@contextmanager
def full_disk(after: int):
    """Real errors of the operating system when a file grows beyond ``after`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
