"""Writing of CSV and XLSX files in which no cell can act as a formula (CSV injection)."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

# First characters of a formula for spreadsheet programs, also after spaces, and in full-width forms.
SIGNS = "=+\\-@＝＋－＠﹣﹦﹢﹫"
BLANK = "\\s\u200b\ufeff"
DANGER = re.compile(rf"'*(?:[\t\r\n]|[{BLANK}]*[{SIGNS}])")
# A program that splits our lines at commas or tabs begins a new cell in the middle of one of ours.
INNER = re.compile(rf"(?<![{BLANK}\"',;])[{BLANK}\"',;]+(?=[{SIGNS}])")
SEPARATOR = re.compile(r"[,;\t\r\n\v\f]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MAX_CELL = 32_767  # characters; the limit of XLSX
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def guarded(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet program might begin a formula.

    At its beginning and after each separator in it, because a file with semicolons may be opened as one with commas,
    and vice versa.
    """
    text = INNER.sub(lambda gap: f"{gap[0]}'" if SEPARATOR.search(gap[0]) else gap[0], text)
    return f"'{text}" if DANGER.match(text) else text


def unguarded(text: str) -> str:
    """The inverse of ``guarded``, for imports of our own files."""
    text = text[1:] if text.startswith("'") and DANGER.match(text[1:]) else text
    return INNER.sub(lambda gap: gap[0].removesuffix("'") if SEPARATOR.search(gap[0]) else gap[0], text)


def guarded_alone(text: str) -> str:
    """As ``guarded`` for XLSX, whose cells cannot be split: a text with a list of dashes stays unchanged."""
    return guarded(text) if DANGER.match(text) or unguarded(text) != text else text


def csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value) if isinstance(value, int) else guarded(UNPRINTABLE.sub("", str(value)))


def yes_no(value: bool) -> str:
    return _("yes") if value else _("no")


class Line:
    """File-like object whose write() returns the line, so that csv.writer can be used as a generator."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A CSV file line by line: UTF-8 with BOM, semicolons, CRLF."""
    writer = csv.writer(Line(), delimiter=";", lineterminator="\r\n")
    yield b"\xef\xbb\xbf" + writer.writerow([guarded(name) for name in header]).encode()
    for row in rows:
        yield writer.writerow([csv_cell(value) for value in row]).encode()


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> IO[bytes]:
    """An open XLSX file, written row by row to disk; numbers and dates keep their type. The caller closes it."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    for number, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(len(name) + 2, 14), 40)
    sheet.append([xlsx_cell(sheet, name, bold=True) for name in header])
    for row in rows:
        sheet.append([xlsx_cell(sheet, value) for value in row])
    with ExitStack() as on_error:
        file = on_error.enter_context(TemporaryFile())
        book.save(file)
        file.seek(0)
        on_error.pop_all()  # from here on the caller closes it
    return file


def xlsx_cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if isinstance(value, bool):
        value = yes_no(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None)
    elif isinstance(value, str) or not (value is None or isinstance(value, int | Decimal | date)):
        value = guarded_alone(UNPRINTABLE.sub("", str(value)))[:MAX_CELL]
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl would take “=1” for a formula
    elif isinstance(value, date):
        cell.number_format = "DD.MM.YYYY HH:MM" if isinstance(value, datetime) else "DD.MM.YYYY"
    if bold:
        cell.font = Font(bold=True)
    return cell
