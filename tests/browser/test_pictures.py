"""Photos in boxes: whatever its shape, a card and a gallery show what the photo was taken for."""

import io
from collections.abc import Callable

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page

from eving.core.photos import encoding, storage
from tests.photo_files import as_bytes, mark_in, upload, with_mark
from tests.vacancies.make import make_listing, make_photo, make_unit


@pytest.mark.parametrize("shape", [(900, 1200), (900, 1600), (500, 1500), (400, 2000), (2500, 500)])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_card_and_a_gallery_show_the_middle_third(
    open_page: Callable[..., Page], committed, shape: tuple[int, int], width: int
) -> None:
    photo = encoding.encode(upload(as_bytes(with_mark(*shape))))
    unit = make_unit()
    make_photo(
        unit, key=storage.store(photo), width=photo.width, height=photo.height, approved_at=timezone.now(), sort=0
    )
    listing = make_listing(unit=unit, photo=False)
    page = open_page(width)

    shares = []
    for path, box in (("/ladenlokale/", "img.card-row__picture"), (listing.get_absolute_url(), ".gallery img")):
        page.goto(path, wait_until="networkidle")
        picture = page.locator(box).first
        picture.scroll_into_view_if_needed()
        page.wait_for_function("box => document.querySelector(box).complete", arg=box)
        shown = Image.open(io.BytesIO(picture.screenshot()))
        assert shown.width / shown.height == pytest.approx(1.5, abs=0.05)
        shares.append((mark_in(shown), edge_share(shown, is_tall=shape[1] > shape[0])))

    # The mark is half of one side and a quarter of the other; cropped or whole, none of its ends is cut.
    assert [(share > 1, edge) for share, edge in shares] == [(True, 0.0)] * 2


def edge_share(image: Image.Image, *, is_tall: bool) -> float:
    """How much of the mark stands on the edges at which a crop cuts."""
    if is_tall:
        edges = [(0, 0, image.width, 2), (0, image.height - 2, image.width, image.height)]
    else:
        edges = [(0, 0, 2, image.height), (image.width - 2, 0, image.width, image.height)]
    return max(mark_in(image.crop(edge)) for edge in edges)
