"""Tests of uploaded files opened in a process of their own: a fault there costs that process alone."""

import datetime
import io
import os
import resource
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Iterable

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook
from PIL import Image

from eving.core import isolated
from eving.core.isolated import pdfs, tables
from eving.core.photos import encoding
from eving.core.tables import reading
from eving.core.tables.reading import SENTENCES, read_table
from tests.pdf_files import packed_pdf, pdf, stream
from tests.photo_files import as_bytes, chunk, jpeg, picture, png_header, upload

MEGABYTE = 1024 * 1024
ROOM = {"megabytes": 512, "seconds": 15}


# ---------------------------------------------------------------- the isolated process
def test_a_reader_that_takes_too_much_memory_is_ended() -> None:
    large = as_bytes(Image.new("RGB", (6000, 6000)), "PNG")

    with pytest.raises(isolated.TooCostly):
        isolated.read("pictures", large, megabytes=160, seconds=15)

    assert isolated.read("pictures", large, megabytes=1024, seconds=15)  # twin: it fits with more memory


def test_a_reader_that_takes_too_long_is_ended() -> None:
    content = many_rows(4_000, columns=50)

    with pytest.raises(isolated.TooCostly):
        isolated.read("tables", content, megabytes=512, seconds=1)

    assert isolated.read("tables", content, megabytes=512, seconds=60)


def test_a_reader_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that takes over the child process finds neither keys nor passwords in its environment."""
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    monkeypatch.setenv("DATABASE_URL", "postgres://someone:password@db/eving")

    code = "import os; print(sorted(os.environ))"
    done = subprocess.run([sys.executable, "-c", code], env=isolated.environment(), capture_output=True, check=True)

    assert b"PATH" in done.stdout and not [name for name in (b"SECRET_KEY", b"DATABASE_URL") if name in done.stdout]


def test_no_reader_imports_django() -> None:
    """Importing Django would make the start ten times as slow, and would load the settings."""
    for reader in ("pictures", "tables", "pdfs"):
        code = f"import sys, eving.core.isolated.{reader}; sys.exit('django' in sys.modules)"
        assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0, reader


# ---------------------------------------------------------------- tables
def archive(parts: dict[str, bytes | Iterable[bytes]]) -> bytes:
    """An XLSX of one empty sheet, with some of its parts replaced."""
    book, out = io.BytesIO(), io.BytesIO()
    Workbook().save(book)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name in {**dict.fromkeys(old.namelist()), **parts}:
            with new.open(name, "w") as target:
                content = parts.get(name, old.read(name) if name in old.namelist() else b"")
                for piece in [content] if isinstance(content, bytes) else content:
                    target.write(piece)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
OPENING = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSING = b"</sheetData></worksheet>"


def sheet(*rows: bytes) -> dict[str, bytes]:
    return {SHEET: OPENING + b"".join(rows) + CLOSING}


def many_rows(number: int, columns: int) -> bytes:
    # Written by hand, because a library would take longer than the reader.
    texts = [[f"Spalte {column}" for column in range(columns)]]
    texts += [[f"Zelle {row} {column}" for column in range(columns)] for row in range(number)]
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'.format
    rows = ("<row>" + "".join(map(cell, row)) + "</row>" for row in texts)
    return archive(sheet(*(row.encode() for row in rows)))


def strings(*texts: bytes) -> dict[str, bytes]:
    return {
        "xl/sharedStrings.xml": b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + b"".join(b"<si><t>%b</t></si>" % text for text in texts)
        + b"</sst>"
    }


BOMBS = {
    "a million cells in one row": (lambda: sheet(b"<row>" + b"<c/>" * 1_000_000 + b"</row>"), "too_many_columns"),
    "a million cells in few columns": (
        lambda: sheet(*[b"<row>" + b"<c/>" * 1_000 + b"</row>"] * 1_000),
        "too_many_cells",
    ),
    "a million empty rows": (
        lambda: sheet(*(b'<row r="%d"/>' % number for number in range(1, 1_000_000))),
        "too_many_empty",
    ),
    "a million times the same": (lambda: sheet(b"<row/>" * 1_000_000), "unpacked"),
    "one row a million below": (lambda: sheet(b'<row r="1"/><row r="1048576"/>'), "too_many_empty"),
    "a million shared strings": (lambda: strings(*(b"%d" % number for number in range(500_000))), "too_many_cells"),
    "elements in each other": (lambda: {"xl/styles.xml": b"<a>" * 100_000 + b"</a>" * 100_000}, "unpacked"),
    "a million styles": (lambda: {"xl/styles.xml": b"<a>" + b"<b/>" * 1_000_000 + b"</a>"}, "unpacked"),
    "entities": (
        lambda: {"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]><a>&b;&b;</a>'},
        "damaged",
    ),
    "fifty megabytes of nothing": (lambda: {"xl/theme/theme1.xml": b" " * 50 * MEGABYTE}, "unpacked"),
    "too many parts": (lambda: {f"xl/{number}.bin": b"" for number in range(1_100)}, "unpacked"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_table_that_would_blow_up_is_refused_before_anything_is_built(name: str) -> None:
    parts, code = BOMBS[name]
    content = archive(parts())
    assert len(content) < reading.MAX_BYTES

    with pytest.raises(isolated.Refused) as refused:
        isolated.read("tables", content, **ROOM)

    assert refused.value.code == code


def test_a_text_that_stands_in_every_cell_is_counted_in_every_cell() -> None:
    """It is stored once in the file, and would be written out three hundred thousand times."""
    rows = b"".join(b"<row>" + b'<c t="s"><v>0</v></c>' * 50 + b"</row>" for _row in range(500))
    with zipfile.ZipFile(io.BytesIO(archive({}))) as parts:
        types = parts.read("[Content_Types].xml").replace(
            b"</Types>",
            b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument'
            b'.spreadsheetml.sharedStrings+xml"/></Types>',
        )
    content = archive({**strings(b"x" * 5_000), **sheet(rows), "[Content_Types].xml": types})

    with pytest.raises(isolated.Refused) as refused:
        isolated.read("tables", content, **ROOM)

    assert refused.value.code == "too_many_cells"


READ_CARELESSLY = """
import io, resource, sys
from openpyxl import load_workbook
book = load_workbook(io.BytesIO(sys.stdin.buffer.read()), read_only=True)
sheet = book.worksheets[0]
sheet.reset_dimensions()
for row in sheet.iter_rows(max_col=61):
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_read_carelessly_such_a_table_takes_the_memory(tmp_path) -> None:
    """Twin of the limit: seventy kilobytes become hundreds of megabytes."""
    content = archive(sheet(b"<row>" + b"<c/>" * 1_000_000 + b"</row>"))
    assert len(content) < 70_000

    done = subprocess.run([sys.executable, "-c", READ_CARELESSLY], input=content, capture_output=True, check=True)

    assert int(done.stdout) > 200


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"A;B\n" + b"\n" * 1_000_000 + b"x;y\n", "too_many_empty"),
        (b";" * 1_000_000 + b"\nx\n", "too_many_columns"),
        (b"A;B\n" + b"x;" * 1_000_000, "too_many_columns"),
        (b"A;B\n" + b"x" * 4 * MEGABYTE, ""),
        (b'A;B\n"' + b"x;\n" * MEGABYTE, "open_quote"),
    ],
    ids=["empty lines", "separators in the header", "separators in a row", "one long cell", "a quote never closed"],
)
def test_a_csv_file_has_the_same_limits(content: bytes, code: str) -> None:
    if code:
        with pytest.raises(ValidationError) as refused:
            read_table(content)
        assert refused.value.messages == [str(SENTENCES[code])]
    else:
        (row,) = read_table(content).rows
        assert list(row.problems) == ["A"]


