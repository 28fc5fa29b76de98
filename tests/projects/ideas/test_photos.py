"""Photo uploads with an idea: refusals, kept input, removed metadata."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageOps

from eving.core.models.photos import path_of
from projects.models import Idea, IdeaPhoto
from tests.core.photos.files import stored_files
from tests.factories import make_staff
from tests.pages import hidden_fields, text_of
from tests.photo_files import (
    MARKER,
    as_bytes,
    difference,
    exif_with_place,
    half_jpeg,
    half_png,
    jpeg,
    photo_like,
    telltale_jpeg,
)

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


PHOTO = photo_like(640, 480)
WHOLE = {
    "baseline": as_bytes(PHOTO),
    "progressive": as_bytes(PHOTO, progressive=True),
    "CMYK": as_bytes(PHOTO.convert("CMYK")),
    "grey": as_bytes(PHOTO.convert("L")),
    "PNG": as_bytes(PHOTO, "PNG"),
    "WebP": as_bytes(PHOTO, "WEBP"),
    "lossless WebP": as_bytes(PHOTO, "WEBP", lossless=True),
}
END = b"\xff\xd9"
ANIMATED = {"save_all": True, "append_images": [Image.new("RGB", (640, 480))]}


def without(content: bytes, place: int) -> bytes:
    """One bit is another one."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        *((content[: len(content) // 2], "beschädigt oder unvollständig") for content in WHOLE.values()),
        *(
            (WHOLE[kind][: len(WHOLE[kind]) // 2] + END, "beschädigt oder unvollständig")
            for kind in ("baseline", "progressive", "CMYK", "grey")
        ),
        (WHOLE["baseline"][: len(WHOLE["baseline"]) * 99 // 100] + END, "beschädigt oder unvollständig"),
        (WHOLE["baseline"].removesuffix(END), "beschädigt oder unvollständig"),
        (half_png(PHOTO), "beschädigt oder unvollständig"),
        (half_jpeg(PHOTO), "beschädigt oder unvollständig"),
        (without(WHOLE["PNG"], WHOLE["PNG"].index(b"IDAT") + 5000), "beschädigt oder unvollständig"),
        (WHOLE["PNG"][:2000] + bytes(len(WHOLE["PNG"]) - 2000), "beschädigt oder unvollständig"),
        (b"", "leer"),
        (as_bytes(PHOTO, "GIF"), "nicht als Foto lesen"),
        (as_bytes(PHOTO, "GIF")[:2000], "nicht als Foto lesen"),
        (as_bytes(PHOTO, "PNG", **ANIMATED), "bewegtes Bild"),
        (as_bytes(PHOTO, "WEBP", **ANIMATED), "bewegtes Bild"),
    ],
    ids=[
        *(f"half {kind}" for kind in WHOLE),
        *(f"half {kind} with an end" for kind in ("baseline", "progressive", "CMYK", "grey")),
        "the last corner lacks", "no end", "half the rows of a PNG", "half a JPEG", "wrong checksum", "zeros",
        "nothing", "GIF", "half a GIF", "moving PNG", "moving WebP",
    ],
)  # fmt: skip
def test_half_a_picture_is_refused_as_damaged(client: Client, content: bytes, sentence: str) -> None:
    answer = send(client, "bank.jpg", content)

    assert answer.status_code == 422
    assert sentence in str(answer.context["form"].errors["photos"]) and not Idea.objects.exists() and not stored_files()


@pytest.mark.parametrize(
    "content",
    [
        *WHOLE.values(),
        *(WHOLE[kind] + b"rubbish" * 50 for kind in ("baseline", "progressive", "PNG")),
        WHOLE["baseline"] + bytes(3000),
        as_bytes(PHOTO, exif=exif_with_place(6)),
        as_bytes(Image.new("RGB", (640, 480), (128, 128, 128))),
        as_bytes(Image.new("I;16", (640, 480), 40_000), "PNG"),
        as_bytes(PHOTO, restart_marker_rows=1),
    ],
    ids=[
        *WHOLE, "rubbish behind", "rubbish behind progressive", "rubbish behind PNG", "zeros behind", "held upright",
        "all grey", "16 bits", "restarts",
    ],
)  # fmt: skip
def test_a_whole_picture_is_taken(client: Client, content: bytes) -> None:
    """Twin of the test above."""
    assert send(client, "bank.jpg", content).status_code == 302

    photo = IdeaPhoto.objects.get()
    with Image.open(path_of(photo.file_names[-1])) as stored, Image.open(BytesIO(content)) as sent:
        upright = ImageOps.exif_transpose(sent)
        wanted = upright.point(lambda value: value / 256) if upright.mode.startswith("I") else upright
        assert stored.size == upright.size
        assert (
            difference(stored.convert("RGB"), wanted.convert("L" if sent.mode[0] == "I" else "RGB").convert("RGB")) < 9
        )


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
