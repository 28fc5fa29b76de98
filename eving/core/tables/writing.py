"""Tables that go out: CSV and XLSX in which no cell can act as a formula."""

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
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# What a spreadsheet program takes for a formula, also behind spaces and in the wide letters of East Asian keyboards.
SIGNS = "=+\\-@＝＋－＠﹣﹦﹢﹫"
BLANK = "\\s\u200b\ufeff"
DANGER = re.compile(rf"'*(?:[\t\r\n]|[{BLANK}]*[{SIGNS}])")
# A program that splits our lines at commas, or at tabs, begins a new cell in the middle of one of ours.
INNER = re.compile(rf"(?<![{BLANK}\"',;])[{BLANK}\"',;]+(?=[{SIGNS}])")
SEPARATOR = re.compile(r"[,;\t\r\n\v\f]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MAX_CELL = 32_767  # more a cell of XLSX cannot hold
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def guarded(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet program might begin a formula.

    Before the first sign of the text, and after each separator in it: a file with semicolons may be read as one with
    commas, and the other way round.
    """
    text = INNER.sub(lambda gap: f"{gap[0]}'" if SEPARATOR.search(gap[0]) else gap[0], text)
    return f"'{text}" if DANGER.match(text) else text


def unguarded(text: str) -> str:
    """The inverse of ``guarded``: what we wrote comes back as it was."""
    text = text[1:] if text.startswith("'") and DANGER.match(text[1:]) else text
    return INNER.sub(lambda gap: gap[0].removesuffix("'") if SEPARATOR.search(gap[0]) else gap[0], text)


def guarded_alone(text: str) -> str:
    """As ``guarded``, for a file whose cells nobody splits: a list with dashes in a text stays as it is."""
    return guarded(text) if DANGER.match(text) or unguarded(text) != text else text


def csv_cell(value: Any) -> str:
    """A value as German spreadsheet programs read it."""
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
    """Takes what the csv module writes and hands it on."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A CSV file line by line: UTF-8 with BOM, semicolons, CRLF."""
    writer = csv.writer(Line(), delimiter=";", lineterminator="\r\n")
    yield b"\xef\xbb\xbf" + writer.writerow([guarded(name) for name in header]).encode()
    for row in rows:
        yield writer.writerow([csv_cell(value) for value in row]).encode()


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> IO[bytes]:
    """An XLSX file whose rows went to the disk one by one; numbers and dates keep their kind, texts stay texts."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    for place, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(place)].width = min(max(len(name) + 2, 14), 40)
    sheet.append([xlsx_cell(sheet, name, bold=True) for name in header])
    for row in rows:
        sheet.append([xlsx_cell(sheet, value) for value in row])
    with ExitStack() as when_it_fails:
        file = when_it_fails.enter_context(TemporaryFile())
        book.save(file)
        file.seek(0)
        when_it_fails.pop_all()  # whoever sends the file closes it
    return file


def xlsx_cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
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