def test_a_line_of_fifty_megabytes_is_not_even_opened() -> None:
    with pytest.raises(ValidationError) as refused:
        read_table(b"A;B\n" + b"x" * 50 * MEGABYTE)

    assert "5 MB" in refused.value.messages[0]


def test_a_table_as_large_as_one_may_be_is_read() -> None:
    sheet_read = read_table(many_rows(tables.MAX_ROWS, columns=tables.MAX_COLUMNS))

    assert (len(sheet_read.rows), len(sheet_read.header)) == (tables.MAX_ROWS, tables.MAX_COLUMNS)
    assert sheet_read.rows[-1].cells["Spalte 59"] == "Zelle 4999 59"


def test_numbers_and_dates_come_through_as_they_were_and_formulas_and_times_as_mistakes() -> None:
    book = Workbook()
    book.active.append(["Zahl", "Tag", "Ja", "Formel", "Leer", "Uhr"])
    book.active.append(
        [1.25, datetime.datetime.fromisoformat("2027-01-31T00:00:00"), True, "=1+1", None, datetime.time(9, 30)]
    )
    out = io.BytesIO()
    book.save(out)
    assert load_workbook(io.BytesIO(out.getvalue())).active["B2"].is_date

    (row,) = read_table(out.getvalue()).rows

    moment = datetime.datetime.fromisoformat("2027-01-31T00:00:00")
    assert row.cells == {"Zahl": 1.25, "Tag": moment, "Ja": True, "Formel": "", "Leer": None, "Uhr": ""}
    assert list(row.problems) == ["Formel", "Uhr"]


# ---------------------------------------------------------------- pictures
def refusal(content: bytes) -> str:
    with pytest.raises(encoding.PhotoError) as caught:
        encoding.encode(upload(content))
    return caught.value.code


