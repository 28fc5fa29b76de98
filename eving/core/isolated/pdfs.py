"""Reader of PDF files: rejects every file with active content (scripts, programs, XFA)."""

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from eving.core.isolated import Refused, child

# Names of scripts, of programs to start, and of forms with scripts of their own (XFA); the format has no synonyms.
RUNS = frozenset({"/JavaScript", "/JS", "/Launch", "/XFA", "/OnInstantiate", "/RichMedia", "/RichMediaExecute"})
# The same in the raw bytes, because PDF viewers differ in how they repair a damaged file. Without the short names,
# which occur in compressed images by chance.
LONG_NAMES = re.compile(rb"/(JavaScript|Launch|OnInstantiate|RichMedia)(?![A-Za-z0-9])")
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
BEGINNING, BEGINS_WITHIN = b"%PDF-", 1024
END, ENDS_WITHIN = b"%%EOF", 1024
FINDS_THE_TABLE = b"startxref"
MAX_OBJECTS = 300_000


def read(content: bytes) -> int:
    """The number of pages. Raises Refused for active content, encryption and unreadable files."""
    logging.disable()  # pypdf logs every irregularity
    # Cut off files are repaired by pypdf; people would get what is left of them.
    if END not in content.rstrip(b"\x00\t\n\r ")[-ENDS_WITHIN:]:
        raise Refused("damaged")
    if LONG_NAMES.search(unescaped(content)):
        raise Refused("runs")
    begins = max(content[:BEGINS_WITHIN].find(BEGINNING), 0)
    pages = pages_of(content[begins:])
    if begins:
        # Programs differ in where they count from, and so might find other objects.
        with suppress(Damaged):
            pages_of(content)
    return pages


class Damaged(Refused):
    pass


def pages_of(content: bytes) -> int:
    if FINDS_THE_TABLE not in content:
        content += b"\nstartxref\n0\n%%EOF"  # without it pypdf does not look for the objects by itself, as viewers do
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Refused("encrypted")
        for obj in objects(reader):
            if runs(obj):
                raise Refused("runs")
        return len(reader.pages)
    except (Refused, MemoryError, RecursionError):
        raise
    except Exception as problem:  # pypdf may raise anything on a broken file
        raise Damaged("damaged") from problem


def unescaped(content: bytes) -> bytes:
    """The bytes with hexadecimal codes in names resolved, as in /J#61vaScript."""
    return HEX.sub(lambda code: bytes([int(code[1], 16)]), content)


def objects(reader: PdfReader) -> Iterator[Any]:
    """All objects of the file, those in object streams included, whether or not a page refers to them."""
    entries = [(number, generation) for generation, numbers in reader.xref.items() for number in numbers]
    entries += [(number, 0) for number in reader.xref_objStm]
    if len(entries) > MAX_OBJECTS:
        raise MemoryError
    yield reader.trailer
    for number, generation in entries:
        if number:  # entry 0 of a cross-reference table is no object
            yield reader.get_object(IndirectObject(number, generation, reader))


def runs(obj: Any) -> bool:
    """Whether an object contains active content at any depth; without recursion, so that nesting cannot overflow."""
    waiting = [obj]
    while waiting:
        part = waiting.pop()
        if isinstance(part, DictionaryObject):
            if RUNS.intersection(part):
                return True
            waiting += dict.values(part)
        elif isinstance(part, ArrayObject):
            waiting += list.__iter__(part)
        elif isinstance(part, NameObject) and part in RUNS:
            return True
    return False


if __name__ == "__main__":
    child.serve(read)
