"""PDF files of projects: checked by their first bytes, stored under random names, removed with their rows."""

import logging
import os
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.uploads import MAX_BYTES, TOO_LARGE, RefusedUpload
from projects.models.project import ProjectDocument, document_key

log = logging.getLogger(__name__)

BEGINNING = b"%PDF-"
ORPHAN_AGE = timedelta(hours=24)


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "documents"


def path_of(key: str) -> Path:
    return folder() / f"{key}.pdf"


def check(upload: UploadedFile) -> None:
    """Raises ValidationError unless the file is whole, small enough and begins like a PDF."""
    if isinstance(upload, RefusedUpload) and upload.reason != TOO_LARGE:
        raise ValidationError(_("The file could not be stored. Please try again later."))
    if isinstance(upload, RefusedUpload) or (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 15 MB. Please choose a smaller version."))
    upload.seek(0)
    if upload.read(len(BEGINNING)) != BEGINNING:
        raise ValidationError(_("This is not a PDF file. Please choose a PDF file."))


def store(upload: UploadedFile) -> str:
    """Write a checked file and return its key; it appears whole or not at all."""
    key = document_key()
    folder().mkdir(parents=True, exist_ok=True)
    sweep_orphans(timezone.now())
    draft = path_of(key).with_suffix(".draft")
    try:
        with draft.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        draft.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        draft.rename(path_of(key))
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise ValidationError(_("The file could not be stored. Please try again later.")) from problem
    return key


def sweep_orphans(now: datetime) -> int:
    """Delete files older than a day that no row claims, such as those of a form that was never sent whole."""
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
    """However a row goes, its file goes when that is committed."""
    transaction.on_commit(partial(remove_file, instance.key))
