"""Whether a picture was transferred whole: decoders fill what is missing with black or grey without a word."""

import zlib
from collections.abc import Iterator

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a pixel, by the colour type of a PNG
# First column and row and the steps of the seven passes of an interlaced PNG.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
PIECE = 1024 * 1024
# What libjpeg fills the rest with when the data end too early, in each channel of a picture in RGB or grey.
MISSING = 128
LEAST_MISSING = 16  # rows: a picture is decoded in blocks of eight or sixteen


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


def ends_in_grey(picture: Image.Image) -> bool:
    """Whether the lowest rows of a JPEG have the one grey that stands for missing data, and the rest has not."""
    if picture.mode not in ("RGB", "L") or picture.height < 2 * LEAST_MISSING:
        return False
    grey = ((MISSING, MISSING),) * len(picture.getbands())

    def extremes(top: int, bottom: int) -> tuple:
        found = picture.crop((0, top, picture.width, bottom)).getextrema()
        return found if isinstance(found[0], tuple) else (found,)

    lowest = extremes(picture.height - LEAST_MISSING, picture.height)
    return lowest == grey and extremes(0, picture.height) != grey
