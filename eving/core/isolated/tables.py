"""Reader of XLSX and CSV tables: rows of plain values, with all sizes checked before anything is built."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from io import BytesIO
from itertools import islice
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.escape import unescape

from eving.core.isolated import Refused, child, delimited

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
NAMED = 100  # rows left out, and hidden rows, that are named
# What a spreadsheet program writes into a cell that it cannot compute or show, in English and in German.
ERROR = re.compile(
    r"#(N/A|NV|REF!|BEZUG!|VALUE!|WERT!|DIV/0!|NAME\?|NULL!|NUM!|ZAHL!|SPILL!|ÜBERLAUF!|CALC!|KALK!|FIELD!|FELD!|#{2,})"
)
MERGED = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
# "Strict Open XML", one of Excel's formats, differs from the usual one by its names.
STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}


class Formula:
    """Marker for a cell with a formula, which is not computed."""


class Error(str):
    """What stands in a cell that the spreadsheet program could not compute."""


def read(content: bytes) -> dict[str, Any]:
    """``header``, ``rows``, each ``[row number, cells, whether it has more]``, and what to say. Raises Refused."""
    if content.startswith(b"PK"):
        about: dict[str, Any] = {"first": 1}
        return {**table_of(xlsx_rows(content, about), 1), "about": about}
    about, lines = delimited.read(content)
    return {**table_of(lines, about["first"]), "about": about}


# ---------------------------------------------------------------- XLSX
def xlsx_rows(content: bytes, about: dict[str, Any]) -> Iterator[Sequence[Any]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise Refused("not_excel")
            weigh(archive, len(content))
            if any(name in archive.read("xl/workbook.xml") for name in STRICT):
                content = in_usual_names(archive)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for info in archive.infolist():
                if info.filename.endswith((".xml", ".rels")) and "/worksheets/" not in info.filename:
                    with archive.open(info) as part:
                        Scan(strings=info.filename.endswith(STRINGS)).over(part)
        # With read_only openpyxl parses a sheet only when its rows are iterated.
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        about["hidden_sheets"] = len(book.worksheets) - len(sheets)
        for position, sheet in enumerate(sheets, 1):
            lines = sheet_rows(content, sheet, about)
            start = up_to_filled(lines)
            if start or position == len(sheets):
                about["sheet"], about["other_sheets"] = sheet.title, [other.title for other in sheets[position:]]
                yield from start
                yield from lines
                return
    except (Refused, MemoryError, RecursionError):
        raise
    except Exception as problem:  # openpyxl may raise anything on a broken file
        raise Refused("damaged") from problem


def up_to_filled(lines: Iterator[list[Any]]) -> list[list[Any]]:
    """The rows up to the first with something in it; none where the sheet is empty."""
    start = []
    for line in lines:
        start.append(line)
        if not is_empty(line):
            return start
    return []


def sheet_rows(content: bytes, sheet: Any, about: dict[str, Any]) -> Iterator[list[Any]]:
    """The rows of a sheet. The value of merged cells, which people see beside each of their rows, is that of each."""
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(sheet._worksheet_path) as part:
        scan = Scan(sheet=True)
        scan.over(part)
    about["hidden"], about["hidden_columns"] = scan.hidden, scan.hidden_columns
    sheet.reset_dimensions()  # the declared size cannot be trusted
    reaching: dict[int, tuple[int, Any]] = {}  # by column: the last row of a merged cell, and its value
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), 1):
        # XLSX writes characters that XML cannot hold as _x0000_; left so, they would pass later checks.
        line = [typed(cell) for cell in row]
        if not is_empty(line):
            for column, (last, value) in reaching.items():
                if number <= last and column < len(line) and line[column] is None:
                    line[column] = value
                    about["merged"] = True
        for column, last in scan.merged.get(number, ()):
            if column < len(line):
                reaching[column] = last, line[column]
        yield line


def typed(cell: Any) -> Any:
    if cell.data_type == "f":
        return Formula
    return Error(cell.value) if cell.data_type == "e" else unescaped(cell.value)


def in_usual_names(archive: zipfile.ZipFile) -> bytes:
    """The same file with the names that openpyxl knows."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as usual:
        for info in archive.infolist():
            part = archive.read(info)
            if info.filename.endswith((".xml", ".rels")):
                for strict, name in STRICT.items():
                    part = part.replace(strict, name)
            usual.writestr(info.filename, part)
    return out.getvalue()


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
        self.depth = self.elements = self.rows = self.cells = self.cells_of_row = self.number = 0
        self.hidden: list[int] = []
        self.hidden_columns: list[int] = []
        self.merged: dict[int, list[tuple[int, int]]] = {}  # by first row: column, from 0, and last row
        self.merges = 0

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
            elif name == "col":
                self.begin_columns(attributes)
            elif name == "mergeCell":
                self.begin_merged(attributes)
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
        self.number = int(number) if number.isdecimal() else self.number + 1
        if is_set(attributes.get("hidden")):
            self.hidden.append(self.number)

    def begin_columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if is_set(attributes.get("hidden")) and first.isdecimal() and last.isdecimal():
            self.hidden_columns += range(int(first), min(int(last), MAX_COLUMNS) + 1)

    def begin_merged(self, attributes: dict[str, str]) -> None:
        self.merges += 1
        if self.merges > MAX_CELLS_OF_ROW * MAX_COLUMNS:
            raise Refused("too_many_cells")
        found = MERGED.fullmatch(attributes.get("ref", ""))
        if found and int(found[2]) < int(found[4]):
            column = column_index_from_string(found[1]) - 1
            self.merged.setdefault(int(found[2]), []).append((column, int(found[4])))

    def end(self, _name: str) -> None:
        self.depth -= 1


