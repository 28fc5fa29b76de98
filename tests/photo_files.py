"""Photo files, ordinary and malicious, built by the test that needs them."""

import struct
import zlib
from io import BytesIO
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

# Stands for GPS position and photographer; must never be found in a stored file.
MARKER = b"Bergstrasse-51.55N-7.47E"


def picture(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue, top left corner white: rotations and mirror images can be told apart."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height), fill=(30, 30, 200))
    draw.rectangle((0, 0, width // 4, height // 4), fill="white")
    return image if mode == "RGB" else image.convert(mode)


def photo_like(width: int, height: int, seed: int = 1) -> Image.Image:
    """Soft colours, sharp edges and the grain of a sensor: what blurs or frays is seen, unlike in a plain area."""
    lots = Random(seed)
    coarse = Image.frombytes("RGB", (width // 16, height // 16), lots.randbytes(width // 16 * (height // 16) * 3))
    image = coarse.filter(ImageFilter.GaussianBlur(3)).resize((width, height), Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (512, 512), lots.randbytes(512 * 512))
    tile = Image.new("L", (width, height))
    for left in range(0, width, 512):
        for top in range(0, height, 512):
            tile.paste(grain, (left, top))
    image = Image.blend(image, tile.convert("RGB"), 0.06)
    draw = ImageDraw.Draw(image)
    for _number in range(250):
        x, y, long = lots.randrange(width), lots.randrange(height), lots.randrange(20, 400)
        colours = [(lots.randrange(256), lots.randrange(256), lots.randrange(256)) for _colour in range(2)]
        draw.rectangle((x, y, x + long, y + long // 2), fill=colours[0])
        draw.line((x, y, lots.randrange(width), lots.randrange(height)), fill=colours[1], width=lots.randrange(2, 9))
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean absolute difference of two pictures of one size, from 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def as_bytes(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def jpeg(width: int = 64, height: int = 48, **options: Any) -> bytes:
    return as_bytes(picture(width, height), "JPEG", **options)


def exif_with_place(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = MARKER.decode()  # maker
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 33.0, 0.0), 3: "E", 4: (7.0, 28.0, 0.0), 27: MARKER})
    return exif


def telltale_jpeg(orientation: int = 6, width: int = 64, height: int = 48) -> bytes:
    """With GPS position, camera, XMP, comment, and a colour profile that also carries the marker."""
    return as_bytes(
        picture(width, height),
        "JPEG",
        exif=exif_with_place(orientation),
        xmp=b"<x:xmpmeta>" + MARKER + b"</x:xmpmeta>",
        comment=MARKER,
        icc_profile=b"\0" * 128 + MARKER,
    )


def png_header(width: int, height: int) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_bomb(width: int = 13_000, height: int = 13_000) -> bytes:
    """Twenty kilobytes that decode to 169 million pixels."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + png_header(width, height) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def half_png(image: Image.Image) -> bytes:
    """The header promises the whole picture, the data end properly after the upper half."""
    width, height = image.size
    data = image.convert("RGB").tobytes()
    rows = b"".join(b"\0" + data[row * width * 3 : (row + 1) * width * 3] for row in range(height // 2))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def half_jpeg(image: Image.Image) -> bytes:
    """Cut in the middle, and ended properly: a decoder fills the rest with grey."""
    content = as_bytes(image, "JPEG")
    return content[: len(content) // 2] + b"\xff\xd9"


class Bits:
    def __init__(self) -> None:
        self.text = ""

    def u(self, length: int, *values: int) -> "Bits":
        self.text += "".join(f"{value:0{length}b}" for value in values)
        return self

    def ue(self, *values: int) -> "Bits":
        for value in values:
            code = f"{value + 1:b}"
            self.text += "0" * (len(code) - 1) + code
        return self

    def closed(self) -> bytes:
        text = self.text + "1"
        text += "0" * (-len(text) % 8)
        return bytes(int(text[start : start + 8], 2) for start in range(0, len(text), 8))


def nal(kind: int, content: bytes) -> bytes:
    raw, zeros = bytearray(), 0
    for byte in content:
        # Emulation prevention: three bytes that would look like a start code are separated.
        if zeros >= 2 and byte <= 3:
            raw.append(3)
            zeros = 0
        raw.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes([kind << 1, 1]) + bytes(raw)


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I", 8 + len(content)) + kind + content


def heic(*, quarter_turns: int = 0, exif: bytes = b"") -> bytes:
    """A valid HEIC of 32 × 32 pixels, left half dark, right half bright. No HEVC encoder is installed; one block of
    raw samples (PCM) needs none.
    """
    level = Bits().u(2, 0).u(1, 0).u(5, 1).u(32, 0x60000000).u(4, 0b1011).u(43, 0).u(1, 0).u(8, 30).text
    vps = Bits().u(4, 0).u(2, 3).u(6, 0).u(3, 0).u(1, 1).u(16, 0xFFFF)
    vps.text += level
    vps.u(1, 1).ue(0, 0, 0).u(6, 0).ue(0).u(1, 0, 0)
    sps = Bits().u(4, 0).u(3, 0).u(1, 1)
    sps.text += level
    sps.ue(0, 1, 32, 32).u(1, 0).ue(0, 0, 0).u(1, 1).ue(0, 0, 0).ue(2, 0, 0, 3, 0, 0).u(1, 0, 0, 0)
    sps.u(1, 1).u(4, 7, 7).ue(2, 0).u(1, 1).ue(0).u(1, 0, 0, 0, 0, 0)
    pps = Bits().ue(0, 0).u(1, 0, 0).u(3, 0).u(1, 0, 0).ue(0, 0, 0).u(1, 0, 0, 0).ue(0, 0).u(1, *[0] * 10).ue(0)
    pps.u(1, 0, 0)
    head = Bits().u(1, 1, 0).ue(0, 2, 0).closed()
    luma = (bytes([40]) * 16 + bytes([220]) * 16) * 32
    block = b"\x86\x80" + luma + bytes([128]) * 512 + b"\xfe\x80"
    slice_ = nal(20, head + block)

    arrays = b"".join(
        bytes([0x80 | kind]) + struct.pack(">HH", 1, len(unit)) + unit
        for kind, unit in [(32, nal(32, vps.closed())), (33, nal(33, sps.closed())), (34, nal(34, pps.closed()))]
    )
    config = struct.pack(">BBIIHB", 1, 1, 0x60000000, 0xB0000000, 0, 30)
    config += struct.pack(">HBBBBHBB", 0xF000, 0xFC, 0xFC | 1, 0xF8, 0xF8, 0, 0x0F, 3)
    items = [(1, b"hvc1", struct.pack(">I", len(slice_)) + slice_)]
    if exif:
        items.append((2, b"Exif", struct.pack(">I", 0) + exif))

    properties = box(b"hvcC", config + arrays) + box(b"ispe", struct.pack(">III", 0, 32, 32))
    properties += box(b"irot", bytes([quarter_turns]))
    links = bytes([3, 0x81, 2, 0x83])

    def meta(offset: int) -> bytes:
        places = b""
        for number, _kind, content in items:
            places += struct.pack(">HHHII", number, 0, 1, offset, len(content))
            offset += len(content)
        infos = [box(b"infe", struct.pack(">IHH", 2 << 24, number, 0) + kind + b"\0") for number, kind, _c in items]
        return box(
            b"meta",
            bytes(4),
            box(b"hdlr", bytes(8), b"pict", bytes(13)),
            box(b"pitm", bytes(4), struct.pack(">H", 1)),
            box(b"iinf", bytes(4), struct.pack(">H", len(items)), *infos),
            box(b"iref", bytes(4), box(b"cdsc", struct.pack(">HHH", 2, 1, 1))) if exif else b"",
            box(b"iprp", box(b"ipco", properties), box(b"ipma", bytes(4), struct.pack(">IH", 1, 1), links)),
            box(b"iloc", bytes(4), b"\x44\x00", struct.pack(">H", len(items)), places),
        )

    kind = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    start = len(kind) + len(meta(0)) + 8
    return kind + meta(start) + box(b"mdat", *(content for _number, _kind, content in items))


MARK = (0, 200, 0)


def with_mark(width: int, height: int) -> Image.Image:
    """Grey, with a green mark that fills the middle of its long side as a person would: within the middle third."""
    image = Image.new("RGB", (width, height), (120, 120, 120))
    across, down = (width // 2, height // 4) if height > width else (width // 4, height // 2)
    left, top = (width - across) // 2, (height - down) // 2
    ImageDraw.Draw(image).rectangle((left, top, left + across, top + down), fill=MARK)
    return image


def mark_in(image: Image.Image) -> float:
    """How much of a picture the mark is, in percent."""
    red, green, blue = image.convert("RGB").split()
    has_little_else = ImageChops.lighter(red, blue).point(lambda value: 255 * (value < 90))
    is_green = ImageChops.darker(green.point(lambda value: 255 * (value > 150)), has_little_else)
    return 100 * ImageStat.Stat(is_green).mean[0] / 255
