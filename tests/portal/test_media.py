import uuid
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from PIL import Image

from eving.core.models import PendingPhoto
from eving.core.models.photos import path_of
from eving.core.photos.pending import adopt, keep_pending
from projects.models import IdeaPhoto
from tests.factories import make_idea, make_staff
from tests.photo_files import jpeg, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def pending() -> PendingPhoto:
    return keep_pending(uuid.uuid4(), upload(jpeg(900, 600)))


@pytest.fixture
def public(pending: PendingPhoto) -> IdeaPhoto:
    idea = make_idea(state="published")
    with transaction.atomic():
        (photo,) = adopt(pending.form_key, IdeaPhoto, {"idea": idea})
    photo.approved_at = timezone.now()
    photo.save(update_fields=["approved_at"])
    return photo


def test_public_photo_is_served_to_everybody_and_may_be_kept(client, public):
    response = client.get(public.src)

    assert Image.open(BytesIO(response.content)).size == (800, 533)
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_every_version_of_a_photo_has_its_address(client, public):
    addresses = [part.split()[0] for part in public.srcset.split(", ")] + [public.jpeg_url]

    sizes = [Image.open(BytesIO(client.get(address).content)).size for address in addresses]

    assert sizes == [(400, 267), (800, 533), (900, 600), (900, 600)]
    assert client.get(public.jpeg_url)["Content-Type"] == "image/jpeg"


def test_public_photo_touches_no_session_and_sets_no_cookie(client, public, django_assert_num_queries):
    client.cookies["sessionid"] = "whatever"

    with django_assert_num_queries(2):
        response = client.get(public.src)

    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("way", ["not approved", "hidden idea"])
def test_photo_is_not_found_before_it_is_public_or_after(client, public, way):
    assert client.get(public.src).status_code == 200
    if way == "not approved":
        IdeaPhoto.objects.update(approved_at=None)
    else:
        public.idea.hidden_at = timezone.now()
        public.idea.save(update_fields=["hidden_at"])

    response = client.get(public.src)

    assert response.status_code == 404
    assert "cookie" not in response.get("Vary", "").lower()


def test_photo_of_an_unfinished_form_is_not_found(client, pending):
    assert client.get(pending.src).status_code == 404


def test_staff_see_a_photo_before_it_is_public_and_nobody_keeps_it(client, pending):
    client.force_login(make_staff())

    response = client.get(pending.src)

    assert Image.open(BytesIO(response.content)).size == (800, 533)
    assert response["Cache-Control"] == "private, no-store"


def test_somebody_logged_in_without_office_sees_nothing(client, pending):
    client.force_login(make_staff(is_staff=False, is_superuser=False))

    assert client.get(pending.src).status_code == 404


def test_person_who_gave_a_photo_sees_it_for_an_hour(client, pending):
    address = pending.private_url(400)

    response = client.get(address)
    assert Image.open(BytesIO(response.content)).size == (400, 267)
    assert response["Cache-Control"] == "private, no-store"
    assert not response.cookies

    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client.get(address).status_code == 404


def test_permit_opens_only_its_own_photo(client, pending):
    other = keep_pending(uuid.uuid4(), upload(jpeg(900, 600)))
    permit = pending.private_url(400).partition("?")[2]

    assert client.get(f"{pending.url(400)}?{permit}").status_code == 200
    assert client.get(f"{other.url(400)}?{permit}").status_code == 404


@pytest.mark.parametrize("permit", ["", "x", ":::", "%FF", "a" * 4000])
def test_broken_permit_opens_nothing(client, pending, permit):
    assert client.get(f"{pending.src}?permit={permit}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "{key}-801.webp",
        "{key}-400.jpg",
        "{key}-900.png",
        "{key}-0900.webp",
        "{key}.webp",
        "{key}-900.webp.draft",
        "../{key}-900.webp",
        "AAAAAAAAAAAAAAAAAAAAAA-900.webp",
        "-400.webp",
        "{key}-٤٠٠.webp",
        "x" * 3000,
    ],
)
def test_name_that_was_never_stored_is_not_found(client, public, name):
    assert client.get(f"/medien/{name.format(key=public.key)}").status_code == 404


def test_photo_whose_file_is_missing_is_not_found(client, public):
    path_of(public.src.rpartition("/")[2]).unlink()

    assert client.get(public.src).status_code == 404


def test_web_server_in_front_may_send_the_file(client, public, settings):
    settings.X_ACCEL_PREFIX = "/intern/"

    response = client.get(public.src)

    assert response["X-Accel-Redirect"] == f"/intern/photos/{public.key[:2]}/{public.key}-800.webp"
    assert response["Content-Type"] == "image/webp"
    assert response.content == b""


def test_web_server_in_front_gets_nothing_for_a_photo_that_is_not_public(client, pending, settings):
    settings.X_ACCEL_PREFIX = "/intern/"

    response = client.get(pending.src)

    assert response.status_code == 404
    assert "X-Accel-Redirect" not in response


def test_photo_cannot_be_posted_to(client, public):
    assert client.post(public.src).status_code == 405
