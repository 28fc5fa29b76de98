"""Tests of uploads that are no photo, too large or broken: refused with a reason, at little cost."""

import random
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from eving.core.isolated import Refused, pictures
from eving.core.photos import encoding
from tests.photo_files import as_bytes, heic, jpeg, picture, png_bomb, telltale_jpeg, upload


def refusal(content: bytes, name: str = "photo.jpg") -> str:
    with pytest.raises(encoding.PhotoError) as caught:
        encoding.encode(upload(content, name))
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"Liebes Quartiersbuero, anbei der Antrag.", "not_a_photo"),
        (as_bytes(picture(), "EPS"), "not_a_photo"),
        (as_bytes(picture(), "GIF"), "not_a_photo"),
        (as_bytes(picture(), "TIFF"), "not_a_photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_photo"),
        (heic()[:300], "damaged"),
        (heic()[:-900], "damaged"),
        (jpeg(640, 480)[:6000], "damaged"),
        (as_bytes(picture(640, 480), "PNG")[:-600], "damaged"),
        (as_bytes(picture(640, 480), "WEBP")[:-300], "damaged"),
        (as_bytes(picture(), "PNG", save_all=True, append_images=[Image.new("RGB", (64, 48))]), "moving"),
        (as_bytes(picture(), "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48))]), "moving"),
    ],
    ids=[
        "empty",
        "text",
        "EPS",
        "GIF",
        "TIFF",
        "SVG",
        "half a HEIC header",
        "cut HEIC",
        "cut JPEG",
        "cut PNG",
        "cut WebP",
        "moving PNG",
        "moving WebP",
    ],
)
def test_what_is_no_photo_is_refused_with_its_reason(content, reason):
    assert refusal(content) == reason


def test_each_reason_has_a_sentence_that_says_what_to_do():
    for sentence in encoding.SENTENCES.values():
        assert "itte" in sentence


def test_broken_camera_data_costs_neither_the_photo_nor_a_warning():
    content = jpeg(exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x03\0\xff\xff\xff\xff" * 9)

    encoded = encoding.encode(upload(content))

    assert (encoded.width, encoded.height) == (64, 48)


def test_file_above_fifteen_megabytes_is_refused():
    assert refusal(jpeg() + bytes(15 * 1024 * 1024)) == "too_large"


def test_more_than_forty_megapixels_are_refused_by_the_header():
    exactly = as_bytes(Image.new("1", (8000, 5000)), "PNG")
    one_row_more = as_bytes(Image.new("1", (8000, 5001)), "PNG")

    assert encoding.encode(upload(exactly)).width == 1600
    assert refusal(one_row_more) == "too_many_pixels"


MEMORY_OF = """
import re, sys
from PIL import Image
from eving.core.isolated import Refused, pictures
def peak():
    return int(re.search(r"VmHWM:\\s+([0-9]+) kB", open("/proc/self/status").read())[1])
small, bomb = (open(path, "rb").read() for path in sys.argv[2:])
pictures.encoded(small)
before = peak()
if sys.argv[1] == "ours":
    try:
        pictures.encoded(bomb)
    except Refused as problem:
        assert problem.code == "too_many_pixels"
else:
    import io
    Image.MAX_IMAGE_PIXELS = None
    Image.open(io.BytesIO(bomb)).convert("L")
print((peak() - before) // 1024)
"""


def megabytes_for(way: str, folder: Path) -> int:
    (folder / "small.jpg").write_bytes(jpeg(800, 600))
    (folder / "bomb.png").write_bytes(png_bomb())
    done = subprocess.run(
        [sys.executable, "-c", MEMORY_OF, way, str(folder / "small.jpg"), str(folder / "bomb.png")],
        capture_output=True,
        text=True,
        check=True,
        cwd=django_settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "eving.settings", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
    )
    return int(done.stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process")
def test_small_file_of_huge_size_is_refused_without_unfolding_it(tmp_path):
    assert len(png_bomb()) < 40_000

    assert megabytes_for("ours", tmp_path) < 20


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process")
def test_that_file_would_have_taken_the_memory(tmp_path):
    assert megabytes_for("plain", tmp_path) > 100


def test_photos_are_decoded_one_after_the_other():
    waiting = threading.Thread(target=encoding.encode, args=[upload(jpeg())])

    with encoding.encoder.lock:
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
    waiting.join(30)

    assert not waiting.is_alive()


GOOD = [jpeg(), as_bytes(picture(), "PNG"), as_bytes(picture(), "WEBP"), heic(), telltale_jpeg()]


@hypothesis_settings(max_examples=150, deadline=None)
@given(number=st.integers(0, len(GOOD) - 1), seed=st.integers(0, 2**32), hits=st.integers(1, 30))
def test_any_broken_file_is_either_read_or_refused(number, seed, hits):
    chance = random.Random(seed)
    content = bytearray(GOOD[number])
    for _ in range(hits):
        content[chance.randrange(len(content))] = chance.randrange(256)

    # Not isolated: starting a process for each file would take a minute.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            width, _height, _versions = pictures.encoded(bytes(content))
        except Refused as problem:
            assert problem.code in encoding.SENTENCES
        else:
            assert width >= 1
