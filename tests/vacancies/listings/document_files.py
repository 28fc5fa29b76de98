"""Reading of PDF documents as people, screen readers and telephones do."""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import zxingcpp
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from eving.core.photos import encoding, storage
from tests.photo_files import jpeg, upload
from tests.vacancies.make import make_listing, make_photo, make_unit
from vacancies.models import Listing, ShopUnit, UnitPhoto

MILLIMETRES = 72 / 25.4


def photographed(unit: ShopUnit, *, width: int = 900, height: int = 600, **fields: Any) -> UnitPhoto:
    """A photo of a unit with its files."""
    encoded = encoding.encode(upload(jpeg(width, height)))
    values = {"approved_at": timezone.now(), "width": encoded.width, "height": encoded.height, **fields}
    return make_photo(unit, key=storage.store(encoded), **values)


def make_published(*, pictures: int = 1, plan: bool = False, unit: ShopUnit | None = None, **fields: Any) -> Listing:
    """A published listing with photos whose files exist."""
    unit = unit or make_unit()
    for number in range(pictures):
        photographed(unit, alt=f"Blick {number + 1} in den Laden", sort=number)
    if plan:
        photographed(unit, alt="Grundriss mit Lager", kind="floor_plan", sort=pictures)
    return make_listing(unit=unit, photo=pictures == 0, **fields)


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


def text_in(content: bytes) -> str:
    """All text of a PDF in its reading order, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in read(content).pages).split())


def bytes_in(content: bytes) -> bytes:
    """A PDF with all its compressed streams unpacked beside it."""
    parts = [content]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S):
        try:
            parts.append(zlib.decompress(packed))
        except zlib.error:
            continue  # photos have their own compression
    return b"\n".join(parts)


def millimetres(content: bytes) -> tuple[int, int]:
    box = read(content).pages[0].mediabox
    return round(float(box.width) / MILLIMETRES), round(float(box.height) / MILLIMETRES)


def elements(content: bytes) -> list[tuple[str, DictionaryObject]]:
    """The structure of a tagged PDF in reading order, as a screen reader uses it."""

    def walk(element: Any) -> Iterator[tuple[str, DictionaryObject]]:
        element = element.get_object()
        if not isinstance(element, DictionaryObject) or "/S" not in element:
            return
        yield element["/S"].removeprefix("/"), element
        children = element.get("/K", ArrayObject()).get_object()
        for child in children if isinstance(children, ArrayObject) else [children]:
            yield from walk(child)

    root = read(content).trailer["/Root"]["/StructTreeRoot"]["/K"]
    return [found for top in (root if isinstance(root, ArrayObject) else [root]) for found in walk(top)]


def code_in(picture: bytes) -> str:
    """The content of the only code in a picture."""
    with Image.open(io.BytesIO(picture)) as image:
        [code] = zxingcpp.read_barcodes(image.convert("L"))
    return code.text
