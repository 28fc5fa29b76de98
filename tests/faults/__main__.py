"""Breaks a portal of its own and prints what came of it: ``.venv/bin/python -m tests.faults [case …]``."""

import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import cases
from tests.faults.portal import PROCESSES, Portal

STORMS = {
    "restart": cases.restart,
    "refused": cases.refused,
    "silent": cases.silent,
    "slow": cases.slow,
    "locked": cases.locked,
    "posts": cases.posts,
    "supports": cases.supports,
    "uploads": cases.uploads,
    "documents": cases.documents,
}
LINE = "{:<16} {:<46} {:<22} {:>6} {:>8} {:>8}"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(wanted: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eving.settings")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    say(f"{os.cpu_count()} processors, {platform.machine()}, load {load}; {PROCESSES} web processes")
    with tempfile.TemporaryDirectory(prefix="eving-faults-") as folder:
        Path(folder).chmod(0o755)  # the database runs under an account of its own
        portal = Portal(Path(folder))
        try:
            portal.start()
            say(LINE.format("case", "answers to", "status: count", "failed", "median", "slowest"))
            for name in wanted or [*STORMS, "kills"]:
                run(portal, name)
        finally:
            portal.stop()


def run(portal: Portal, name: str) -> None:
    begin = time.monotonic()
    if name == "kills":
        count = cases.kills(portal)
        say(
            f"kill -9: {count.sent} sent, {count.acknowledged} acknowledged, {count.lost} lost, {count.doubled} doubled"
            f", {count.repeated} pressed again; failed of 12 pages after each start: {count.failed_after}"
        )
    else:
        for seen in STORMS[name](portal):
            statuses = ", ".join(f"{status or 'none'}: {number}" for status, number in seen.statuses.items())
            times = (f"{seen.median:.2f} s", f"{seen.slowest:.2f} s")
            say(LINE.format(seen.case, seen.part, statuses, seen.failed, *times))
    say(f"{'':<16} ({time.monotonic() - begin:.0f} s, load {os.getloadavg()[0]:.1f})")


if __name__ == "__main__":
    main(sys.argv[1:])
