"""Tables that come in: a CSV or XLSX file becomes rows of texts, numbers and dates, or a sentence says why not."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from rapidfuzz import process

from eving.core.exports import unguarded
from eving.core.models import ImportBatch

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 20_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and every XLSX with a password
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
EXAMPLE = "#"  # a row whose first cell begins with it is an example or a remark


@dataclass
class Row:
    """One row below the header: its number in the file, its cells by header, and what is wrong with single cells."""

    number: int
    cells: dict[str, Any]
    problems: dict[str, str] = field(default_factory=dict)


@dataclass
class Sheet:
    header: list[str]
    rows: list[Row]


class Formula:
    """Stands for a cell that would have to be computed."""


def read_table(content: bytes) -> Sheet:
    """The first sheet of an XLSX file, or a CSV file. Raises ValidationError with a sentence for the office."""
    if not content.strip(b"\x00\r\n\t ;,"):
        raise ValidationError(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 5 MB. Please split it."))
    if content.startswith(OLD_OFFICE):
        raise ValidationError(
            _("This is an old Excel file (.xls) or one with a password. Please save it as .xlsx without a password.")
        )
    return sheet_of(xlsx_rows(content) if content.startswith(b"PK") else csv_rows(content))


# ---------------------------------------------------------------- the two kinds of files
def xlsx_rows(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
            is_book = "xl/workbook.xml" in archive.namelist()
            # Sizes may be forged: unpacking stops at the limit, whatever the archive says about itself.
            if unpacked <= MAX_UNPACKED and is_book:
                for info in archive.infolist():
                    unpacked += measured(archive, info) - info.file_size
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as problem:
        raise ValidationError(_("The file is damaged or not a table. Please save it once more as .xlsx.")) from problem
    if not is_book:
        raise ValidationError(_("This is not an Excel table. Please save it as .xlsx or .csv."))
    if unpacked > MAX_UNPACKED:
        raise ValidationError(_("The table is too large when unpacked. Please copy its cells into a new table."))
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says about its own size is not to be trusted
        for row in sheet.iter_rows(max_col=MAX_COLUMNS + 1):
            # Characters that XML cannot hold are written as _x0000_; left so, they would slip by the check below.
            yield [Formula if cell.data_type == "f" else unescaped(cell.value) for cell in row]
    except ValidationError:
        raise
    except Exception as problem:  # openpyxl lets out whatever its parsers meet in a broken file
        raise ValidationError(_("The file is damaged or not a table. Please save it once more as .xlsx.")) from problem


def measured(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    """How large a part of the archive really is, up to the limit."""
    size = 0
    with archive.open(info) as part:
        while size <= MAX_UNPACKED and (chunk := part.read(65_536)):
            size += len(chunk)
    return size


def unescaped(value: Any) -> Any:
    return unescape(value) if isinstance(value, str) and "_x00" in value else value


def csv_rows(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if text[:200].count("\x00") > 5 or "�" in text[:200] or text.lstrip().startswith(("%PDF", "<", "{")):
        raise ValidationError(_("This is not a table. Please choose a .csv or .xlsx file."))
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    csv.field_size_limit(MAX_BYTES)
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=separator)
    except csv.Error as problem:
        raise ValidationError(_("The file cannot be read as a table. Please save it as .xlsx.")) from problem


# ---------------------------------------------------------------- rows
def sheet_of(lines: Iterable[Sequence[Any]]) -> Sheet:
    numbered = enumerate(lines, 1)
    header: list[str] = []
    for _number, line in islice(numbered, 20):
        header = [str(cell).strip() if cell is not None and cell is not Formula else "" for cell in line]
        if any(header):
            break
    while header and not header[-1]:
        header.pop()
    if not header:
        raise ValidationError(_("The table has no header row."))
    if len(header) > MAX_COLUMNS:
        raise ValidationError(_("The table has more than 60 columns."))
    rows: list[Row] = []
    for number, line in numbered:
        if row := row_of(number, header, line):
            rows.append(row)
        if len(rows) > MAX_ROWS:
            raise ValidationError(_("The table has more than 5,000 rows. Please split it."))
        if number > MAX_ROWS * 20:
            raise ValidationError(_("The table has too many empty rows. Please copy its cells into a new table."))
    if not rows:
        raise ValidationError(_("The table has no rows below its header."))
    return Sheet(header, rows)


def row_of(number: int, header: list[str], line: Sequence[Any]) -> Row | None:
    """A row with trimmed cells; None for an empty one and for an example."""
    cells = [cell.strip() if isinstance(cell, str) else cell for cell in line]
    if all(cell is None or cell == "" for cell in cells):
        return None
    if isinstance(cells[0], str) and cells[0].startswith(EXAMPLE):
        return None
    row = Row(number, {})
    for name, cell in zip(header, cells, strict=False):
        if problem := wrong_with(cell):
            row.problems[name], row.cells[name] = problem, ""
        else:
            row.cells[name] = unguarded(cell) if isinstance(cell, str) else cell
    if any(cell not in (None, "") for cell in cells[len(header) :]):
        row.problems[header[-1]] = _("The row has more cells than the header. Please check its separators.")
    return row


def wrong_with(cell: Any) -> str:
    if cell is Formula:
        return _("The cell holds a formula. Please paste its value.")
    if isinstance(cell, str) and CONTROL.search(cell):
        return _("The cell holds an invisible control character. Please type its text once more.")
    if isinstance(cell, str) and len(cell) > MAX_CELL:
        return _("The text is too long.")
    return ""


def header_problems(header: Sequence[str], known: Sequence[str], required: Sequence[str]) -> list[str]:
    """Everything that is wrong with a header row, at once, each with the nearest right word."""
    problems = []
    for name in header:
        if name in known:
            continue
        nearest = process.extractOne(name, known, score_cutoff=60, processor=str.casefold) if name else None
        if nearest:
            problems.append(_("Column “%(name)s” is unknown. Did you mean “%(right)s”?") % {
                "name": name, "right": nearest[0],
            })  # fmt: skip
        elif name:
            problems.append(_("Column “%(name)s” is unknown. Please rename or remove it.") % {"name": name})
        else:
            problems.append(_("A column has no header. Please name or remove it."))
    twice = sorted({name for name in header if name and header.count(name) > 1})
    problems += [_("Column “%(name)s” appears twice.") % {"name": name} for name in twice]
    problems += [_("Column “%(name)s” is missing.") % {"name": name} for name in required if name not in header]
    return problems


def purge_imports(now: datetime, dry_run: bool) -> int:
    """Tables that were checked and then forgotten lose their content."""
    due = ImportBatch.objects.filter(
        state=ImportBatch.State.CHECKED, created_at__lt=now - timedelta(hours=settings.PURGE_PENDING_IMPORTS_HOURS)
    )
    return due.count() if dry_run else due.update(state=ImportBatch.State.DROPPED, content=None)
