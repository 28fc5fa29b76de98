"""Whether a picture was transferred whole: decoders fill what is missing with black or grey without a word."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a pixel, by the colour type of a PNG
# First column and row and the steps of the seven passes of an interlaced PNG.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
PIECE = 1024 * 1024
# What libjpeg fills the rest with when the data end too early, in each channel; of CMYK it may be the other way round.
MISSING = (127, 128)
SEQUENTIAL, PROGRESSIVE = {0xC0, 0xC1}, {0xC2}
START_OF_SCAN, END = 0xDA, 0xD9
# Within the data of a scan a 0xFF is followed by 0, by a restart marker or by another 0xFF.
AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
FILLING = bytes(range(7, 250, 9)) * 40  # stands for no picture; without 0xFF, which would be a marker
COEFFICIENTS = range(64)


def is_whole_png(content: bytes) -> bool:
    """Whether the checksums are right, and the compressed data hold every row of the picture."""
    if not content.startswith(SIGNATURE):
        return False
    size, missing = b"", -1
    unpack = zlib.decompressobj()
    try:
        for kind, data in chunks(content):
            if kind == b"IHDR":
                size, missing = data, bytes_of(data)
            elif kind == b"IDAT" and size:
                missing -= sum(map(len, unpacked(unpack, data)))
    except (ValueError, KeyError, zlib.error):
        return False
    return missing <= 0 and bool(size)


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and data of each chunk that matters for the pixels. Raises ValueError where one is cut or altered."""
    place = len(SIGNATURE)
    while place + 12 <= len(content):
        length = int.from_bytes(content[place : place + 4])
        kind = content[place + 4 : place + 8]
        data = content[place + 8 : place + 8 + length]
        checksum = content[place + 8 + length : place + 12 + length]
        if kind == b"IEND":
            return
        # Chunks whose name begins with a small letter are not needed to show the picture.
        if kind[:1].isupper() and zlib.crc32(kind + data) != int.from_bytes(checksum):
            raise ValueError
        yield kind, data
        place += 12 + length


def unpacked(unpack: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """Piece by piece, because a picture may unfold to hundreds of megabytes."""
    while data and not unpack.eof:
        yield unpack.decompress(data, PIECE)
        data = unpack.unconsumed_tail


def bytes_of(header: bytes) -> int:
    """The bytes of all rows, each with one for its filter."""
    width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:8])
    bits = header[8] * CHANNELS[header[9]]
    if not header[12]:
        return height * (1 + (width * bits + 7) // 8)
    total = 0
    for left, top, across, down in PASSES:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total


@dataclass
class Jpeg:
    """What the markers of a JPEG say of its first picture."""

    kind: int = 0  # the marker that begins the frame
    components: list[int] = field(default_factory=list)
    scans: list[bytes] = field(default_factory=list)  # the header of each
    end: int = 0  # where the data of the last scan end


def is_whole_jpeg(content: bytes, picture: Image.Image) -> bool:
    """Whether the data hold the whole picture, which is decoded already."""
    jpeg = outline(content)
    if jpeg.kind in PROGRESSIVE:
        return has_every_scan(jpeg)
    return jpeg.kind not in SEQUENTIAL or not ends_in_grey(picture) or is_the_same_with_more(content, jpeg)


def outline(content: bytes) -> Jpeg:
    jpeg, place = Jpeg(), 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        data = content[place + 4 : place + 2 + length]
        if marker == END:
            break
        if marker == 0xFF:  # a filling byte
            place += 1
            continue
        if marker in SEQUENTIAL | PROGRESSIVE and len(data) > 5:
            jpeg.kind = marker
            jpeg.components = list(data[6 : 6 + 3 * data[5] : 3])
        place += 2 + length
        if marker == START_OF_SCAN:
            jpeg.scans.append(data)
            found = AFTER_SCAN.search(content, place)
            jpeg.end = place = found.start() if found else len(content)
    return jpeg


def has_every_scan(jpeg: Jpeg) -> bool:
    """Whether the scans of a progressive JPEG bring each coefficient to its last bit: one cut short is a blur."""
    wanting = {(component, place) for component in jpeg.components for place in COEFFICIENTS}
    for scan in jpeg.scans:
        count = scan[0] if scan else 0
        if len(scan) < 4 + 2 * count:
            return False
        first, last, bits = scan[-3:]
        if not bits & 0x0F:  # the last bit
            for component in scan[1 : 1 + 2 * count : 2]:
                wanting -= {(component, place) for place in range(first, last + 1)}
    return not wanting


def ends_in_grey(picture: Image.Image) -> bool:
    """Whether the last pixel has the grey that stands for missing data."""
    last = picture.getpixel((picture.width - 1, picture.height - 1))
    return all(value in MISSING for value in (last if isinstance(last, tuple) else (last,)))


def is_the_same_with_more(content: bytes, jpeg: Jpeg) -> bool:
    """Whether the picture stays as it is when more data follow: where some were missing, they become a part of it."""
    longer = content[: jpeg.end] + FILLING + content[jpeg.end :]
    try:
        one, other = (small(version) for version in (content, longer))
    except OSError:
        return False
    return one.tobytes() == other.tobytes()


def small(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content), formats=["JPEG"])
    picture.draft(picture.mode, (picture.width // 8, picture.height // 8))
    picture.load()
    return picture
