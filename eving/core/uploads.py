"""How uploaded files come in: never more than a photo may weigh, and a file that is refused costs only itself."""

from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

MAX_BYTES = 15 * 1024 * 1024
TOO_LARGE = "too_large"
NOT_STORED = "not_stored"


class RefusedUpload(UploadedFile):
    """Stands for a file that was not kept: the form sees its name, its true size and the reason, no content."""

    def __init__(self, *, reason: str, **about: Any) -> None:
        super().__init__(file=BytesIO(), **about)
        self.reason = reason


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Keeps a file in the temporary folder up to MAX_BYTES and reads over the rest.

    Django's own way out (StopUpload, SkipFile) would lose the typed fields or the reason. A full disk is
    answered in the same way.
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
            except OSError:  # the last bytes are written only now
                self.refuse(NOT_STORED)
        if file_size > MAX_BYTES:
            self.reason = TOO_LARGE
        return RefusedUpload(reason=self.reason, name=self.file_name, content_type=self.content_type, size=file_size)

    def refuse(self, reason: str) -> None:
        self.reason = reason
        with suppress(OSError):  # closing writes what is left, which fails on a full disk
            self.file.close()
