"""PDF files: every object is looked at for what would run on the computer of whoever opens the file."""

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from eving.core.isolated import Refused, child

# Scripts, programs to be started, and forms that carry scripts of their own (XFA). Each can only be named so.
RUNS = frozenset({"/JavaScript", "/JS", "/Launch", "/XFA", "/OnInstantiate", "/RichMedia", "/RichMediaExecute"})
# The same in the bytes as they lie: readers of PDF differ in what they make of a damaged file. A short name would turn
# up in packed pictures by chance.
LONG_NAMES = re.compile(rb"/(JavaScript|Launch|OnInstantiate|RichMedia)(?![A-Za-z0-9])")
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
MAX_OBJECTS = 300_000


def read(content: bytes) -> int:
    """How many pages the PDF has. Raises Refused where something in it would run, or where it cannot be read."""
    logging.disable()  # pypdf tells of every oddity
    if LONG_NAMES.search(unescaped(content)):
        raise Refused("runs")
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
    except Exception as problem:  # pypdf lets out whatever it meets in a broken file
        raise Refused("damaged") from problem


def unescaped(content: bytes) -> bytes:
    """Names may be written with hexadecimal codes: /J#61vaScript."""
    return HEX.sub(lambda code: bytes([int(code[1], 16)]), content)


def objects(reader: PdfReader) -> Iterator[Any]:
    """All that the file holds, packed objects included, whether or not a page refers to it."""
    places = [(number, generation) for generation, numbers in reader.xref.items() for number in numbers]
    places += [(number, 0) for number in reader.xref_objStm]
    if len(places) > MAX_OBJECTS:
        raise MemoryError
    yield reader.trailer
    for number, generation in places:
        if number:  # the first entry of a table of places is none
            yield reader.get_object(IndirectObject(number, generation, reader))


def runs(obj: Any) -> bool:
    """Whether an object names anything that runs, at whatever depth."""
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
