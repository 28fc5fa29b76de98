"""Rendering of documents with Typst: templates of the registers, values as JSON, photos as files.

Values reach a template only as JSON data, so that nothing people wrote is interpreted as markup.
"""

import hashlib
import io
import json
import tempfile
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eving.core.documents.fonts import fonts, printable
from eving.core.models.photos import keeps_its_middle, path_of
from eving.core.static_files import brand_file

if TYPE_CHECKING:
    from PIL import Image

FOLDER = Path(__file__).parent
QUALITY = 80
WAIT_SECONDS = 3.0
GROUND = "#f4f4f7"  # beside a picture, as ``surface`` of document.typ

# A document costs up to a quarter of a second of CPU time. One at a time per process leaves the rest of the machine to
# pages, and requests waiting for the same document get the one just made from the cache.
one_at_a_time = threading.Lock()


class Busy(Exception):
    """Too many documents are requested at once."""


@dataclass(frozen=True)
class Picture:
    """A stored JPEG that a template reads as ``name``, cropped and scaled down to ``size`` in pixels.

    What is far too tall or too wide for it keeps its middle third, on a plain ground.
    """

    name: str
    file: str
    size: tuple[int, int]
    whole: bool = False  # not cropped, for floor plans

    def content(self) -> bytes:
        from PIL import Image, ImageOps

        with Image.open(path_of(self.file)) as picture:
            picture.draft("RGB", self.size)  # decodes a JPEG at a reduced size where that is enough
            if self.whole:
                picture.thumbnail(self.size, Image.Resampling.LANCZOS)
                return _as_jpeg(picture)
            frame = middle_frame(picture.size, self.size)
            stretch = max(1.0, frame[0] / picture.width, frame[1] / picture.height)
            fitted = ImageOps.fit(picture, smaller(frame, stretch), Image.Resampling.LANCZOS)
            if frame != self.size:
                fitted = ImageOps.pad(fitted, smaller(self.size, stretch), color=GROUND)
            return _as_jpeg(fitted)


def middle_frame(picture: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    """The part of ``size`` that a picture fills; all of it, unless less than its middle third would be seen there."""
    if keeps_its_middle(*picture, size[0] / size[1]):
        return size
    shape = picture[0] / picture[1]
    if shape > size[0] / size[1]:
        return size[0], round(3 * size[0] / shape)
    return round(3 * size[1] * shape), size[1]


def smaller(size: tuple[int, int], times: float) -> tuple[int, int]:
    return max(1, round(size[0] / times)), max(1, round(size[1] / times))


@dataclass(frozen=True)
class Document:
    """All inputs of a document: equal ones render to the same bytes."""

    template: Path
    data: str
    pictures: tuple[Picture, ...]
    day: date

    @property
    def etag(self) -> str:
        made_of = repr((self.template.name, self.data, self.pictures, self.day, templates(self.template.parent)))
        return f'"{hashlib.sha256(made_of.encode()).hexdigest()[:32]}"'


def make_document(template: Path, data: dict[str, Any], pictures: list[Picture], day: date) -> Document:
    return Document(template, json.dumps(printable(data), sort_keys=True), tuple(pictures), day)


def pdf(document: Document) -> bytes:
    """The document as tagged PDF, conforming to PDF/UA-1. Raises Busy after WAIT_SECONDS."""
    return _in_turn(document, "pdf")


def jpeg(document: Document) -> bytes:
    """The only page of a document as JPEG, one pixel per point. Raises Busy after WAIT_SECONDS."""
    return _in_turn(document, "jpeg")


def _in_turn(document: Document, form: str) -> bytes:
    if not one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        return typeset(document, form)
    finally:
        one_at_a_time.release()


@lru_cache(maxsize=8)  # a few hundred kilobytes each
def typeset(document: Document, form: str) -> bytes:
    if form == "pdf":
        return compiled(document, format="pdf", pdf_standards=["ua-1"])
    from PIL import Image

    with Image.open(io.BytesIO(compiled(document, format="png", ppi=72))) as page:
        return _as_jpeg(page.convert("RGB"))


def _as_jpeg(picture: "Image.Image") -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return target.getvalue()


def compiled(document: Document, **output: Any) -> Any:
    """The output of Typst: bytes, or a list of them for images of several pages.

    Typst reads nothing outside its root, which is a temporary folder with only this document's files.
    """
    import typst

    files = {
        **templates(document.template.parent),
        **{picture.name: picture.content() for picture in document.pictures},
    }
    with tempfile.TemporaryDirectory(prefix="eving-document-") as root:
        for name, content in files.items():
            Path(root, name).write_bytes(content)
        return typst.compile(
            Path(root, document.template.name),
            root=Path(root),
            font_paths=fonts(),
            sys_inputs={"data": document.data},
            timestamp=int(datetime.combine(document.day, time(), UTC).timestamp()),
            **output,
        )


@cache
def templates(folder: Path) -> dict[str, bytes]:
    paths = [*sorted(FOLDER.glob("*.typ")), *sorted(folder.glob("*.typ"))]
    files = {path.name: path.read_bytes() for path in paths}
    # The drawings of the district that documents show; the same files as on its pages.
    return {**files, **{name: brand_file(name).read_bytes() for name in ("mark.svg", "street.svg")}}
