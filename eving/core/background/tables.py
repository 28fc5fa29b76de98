"""Large tables: their check and their import as runs, a batch of rows in each transaction."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.audit import log
from eving.core.background.kinds import GivenUp
from eving.core.models import BackgroundRun, CheckedRows, ImportBatch, User
from eving.core.tables.headers import checked_sheet
from eving.core.tables.reading import Row
from eving.core.tables.saving import Outcome
from eving.core.tables.table import BATCH, Table

CHECK, IMPORT = "tables.check", "tables.import"
LARGE = 200  # rows; a table with more is checked and applied in the background
SHOWN = 100  # rows of each sort that the page of a check shows, and rows left out that a result names
LONGEST = 2_000  # characters kept of a value that is only shown
KINDS = ("new", "changed", "same", "wrong")
IMPORTS = 0x7461626C  # class of the advisory locks by register


def print_of(outcome: Outcome) -> str:
    """What a row would do, in a few characters; it differs when the stored entry has changed since."""
    return hashlib.sha256(repr((outcome.kind, outcome.changes)).encode()).hexdigest()[:16]


def stored_batch(run: BackgroundRun) -> ImportBatch:
    """The table of a run, locked until the transaction ends. Raises GivenUp when there is nothing left to do."""
    batch = ImportBatch.objects.select_for_update().filter(pk=run.about).first()
    if batch is None or batch.state != ImportBatch.State.CHECKED:
        raise GivenUp(_("The table was discarded meanwhile, or its time was over. Please upload it again."))
    return batch


class TableWork:
    """What the batches of a check or an import share: the rows of the file, and what they are compared with."""

    code: ClassVar[str]
    writes: ClassVar[bool]

    def __init__(self, table: Table, batch: ImportBatch, run: BackgroundRun, by: User) -> None:
        self.table, self.batch, self.by = table, batch, by
        sheet = checked_sheet(table, bytes(batch.content or b""))
        self.rows = sheet.rows
        table.begin(sheet, by=by)
        self.known = 0  # of the rows, how many the table has seen

    def next_rows(self, run: BackgroundRun) -> list[Row]:
        """The rows of the next batch. Those before it, of an earlier turn or another worker, are recalled."""
        self.table.recall(self.rows[self.known : run.done])
        rows = self.rows[run.done : run.done + BATCH]
        self.known = run.done + len(rows)
        return rows

    def finish(self, run: BackgroundRun) -> None:
        pass


class Check(TableWork):
    """Writes nothing but what each row would do."""

    code, writes = CHECK, False

    def step(self, run: BackgroundRun) -> int:
        stored_batch(run)
        rows = self.next_rows(run)
        outcomes = self.table.work_off(rows, keep=False)
        kept = [as_stored(outcome, run.result) for outcome in outcomes]
        CheckedRows.objects.create(batch=self.batch, first=run.done, outcomes=kept)
        return len(rows)


def as_stored(outcome: Outcome, numbers: dict[str, Any]) -> dict[str, Any]:
    """A row of a check as it is kept, counted in ``numbers``; with its words only where the page shows them."""
    row: dict[str, Any] = {"number": outcome.number, "kind": outcome.kind, "print": print_of(outcome)}
    sorts = ["wrong" if outcome.kind == "wrong" else "altering"] if outcome.kind != "same" else []
    if outcome.warning:
        sorts.append("warnings")
        row["similar"] = True
    if any(numbers.get(sort, 0) < SHOWN for sort in sorts):
        row["shown"] = {
            "title": outcome.title,
            "changes": [(header, old[:LONGEST], new[:LONGEST]) for header, old, new in outcome.changes],
            "problems": outcome.problems,
            "warning": outcome.warning,
        }
    for sort in {outcome.kind, *sorts}:
        numbers[sort] = numbers.get(sort, 0) + 1
    return row


def shown_of(batch: ImportBatch) -> list[Outcome]:
    """The rows that the page of a check shows."""
    return [
        Outcome(row["number"], row["kind"], **row["shown"])
        for part in batch.checked_rows.all()
        for row in part.outcomes
        if "shown" in row
    ]


class Import(TableWork):
    """Writes each row that still does what the check had shown, and names the others."""

    code, writes = IMPORT, True

    def __init__(self, table: Table, batch: ImportBatch, run: BackgroundRun, by: User) -> None:
        super().__init__(table, batch, run, by)
        self.checked = {row["number"]: row for part in batch.checked_rows.all() for row in part.outcomes}

    def step(self, run: BackgroundRun) -> int:
        stored_batch(run)
        with connection.cursor() as cursor:
            # Of two tables with the same new entry the second sees what the first has entered.
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [IMPORTS, self.batch.register])
        with log.acting(self.by, label=self.batch.label, batch=self.batch.pk):
            self.table.learn_of_new()
            rows = self.next_rows(run)
            outcomes = self.table.work_off(rows, keep=True, is_wanted=self.is_as_checked)
        self.note(run, outcomes)
        return len(rows)

    def is_as_checked(self, outcome: Outcome) -> bool:
        row = self.checked.get(outcome.number, {})
        return row.get("print") == print_of(outcome) and (not outcome.warning or "similar" in row)

    def note(self, run: BackgroundRun, outcomes: Sequence[Outcome]) -> None:
        numbers = dict.fromkeys((*KINDS, "skipped"), 0)
        left_out = run.result.setdefault("left_out", [])
        for outcome in outcomes:
            # What has become the same by another hand is no loss.
            if outcome.kind == "same" or (outcome.kind != "wrong" and self.is_as_checked(outcome)):
                numbers[outcome.kind] += 1
                continue
            numbers["skipped"] += 1
            if len(left_out) < SHOWN:
                left_out.append([outcome.number, why_left_out(outcome)])
        for name in ("new", "changed", "same", "skipped"):
            run.result[name] = run.result.get(name, 0) + numbers[name]
        ImportBatch.objects.filter(pk=self.batch.pk).update(
            **{f"rows_{name}": F(f"rows_{name}") + numbers[name] for name in ("new", "changed", "same", "skipped")}
        )

    def finish(self, run: BackgroundRun) -> None:
        self.batch.checked_rows.all().delete()
        ImportBatch.objects.filter(pk=self.batch.pk).update(
            state=ImportBatch.State.APPLIED, content=None, applied_at=timezone.now()
        )


def why_left_out(outcome: Outcome) -> str:
    if outcome.kind == "wrong" and outcome.problems:
        return " ".join(sentence for _header, sentence in outcome.problems)
    return _("Somebody changed the entry since the check.")


def numbers_of(run: BackgroundRun, names: Iterable[tuple[str, Any]]) -> list[tuple[str, int]]:
    return [(str(label), run.result.get(name, 0)) for name, label in names]
