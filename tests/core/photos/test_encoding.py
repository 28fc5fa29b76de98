"""Tests of photo encoding: three sizes, upright, right colours, no metadata."""

from functools import cache
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from eving.core.isolated import pictures
from eving.core.models import PendingPhoto
from eving.core.models.photos import path_of
from eving.core.photos import encoding, storage
from tests.photo_files import (
    MARKER,
    as_bytes,
    difference,
    exif_with_place,
    heic,
    jpeg,
    photo_like,
    picture,
    telltale_jpeg,
    upload,
)

RED, BLUE, WHITE = (200, 30, 30), (30, 30, 200), (255, 255, 255)


def opened(encoded: encoding.EncodedPhoto, ending: str = "") -> Image.Image:
    return Image.open(BytesIO(encoded.versions[ending or f"{encoded.width}.webp"])).convert("RGB")


def near(colour, expected) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(colour, expected, strict=True))


def test_photo_is_stored_in_three_widths_and_one_jpeg():
    encoded = encoding.encode(upload(jpeg(2400, 1800)))

    sizes = {ending: Image.open(BytesIO(content)).size for ending, content in encoded.versions.items()}
    assert sizes == {
        "1600.jpg": (1600, 1200),
        "1600.webp": (1600, 1200),
        "800.webp": (800, 600),
        "400.webp": (400, 300),
    }
    assert encoded.byte_size == sum(map(len, encoded.versions.values()))


@pytest.mark.parametrize(
    ("size", "expected"),
    [((640, 480), ["400.webp", "640.jpg", "640.webp"]), ((90, 60), ["90.jpg", "90.webp"])],
)
def test_small_photo_is_never_enlarged(size, expected):
    assert sorted(encoding.encode(upload(jpeg(*size))).versions) == expected


def test_very_long_photo_keeps_its_shape_within_bounds():
    encoded = encoding.encode(upload(as_bytes(picture(10, 9000), "PNG")))

    assert (encoded.width, encoded.height) == (4, 3200)


def test_names_in_the_model_are_the_names_that_are_stored():
    encoded = encoding.encode(upload(jpeg(1000, 500)))

    photo = PendingPhoto(key="k" * 22, width=encoded.width, height=encoded.height)

    assert sorted(photo.file_names) == sorted(f"{photo.key}-{ending}" for ending in encoded.versions)
    assert photo.srcset == ", ".join(f"/medien/{photo.key}-{width}.webp {width}w" for width in (400, 800, 1000))
    assert [photo.stored_width(wanted) for wanted in (100, 400, 401, 900, 2000)] == [400, 400, 800, 1000, 1000]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_stands_upright_however_the_camera_was_held(orientation):
    content = jpeg(64, 48, exif=exif_with_place(orientation), quality=95)
    expected = ImageOps.exif_transpose(Image.open(BytesIO(content)))

    encoded = encoding.encode(upload(content))

    assert (encoded.width, encoded.height) == expected.size
    result = opened(encoded)
    for place in [(4, 4), (expected.width - 4, 4), (4, expected.height - 4), (expected.width - 4, expected.height - 4)]:
        assert near(result.getpixel(place), expected.getpixel(place))


def test_large_jpeg_held_upright_is_turned_after_being_shrunk():
    encoded = encoding.encode(upload(telltale_jpeg(orientation=6, width=4000, height=3000)))

    assert (encoded.width, encoded.height) == (1600, 2133)
    assert near(opened(encoded).getpixel((1500, 60)), WHITE)


@cache
def large_photo(width: int = 3400, height: int = 2560) -> Image.Image:
    return photo_like(width, height)


def naive(content: bytes, width: int) -> Image.Image:
    """Decoded whole, turned, and reduced to one size with the best filter."""
    whole = ImageOps.exif_transpose(Image.open(BytesIO(content))).convert("RGB")
    return whole.resize((width, round(whole.height * width / whole.width)), Image.Resampling.LANCZOS)


@pytest.mark.parametrize(
    ("orientation", "size"), [*((number, (3400, 2560)) for number in range(1, 9)), (6, (4000, 3000)), (1, (4000, 3000))]
)
def test_the_quick_way_looks_like_the_naive_one_however_the_camera_was_held(orientation, size):
    content = as_bytes(large_photo(*size), "JPEG", exif=exif_with_place(orientation), quality=90)

    photo, expected = pictures.decoded(content), naive(content, 1600)

    assert photo.size == expected.size
    assert difference(photo, expected) < 2.5


@pytest.mark.parametrize(("orientation", "size"), [(1, (3400, 2560)), (6, (4000, 3000))])
def test_what_is_stored_is_hardly_further_from_the_photo_than_with_the_naive_way(orientation, size):
    content = as_bytes(large_photo(*size), "JPEG", exif=exif_with_place(orientation), quality=90)

    _width, _height, versions = pictures.encoded(content)

    for version in versions.values():
        assert MARKER not in version and not Image.open(BytesIO(version)).getexif()
    for width in (1600, 400):
        stored, best = Image.open(BytesIO(versions[f"{width}.webp"])).convert("RGB"), naive(content, width)
        lossy = Image.open(BytesIO(pictures.saved(best, "WEBP", method=2))).convert("RGB")
        assert difference(stored, best) < 1.15 * difference(lossy, best), width


