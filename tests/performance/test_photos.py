"""A photo of 12 megapixels beside the naive way, in one run. Prints the table of docs/performance.md.

Naive: decoded whole, turned, and each size made from all of its pixels by the best filter; the same formats are saved.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median

import pytest
from PIL import Image, ImageOps

from eving.core.isolated import pictures
from eving.core.isolated.sizes import WIDTHS, scaled_height
from tests.photo_files import as_bytes, difference, exif_with_place, photo_like

pytestmark = pytest.mark.bulk
TIMES = 7
PHOTOS = {"wide": (4000, 3000, 1), "upright": (4000, 3000, 6), "wide, 40 megapixels": (7296, 5472, 1)}


def naive(content: bytes) -> dict[str, bytes]:
    whole = ImageOps.exif_transpose(Image.open(BytesIO(content))).convert("RGB")
    largest, versions = WIDTHS[-1], {}
    height = round(whole.height * largest / whole.width)
    for width in WIDTHS:
        photo = whole.resize((width, scaled_height(largest, height, width)), Image.Resampling.LANCZOS)
        versions[f"{width}.webp"] = pictures.saved(photo, "WEBP", method=2)
        if width == largest:
            versions[f"{width}.jpg"] = pictures.saved(photo, "JPEG")
    return versions


def seconds(way: Callable[[bytes], object], content: bytes) -> float:
    begun = time.process_time()
    way(content)
    return time.process_time() - begun


def memory(way: str, file: Path) -> int:
    """MB that a process of its own grows by."""
    # From /proc, as ru_maxrss begins with what the parent had.
    code = (
        "import sys; from pathlib import Path; from tests.performance.test_photos import naive, pictures;"
        " most = lambda: int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]);"
        " content = Path(sys.argv[2]).read_bytes(); before = most();"
        " {'naive': naive, 'ours': pictures.encoded}[sys.argv[1]](content); print((most() - before) // 1024)"
    )
    answer = subprocess.run([sys.executable, "-c", code, way, str(file)], capture_output=True, check=True, text=True)
    return int(answer.stdout)


def test_how_much_a_photo_costs(tmp_path: Path) -> None:
    lines = [
        "",
        "| Photo | ms, naive | ms, ours | Times naive | MB, naive | MB, ours | kB, naive | kB, ours |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, (width, height, orientation) in PHOTOS.items():
        content = as_bytes(photo_like(width, height), "JPEG", exif=exif_with_place(orientation), quality=88)
        file = tmp_path / "photo.jpg"
        file.write_bytes(content)
        pairs = [(seconds(naive, content), seconds(pictures.encoded, content)) for _time in range(TIMES)]
        grown = [memory(way, file) for way in ("naive", "ours")]
        _width, _height, versions = pictures.encoded(content)
        expected = naive(content)
        lines.append(
            f"| {name} | {1000 * median(one for one, _other in pairs):.0f}"
            f" | {1000 * median(other for _one, other in pairs):.0f}"
            f" | {median(other / one for one, other in pairs):.2f} | {grown[0]} | {grown[1]}"
            f" | {sum(map(len, expected.values())) // 1000} | {sum(map(len, versions.values())) // 1000} |"
        )

        assert versions.keys() == expected.keys()
        for ending, version in versions.items():
            ours, theirs = (Image.open(BytesIO(each)).convert("RGB") for each in (version, expected[ending]))
            assert ours.size == theirs.size
            assert difference(ours, theirs) < 6
        assert grown[1] <= grown[0]
    sys.stdout.write("\n".join([*lines, ""]))
