"""Files of photos: stored under random names, found by key, deleted with their rows."""

import logging
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.models.signals import class_prepared, post_delete
from django.dispatch import receiver

from eving.core.models import Photo
from eving.core.models.photos import new_key, path_of, photo_folder
from eving.core.photos.encoding import EncodedPhoto, PhotoError
from eving.core.photos.upload_handler import NOT_STORED, write_durably

log = logging.getLogger(__name__)
ORPHAN_AGE = timedelta(hours=24)


def store(encoded: EncodedPhoto) -> str:
    """Write all versions and return their new key. Raises PhotoError, with no file left, when the disk is full."""
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
    """Delete all versions of a photo. A file that cannot be deleted now is an orphan for the next purge."""
    for path in path_of(key).parent.glob(f"{key}-*"):
        try:
            path.unlink(missing_ok=True)
        except OSError as problem:
            log.error("A photo file could not be removed: %s", problem.strerror)


def photo_models() -> list[type[Photo]]:
    return Photo.__subclasses__()


def known_keys(keys: Iterable[str]) -> set[str]:
    tables = [
        model._default_manager.filter(key__in=list(keys)).order_by().values_list("key") for model in photo_models()
    ]
    return {key for (key,) in tables[0].union(*tables[1:])}


def find(key: str) -> Photo | None:
    """The photo of a key from whichever table, with the relations that is_public() needs; two queries."""
    tables = [
        model._default_manager.filter(key=key).order_by().values_list(models.Value(number, models.IntegerField()), "pk")
        for number, model in enumerate(photo_models())
    ]
    for number, pk in tables[0].union(*tables[1:], all=True):
        model = photo_models()[number]
        return model._default_manager.select_related(*model.owner_relations).filter(pk=pk).first()
    return None


def _delete_unused(key: str) -> None:
    if not known_keys([key]):  # an adopted photo has moved to another table and keeps its files
        delete_files(key)


def _remove_files(instance: Photo, **kwargs: Any) -> None:
    transaction.on_commit(partial(_delete_unused, instance.key))


@receiver(class_prepared)
def _watch(sender: type[models.Model], **kwargs: Any) -> None:
    """However a row is deleted (cascade, admin, purge), its files are deleted on commit."""
    if issubclass(sender, Photo):
        post_delete.connect(_remove_files, sender=sender)


for _model in photo_models():  # models prepared before this module was imported
    _watch(_model)


def sweep_orphans(now: datetime, dry_run: bool = False) -> int:
    """Delete files older than a day that belong to no photo, such as those of a process that was killed."""
    limit = (now - ORPHAN_AGE).timestamp()
    orphans = 0
    for folder in photo_folder().glob("??"):
        old = [Path(entry) for entry in os.scandir(folder) if _written_at(entry) < limit]
        known = known_keys({_key_of(path) for path in old})
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
