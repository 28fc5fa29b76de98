"""What listings and searches for shops need each morning."""

import logging
from collections.abc import Iterator
from datetime import datetime

from eving.core.registry import NightlyJob
from vacancies.services import alerts, profiles, rechecks

log = logging.getLogger("eving.jobs")
STEPS = (
    ("listings that ended, unchecked for 180 days", rechecks.expire_old),
    ("contacts asked whether a listing is still right", rechecks.ask_rechecks),
    ("let shops hidden after 90 days", rechecks.hide_let),
    ("searches that ended after a year", profiles.end_searches),
    ("listings told to searches", alerts.send_due_alerts),
)


def run_all(now: datetime) -> Iterator[tuple[str, int | None]]:
    """Label and count of each step; None for one that failed, which keeps no other from being done."""
    for label, step in STEPS:
        try:
            yield label, step(now)
        except Exception:
            log.exception("failed: %s", label)
            yield label, None


def each_morning(now: datetime) -> None:
    """Raises RuntimeError at the end if a step failed, so that the job counts as failed."""
    if failed := [label for label, count in run_all(now) if count is None]:
        raise RuntimeError(f"failed: {', '.join(failed)}")


# Before the office opens, and before the morning mail counts what is waiting.
JOBS = [NightlyJob("shops", "40 4 * * *", each_morning)]
