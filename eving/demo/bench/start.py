"""What it costs to start: django.setup() and all checks, beside Django with the same packages and nothing of ours."""

import os
import statistics
import sys
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.core.management.base import CommandError

OURS = ("eving.", "actors", "vacancies", "projects")
ADMIN = "django.contrib.admin"  # ours is a subclass of its app


@dataclass
class Starts:
    seconds: list[float] = field(default_factory=list)  # on the clock
    cpu: list[float] = field(default_factory=list)  # of the processor

    def middle(self) -> dict[str, float]:
        return {
            "seconds": round(statistics.median(self.seconds), 3),
            "cpu_seconds": round(statistics.median(self.cpu), 3),
        }


def packages() -> list[str]:
    return [ADMIN, *(app for app in settings.INSTALLED_APPS if not app.startswith(OURS))]


def compare(env: dict[str, str], rounds: int) -> dict[str, dict[str, float]]:
    """The middle of so many starts of each kind, in turn."""
    commands = {
        "portal": [sys.executable, "manage.py", "check"],
        "bare": [sys.executable, "-m", "eving.demo.bench.bare", *packages()],
    }
    found = {name: Starts() for name in commands}
    for _round in range(rounds):
        for name, command in commands.items():
            run(command, os.environ | env, found[name])
    return {name: starts.middle() for name, starts in found.items()}


def run(command: list[str], env: dict[str, str], into: Starts) -> None:
    begin = time.perf_counter()
    # Not with subprocess: only wait4 says what this one child has used.
    quiet = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, quiet, number) for number in range(3)]
    pid = os.posix_spawn(command[0], command, env, file_actions=actions)
    _pid, status, used = os.wait4(pid, 0)
    os.close(quiet)
    if status:
        raise CommandError(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    into.seconds.append(time.perf_counter() - begin)
    into.cpu.append(used.ru_utime + used.ru_stime)
