"""Pending photos of public forms: kept while the form has errors, adopted by their owner, purged after a day."""

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import ngettext

from eving.core.models import Contribution, PendingPhoto, Photo
from eving.core.models.photos import new_key, path_of
from eving.core.photos.encoding import PhotoError, content_of, encode_content, encoding_turn
from eving.core.photos.storage import delete_files, photo_models, store
from eving.core.photos.upload_handler import write_durably
from eving.runtime.database import locks
from eving.runtime.turns import Busy

log = logging.getLogger(__name__)

MAX_PER_FORM = 3
TRIES = 2  # files that are decoded at most, as a multiple of the photos a form may have


def keep_pending(form_key: UUID, upload: UploadedFile, *, maximum: int = MAX_PER_FORM, alt: str = "") -> Photo:
    kept, refused = keep_uploads(form_key, [upload], maximum=maximum, alt=alt)
    for _upload, problem in refused:
        raise problem
    return kept[0]


def keep_uploads(
    form_key: UUID,
    uploads: Iterable[UploadedFile],
    *,
    maximum: int = MAX_PER_FORM,
    alt: str = "",
    accepted: Iterable[Photo] | None = None,
) -> tuple[list[Photo], list[tuple[UploadedFile, PhotoError]]]:
    """Keep the valid ones of several photos. Returns the photos kept, and the refused files with their errors.

    Pass the form's photos as ``accepted`` if they are loaded already; it saves a query.
    """
    if accepted is None:
        accepted = PendingPhoto.objects.filter(form_key=form_key)
    present: dict[str, Photo] = {photo.sha256: photo for photo in accepted}
    uploads = list(uploads)
    kept: list[Photo] = []
    refused: list[tuple[UploadedFile, PhotoError]] = []
    unknown: dict[str, UploadedFile] = {}
    for upload in uploads:
        try:
            checksum = hashlib.sha256(content_of(upload)).hexdigest()
        except PhotoError as problem:
            refused.append((upload, problem))
            continue
        if checksum in present:
            kept.append(present[checksum])
        else:
            unknown.setdefault(checksum, upload)
    fresh: dict[str, tuple[UploadedFile, PendingPhoto]] = {}
    if unknown and _is_full():
        refused += [(upload, PhotoError("full")) for upload in unknown.values()]
    elif unknown:
        fresh = _encode_all(form_key, unknown, maximum - len(present), maximum, alt, refused)
    if fresh:
        kept += _add(form_key, fresh, maximum, refused)
    positions = {id(upload): position for position, upload in enumerate(uploads)}
    return kept, sorted(refused, key=lambda pair: positions[id(pair[0])])


