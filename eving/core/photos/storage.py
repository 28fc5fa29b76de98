"""Photos of visitors: checked, re-encoded without metadata, stored under random names, removed with their rows."""

import base64
import hashlib
import json
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models.signals import class_prepared, post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from eving.core import isolated
from eving.core.models import Contribution, PendingPhoto, Photo
from eving.core.models.photos import new_key, path_of, photo_folder
from eving.core.photos.upload_handler import MAX_BYTES, NOT_STORED, RefusedUpload, write_durably
from eving.runtime.database import locks
from eving.runtime.turns import Busy, Turns

log = logging.getLogger(__name__)

MAX_PER_FORM = 3
TRIES = 2  # times as many files are looked at as a form may have photos
ORPHAN_AGE = timedelta(hours=24)
SENTENCES = {
    "too_large": _("The file is larger than 15 MB. Please choose a smaller version of the photo."),
    "too_many_pixels": _("The photo has more than 40 megapixels. Please choose a smaller version of it."),
    "not_a_photo": _("We cannot read this file as a photo. Please choose a JPEG, PNG, WebP or HEIC file."),
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

# Forty megapixels take up to 700 MB while they are decoded, so a process takes the photos of one form at a time.
encoder = Turns()


class PhotoError(ValidationError):
    """A photo that cannot be taken; the message says why and what to do."""

    def __init__(self, code: str, message: Any = None) -> None:
        super().__init__(message or SENTENCES[code], code=code)


@dataclass(frozen=True)
class EncodedPhoto:
    """A photo as it will be stored: ``versions`` maps the end of a file name ("800.webp") to its bytes."""

    width: int
    height: int
    sha256: str
    versions: dict[str, bytes]

    @property
    def byte_size(self) -> int:
        return sum(len(content) for content in self.versions.values())


# ---------------------------------------------------------------- reading and re-encoding
def encode(upload: UploadedFile) -> EncodedPhoto:
    """Check an uploaded photo and re-encode it in all sizes, without any metadata. Raises PhotoError.

    The result stays with the upload: whoever needs it again, such as a form within a transaction, waits no more.
    """
    outcome = getattr(upload, "encoded", None)
    if outcome is None:
        try:
            content = _content(upload)
            with _turn():
                outcome = _encode(content)
        except Busy:
            outcome = PhotoError("busy")
        except PhotoError as problem:
            outcome = problem
        upload.encoded = outcome  # type: ignore[attr-defined]
    if isinstance(outcome, PhotoError):
        raise outcome
    return outcome


def _turn() -> Any:
    return encoder.take(waiting=settings.PHOTO_QUEUE, seconds=settings.PHOTO_WAIT_SECONDS)


def _encode(content: bytes) -> EncodedPhoto:
    try:
        answer = isolated.read(
            "pictures", content, megabytes=settings.READ_PHOTO_MB, seconds=settings.READ_PHOTO_SECONDS
        )
    except isolated.Refused as refusal:
        raise PhotoError(refusal.code) from None
    except isolated.TooCostly:
        raise PhotoError("too_costly") from None
    except isolated.Broken:
        raise PhotoError("damaged") from None
    read = json.loads(answer)
    versions = {ending: base64.b64decode(version) for ending, version in read["versions"].items()}
    return EncodedPhoto(read["width"], read["height"], hashlib.sha256(content).hexdigest(), versions)


def _content(upload: UploadedFile) -> bytes:
    if isinstance(upload, RefusedUpload):
        raise PhotoError(upload.reason)
    if (upload.size or 0) > MAX_BYTES:
        raise PhotoError("too_large")
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise PhotoError("too_large")
    return content


# ---------------------------------------------------------------- files
def store(encoded: EncodedPhoto) -> str:
    """Write all versions and return their new key. A full disk leaves nothing behind and raises PhotoError."""
    key = new_key()
    try:
        for ending, content in encoded.versions.items():
            write_durably(path_of(f"{key}-{ending}"), [content])
    except OSError as problem:
        log.error("A photo could not be stored: %s", problem.strerror)
        delete_files(key)
        raise PhotoError(NOT_STORED) from problem
    return key


def delete_files(key: str) -> None:
    """Remove all versions of a photo. What cannot be removed now is an orphan that the next purge takes."""
    for path in path_of(key).parent.glob(f"{key}-*"):
        try:
            path.unlink(missing_ok=True)
        except OSError as problem:
            log.error("A photo file could not be removed: %s", problem.strerror)


def _models() -> list[type[Photo]]:
    return Photo.__subclasses__()


def _known(keys: Iterable[str]) -> set[str]:
    """Those of the keys that have a row in any table of photos."""
    tables = [model._default_manager.filter(key__in=list(keys)).order_by().values_list("key") for model in _models()]
    return {key for (key,) in tables[0].union(*tables[1:])}


def find(key: str) -> Photo | None:
    """The photo of a key, whichever table it lies in, with what its is_public() needs."""
    tables = [
        model._default_manager.filter(key=key).order_by().values_list(models.Value(number, models.IntegerField()), "pk")
        for number, model in enumerate(_models())
    ]
    for number, pk in tables[0].union(*tables[1:], all=True):
        model = _models()[number]
        return model._default_manager.select_related(*model.shown_with).filter(pk=pk).first()
    return None


def _delete_unused(key: str) -> None:
    if not _known([key]):  # an adopted photo has moved to another table and keeps its files
        delete_files(key)


def _remove_files(instance: Photo, **kwargs: Any) -> None:
    transaction.on_commit(partial(_delete_unused, instance.key))


@receiver(class_prepared)
def _watch(sender: type[models.Model], **kwargs: Any) -> None:
    """However a row goes (cascade, admin, purge), its files go when that is committed."""
    if issubclass(sender, Photo):
        post_delete.connect(_remove_files, sender=sender)


for _model in _models():  # those that were there before this module
    _watch(_model)


# ---------------------------------------------------------------- photos of forms
def keep_pending(form_key: UUID, upload: UploadedFile, *, maximum: int = MAX_PER_FORM, alt: str = "") -> Photo:
    """Keep a photo for a form that may still have errors; the same file twice is one photo. Raises PhotoError."""
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
    """Keep the good ones of several photos of a form. Returns the photos kept and the refused files with reasons.

    Who has read the form's photos already hands them over as ``accepted``.
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
            checksum = hashlib.sha256(_content(upload)).hexdigest()
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
    places = {id(upload): place for place, upload in enumerate(uploads)}
    return kept, sorted(refused, key=lambda pair: places[id(pair[0])])


def _is_full() -> bool:
    """Whether photos of unsent forms take all the room they may. Those at work just now may still come on top."""
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
    """Encode and store the photos of a form in one turn, as many as there is room for; the others are refused."""
    fresh: dict[str, tuple[UploadedFile, PendingPhoto]] = {}
    tries, wait_for_next = 0, False
    waiting = list(unknown.items())
    try:
        with _turn():
            while waiting:
                checksum, upload = waiting[0]
                # A hundred files that cannot be read must not keep the others waiting.
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
    """A photo with its files, not yet in the database."""
    encoded = _encode(_content(upload))
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
    """Write rows for stored photos; files of those that got no row are removed."""
    without_row = {photo.key for _upload, photo in fresh.values()}
    kept = []
    try:
        with transaction.atomic():
            # Other posts of the same form wait, so that together they keep no more than one of them may.
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
    """A file name to show: printable, its end kept because it tells photos of one camera apart."""
    name = "".join(letter for letter in Path(name.replace("\\", "/")).name if letter.isprintable())
    return name if len(name) <= length else f"{name[: length // 2]}…{name[-(length // 2 - 1) :]}"


def sent_before(form_key: UUID) -> list[Photo]:
    """Photos that came with this form and belong to somebody's contribution by now, each file once.

    Whoever goes back in the browser still sees them in the form, and may send it again with other words.
    """
    if not Contribution.objects.filter(idempotency_key=form_key).exists():
        return []
    found: dict[str, Photo] = {}
    for model in _models():
        if model.of_form:
            for photo in model._default_manager.filter(**{model.of_form: form_key}).order_by("sort", "pk"):
                found.setdefault(photo.sha256, photo)
    return list(found.values())


def copy(photo: Photo, owner_photo_model: type[Photo], owner: dict[str, Any], *, alt: str, sort: int) -> Photo | None:
    """The same picture for another owner, with files of its own; None when its files are gone."""
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
    """Turn the photos kept for a form into photos of its owner; files stay where they are.

    Call it in the transaction that creates the owner. ``keys`` name the photos to take, with their descriptions when
    it is a mapping; others of the form go; without it all are taken. A second call finds nothing and does nothing.
    Named ones that an earlier sending of the form has taken already are copied.
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
    # The signal of a delete would look for files to remove; those of adopted photos have just changed hands.
    adopted = PendingPhoto.objects.filter(pk__in=[photo.pk for photo in taken])
    adopted._raw_delete(adopted.db)
    return before + photos


def remove(photo: Photo) -> None:
    """Delete a photo: its row now, its files when that is committed."""
    photo.delete()


# ---------------------------------------------------------------- what goes by itself
def purge_pending(now: datetime, dry_run: bool = False) -> int:
    """Delete photos of forms that were not sent within a day. Returns how many are due."""
    limit = now - timedelta(hours=settings.PURGE_PENDING_PHOTOS_HOURS)
    due = PendingPhoto.objects.filter(created_at__lt=limit)
    if dry_run:
        return due.count()
    with transaction.atomic():
        return due.delete()[0]


def sweep_orphans(now: datetime, dry_run: bool = False) -> int:
    """Delete files older than a day that no photo claims, such as those of a process that was killed."""
    limit = (now - ORPHAN_AGE).timestamp()
    orphans = 0
    for folder in photo_folder().glob("??"):
        old = [Path(entry) for entry in os.scandir(folder) if _written_at(entry) < limit]
        known = _known({_key_of(path) for path in old})
        for path in old:
            if _key_of(path) not in known or path.suffix == ".draft":
                orphans += 1
                if not dry_run:
                    path.unlink(missing_ok=True)
    return orphans


def _written_at(entry: os.DirEntry) -> float:
    try:
        return entry.stat().st_mtime
    except FileNotFoundError:  # removed since the folder was listed
        return float("inf")


def _key_of(path: Path) -> str:
    return path.name.rpartition("-")[0]
