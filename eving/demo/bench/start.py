"""What it costs to start, beside Django with the same packages and nothing of ours (bare.py).

A management command, with all checks and its end, and a web process, up to where it would answer.
"""

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


WEB = "import os, eving.wsgi; os._exit(0)"


def compare(env: dict[str, str], rounds: int) -> dict[str, dict[str, dict[str, float]]]:
    """The middle of so many starts of each kind, in turn: ``{"check": {"portal": …, "bare": …}, "web": …}``."""
    bare = [sys.executable, "-m", "eving.demo.bench.bare"]
    commands = {
        ("check", "portal"): [sys.executable, "manage.py", "check"],
        ("check", "bare"): [*bare, "check", *packages()],
        ("web", "portal"): [sys.executable, "-c", WEB],
        ("web", "bare"): [*bare, "web", *packages()],
    }
    found = {name: Starts() for name in commands}
    for _round in range(rounds):
        for (way, who), command in commands.items():
            run(command, os.environ | env | ({"EVING_PROCESS": "web"} if way == "web" else {}), found[way, who])
    return {way: {who: found[way, who].middle() for who in ("portal", "bare")} for way in ("check", "web")}


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
