"""Upload handler with a size limit per file, and durable writing of files."""

import os
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

MAX_BYTES = 15 * 1024 * 1024
TOO_LARGE = "too_large"
NOT_STORED = "not_stored"


class RefusedUpload(UploadedFile):
    """Placeholder for a file that was not kept: name, true size and reason for the form, no content."""

    def __init__(self, *, reason: str, **about: Any) -> None:
        super().__init__(file=BytesIO(), **about)
        self.reason = reason


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Keeps a file in the temporary folder up to MAX_BYTES, and reads and discards larger ones.

    Django's own exceptions (StopUpload, SkipFile) would lose the other fields or the reason. A full disk is handled in
    the same way.
    """

    reason = ""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.reason = ""
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self.reason = NOT_STORED

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if not self.reason and start + len(raw_data) > MAX_BYTES:
            self.refuse(TOO_LARGE)
        if self.reason:
            return
        try:
            self.file.write(raw_data)
        except OSError:
            self.refuse(NOT_STORED)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.reason:
            try:
                return super().file_complete(file_size)
            except OSError:  # flushes the last bytes
                self.refuse(NOT_STORED)
        if file_size > MAX_BYTES:
            self.reason = TOO_LARGE
        return RefusedUpload(reason=self.reason, name=self.file_name, content_type=self.content_type, size=file_size)

    def refuse(self, reason: str) -> None:
        self.reason = reason
        with suppress(OSError):  # closing flushes, which fails on a full disk
            self.file.close()


def write_durably(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file atomically and durably: complete or not at all, even if the power fails. Raises OSError.

    Call it before the transaction that refers to the file commits, so that no row exists without its file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.draft")
    try:
        with draft.open("wb") as target:
            for chunk in chunks:
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        draft.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        os.replace(draft, path)
        # The folders as well, because they hold the names of the file and of a new folder.
        for folder in (path.parent, path.parent.parent):
            sync_folder(folder)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
