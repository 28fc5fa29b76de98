"""Large tables for tests: their rows, their upload, and the worker's turns."""

import csv
import io
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eving.core.background import runs
from eving.core.models import BackgroundRun, ImportBatch

UNITS = "/verwaltung/vacancies/shopunit/"
HEADER = ["Straße", "Hausnummer", "Straßenseite", "Position im Straßenband", "Mietfläche (m²)", "Im Bestand seit"]


def unit_rows(count: int, first: int = 1, area: str = "80,50") -> list[list[str]]:
    return [
        ["Bergstraße", str(number), "gerade Nummern", str(number * 10), area, "01.01.2020"]
        for number in range(first, first + count)
    ]


def file_of(*rows: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def upload(staff: Client, content: bytes, path: str = UNITS) -> ImportBatch:
    answer = staff.post(f"{path}tabelle/einlesen/", {"label": "Begehung", "file": SimpleUploadedFile("t.csv", content)})
    assert answer.status_code == 302, answer.context["form"].errors
    return ImportBatch.objects.latest("pk")


def batch_path(batch: ImportBatch, path: str = UNITS) -> str:
    return f"{path}tabelle/einlesen/{batch.pk}/"


def progress_path(run: BackgroundRun) -> str:
    return f"/verwaltung/core/backgroundrun/{run.pk}/stand/"


def newest(kind: str = "") -> BackgroundRun:
    return BackgroundRun.objects.filter(kind__contains=kind).latest("pk")


def work(run: BackgroundRun, seconds: float = 600) -> BackgroundRun:
    """One turn of the worker."""
    runs.turn(run.pk, run.attempt, seconds)
    run.refresh_from_db()
    return run


def apply(staff: Client, batch: ImportBatch, path: str = UNITS, **more: str) -> Any:
    """What the button of a checked table does."""
    seen = staff.get(batch_path(batch, path)).context["form"].initial["seen"]
    return staff.post(batch_path(batch, path), {"seen": seen, **more})


def checked(staff: Client, content: bytes, path: str = UNITS) -> ImportBatch:
    batch = upload(staff, content, path)
    work(newest("check"))
    return batch


def imported(staff: Client, content: bytes, path: str = UNITS, **more: str) -> BackgroundRun:
    batch = checked(staff, content, path)
    answer = apply(staff, batch, path, **more)
    assert answer.status_code == 302, answer.context
    return work(newest("import"))


@contextmanager
def queries_of(counts: list[int]) -> Any:
    with CaptureQueriesContext(connection) as captured:
        yield captured
    counts.append(len(captured))