@pytest.mark.parametrize("careless", ["frayed", "blurred"])
def test_a_careless_way_would_be_noticed(careless):
    content = as_bytes(large_photo(), "JPEG", quality=90)
    expected, whole = naive(content, 1600), Image.open(BytesIO(content))

    if careless == "frayed":
        photo = whole.resize(expected.size, Image.Resampling.NEAREST)
    else:
        photo = whole.reduce(4).resize(expected.size, Image.Resampling.BICUBIC)

    assert difference(photo, expected) > 2.5


@pytest.mark.parametrize(
    ("image", "form", "top_left", "right"),
    [
        (picture(mode="CMYK"), "JPEG", WHITE, BLUE),
        (picture(mode="L"), "JPEG", WHITE, (49, 49, 49)),
        (picture(mode="1"), "PNG", WHITE, None),
        (picture().quantize(8), "PNG", WHITE, BLUE),
        (picture(mode="LA"), "PNG", WHITE, (49, 49, 49)),
        (picture(mode="RGBA"), "WEBP", WHITE, BLUE),
    ],
    ids=["CMYK", "grey", "black and white", "palette", "grey with alpha", "WebP with alpha"],
)
def test_every_kind_of_colour_becomes_plain_colour(image, form, top_left, right):
    result = opened(encoding.encode(upload(as_bytes(image, form, quality=95))))

    assert near(result.getpixel((3, 3)), top_left)
    assert right is None or near(result.getpixel((60, 40)), right)


def test_transparent_parts_become_white():
    image = picture(mode="RGBA")
    image.paste((0, 0, 0, 0), (32, 0, 64, 48))
    paletted = image.quantize(16)

    for content in (as_bytes(image, "PNG"), as_bytes(paletted, "PNG")):
        result = opened(encoding.encode(upload(content, "logo.png")))
        assert near(result.getpixel((60, 40)), WHITE)
        assert near(result.getpixel((4, 40)), RED)


def test_sixteen_bits_of_grey_keep_their_brightness():
    image = Image.new("I;16", (40, 40), 0x8000)

    result = opened(encoding.encode(upload(as_bytes(image, "PNG"), "scan.png")))

    assert near(result.getpixel((20, 20)), (128, 128, 128))


def test_colour_profile_is_applied_before_it_is_dropped():
    # sRGB with red and blue exchanged: a decoder that ignores the profile sees a red house, otherwise a blue one.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    content = as_bytes(Image.new("RGB", (40, 40), (200, 0, 0)), "JPEG", icc_profile=exchanged, quality=95)

    encoded = encoding.encode(upload(content))

    assert near(opened(encoded).getpixel((20, 20)), (0, 0, 200))
    assert all("icc_profile" not in Image.open(BytesIO(version)).info for version in encoded.versions.values())


def test_photo_of_an_iphone_is_read_and_turned_once():
    encoded = encoding.encode(
        upload(heic(quarter_turns=1, exif=b"Exif\0\0" + exif_with_place(6).tobytes()[6:]), "a.HEIC")
    )

    result = opened(encoded)
    dark, bright = result.getpixel((16, 28)), result.getpixel((16, 3))
    assert dark[0] < 60 < 200 < bright[0]


def test_first_picture_of_a_phone_that_stores_several_in_one_jpeg_is_taken():
    content = as_bytes(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (32, 24), "green")])

    encoded = encoding.encode(upload(content))

    assert (encoded.width, encoded.height) == (64, 48)
    assert near(opened(encoded).getpixel((4, 40)), RED)


def telltales() -> dict[str, bytes]:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", MARKER.decode())
    text.add_itxt("XML:com.adobe.xmp", MARKER.decode())
    exif = exif_with_place()
    return {
        "JPEG": telltale_jpeg(),
        "PNG": as_bytes(picture(), "PNG", pnginfo=text, exif=exif, icc_profile=MARKER),
        "WebP": as_bytes(picture(), "WEBP", exif=exif, xmp=MARKER, icc_profile=MARKER),
        "HEIC": heic(exif=b"Exif\0\0" + exif.tobytes()[6:]),
    }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "HEIC"])
def test_no_stored_byte_tells_where_or_by_whom_a_photo_was_taken(kind):
    content = telltales()[kind]
    assert MARKER in content or kind == "PNG"  # PNG compresses its profile; its text and EXIF are readable
    assert MARKER in content

    key = storage.store(encoding.encode(upload(content)))

    files = list(path_of(key).parent.glob(f"{key}-*"))
    assert len(files) == 2
    for path in files:
        stored = path.read_bytes()
        assert not [mark for mark in (MARKER, b"Exif", b"EXIF", b"http://ns.adobe", b"ICC", b"XMP") if mark in stored]
        image = Image.open(BytesIO(stored))
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}
