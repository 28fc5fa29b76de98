"""Whether a picture came whole: every kind of PNG does, and each that lacks something is found."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from eving.core.isolated import completeness
from tests.photo_files import as_bytes, half_jpeg, half_png, photo_like


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(64, 48), (7, 5), (1, 1)])
def test_a_whole_png_is_whole(mode: str, size: tuple[int, int]) -> None:
    image = Image.new("I;16", size, 700) if mode == "I;16" else Image.new("RGB", size, "red").convert(mode)

    assert completeness.is_whole_png(as_bytes(image, "PNG"))


def test_half_a_png_and_an_altered_one_are_not() -> None:
    whole = as_bytes(photo_like(320, 240), "PNG")
    altered = bytearray(whole)
    altered[len(whole) // 2] ^= 1

    contents = [half_png(photo_like(320, 240)), bytes(altered), whole[: len(whole) // 2], whole[:20], b"", b"GIF"]

    assert [completeness.is_whole_png(content) for content in contents] == [False] * 6
    assert completeness.is_whole_png(whole)


def test_the_rows_of_an_interlaced_png_are_counted() -> None:
    header = (3).to_bytes(4) + (3).to_bytes(4) + bytes([8, 0, 0, 0, 1])

    # Of 3 x 3 pixels of one byte: passes 1 and 4 have one, 5 has a row of two, 6 two rows of one, 7 a row of three.
    assert completeness.bytes_of(header) == sum([1 + 1, 1 + 2, 1 + 1, 2 * (1 + 1), 1 + 3])


@pytest.mark.parametrize(
    "image",
    [
        photo_like(320, 240),
        Image.new("RGB", (64, 64), (128, 128, 128)),
        Image.new("L", (64, 64), 128),
        Image.new("RGB", (64, 64), "white"),
    ],
    ids=["a photo", "all grey", "grey without colours", "white"],
)
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}, {"optimize": True}])
def test_a_whole_jpeg_is_whole_whatever_stands_behind_it(image: Image.Image, options: dict[str, Any]) -> None:
    content = as_bytes(image, **options)

    assert [is_whole(content + more) for more in (b"", b"rubbish" * 9, bytes(999), content)] == [True] * 4


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("percent", [50, 95, 99])
def test_a_jpeg_that_lacks_some_data_is_not(mode: str, percent: int) -> None:
    content = as_bytes(photo_like(320, 240).convert(mode))

    assert not is_whole(content[: len(content) * percent // 100] + b"\xff\xd9")


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_progressive_jpeg_without_its_last_scans_is_not(mode: str) -> None:
    content = as_bytes(photo_like(320, 240).convert(mode), progressive=True)
    ends = [place for place in range(len(content)) if content.startswith(b"\xff\xda", place)]

    assert is_whole(content)
    assert [is_whole(content[:end] + b"\xff\xd9") for end in ends[1:]] == [False] * len(ends[1:])


def test_a_whole_picture_with_grey_at_its_end_stays_one() -> None:
    image = photo_like(320, 240)
    image.paste((128, 128, 128), (0, 120, 320, 240))

    assert is_whole(as_bytes(image))
    assert not is_whole(half_jpeg(image))


def is_whole(content: bytes) -> bool:
    picture = Image.open(BytesIO(content), formats=["JPEG"])
    picture.load()
    return completeness.is_whole_jpeg(content, picture)
