"""PDF files of projects: checked for active content, stored under random names, deleted with their rows."""

import logging
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core import isolated
from eving.core.photos.upload_handler import MAX_BYTES, TOO_LARGE, RefusedUpload, write_durably
from eving.runtime.turns import Busy, Turns
from projects.models.projects import ProjectDocument, document_key

log = logging.getLogger(__name__)

BEGINNING = b"%PDF-"
BEGINS_WITHIN = 1024  # bytes: scanners and mail programs put line ends or a byte order mark before it
AN_OBJECT = b" obj"
ORPHAN_AGE = timedelta(hours=24)
SENTENCES = {
    "runs": gettext_lazy(
        "This PDF contains a script, or starts a program when it is opened. Please print it to a new PDF "
        "file and choose that one."
    ),
    "encrypted": gettext_lazy(
        "This PDF is protected, by a password or against copying. Please save it without protection."
    ),
    "damaged": gettext_lazy(
        "This PDF is damaged and cannot be checked. Please print it to a new PDF file and choose that one."
    ),
}

# One check may take hundreds of megabytes of memory, so few run at a time.
reading = Turns()


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "documents"


def path_of(key: str) -> Path:
    return folder() / f"{key}.pdf"


class Judged(Protocol):
    refusal: str


def check(upload: UploadedFile) -> None:
    """Raises ValidationError unless the file is a complete PDF of permitted size without active content.

    The result is kept on the upload: a second call, inside a transaction, does not check again.
    """
    if isinstance(upload, RefusedUpload) and upload.reason != TOO_LARGE:
        raise ValidationError(_("The file could not be stored. Please try again later."))
    if isinstance(upload, RefusedUpload) or (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 15 MB. Please choose a smaller version."))
    refusal = getattr(upload, "refusal", None)
    if refusal is None:
        cast(Judged, upload).refusal = refusal = reason_against(upload)
    if refusal:
        raise ValidationError(refusal)


def reason_against(upload: UploadedFile) -> str:
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    if BEGINNING not in content[:BEGINS_WITHIN] or AN_OBJECT not in content:
        return _("This is not a PDF file. Please choose a PDF file.")
    try:
        with reading.take(waiting=settings.READ_QUEUE, seconds=settings.READ_WAIT_SECONDS):
            isolated.read("pdfs", content, megabytes=settings.READ_PDF_MB, seconds=settings.READ_PDF_SECONDS)
    except isolated.Refused as refusal:
        return str(SENTENCES[refusal.code])
    except isolated.TooCostly:
        return _("This PDF takes too long to check. Please print it to a new PDF file and choose that one.")
    except isolated.Broken:
        return str(SENTENCES["damaged"])
    except Busy:
        return _("Several files are being checked just now. Please choose the file again in a moment.")
    return ""


def store(upload: UploadedFile) -> str:
    """Write a checked file and return its key. The write is atomic. Raises ValidationError when the disk refuses."""
    key = document_key()
    folder().mkdir(parents=True, exist_ok=True)
    sweep_orphans(timezone.now())
    try:
        write_durably(path_of(key), upload.chunks())
    except OSError as problem:
        raise ValidationError(_("The file could not be stored. Please try again later.")) from problem
    return key


def sweep_orphans(now: datetime) -> int:
    """Delete files older than a day without a row, such as those of a form that was never saved. Returns how many."""
    limit = (now - ORPHAN_AGE).timestamp()
    old = [path for path in folder().iterdir() if path.stat().st_mtime < limit]
    known = set(ProjectDocument.objects.filter(key__in=[path.stem for path in old]).values_list("key", flat=True))
    orphans = [path for path in old if path.stem not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def remove_file(key: str) -> None:
    try:
        path_of(key).unlink(missing_ok=True)
    except OSError as problem:
        log.error("A document could not be removed: %s", problem.strerror)


@receiver(post_delete, sender=ProjectDocument)
def remove_with_row(instance: ProjectDocument, **kwargs: Any) -> None:
    """Also for bulk and cascaded deletes; only after the commit, so that a rollback keeps the file."""
    transaction.on_commit(partial(remove_file, instance.key))
