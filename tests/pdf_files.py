"""PDF files, ordinary and malicious, built by the test that needs them."""

import zlib
from collections.abc import Mapping

PAGES = {2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", 3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"}


def pdf(catalog: bytes = b"", objects: Mapping[int, bytes] | None = None, *, trailer: bytes = b"") -> bytes:
    """One empty page of A4; ``catalog`` is added to its root, further objects are numbered from 4."""
    bodies = {1: b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog, **PAGES, **(objects or {})}
    paper, places = b"%PDF-1.7\n", {}
    for number, body in bodies.items():
        places[number] = len(paper)
        paper += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, size = len(paper), max(bodies) + 1
    paper += b"xref\n0 1\n0000000000 65535 f \n"
    paper += b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places.items())
    return paper + b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def packed_pdf(catalog: bytes, hidden: bytes, unpacked_to: int = 0) -> bytes:
    """A PDF whose fourth object is in a compressed object stream, as most programs write them today."""
    inside = b"4 0 " + hidden
    content = zlib.compress(inside + b" " * unpacked_to, 9)
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog,
        **PAGES,
        5: stream(content, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"),
    }
    paper, rows = b"%PDF-1.7\n", {0: (0, 0, 65535), 4: (2, 5, 0)}
    for number, body in bodies.items():
        rows[number] = (1, len(paper), 0)
        paper += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(paper)
    rows[6] = (1, start, 0)
    table = b"".join(
        bytes([kind]) + place.to_bytes(4) + more.to_bytes(2) for _n, (kind, place, more) in sorted(rows.items())
    )
    places = stream(table, b"/Type /XRef /W [1 4 2] /Size 7 /Root 1 0 R")
    return paper + b"6 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (places, start)
