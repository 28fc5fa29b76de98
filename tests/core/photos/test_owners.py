"""Tests of photos between form and owner: their files move with them and are deleted with the owner."""

import uuid

import pytest
from django.db import transaction

from eving.core.models import PendingPhoto
from eving.core.photos import storage
from eving.core.photos.pending import adopt, keep_pending, remove
from projects.models import IdeaPhoto
from tests.core.photos.files import stored_files
from tests.factories import make_idea
from tests.photo_files import jpeg, upload


@pytest.mark.django_db
def test_sent_form_hands_its_photos_to_the_idea(
    form_key, django_capture_on_commit_callbacks, django_assert_num_queries
):
    first = keep_pending(form_key, upload(jpeg(50)), alt="Bank")
    second = keep_pending(form_key, upload(jpeg(60)), alt="Laterne")
    idea = make_idea(state="unconfirmed")
    files = stored_files()

    with django_capture_on_commit_callbacks(execute=True), django_assert_num_queries(3):
        taken = adopt(form_key, IdeaPhoto, {"idea": idea}, [first.key, second.key])

    assert list(idea.photos.values_list("key", "alt", "sort", "width", "sha256")) == [
        (first.key, "Bank", 0, 50, first.sha256),
        (second.key, "Laterne", 1, 60, second.sha256),
    ]
    assert [photo.idea for photo in taken] == [idea, idea]
    assert PendingPhoto.objects.count() == 0
    assert stored_files() == files


@pytest.mark.django_db
def test_second_sending_of_a_form_finds_nothing_to_hand_over(form_key):
    keep_pending(form_key, upload(jpeg()))
    idea = make_idea(state="unconfirmed")
    adopt(form_key, IdeaPhoto, {"idea": idea})

    assert adopt(form_key, IdeaPhoto, {"idea": idea}) == []
    assert idea.photos.count() == 1


@pytest.mark.django_db
def test_photo_that_is_not_taken_along_goes_with_its_files(form_key, django_capture_on_commit_callbacks):
    wanted = keep_pending(form_key, upload(jpeg(50)))
    keep_pending(form_key, upload(jpeg(60)))
    idea = make_idea(state="unconfirmed")

    with django_capture_on_commit_callbacks(execute=True):
        adopt(form_key, IdeaPhoto, {"idea": idea}, [wanted.key])

    assert PendingPhoto.objects.count() == 0
    assert stored_files() == sorted(wanted.file_names)


def test_form_that_fails_while_sending_keeps_its_photos(committed, form_key):
    photo = keep_pending(form_key, upload(jpeg()))
    idea = make_idea(state="unconfirmed")

    with pytest.raises(RuntimeError), transaction.atomic():
        adopt(form_key, IdeaPhoto, {"idea": idea})
        raise RuntimeError("the power fails")

    assert PendingPhoto.objects.get() == photo
    assert IdeaPhoto.objects.count() == 0
    assert stored_files() == sorted(photo.file_names)


def idea_with_photo(form_key: uuid.UUID, **fields) -> IdeaPhoto:
    keep_pending(form_key, upload(jpeg()))
    with transaction.atomic():
        (photo,) = adopt(form_key, IdeaPhoto, {"idea": make_idea(**fields)})
    return photo


@pytest.mark.django_db
def test_removed_photo_loses_its_files_when_that_is_certain(form_key, django_capture_on_commit_callbacks):
    photo = idea_with_photo(form_key)

    with django_capture_on_commit_callbacks(execute=True):
        remove(photo)
        assert len(stored_files()) == 2

    assert stored_files() == []


@pytest.mark.django_db
def test_photos_go_with_the_idea_they_belong_to(form_key, django_capture_on_commit_callbacks):
    photo = idea_with_photo(form_key, state="unconfirmed")

    with django_capture_on_commit_callbacks(execute=True):
        photo.idea.delete()

    assert IdeaPhoto.objects.count() == 0
    assert stored_files() == []


def test_deletion_taken_back_leaves_the_files(committed, form_key):
    photo = idea_with_photo(form_key)

    with pytest.raises(RuntimeError), transaction.atomic():
        remove(photo)
        raise RuntimeError("the power fails")

    assert stored_files() == sorted(photo.file_names)
    assert IdeaPhoto.objects.count() == 1


@pytest.mark.django_db
def test_photo_is_found_in_whichever_table_it_lies(form_key, django_assert_num_queries):
    pending = keep_pending(uuid.uuid4(), upload(jpeg()))
    adopted = idea_with_photo(form_key)

    with django_assert_num_queries(2):
        assert storage.find(adopted.key) == adopted
    assert storage.find(pending.key) == pending
    assert storage.find("A" * 22) is None
