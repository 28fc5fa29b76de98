"""Photo uploads with an idea: refusals, kept input, removed metadata."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from projects.models import Idea, IdeaPhoto
from tests.factories import make_staff
from tests.pages import hidden_fields, text_of
from tests.photo_files import MARKER, as_bytes, half_jpeg, half_png, jpeg, photo_like, telltale_jpeg

pytestmark = pytest.mark.django_db

IDEA = {
    "title": "Eine Bank vor der Bücherei",
    "text": "Zum Lesen in der Sonne, auch für ältere Menschen.",
    "name": "Erika Beispiel",
    "name_display": "none",
    "email": "erika@example.org",
    "photo_rights": "on",
    "photo_persons": "on",
}


def bomb(tmp_path: Path) -> bytes:
    """A small PNG file of 13,000 × 13,000 pixels."""
    path = tmp_path / "bomb.png"
    Image.new("1", (13_000, 13_000)).save(path, optimize=True)
    assert path.stat().st_size < 40_000
    return path.read_bytes()


def send(client: Client, name: str, content: bytes, kind: str = "image/jpeg"):
    fields = hidden_fields(client.get("/ideen/neu/"))
    return client.post("/ideen/neu/", {**fields, **IDEA, "photos": SimpleUploadedFile(name, content, kind)})


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("gross.jpg", "größer als 15 MB"), ("text.jpg", "nicht als Foto lesen"), ("bombe.png", "mehr als 40 Megapixel")],
)
def test_a_bad_file_gets_its_sentence_and_costs_no_word(
    client: Client, tmp_path: Path, name: str, sentence: str
) -> None:
    content = {
        "gross.jpg": jpeg() + b"\0" * 20_000_000,
        "text.jpg": b"Das ist nur ein Text.",
        "bombe.png": bomb(tmp_path),
    }[name]

    answer = send(client, name, content)

    assert answer.status_code == 422
    assert sentence in text_of(answer) and name in text_of(answer)
    assert IDEA["title"] in answer.content.decode() and IDEA["text"] in answer.content.decode()
    assert not Idea.objects.exists()


@pytest.mark.parametrize("damaged", [half_png, half_jpeg])
def test_half_a_picture_is_refused_as_damaged(client: Client, damaged: Callable[[Image.Image], bytes]) -> None:
    answer = send(client, "bank.png", damaged(photo_like(640, 480)))

    assert answer.status_code == 422
    assert "beschädigt oder unvollständig" in text_of(answer) and not Idea.objects.exists()


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_whole_picture_is_taken(client: Client, form: str) -> None:
    """Twin of the test above."""
    assert send(client, "bank.png", as_bytes(photo_like(640, 480), form)).status_code == 302

    assert IdeaPhoto.objects.count() == 1


def test_a_title_keeps_no_sign_that_nobody_sees(client: Client) -> None:
    fields = hidden_fields(client.get("/ideen/neu/"))
    client.post("/ideen/neu/", {**fields, **IDEA, "title": "\u202eEine\u200b  Bank\u2069\r\nam Markt\x07"})

    assert Idea.objects.get().title == "Eine Bank am Markt"


def test_no_stored_byte_tells_where_the_photo_was_taken(client: Client, settings) -> None:
    photo = telltale_jpeg()
    assert b"Exif" in photo and MARKER in photo

    assert send(client, "bank.jpg", photo).status_code == 302

    stored = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(stored) == IdeaPhoto.objects.count() * len(IdeaPhoto.objects.get().file_names) > 0
    for path in stored:
        content = path.read_bytes()
        assert b"Exif" not in content and MARKER not in content
        with Image.open(path) as image:
            assert not image.getexif()


def test_a_photo_is_seen_by_everyone_only_with_its_idea(client: Client) -> None:
    send(client, "bank.jpg", jpeg())
    photo = IdeaPhoto.objects.get()
    staff = Client()
    staff.force_login(make_staff())

    assert client.get(photo.src).status_code == 404
    assert staff.get(photo.src).status_code == 200
