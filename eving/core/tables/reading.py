"""Reading of CSV and XLSX files into rows of texts, numbers and dates, with errors as sentences for staff."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core import isolated
from eving.core.models import BackgroundRun, CheckedRows, ImportBatch
from eving.core.models.background import SILENCE
from eving.core.tables.writing import unguarded
from eving.runtime.turns import Busy, Turns

MAX_BYTES = 5 * 1024 * 1024
MAX_CELL = 20_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # signature of .xls, and of every XLSX with a password
UNPACKED = b'{"header": '  # prefix of parsed rows as ImportBatch.content stores them; no table file begins so
LEFT_OUT = ("left_out", "left_out_count")
LOOKED_AT = 10  # lines among which the header is looked for
# The sign for a lost letter, and ä, ö, ü, ß of UTF-8 that were once read as Windows-1252.
UNREADABLE = re.compile("\ufffd|Ã[\x84\x96\x9c\x9f„–œŸ¤¶¼]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SENTENCES = {
    "damaged": gettext_lazy("The file is damaged or not a table. Please save it once more as .xlsx."),
    "not_excel": gettext_lazy("This is not an Excel table. Please save it as .xlsx or .csv."),
    "not_table": gettext_lazy("This is not a table. Please choose a .csv or .xlsx file."),
    "no_csv": gettext_lazy("The file cannot be read as a table. Please save it as .xlsx."),
    "characters": gettext_lazy(
        "Some letters of the file cannot be read. Please save it in Excel as “CSV UTF-8” or as .xlsx."
    ),
    "open_quote": gettext_lazy(
        "A quotation mark is opened in the file and never closed, so that its rows run into each other. "
        "Please remove it, or save the table as .xlsx."
    ),
    "unpacked": gettext_lazy("The table is too large when unpacked. Please copy its cells into a new table."),
    "no_header": gettext_lazy("The table has no header row."),
    "no_rows": gettext_lazy("The table has no rows below its header."),
    "too_many_columns": gettext_lazy("The table has more than 60 columns."),
    "too_many_rows": gettext_lazy("The table has more than 5,000 rows. Please split it."),
    "too_many_empty": gettext_lazy("The table has too many empty rows. Please copy its cells into a new table."),
    "too_many_cells": gettext_lazy("The table contains too many cells or too much text. Please split it."),
    "too_costly": gettext_lazy("The table takes too long to read. Please copy its cells into a new table."),
    "busy": gettext_lazy("Several tables are being read just now. Please choose the file again in a moment."),
}

# Parsing a table may take hundreds of megabytes for a moment, so that server processes take turns.
reading = Turns()


@dataclass
class Row:
    """One row below the header: row number in the file, cells by header, errors by header."""

    number: int
    cells: dict[str, Any]
    problems: dict[str, str] = field(default_factory=dict)


@dataclass
class Sheet:
    """A table as read; ``about`` is what the reader passed over or guessed (core/tables/remarks.py says it)."""

    header: list[str]
    rows: list[Row]
    about: dict[str, Any] = field(default_factory=dict)


def read_table(content: bytes) -> Sheet:
    return sheet_of(unpacked(content))


def unpacked(content: bytes) -> bytes:
    """The rows of a file as JSON, as they are stored until the import is applied. Raises ValidationError.

    A file is parsed only once, in the sandbox; every later check reads these rows.
    """
    if not content.strip(b"\x00\r\n\t ;,"):
        raise ValidationError(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 5 MB. Please split it."))
    if content.startswith(OLD_OFFICE):
        raise ValidationError(
            _("This is an old Excel file (.xls) or one with a password. Please save it as .xlsx without a password.")
        )
    try:
        with reading.take(waiting=settings.READ_QUEUE, seconds=settings.READ_WAIT_SECONDS):
            return isolated.read(
                "tables", content, megabytes=settings.READ_TABLE_MB, seconds=settings.READ_TABLE_SECONDS
            )
    except isolated.Refused as refusal:
        code = refusal.code
    except isolated.TooCostly:
        code = "too_costly"
    except isolated.Broken:
        code = "damaged"
    except Busy:
        code = "busy"
    raise ValidationError(str(SENTENCES[code]), code=code)


def keep_unpacked(batch: ImportBatch) -> None:
    """Convert a batch of an earlier release, whose content is still the uploaded file, to parsed rows."""
    content = bytes(batch.content or b"")
    if not content.startswith(UNPACKED):
        batch.content = unpacked(content)
        ImportBatch.objects.filter(pk=batch.pk, content__isnull=False).update(content=batch.content)


def sheet_of(rows: bytes, knows: Callable[[str], bool] | None = None) -> Sheet:
    """The stored rows as a sheet. With ``knows``, which says whether a column has that name, below its title rows."""
    table = json.loads(rows)
    header, lines = named(table["header"]), table["rows"]
    about = {**table.get("about", {}), **{name: table[name] for name in LEFT_OUT if name in table}}
    if knows and (title := title_rows(header, lines, knows)):
        above = [header, *(named(cells) for _number, cells, _more in lines[: title - 1])]
        about["title"] = [" ".join(filter(None, names)) for names in above]
        about["header_row"] = lines[title - 1][0]
        header, lines = named(lines[title - 1][1]), lines[title:]
        left_out = about.get("left_out", [])
        about["left_out"] = [left for left in left_out if left[0] > about["header_row"]]
        about["left_out_count"] = about.get("left_out_count", 0) - len(left_out) + len(about["left_out"])
    return Sheet(header, [row_of(number, header, cells, has_more) for number, cells, has_more in lines], about)


def named(cells: list[Any]) -> list[str]:
    """Headers of one line each, however their cells are broken."""
    return [" ".join(unicodedata.normalize("NFC", cell).split()) if isinstance(cell, str) else "" for cell in cells]


def title_rows(header: list[str], lines: list[Any], knows: Callable[[str], bool]) -> int:
    """How many lines above the real header there are, besides the first; 0 when the first line is the header."""
    best, found = sum(map(knows, header)), 0
    for position, (_number, cells, _more) in enumerate(lines[:LOOKED_AT], 1):
        names = list(filter(None, named(cells)))
        known = sum(map(knows, names))
        if known > best and (known > 1 or known == len(names)) and position < len(lines):
            best, found = known, position
    return found


def row_of(number: int, header: list[str], cells: list[Any], has_more: bool) -> Row:
    row = Row(number, {})
    for name, cell in zip(header, cells, strict=False):
        if problem := wrong_with(cell):
            row.problems[name], row.cells[name] = problem, ""
        else:
            row.cells[name] = value_of(cell)
    if has_more or any(cell not in (None, "") for cell in cells[len(header) :]):
        row.problems[header[-1]] = _("The row has more cells than the header. Please check its separators.")
    return row


def value_of(cell: Any) -> Any:
    if isinstance(cell, list):
        _kind, text = cell
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return unguarded(cell) if isinstance(cell, str) else cell


def wrong_with(cell: Any) -> str:
    if cell == ["formula"]:
        return _("The cell contains a formula. Please paste its value.")
    if isinstance(cell, list) and cell[0] == "error":
        return _("The spreadsheet program reports an error in this cell (%(error)s). Please write its value.") % {
            "error": cell[1]
        }
    if isinstance(cell, list) and cell[0] == "time":
        return _("The cell contains a time of day (%(time)s). Please format it as text and type it again.") % {
            "time": cell[1]
        }
    if isinstance(cell, str) and UNREADABLE.search(cell):
        return _("Some letters of this cell cannot be read. Please type its text again.")
    if isinstance(cell, str) and CONTROL.search(cell):
        return _("The cell contains an invisible control character. Please type its text again.")
    if isinstance(cell, str) and len(cell) > MAX_CELL:
        return _("The text is too long.")
    return ""


def purge_imports(now: datetime, dry_run: bool) -> int:
    """Drop the content of imports that were checked but not applied within PURGE_PENDING_IMPORTS_HOURS.

    What its check found goes with it. A table that is being worked on waits for another night.
    """
    working = BackgroundRun.objects.open().filter(
        kind__startswith="tables.", about=OuterRef("pk"), heartbeat_at__gte=now - SILENCE
    )
    due = ImportBatch.objects.filter(
        ~Exists(working),
        state=ImportBatch.State.CHECKED,
        created_at__lt=now - timedelta(hours=settings.PURGE_PENDING_IMPORTS_HOURS),
    )
    if dry_run:
        return due.count()
    with transaction.atomic():
        pks = list(due.select_for_update(of=("self",)).values_list("pk", flat=True))
        CheckedRows.objects.filter(batch__in=pks).delete()
        BackgroundRun.objects.filter(kind__startswith="tables.", about__in=pks).give_up()
        return ImportBatch.objects.filter(pk__in=pks).update(state=ImportBatch.State.DROPPED, content=None)
