"""Photos of visitors: checked, re-encoded without metadata, stored under random names, removed with their rows."""

import hashlib
import logging
import os
import shutil
import threading
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pi_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, models, transaction
from django.db.models.signals import class_prepared, post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from PIL import Image, ImageCms

from eving.core.models import Contribution, PendingPhoto, Photo
from eving.core.models.photos import WIDTHS, new_key, path_of, photo_folder, scaled_height, widths_up_to
from eving.core.uploads import MAX_BYTES, NOT_STORED, RefusedUpload

log = logging.getLogger(__name__)

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_PIXELS = 40_000_000
MAX_WIDTH, MAX_HEIGHT = WIDTHS[-1], 2 * WIDTHS[-1]  # a phone held upright is twice as high as wide
QUALITY = 80
MAX_PER_FORM = 3
ORPHAN_AGE = timedelta(hours=24)
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SENTENCES = {
    "too_large": _("The file is larger than 15 MB. Please choose a smaller version of the photo."),
    "too_many_pixels": _("The photo has more than 40 megapixels. Please choose a smaller version of it."),
    "not_a_photo": _("We cannot read this file as a photo. Please choose a JPEG, PNG, WebP or HEIC file."),
    "damaged": _("The file is damaged or incomplete. Please save the photo once more or choose another one."),
    "moving": _("This is a moving picture. Please choose a single photo."),
    "not_stored": _("The photo could not be stored. Your text is kept. Please try again later or without this photo."),
}

# Thumbnails and depth maps inside a file are not wanted: reading them costs time and memory.
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

# Forty megapixels take up to 350 MB while they are decoded, so a process takes one photo at a time.
# The lock also makes warnings.catch_warnings() safe here, which changes the whole process.
one_at_a_time = threading.Lock()


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
    """Check an uploaded photo and re-encode it in all sizes, without any metadata. Raises PhotoError."""
    return _encode(_content(upload))


def _encode(content: bytes) -> EncodedPhoto:
    with one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns about odd files; what matters is refused below
        picture = _decode(content)
    width, height = picture.size
    versions = {f"{width}.jpg": _saved(picture, "JPEG")}
    for smaller in reversed(widths_up_to(width)):
        if smaller < picture.width:
            picture = picture.resize((smaller, scaled_height(width, height, smaller)), Image.Resampling.LANCZOS)
        versions[f"{smaller}.webp"] = _saved(picture, "WEBP", method=2)
    return EncodedPhoto(width, height, hashlib.sha256(content).hexdigest(), versions)


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


def _decode(content: bytes) -> Image.Image:
    """The photo upright, in sRGB, at most as large as we store it, on a canvas that carries nothing else."""
    try:
        source = Image.open(BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError:
        raise PhotoError("too_many_pixels") from None
    except Exception as problem:  # a decoder may raise anything when it trips over bytes made for that
        raise PhotoError("not_a_photo") from problem
    # Only the header has been read so far: a small file can unfold to gigabytes.
    if source.width * source.height > MAX_PIXELS:
        raise PhotoError("too_many_pixels")
    # Phones store several pictures in one JPEG or HEIC (preview, depth, burst); their first one is the photo.
    if source.format in {"PNG", "WEBP"} and getattr(source, "n_frames", 1) > 1:
        raise PhotoError("moving")
    try:
        return _shrunk(source)
    except Exception as problem:
        raise PhotoError("damaged") from problem


def _shrunk(source: Image.Image) -> Image.Image:
    orientation = _orientation(source)
    width, height = source.size
    if orientation >= 5:
        width, height = height, width
    scale = min(1, MAX_WIDTH / width, MAX_HEIGHT / height)
    width, height = max(1, round(width * scale)), max(1, round(height * scale))
    size = (height, width) if orientation >= 5 else (width, height)

    # A JPEG can be decoded at a half, a quarter or an eighth; asked for a square it would not shrink a 4:3 photo.
    source.draft(source.mode, size)
    source.load()
    profile = source.info.get("icc_profile")
    picture = _plain_mode(source)
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if orientation in UPRIGHT:
        picture = picture.transpose(UPRIGHT[orientation])
    picture = _srgb(_on_white(picture), profile)
    # Comments, profiles and text ride along in Image.info through every step; a new canvas has none.
    canvas = Image.new("RGB", picture.size)
    canvas.paste(picture)
    return canvas


def _orientation(source: Image.Image) -> int:
    """How the camera was held (EXIF 1 to 8); 1 when the file does not say so or its EXIF is broken."""
    try:
        return int(source.getexif().get(0x0112, 1))
    except Exception:
        return 1


def _plain_mode(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be scaled smoothly, with its transparency as a channel."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        return picture.point(lambda value: value / 256).convert("L")
    wanted = {"RGBA"} if picture.has_transparency_data else {"L", "RGB", "CMYK"}
    # No copy without need: each takes 160 MB at forty megapixels.
    return picture if picture.mode in wanted else picture.convert("RGBA" if "RGBA" in wanted else "RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return picture.convert("RGB")
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError, TypeError):
        # A profile for other channels or a broken one: the colours as they stand are close enough.
        return picture.convert("RGB")


def _saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    target = BytesIO()
    picture.save(target, form, quality=QUALITY, **options)
    return target.getvalue()


# ---------------------------------------------------------------- files
def store(encoded: EncodedPhoto) -> str:
    """Write all versions and return their new key. A full disk leaves nothing behind and raises PhotoError."""
    key = new_key()
    try:
        for ending, content in encoded.versions.items():
            path = path_of(f"{key}-{ending}")
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"{path.name}.draft")
            draft.write_bytes(content)
            draft.chmod(settings.FILE_UPLOAD_PERMISSIONS)
            os.replace(draft, path)
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
    kept: list[Photo] = []
    refused: list[tuple[UploadedFile, PhotoError]] = []
    fresh: dict[str, tuple[UploadedFile, PendingPhoto]] = {}
    for upload in uploads:
        try:
            content = _content(upload)
            checksum = hashlib.sha256(content).hexdigest()
            if checksum in fresh:
                continue
            if checksum in present:
                kept.append(present[checksum])
                continue
            if len(present) + len(fresh) >= maximum:
                raise _too_many(maximum)
            encoded = _encode(content)
            photo = PendingPhoto(
                form_key=form_key,
                key=store(encoded),
                name=short_name(upload.name or ""),
                alt=alt,
                width=encoded.width,
                height=encoded.height,
                byte_size=encoded.byte_size,
                sha256=checksum,
            )
            fresh[checksum] = upload, photo
        except PhotoError as problem:
            refused.append((upload, problem))
    if fresh:
        kept += _add(form_key, fresh, maximum, refused)
    return kept, refused


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
            _take_turns(form_key)
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


def _take_turns(form_key: UUID) -> None:
    """Wait for other posts of the same form, so that together they keep no more than one of them may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"pending-photo {form_key}"])


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
            new = path_of(name.replace(photo.key, key))
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path_of(name), new)
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