def _is_full() -> bool:
    """Whether pending photos use up PENDING_PHOTOS_MB. Uploads running at the same time may exceed it."""
    taken = PendingPhoto.objects.aggregate(total=models.Sum("byte_size"))["total"] or 0
    if taken < settings.PENDING_PHOTOS_MB * 1_000_000:
        return False
    log.warning("Photos of unsent forms take %d MB, as much as they may: new ones are refused.", taken // 1_000_000)
    return True


def _encode_all(
    form_key: UUID,
    unknown: dict[str, UploadedFile],
    room: int,
    maximum: int,
    alt: str,
    refused: list[tuple[UploadedFile, PhotoError]],
) -> dict[str, tuple[UploadedFile, PendingPhoto]]:
    """Encode and store up to ``room`` photos of a form in one encoding turn; the others are added to ``refused``."""
    fresh: dict[str, tuple[UploadedFile, PendingPhoto]] = {}
    tries, wait_for_next = 0, False
    waiting = list(unknown.items())
    try:
        with encoding_turn():
            while waiting:
                checksum, upload = waiting[0]
                # A hundred unreadable files must not keep other forms waiting.
                if len(fresh) >= room or tries >= TRIES * maximum:
                    refused.append((upload, _too_many(maximum)))
                elif wait_for_next:
                    refused.append((upload, PhotoError("busy")))
                else:
                    tries += 1
                    try:
                        fresh[checksum] = upload, _stored(form_key, upload, alt)
                    except PhotoError as problem:
                        refused.append((upload, problem))
                        wait_for_next = problem.code == "too_costly"
                waiting.pop(0)
    except Busy:
        refused += [(upload, PhotoError("busy")) for _checksum, upload in waiting]
    return fresh


def _stored(form_key: UUID, upload: UploadedFile, alt: str) -> PendingPhoto:
    encoded = encode_content(content_of(upload))
    return PendingPhoto(
        form_key=form_key,
        key=store(encoded),
        name=short_name(upload.name or ""),
        alt=alt,
        width=encoded.width,
        height=encoded.height,
        byte_size=encoded.byte_size,
        sha256=encoded.sha256,
    )


def _add(
    form_key: UUID,
    fresh: dict[str, tuple[UploadedFile, PendingPhoto]],
    maximum: int,
    refused: list[tuple[UploadedFile, PhotoError]],
) -> Sequence[PendingPhoto]:
    """Create the rows of stored photos; the files of those that get none are deleted."""
    without_row = {photo.key for _upload, photo in fresh.values()}
    kept = []
    try:
        with transaction.atomic():
            # Simultaneous posts of the same form wait here, so that together they keep at most ``maximum``.
            locks.take_turn(f"pending-photo {form_key}")
            present = {photo.sha256: photo for photo in PendingPhoto.objects.filter(form_key=form_key)}
            added: list[PendingPhoto] = []
            for checksum, (upload, photo) in fresh.items():
                if checksum in present:
                    kept.append(present[checksum])
                elif len(present) + len(added) >= maximum:
                    refused.append((upload, _too_many(maximum)))
                else:
                    photo.sort = len(present) + len(added)
                    added.append(photo)
            kept += PendingPhoto.objects.bulk_create(added)
        without_row -= {photo.key for photo in added}
    finally:
        for key in without_row:
            delete_files(key)
    return kept


def _too_many(maximum: int) -> PhotoError:
    sentence = ngettext(
        "Only %(number)d photo fits in here. Remove it first if you prefer this one.",
        "Only %(number)d photos fit in here. Remove one of them first if you prefer this one.",
        maximum,
    )
    return PhotoError("too_many", sentence % {"number": maximum})


def short_name(name: str, length: int = 40) -> str:
    """A printable file name, shortened in the middle, because the end distinguishes photos of one camera."""
    name = "".join(letter for letter in Path(name.replace("\\", "/")).name if letter.isprintable())
    return name if len(name) <= length else f"{name[: length // 2]}…{name[-(length // 2 - 1) :]}"


def sent_before(form_key: UUID) -> list[Photo]:
    """Photos of this form that a contribution owns by now, each file once.

    After the browser's Back button the form still displays them, and may be sent again with another text.
    """
    if not Contribution.objects.filter(idempotency_key=form_key).exists():
        return []
    by_checksum: dict[str, Photo] = {}
    for model in photo_models():
        if model.of_form:
            for photo in model._default_manager.filter(**{model.of_form: form_key}).order_by("sort", "pk"):
                by_checksum.setdefault(photo.sha256, photo)
    return list(by_checksum.values())


def copy(photo: Photo, owner_photo_model: type[Photo], owner: dict[str, Any], *, alt: str, sort: int) -> Photo | None:
    """Copy a photo to another owner, with files of its own; None when the files cannot be read or written."""
    key = new_key()
    try:
        for name in photo.file_names:
            write_durably(path_of(name.replace(photo.key, key)), [path_of(name).read_bytes()])
    except OSError as problem:
        log.error("A photo could not be copied: %s", problem.strerror)
        delete_files(key)
        return None
    fields = {name: getattr(photo, name) for name in ("width", "height", "byte_size", "sha256", "rights_confirmed")}
    return owner_photo_model._default_manager.create(**owner, **fields, key=key, alt=alt, sort=sort)


def adopt(
    form_key: UUID, owner_photo_model: type[Photo], owner: dict[str, Any], keys: Iterable[str] | None = None
) -> list[Photo]:
    """Turn the pending photos of a form into photos of their owner; the files are not moved.

    Call it in the transaction that creates the owner. ``keys`` selects photos, a mapping sets their descriptions too;
    the form's other photos are deleted. None takes all. Idempotent. Selected photos that an earlier submission of the
    form has used are copied.
    """
    pending = list(PendingPhoto.objects.select_for_update().filter(form_key=form_key).order_by("sort", "pk"))
    alts = dict(keys) if isinstance(keys, Mapping) else {}
    known = {photo.key for photo in pending}
    wanted = known if keys is None else set(keys)
    copied = [
        copy(photo, owner_photo_model, owner, alt=alts.get(photo.key, photo.alt), sort=number)
        for number, photo in enumerate(sent_before(form_key) if wanted - known else [])
        if photo.key in wanted
    ]
    before = [photo for photo in copied if photo]
    if not pending:
        return before
    taken = [photo for photo in pending if photo.key in wanted]
    shared = [field.name for field in Photo._meta.fields if field.name != "sort"]
    photos: list[Photo] = owner_photo_model._default_manager.bulk_create(
        owner_photo_model(**owner, **{name: getattr(photo, name) for name in shared}, sort=number)
        for number, photo in enumerate(taken, start=len(before))
    )
    if len(taken) < len(pending):
        PendingPhoto.objects.filter(form_key=form_key).exclude(pk__in=[photo.pk for photo in taken]).delete()
    # Without post_delete, which would look for files to delete: they belong to the adopted photos now.
    adopted = PendingPhoto.objects.filter(pk__in=[photo.pk for photo in taken])
    adopted._raw_delete(adopted.db)
    return before + photos


def remove(photo: Photo) -> None:
    photo.delete()


def purge_pending(now: datetime, dry_run: bool = False) -> int:
    limit = now - timedelta(hours=settings.PURGE_PENDING_PHOTOS_HOURS)
    due = PendingPhoto.objects.filter(created_at__lt=limit)
    if dry_run:
        return due.count()
    with transaction.atomic():
        return due.delete()[0]
