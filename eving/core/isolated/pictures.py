"""Reader of photos: decodes, rotates, shrinks and re-encodes them without metadata."""

import base64
import re
import warnings
from io import BytesIO
from typing import Any

import pi_heif
from PIL import Image, ImageCms

from eving.core.isolated import Refused, child, completeness
from eving.core.isolated.sizes import WIDTHS, scaled_height, widths_up_to

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# How a JPEG, PNG, WebP or HEIC begins: one that cannot be opened is damaged.
BEGINNING = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP|....ftyp(?:hei[cxms]|mif1|msf1)", re.DOTALL)
MAX_PIXELS = 40_000_000
MAX_WIDTH, MAX_HEIGHT = WIDTHS[-1], 2 * WIDTHS[-1]  # a phone held upright is twice as high as wide
MAX_PROFILE = 4 * 1024 * 1024  # bytes of an ICC profile; no camera writes a larger one
QUALITY = 80
# A photo of 12 megapixels held upright is stored 1600 wide, and half of it is 1500: enlarged by so little it looks the
# same, while decoding it whole takes four times the memory.
ENOUGH = 0.93
# From many pixels each new one is a mean of several anyway: a filter of short reach costs half of LANCZOS and differs
# from it by a quarter of what WebP changes. Smaller steps would show a blur sooner.
MANY_TO_ONE, FEW_TO_ONE = Image.Resampling.HAMMING, Image.Resampling.BICUBIC
MANY = 1.5
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Without thumbnails and depth maps, which would cost time and memory.
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def read(content: bytes) -> dict[str, Any]:
    """Width, height and versions ("800.webp" to bytes in Base64) of a photo. Raises Refused."""
    warnings.simplefilter("ignore")  # Pillow warns about irregular files; what matters is refused below
    width, height, versions = encoded(content)
    return {
        "width": width,
        "height": height,
        "versions": {ending: base64.b64encode(version).decode() for ending, version in versions.items()},
    }


def encoded(content: bytes) -> tuple[int, int, dict[str, bytes]]:
    """Width, height and versions as bytes. Called outside the sandbox only for pictures of our own and in tests."""
    picture = decoded(content)
    width, height = picture.size
    versions = {f"{width}.jpg": saved(picture, "JPEG")}
    for smaller in reversed(widths_up_to(width)):
        if smaller < picture.width:
            # From the size before, which has a quarter of the pixels.
            picture = picture.resize((smaller, scaled_height(width, height, smaller)), FEW_TO_ONE)
        versions[f"{smaller}.webp"] = saved(picture, "WEBP", method=2)
    return width, height, versions


def decoded(content: bytes) -> Image.Image:
    """The photo upright, in sRGB, at most as large as we store it, without metadata. Raises Refused."""
    try:
        source = Image.open(BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError:
        raise Refused("too_many_pixels") from None
    except MemoryError:
        raise
    except Exception as problem:  # a decoder may raise anything on a crafted file
        raise Refused("damaged" if BEGINNING.match(content) else "not_a_photo") from problem
    # Only the header has been read so far: a small file can unfold to gigabytes.
    if source.width * source.height > MAX_PIXELS:
        raise Refused("too_many_pixels")
    # Phones store several pictures in one JPEG or HEIC (preview, depth, burst); their first one is the photo.
    if source.format in {"PNG", "WEBP"} and getattr(source, "n_frames", 1) > 1:
        raise Refused("moving")
    if source.format == "PNG" and not completeness.is_whole_png(content):
        raise Refused("damaged")
    try:
        return shrunk(source, content)
    except MemoryError:
        raise
    except Exception as problem:
        raise Refused("damaged") from problem


def shrunk(source: Image.Image, content: bytes) -> Image.Image:
    orientation = orientation_of(source)
    width, height = source.size
    if orientation >= 5:
        width, height = height, width
    scale = min(1, MAX_WIDTH / width, MAX_HEIGHT / height)
    width, height = max(1, round(width * scale)), max(1, round(height * scale))
    size = (height, width) if orientation >= 5 else (width, height)

    # draft() decodes a JPEG at a half, a quarter or an eighth; for a square size it would not shrink a 4:3 photo.
    source.draft(source.mode, (max(1, int(size[0] * ENOUGH)), max(1, int(size[1] * ENOUGH))))
    source.load()
    if source.format == "JPEG" and not completeness.is_whole_jpeg(content, source):
        raise Refused("damaged")
    profile = source.info.get("icc_profile")
    picture = in_plain_mode(source)
    if picture.size != size:
        way = MANY_TO_ONE if picture.width >= MANY * size[0] else FEW_TO_ONE
        picture = picture.resize(size, way, reducing_gap=2.0)
    if orientation in UPRIGHT:
        picture = picture.transpose(UPRIGHT[orientation])
    picture = in_srgb(on_white(picture), profile)
    # Image.info keeps comments, profiles and text through every operation; a new image has none.
    canvas = Image.new("RGB", picture.size)
    canvas.paste(picture)
    return canvas


def orientation_of(source: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 when it is missing or the EXIF data is broken."""
    try:
        return int(source.getexif().get(0x0112, 1))
    except MemoryError:
        raise
    except Exception:
        return 1


def in_plain_mode(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits of grey
        return picture.point(lambda value: value / 256).convert("L")
    wanted = {"RGBA"} if picture.has_transparency_data else {"L", "RGB", "CMYK"}
    # Converts only if necessary: each copy takes 160 MB at forty megapixels.
    return picture if picture.mode in wanted else picture.convert("RGBA" if "RGBA" in wanted else "RGB")


def on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or len(profile) > MAX_PROFILE:
        return picture.convert("RGB")
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError, TypeError):
        # A broken profile, or one for other channels: the colours without it are close enough.
        return picture.convert("RGB")


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    target = BytesIO()
    picture.save(target, form, quality=QUALITY, **options)
    return target.getvalue()


if __name__ == "__main__":
    child.serve(read)
