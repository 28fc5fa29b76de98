"""Re-encoding of uploaded photos to small sizes without metadata, in an isolated process, one form at a time."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from eving.core import isolated
from eving.core.photos.upload_handler import MAX_BYTES, RefusedUpload
from eving.runtime.turns import Busy, Turns

SENTENCES = {
    "too_large": _("The file is larger than 15 MB. Please choose a smaller version of the photo."),
    "too_many_pixels": _("The photo has more than 40 megapixels. Please choose a smaller version of it."),
    "not_a_photo": _("We cannot read this file as a photo. Please choose a JPEG, PNG, WebP or HEIC file."),
    "empty": _("The file is empty. Please choose the photo once more."),
    "damaged": _("The file is damaged or incomplete. Please save the photo once more or choose another one."),
    "moving": _("This is a moving picture. Please choose a single photo."),
    "too_costly": _("This photo takes too long to read. Please save it once more as a JPEG or choose another one."),
    "busy": _(
        "Many people are sending photos just now. Your text is kept. Please choose this photo again in a moment."
    ),
    "full": _(
        "There is no room for further photos at the moment. Your text is kept. Please send the form without this photo,"
        " or try again tomorrow."
    ),
    "not_stored": _("The photo could not be stored. Your text is kept. Please try again later or without this photo."),
}
# Forty megapixels take up to 700 MB while they are decoded, so each server process handles one form at a time.
encoder = Turns()


class PhotoError(ValidationError):
    """A photo that is refused; the message says why and what to do."""

    def __init__(self, code: str, message: Any = None) -> None:
        super().__init__(message or SENTENCES[code], code=code)


@dataclass(frozen=True)
class EncodedPhoto:
    """A photo ready to be stored: ``versions`` maps the end of a file name ("800.webp") to its bytes."""

    width: int
    height: int
    sha256: str
    versions: dict[str, bytes]

    @property
    def byte_size(self) -> int:
        return sum(len(content) for content in self.versions.values())


def encode(upload: UploadedFile) -> EncodedPhoto:
    """Check an uploaded photo and re-encode it in all sizes, without any metadata. Raises PhotoError.

    The outcome is cached on the upload, so that a second call, such as within a transaction, does not wait.
    """
    outcome = getattr(upload, "encoded", None)
    if outcome is None:
        try:
            content = content_of(upload)
            with encoding_turn():
                outcome = encode_content(content)
        except Busy:
            outcome = PhotoError("busy")
        except PhotoError as problem:
            outcome = problem
        upload.encoded = outcome  # type: ignore[attr-defined]
    if isinstance(outcome, PhotoError):
        raise outcome
    return outcome


def encoding_turn() -> Any:
    return encoder.take(waiting=settings.PHOTO_QUEUE, seconds=settings.PHOTO_WAIT_SECONDS)


def encode_content(content: bytes) -> EncodedPhoto:
    try:
        output = isolated.read(
            "pictures", content, megabytes=settings.READ_PHOTO_MB, seconds=settings.READ_PHOTO_SECONDS
        )
    except isolated.Refused as refusal:
        raise PhotoError(refusal.code) from None
    except isolated.TooCostly:
        raise PhotoError("too_costly") from None
    except isolated.Broken:
        raise PhotoError("damaged") from None
    result = json.loads(output)
    versions = {ending: base64.b64decode(version) for ending, version in result["versions"].items()}
    return EncodedPhoto(result["width"], result["height"], hashlib.sha256(content).hexdigest(), versions)


def content_of(upload: UploadedFile) -> bytes:
    if isinstance(upload, RefusedUpload):
        raise PhotoError(upload.reason)
    if (upload.size or 0) > MAX_BYTES:
        raise PhotoError("too_large")
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    if not content:
        raise PhotoError("empty")
    if len(content) > MAX_BYTES:
        raise PhotoError("too_large")
    return content
