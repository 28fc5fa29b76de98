"""What a photo was taken for stands in its middle third, and stays there in everything that is made of it."""

from io import BytesIO

import pytest
from PIL import Image, ImageOps

from eving.core.documents.render import Picture
from eving.core.isolated.pictures import encoded
from eving.core.models.photos import BOX, keeps_its_middle, path_of, picture_of
from tests.photo_files import as_bytes, mark_in, with_mark

SHAPES = [(900, 600), (900, 1200), (900, 1600), (600, 1800), (400, 2000), (2000, 1000), (2500, 500), (3000, 300)]
# Of the fact sheet, its small pictures, the preview for messengers.
FRAMES = [(1200, 551), (500, 343), (560, 630)]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_stored_version_shows_the_whole_photo(shape: tuple[int, int]) -> None:
    width, height, versions = encoded(as_bytes(with_mark(*shape)))

    shares = {ending: mark_in(Image.open(BytesIO(content))) for ending, content in versions.items()}

    assert width / height == pytest.approx(shape[0] / shape[1], rel=0.01)
    assert shares == {ending: pytest.approx(12.5, abs=1.5) for ending in versions}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("shape", SHAPES)
def test_documents_and_previews_show_the_middle_third(shape: tuple[int, int], frame: tuple[int, int], settings) -> None:
    path = path_of("mark-1.jpg")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_bytes(with_mark(*shape)))

    shown = Image.open(BytesIO(Picture("cover-0.jpg", "mark-1.jpg", frame).content()))

    assert shown.width / shown.height == pytest.approx(frame[0] / frame[1], rel=0.01)
    assert mark_in(shown) > 4
    assert edges_of_mark(shown) == "whole"


def edges_of_mark(image: Image.Image) -> str:
    """Whether the mark ends inside the picture on each side, or is cut."""
    borders = [(0, 0, image.width, 1), (0, image.height - 1, image.width, image.height)]
    borders += [(0, 0, 1, image.height), (image.width - 1, 0, image.width, image.height)]
    return "cut" if any(mark_in(image.crop(border)) > 0 for border in borders) else "whole"


def test_a_crop_of_the_same_shape_would_lose_it() -> None:
    """Twin: without the frame the mark is cut."""
    assert edges_of_mark(ImageOps.fit(with_mark(2500, 500), (560, 630))) == "cut"


@pytest.mark.parametrize(
    ("width", "height", "keeps"),
    [(900, 600, True), (900, 1600, True), (900, 1800, True), (900, 2000, False), (4500, 1000, True), (5, 1, False)],
)
def test_a_card_crops_only_what_keeps_its_middle_third(width: int, height: int, keeps: bool) -> None:
    assert keeps_its_middle(width, height, BOX) == keeps
    assert picture_of({"key": "k", "width": width, "height": height, "alt": ""}, 800)["is_whole"] != keeps


def test_what_is_wider_than_its_card_is_fetched_larger() -> None:
    narrow, wide = (
        picture_of({"key": "k", "width": 1600, "height": height, "alt": ""}, 800)["small"] for height in (1067, 400)
    )

    assert (narrow, wide) == ("/medien/k-400.webp", "/medien/k-1600.webp")
