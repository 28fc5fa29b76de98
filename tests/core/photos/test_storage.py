"""Tests of photo files: unguessable names, all versions or none, none that outlives its row."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from eving.core.models.photos import path_of, photo_folder
from eving.core.photos import encoding, pending, storage
from projects.models import IdeaPhoto
from tests.core.photos.files import full_disk, stored_files
from tests.factories import make_idea
from tests.photo_files import as_bytes, jpeg, upload


def test_stored_names_cannot_be_guessed_and_lie_in_small_folders():
    encoded = encoding.encode(upload(jpeg(500, 400)))

    keys = {storage.store(encoded) for _ in range(20)}

    assert len(keys) == 20
    assert {len(key) for key in keys} == {22}
    assert len(stored_files()) == 60
    assert all(path.parent.name == path.name[:2] for path in photo_folder().glob("*/*"))


def test_full_disk_leaves_no_file_and_a_clear_sentence():
    encoded = encoding.encode(upload(as_bytes(Image.effect_noise((1000, 800), 90), "JPEG")))
    storage.delete_files(storage.store(encoded))
    smallest = min(map(len, encoded.versions.values()))

    with full_disk(after=smallest + 1), pytest.raises(encoding.PhotoError) as caught:
        storage.store(encoded)

    assert caught.value.code == "not_stored"
    assert stored_files() == []


@pytest.fixture
def written(monkeypatch) -> list[str]:
    """The file operations that were called, in order; they are carried out as well."""
    operations: list[str] = []
    sync, replace = os.fsync, os.replace

    def note_sync(number: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{number}"))
        operations.append("sync folder" if path.is_dir() else f"sync {path.name.rpartition('-')[2]}")
        sync(number)

    def note_replace(source: Path, target: Path) -> None:
        operations.append(f"name {Path(target).name.rpartition('-')[2]}")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_replace)
    return operations


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells the name of an open file")
@pytest.mark.django_db
def test_a_photo_is_on_the_disk_before_its_row_is(written, form_key):
    photo = pending.keep_pending(form_key, upload(jpeg()))

    each = [["sync 64.jpg.draft", "name 64.jpg"], ["sync 64.webp.draft", "name 64.webp"]]
    expected = [transition for file in each for transition in (*file, "sync folder", "sync folder")]
    assert written == expected
    written.clear()
    pending.copy(photo, IdeaPhoto, {"idea": make_idea()}, alt="", sort=0)
    assert sorted(written) == sorted(expected)


def test_deleting_files_spares_other_photos():
    encoded = encoding.encode(upload(jpeg()))
    one, other = storage.store(encoded), storage.store(encoded)

    storage.delete_files(one)

    assert stored_files() == [f"{other}-64.jpg", f"{other}-64.webp"]


@pytest.mark.django_db
def test_files_without_photo_are_deleted_after_a_day(form_key):
    now = timezone.now()
    known = pending.keep_pending(form_key, upload(jpeg()))
    orphan = storage.store(encoding.encode(upload(jpeg())))
    path_of(f"{known.key}-64.webp.draft").write_bytes(b"half")

    assert storage.sweep_orphans(now) == 0
    tomorrow = now + timedelta(hours=25)
    assert storage.sweep_orphans(tomorrow, dry_run=True) == 3
    assert storage.sweep_orphans(tomorrow) == 3
    assert storage.sweep_orphans(tomorrow) == 0

    assert stored_files() == sorted(known.file_names)
    assert orphan not in "".join(stored_files())


def test_sweeping_without_any_photo_folder_finds_nothing(db):
    assert not photo_folder().exists()
    assert storage.sweep_orphans(timezone.now()) == 0
