"""Invented work in the background: large tables that came in, were stopped, failed, run and wait."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from eving.core.background.tables import CHECK, IMPORT
from eving.core.models import BackgroundRun, ImportBatch, User
from eving.demo.filling.past import Clock, Filling, Jobs, make_staff

State = BackgroundRun.State

# kind, name of the table, state, rows, rows done, days ago, result, error
RUNS: list[tuple[str, str, str, int, int, int, dict[str, Any], str]] = [
    (
        IMPORT,
        "Begehung Bergstraße, Herbst",
        State.DONE,
        412,
        412,
        6,
        {
            "new": 0,
            "changed": 388,
            "same": 22,
            "skipped": 2,
            "left_out": [
                [57, "Jemand hat den Eintrag seit der Prüfung geändert."],
                [233, "Jemand hat den Eintrag seit der Prüfung geändert."],
            ],
        },
        "",
    ),
    (
        CHECK,
        "Liste der Hausverwaltung, alter Stand",
        State.CANCELLED,
        260,
        100,
        4,
        {"new": 97, "wrong": 3, "altering": 97},
        "",
    ),
    (
        CHECK,
        "Leerstände 2025 aus dem Archiv",
        State.FAILED,
        530,
        200,
        3,
        {"changed": 180, "same": 20, "altering": 180},
        "Die Tabelle wurde inzwischen verworfen, oder ihre Frist war vorbei. Bitte laden Sie sie noch einmal hoch.",
    ),
    (CHECK, "Begehung Deutsche Straße", State.RUNNING, 340, 300, 0, {"changed": 300, "altering": 300}, ""),
    (CHECK, "Begehung Evinger Straße", State.WAITING, 295, 0, 0, {}, ""),
]


def fill_runs(clock: Clock, jobs: Jobs) -> int:
    if BackgroundRun.objects.exists():
        return 0
    staff = list(make_staff().values())
    for number, row in enumerate(RUNS):
        write(row, by=staff[number % len(staff)], now=clock.now)
    return len(RUNS)


def write(row: tuple[str, str, str, int, int, int, dict[str, Any], str], *, by: User, now: datetime) -> None:
    kind, name, state, total, done, days_ago, result, error = row
    at = now - timedelta(days=days_ago, minutes=20)
    is_applied = kind == IMPORT and state == State.DONE
    batch = ImportBatch.objects.create(
        register="vacancies.shopunit",
        label=name,
        file_name="begehung.xlsx",
        state=ImportBatch.State.APPLIED if is_applied else ImportBatch.State.DROPPED,
        created_at=at,
        created_by=by,
        applied_at=at + timedelta(minutes=2) if is_applied else None,
        **{f"rows_{kind}": result[kind] for kind in ("new", "changed", "same", "skipped") if is_applied},
    )
    has_begun, has_ended = state != State.WAITING, state not in BackgroundRun.OPEN
    BackgroundRun.objects.create(
        kind=kind,
        about=batch.pk,
        title=name,
        started_by=by,
        language="de",
        state=state,
        total=total,
        done=done,
        result=result,
        error=error,
        created_at=at,
        started_at=at if has_begun else None,
        heartbeat_at=at + timedelta(minutes=1) if has_begun else None,
        finished_at=at + timedelta(minutes=1) if has_ended else None,
    )


FILLING = Filling("runs", gettext_lazy("Large tables"), 90, fill_runs)
