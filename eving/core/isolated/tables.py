"""Reader of XLSX and CSV tables: rows of plain values, with all sizes checked before anything is built."""

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO, StringIO
from itertools import islice
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from eving.core.isolated import Refused, child

MEGABYTE = 1024 * 1024
MAX_ROWS = 5_000
MAX_EMPTY_ROWS = 95_000
MAX_COLUMNS = 60
MAX_TEXT = 10_000_000  # characters of all cells: XLSX stores a text once that every cell may refer to
# Limits of an XLSX file, which is a ZIP archive of XML.
MAX_UNPACKED = 60 * MEGABYTE
MAX_RATIO, RATIO_COUNTS_FROM = 100, 5 * MEGABYTE  # real tables compress to a tenth or a twentieth
MAX_PARTS = 1_000
MAX_DEPTH = 60
MAX_CELLS = 500_000
MAX_CELLS_OF_ROW = 2_000  # a whole row may be formatted cell by cell; only the first MAX_COLUMNS are read
MAX_STRINGS = 300_000
MAX_ELEMENTS = 200_000  # of styles and all other parts except sheets and strings
STRINGS = "sharedStrings.xml"
EXAMPLE = "#"  # a row whose first cell begins with it is an example or a comment


class Formula:
    """Marker for a cell with a formula, which is not computed."""


def read(content: bytes) -> dict[str, Any]:
    """``header`` and ``rows``: each ``[row number, cells below the header, whether it has more]``. Raises Refused."""
    return table_of(xlsx_rows(content) if content.startswith(b"PK") else csv_rows(content))


# ---------------------------------------------------------------- XLSX
def xlsx_rows(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise Refused("not_excel")
            weigh(archive, len(content))
            for info in archive.infolist():
                if info.filename.endswith((".xml", ".rels")) and "/worksheets/" not in info.filename:
                    with archive.open(info) as part:
                        Scan(strings=info.filename.endswith(STRINGS)).over(part)
        # With read_only openpyxl parses a sheet only when its rows are iterated.
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(sheet._worksheet_path) as part:
            Scan(sheet=True).over(part)
        sheet.reset_dimensions()  # the declared size cannot be trusted
        for row in sheet.iter_rows(max_col=MAX_COLUMNS + 1):
            # XLSX writes characters that XML cannot hold as _x0000_; left so, they would pass later checks.
            yield [Formula if cell.data_type == "f" else unescaped(cell.value) for cell in row]
    except (Refused, MemoryError, RecursionError):
        raise
    except Exception as problem:  # openpyxl may raise anything on a broken file
        raise Refused("damaged") from problem


def weigh(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse a ZIP bomb: first by the declared sizes, then, because these can be forged, by unpacking in chunks."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise Refused("unpacked")
    declared = sum(info.file_size for info in parts)
    if declared > MAX_UNPACKED or (declared > RATIO_COUNTS_FROM and declared > MAX_RATIO * packed):
        raise Refused("unpacked")
    left = MAX_UNPACKED
    for info in parts:
        with archive.open(info) as part:
            while chunk := part.read(65_536):
                left -= len(chunk)
                if left < 0:
                    raise Refused("unpacked")


class Scan:
    """Counts the elements of an XML part with expat, without building a tree. Raises Refused."""

    def __init__(self, *, sheet: bool = False, strings: bool = False) -> None:
        self.sheet, self.strings = sheet, strings
        self.depth = self.elements = self.rows = self.cells = self.cells_of_row = 0

    def over(self, part: Any) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.begin
        parser.EndElementHandler = self.end
        parser.StartDoctypeDeclHandler = self.refuse  # no spreadsheet program writes a DTD, where entities are defined
        parser.ParseFile(part)

    def refuse(self, *_about: Any) -> None:
        raise Refused("damaged")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise Refused("unpacked")
        name = name.rpartition(":")[2]
        if self.sheet:
            if name == "row":
                self.begin_row(attributes)
            elif name == "c":
                self.cells += 1
                self.cells_of_row += 1
                if self.cells_of_row > MAX_CELLS_OF_ROW:
                    raise Refused("too_many_columns")
                if self.cells > MAX_CELLS:
                    raise Refused("too_many_cells")
        elif self.strings:
            if name == "si":
                self.cells += 1
            if self.cells > MAX_STRINGS or self.elements > 20 * MAX_STRINGS:
                raise Refused("too_many_cells")
        elif self.elements > MAX_ELEMENTS:
            raise Refused("unpacked")

    def begin_row(self, attributes: dict[str, str]) -> None:
        self.rows += 1
        self.cells_of_row = 0
        # A row may declare a number far below: openpyxl would fill the gap with empty rows.
        number = attributes.get("r", "")
        if self.rows > MAX_ROWS + MAX_EMPTY_ROWS or (number.isdecimal() and int(number) > MAX_ROWS + MAX_EMPTY_ROWS):
            raise Refused("too_many_empty")

    def end(self, _name: str) -> None:
        self.depth -= 1


def unescaped(value: Any) -> Any:
    return unescape(value) if isinstance(value, str) and "_x00" in value else value


# ---------------------------------------------------------------- CSV
def csv_rows(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if text[:200].count("\x00") > 5 or "�" in text[:200] or text.lstrip().startswith(("%PDF", "<", "{")):
        raise Refused("not_table")
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    csv.field_size_limit(len(content) + 1)
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=separator)
    except csv.Error as problem:
        raise Refused("no_csv") from problem


# ---------------------------------------------------------------- rows
def table_of(lines: Iterable[Sequence[Any]]) -> dict[str, Any]:
    numbered = enumerate(lines, 1)
    header: list[str] = []
    for _number, line in islice(numbered, 20):
        header = header_of(line)
        if header:
            break
    if not header:
        raise Refused("no_header")
    rows: list[list[Any]] = []
    text = 0
    for number, line in numbered:
        if number > MAX_ROWS + MAX_EMPTY_ROWS:
            raise Refused("too_many_empty")
        if len(line) > MAX_CELLS_OF_ROW:
            raise Refused("too_many_columns")
        cells = [cell.strip() if isinstance(cell, str) else cell for cell in line]
        if is_empty(cells) or is_example(cells):
            continue
        kept = [plain(cell) for cell in cells[: len(header)]]
        text += sum(len(cell) for cell in kept if isinstance(cell, str))
        rows.append([number, kept, not is_empty(cells[len(header) :])])
        if len(rows) > MAX_ROWS:
            raise Refused("too_many_rows")
        if text > MAX_TEXT:
            raise Refused("too_many_cells")
    if not rows:
        raise Refused("no_rows")
    return {"header": header, "rows": rows}


def header_of(line: Sequence[Any]) -> list[str]:
    if len(line) > MAX_CELLS_OF_ROW:
        raise Refused("too_many_columns")
    header = [str(cell).strip() if cell is not None and cell is not Formula else "" for cell in line]
    while header and not header[-1]:
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise Refused("too_many_columns")
    return header


def is_empty(cells: Sequence[Any]) -> bool:
    return all(cell is None or cell == "" for cell in cells)


def is_example(cells: Sequence[Any]) -> bool:
    return isinstance(cells[0], str) and cells[0].startswith(EXAMPLE)


def plain(cell: Any) -> Any:
    """A value for JSON: ``["date", iso]``, ``["formula"]``, numbers and texts as they are, anything else as text."""
    if cell is Formula:
        return ["formula"]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)


if __name__ == "__main__":
    child.serve(read)