def test_a_picture_packed_a_thousandfold_into_its_texts_is_refused() -> None:
    text = zlib.compress(b"x" * 100 * MEGABYTE, 9)
    content = (
        b"\x89PNG\r\n\x1a\n"
        + png_header(40, 30)
        + chunk(b"zTXt", b"Comment\0\0" + text) * 20
        + as_bytes(picture(40, 30), "PNG")[33:]
    )

    assert refusal(content) in {"not_a_photo", "damaged", "too_costly"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_huge_profile_and_huge_camera_data_cost_neither_the_photo_nor_the_memory(kind: str) -> None:
    profile = os.urandom(5 * MEGABYTE) if kind != "PNG" else b"\0" * 500_000
    content = as_bytes(picture(), kind, icc_profile=profile, exif=b"Exif\0\0" + b"\0" * 60_000)

    encoded = encoding.encode(upload(content))

    assert (encoded.width, encoded.height) == (64, 48)


def test_a_picture_with_a_thousand_passes_is_ended_in_time() -> None:
    """Each pass of a progressive JPEG covers the whole picture again, but takes only a few bytes of the file."""
    content = as_bytes(Image.new("L", (6000, 6000), 128), "JPEG", progressive=True)
    end = content.rindex(b"\xff\xda")  # the last pass
    many = content[:end] + content[end:-2] * (14 * MEGABYTE // len(content[end:-2])) + b"\xff\xd9"
    with pytest.raises(isolated.TooCostly):
        isolated.read("pictures", many, megabytes=1024, seconds=2)

    assert isolated.read("pictures", content, megabytes=1024, seconds=10)


def test_what_was_read_stays_with_the_upload() -> None:
    file = upload(jpeg())
    first = encoding.encode(file)
    began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    assert encoding.encode(file) is first
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime == began


# ---------------------------------------------------------------- PDF
SCRIPT = b"<< /Type /Action /S /JavaScript /JS (app.alert\\(1\\)) >>"
LAUNCH = b"<< /Type /Action /S /Launch /F (calc.exe) >>"


def outcome(content: bytes) -> str:
    try:
        isolated.read("pdfs", content, **ROOM)
    except isolated.Refused as refused:
        return refused.code
    return "taken"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (pdf(), "taken"),
        (pdf(b"/OpenAction [3 0 R /Fit]"), "taken"),
        (pdf(b"/OpenAction << /S /URI /URI (https://www.dortmund.de) >>"), "taken"),
        (pdf(objects={4: stream(b"BT (Kein /JS und kein Script) Tj ET")}), "taken"),
        (pdf(b"/OpenAction " + SCRIPT), "runs"),
        (pdf(b"/OpenAction 4 0 R", {4: SCRIPT}), "runs"),
        (pdf(b"/OpenAction 4 0 R", {4: LAUNCH}), "runs"),
        (pdf(b"/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", {4: SCRIPT}), "runs"),
        (pdf(b"/AA << /WC 4 0 R >>", {4: SCRIPT.replace(b"/JavaScript", b"/J#61v#61Script")}), "runs"),
        (pdf(b"/OpenAction << /S /Rendition /#4aS (app.alert\\(1\\)) >>"), "runs"),
        (pdf(b"/AcroForm << /XFA 4 0 R >>", {4: stream(b"<xdp/>")}), "runs"),
        (pdf(objects={4: SCRIPT}), "runs"),
        (packed_pdf(b"", b"<< /Title (Plan) >>"), "taken"),
        (packed_pdf(b"/OpenAction 4 0 R", SCRIPT), "runs"),
        (packed_pdf(b"/OpenAction 4 0 R", LAUNCH), "runs"),
        (packed_pdf(b"/OpenAction 4 0 R", b"<< /S /Rendition /JS (x) >>"), "runs"),
        (pdf(trailer=b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4 >> /ID [(a) (a)]"), "encrypted"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "damaged"),
        (pdf()[:80], "damaged"),
        (pdf()[:-10], "damaged"),
        (b"\r\n" + pdf(), "taken"),
        (b"\r\n" + packed_pdf(b"/OpenAction 4 0 R", b"<< /S /Rendition /JS (x) >>"), "runs"),
        (pdf().replace(b"startxref", b"st"), "taken"),
        (pdf(b"/OpenAction 4 0 R", {4: SCRIPT}).replace(b"startxref", b"st"), "runs"),
        (packed_pdf(b"/OpenAction 4 0 R", b"<< /S /Rendition /JS (x) >>").replace(b"startxref", b"st"), "runs"),
        (b"%PDF-1.7\n" + os.urandom(5_000), "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_pdf_in_which_something_runs_is_refused(content: bytes, expected: str) -> None:
    assert outcome(content) == expected


def test_a_packed_script_is_not_seen_in_the_bytes_alone() -> None:
    """Twin: a check that only searches the file for names accepts it."""
    content = packed_pdf(b"/OpenAction 4 0 R", SCRIPT)

    assert not pdfs.LONG_NAMES.search(pdfs.unescaped(content))
    assert outcome(content) == "runs"


def test_a_pdf_whose_objects_unfold_to_gigabytes_is_ended() -> None:
    content = packed_pdf(b"/OpenAction 4 0 R", b"<< /Title (Plan) >>", unpacked_to=1_000 * MEGABYTE)
    assert len(content) < 2 * MEGABYTE

    began = time.process_time()
    with pytest.raises((isolated.TooCostly, isolated.Refused)):
        isolated.read("pdfs", content, **ROOM)

    assert time.process_time() - began < 5  # CPU seconds of this process
