"""The figures of one run as plain data, as they go into its JSON."""

import os
import platform
from collections.abc import Sequence
from typing import Any

import django
from django.db import connection
from django.utils import timezone

from eving.demo.bench.measuring import Amount, Figures
from eving.demo.bench.pages import BARE, Page
from eving.demo.bench.portal import WORKERS

Run = dict[str, Any]


def gather(
    rows: int,
    amount: Amount,
    pages: Sequence[Page],
    found: dict[str, Figures],
    costs: dict[str, dict[str, float]],
    memory: dict[str, Any],
    start: dict[str, Any],
) -> Run:
    floors = {path: figures for path, figures in found.items() if path.startswith("/floor/")}
    return {
        "rows": rows,
        "made": timezone.now().isoformat(timespec="seconds"),
        "machine": machine(),
        "rounds": amount.rounds,
        "floors": {path: measured(figures) for path, figures in floors.items()},
        "pages": {page.name: page_row(page, found, costs) for page in pages},
        "memory": memory,
        "start": start,
    }


def machine() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        [version] = cursor.fetchone()
    return {
        "cores": os.cpu_count(),
        "workers": WORKERS,
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": version.split()[0],
    }


def measured(figures: Figures) -> Run:
    return {
        "cpu_ms": round(figures.web_ms, 3),
        "database_ms": round(figures.database_ms, 3),
        "p50_ms": round(figures.percentile(50), 2),
        "p95_ms": round(figures.percentile(95), 2),
        "p99_ms": round(figures.percentile(99), 2),
        "requests": len(figures.seconds),
    }


def page_row(page: Page, found: dict[str, Figures], costs: dict[str, dict[str, float]]) -> Run:
    figures = found[page.name]
    row: Run = {"path": page.path, "kind": page.kind, "status": figures.status}
    if figures.is_refused:
        return row
    row |= {"floor": figures.floor, "bytes": figures.bytes, "gzip": figures.gzipped, **measured(figures)}
    row |= costs.get(page.name, {})
    row["of_floor"] = round(found[figures.floor].web_ms / figures.web_ms, 3)
    row["times_bare"] = round(figures.web_ms / found[BARE].web_ms, 2)
    return row
