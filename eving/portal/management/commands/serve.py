import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Run the web server."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=settings.WEB_PROCESSES, help="Number of processes.")

    def handle(self, *, host: str, port: int, workers: int, verbosity: int, **options) -> None:
        flags = {
            "--interface": "wsgi",
            "--http": "1",
            "--host": host,
            "--port": port,
            "--workers": workers,
            "--log-level": "info" if verbosity else "critical",
            # Further requests wait in the server, where they cost nothing. A silent database holds these threads for
            # two seconds, and then one (CheckedPool); costly work never holds all (tests/runtime/test_sizing.py).
            "--blocking-threads": settings.WEB_THREADS,
            # A sender that never finishes its headers is cut off.
            "--http1-header-read-timeout": 10_000,
            # A sender that never finishes its body would delay the shutdown for ever.
            "--workers-kill-timeout": 30,
        }
        arguments = [str(part) for flag in flags.items() for part in flag]
        # Without respawning, one killed process would end the whole site.
        arguments += ["--no-ws", "--respawn-failed-workers", "eving.wsgi:application"]
        os.chdir(settings.BASE_DIR)
        # The web server takes this process over, so that signals of the system reach it directly.
        os.execve(  # noqa: S606
            sys.executable,
            [sys.executable, "-m", "granian", *arguments],
            os.environ | {"EVING_PROCESS": "web"},
        )
