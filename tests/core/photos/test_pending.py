"""Tests of photos of forms that were not sent yet: kept, counted, deleted after a day."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image

from eving.core.models import PendingPhoto
from eving.core.photos import encoding, pending
from eving.runtime.database import locks
from tests.core.photos.files import full_disk, stored_files
from tests.photo_files import as_bytes, jpeg, upload


@pytest.mark.django_db
def test_photo_is_kept_for_its_form(form_key):
    photo = pending.keep_pending(form_key, upload(jpeg(900, 600), "C:\\Fotos\\Bank.jpg"), alt="Eine Bank")

    photo.refresh_from_db()
    assert (photo.name, photo.alt, photo.width, photo.height) == ("Bank.jpg", "Eine Bank", 900, 600)
    assert stored_files() == sorted(photo.file_names)
    assert photo.byte_size == sum(path.stat().st_size for path in photo.paths())


@pytest.mark.django_db
def test_same_file_twice_is_one_photo_of_a_form_but_not_of_two(form_key):
    first = pending.keep_pending(form_key, upload(jpeg()))
    again = pending.keep_pending(form_key, upload(jpeg(), "copy.jpg"))
    elsewhere = pending.keep_pending(uuid.uuid4(), upload(jpeg()))

    assert again == first
    assert elsewhere != first
    assert len(stored_files()) == 4


@pytest.mark.django_db
def test_fourth_photo_is_refused(form_key):
    for width in (50, 60, 70):
        pending.keep_pending(form_key, upload(jpeg(width)))

    with pytest.raises(encoding.PhotoError) as caught:
        pending.keep_pending(form_key, upload(jpeg(80)))

    assert caught.value.code == "too_many"
    assert PendingPhoto.objects.count() == 3
    assert len(stored_files()) == 6


@pytest.mark.django_db
def test_good_photos_beside_bad_ones_are_kept_with_the_same_number_of_queries(form_key, django_assert_num_queries):
    def three():
        return [upload(jpeg(50)), upload(b"text", "brief.txt"), upload(jpeg(60)), upload(jpeg(50), "again.jpg")]

    with django_assert_num_queries(7):  # two of them are the savepoint of the test
        kept, refused = pending.keep_uploads(form_key, three())
    with django_assert_num_queries(7):
        pending.keep_uploads(uuid.uuid4(), [upload(jpeg(50))])

    assert [photo.width for photo in kept] == [50, 60]
    assert [(file.name, problem.code) for file, problem in refused] == [("brief.txt", "not_a_photo")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Bank.jpg", "Bank.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Fotos\\Bank.jpg", "Bank.jpg"),
        ("a\0b\n\u202ec.jpg", "abc.jpg"),
        ("a" * 60 + "-0042.jpg", "a" * 20 + "…" + "a" * 10 + "-0042.jpg"),
    ],
)
def test_file_name_is_shown_short_and_harmless(name, shown):
    assert pending.short_name(name) == shown


def in_parallel(number: int, action) -> list:
    results: list = []

    def run(index: int) -> None:
        try:
            results.append(action(index))
        except encoding.PhotoError as problem:
            results.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[index]) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_twenty_posts_of_the_same_photo_keep_one(committed, form_key, settings):
    settings.PHOTO_QUEUE, settings.PHOTO_WAIT_SECONDS = 20, 120

    results = in_parallel(20, lambda _index: pending.keep_pending(form_key, upload(jpeg())).key)

    assert len(results) == 20
    assert set(results) == {PendingPhoto.objects.get().key}
    assert len(stored_files()) == 2


def test_parallel_posts_together_keep_no_more_than_one_may(committed, form_key, settings):
    settings.PHOTO_QUEUE, settings.PHOTO_WAIT_SECONDS = 6, 120
    results = in_parallel(6, lambda index: pending.keep_pending(form_key, upload(jpeg(40 + index))).width)

    assert results.count("too_many") == 3
    assert PendingPhoto.objects.count() == 3
    assert len(stored_files()) == 6


def test_without_taking_turns_they_would_keep_more(committed, form_key, monkeypatch, settings):
    settings.PHOTO_QUEUE, settings.PHOTO_WAIT_SECONDS = 6, 120
    monkeypatch.setattr(locks, "take_turn", lambda _name: None)
    all_have_counted = threading.Barrier(6)

    def wait_to_insert(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "core_pendingphoto"'):
            all_have_counted.wait(30)
        return execute(sql, params, many, context)

    def keep(index):
        with connection.execute_wrapper(wait_to_insert):
            return pending.keep_pending(form_key, upload(jpeg(40 + index))).width

    in_parallel(6, keep)

    assert PendingPhoto.objects.count() == 6


@pytest.mark.django_db
def test_full_disk_leaves_neither_row_nor_file(form_key):
    noise = as_bytes(Image.effect_noise((900, 700), 90), "JPEG")

    with full_disk(after=30_000):
        kept, refused = pending.keep_uploads(form_key, [upload(noise), upload(jpeg(40, 30))])

    assert [problem.code for _file, problem in refused] == ["not_stored"]
    assert [photo.width for photo in kept] == [40]
    assert stored_files() == sorted(kept[0].file_names)


@pytest.mark.django_db
def test_photos_of_forms_never_sent_go_after_a_day(form_key, django_capture_on_commit_callbacks):
    now = timezone.now()
    old = pending.keep_pending(form_key, upload(jpeg(50)))
    young = pending.keep_pending(form_key, upload(jpeg(60)))
    PendingPhoto.objects.filter(pk=old.pk).update(created_at=now - timedelta(hours=25))

    assert pending.purge_pending(now, dry_run=True) == 1
    assert PendingPhoto.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert pending.purge_pending(now) == 1
    assert pending.purge_pending(now) == 0

    assert stored_files() == sorted(young.file_names)
