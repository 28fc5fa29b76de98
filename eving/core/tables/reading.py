"""Reading of CSV and XLSX files into rows of texts, numbers and dates, with errors as sentences for staff."""

import json
import re
from collections.abc import Sequence
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
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SENTENCES = {
    "damaged": gettext_lazy("The file is damaged or not a table. Please save it once more as .xlsx."),
    "not_excel": gettext_lazy("This is not an Excel table. Please save it as .xlsx or .csv."),
    "not_table": gettext_lazy("This is not a table. Please choose a .csv or .xlsx file."),
    "no_csv": gettext_lazy("The file cannot be read as a table. Please save it as .xlsx."),
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
    header: list[str]
    rows: list[Row]


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


def sheet_of(rows: bytes) -> Sheet:
    table = json.loads(rows)
    header = table["header"]
    return Sheet(header, [row_of(number, header, cells, has_more) for number, cells, has_more in table["rows"]])


def row_of(number: int, header: list[str], cells: list[Any], has_more: bool) -> Row:
    row = Row(number, {})
    for name, cell in zip(header, cells, strict=False):
        if problem := wrong_with(cell):
            row.problems[name], row.cells[name] = problem, ""
        else:
            row.cells[name] = value_of(cell)
    if has_more:
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
    if isinstance(cell, str) and CONTROL.search(cell):
        return _("The cell contains an invisible control character. Please type its text again.")
    if isinstance(cell, str) and len(cell) > MAX_CELL:
        return _("The text is too long.")
    return ""


def header_problems(header: Sequence[str], known: Sequence[str], required: Sequence[str]) -> list[str]:
    from rapidfuzz import process

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