def is_set(attribute: str | None) -> bool:
    return attribute in ("1", "true")


def unescaped(value: Any) -> Any:
    return unescape(value) if isinstance(value, str) and "_x00" in value else value


# ---------------------------------------------------------------- rows
def table_of(lines: Iterable[Sequence[Any]], first: int) -> dict[str, Any]:
    """The first line that is not empty is the header, until somebody who knows the columns finds a better one."""
    numbered = enumerate(lines, first)
    header: list[str] = []
    for _number, line in islice(numbered, 20):
        header = header_of(line)
        if header:
            break
    if not header:
        raise Refused("no_header")
    rows: list[list[Any]] = []
    left_out: list[list[Any]] = []
    text = left_out_count = 0
    for number, line in numbered:
        if number > MAX_ROWS + MAX_EMPTY_ROWS:
            raise Refused("too_many_empty")
        if len(line) > MAX_CELLS_OF_ROW:
            raise Refused("too_many_columns")
        cells = [cell.strip() if type(cell) is str else cell for cell in line]
        if is_empty(cells):
            continue
        if is_example(cells):
            left_out_count += 1
            left_out += [[number, cells[0][:80]]] if left_out_count <= NAMED else []
            continue
        kept = [plain(cell) for cell in without_end(cells[:MAX_COLUMNS])]
        text += sum(len(cell) for cell in kept if isinstance(cell, str))
        rows.append([number, kept, not is_empty(cells[MAX_COLUMNS:])])
        if len(rows) > MAX_ROWS:
            raise Refused("too_many_rows")
        if text > MAX_TEXT:
            raise Refused("too_many_cells")
    if not rows:
        raise Refused("no_rows")
    return {
        "header": header,
        "rows": rows,
        "left_out": left_out,
        "left_out_count": left_out_count,
    }


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


def without_end(cells: list[Any]) -> list[Any]:
    """The cells up to the last one with something in it."""
    filled = [position for position, cell in enumerate(cells, 1) if cell is not None and cell != ""]
    return cells[: filled[-1]] if filled else []


def is_example(cells: Sequence[Any]) -> bool:
    return type(cells[0]) is str and cells[0].startswith(EXAMPLE) and not ERROR.fullmatch(cells[0])


def plain(cell: Any) -> Any:
    """A value for JSON: numbers, truth values and texts as they are, others with their kind: ``["date", iso]``."""
    if cell is Formula:
        return ["formula"]
    if isinstance(cell, Error) or (isinstance(cell, str) and ERROR.fullmatch(cell)):
        return ["error", str(cell)]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    if isinstance(cell, time | timedelta):
        return ["time", str(cell)]
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)


if __name__ == "__main__":
    child.serve(read)
