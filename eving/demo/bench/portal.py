"""The portal under measurement: production's settings and server, on a free port of this machine."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from eving.demo.bench import load, processes
from eving.runtime.processes import Ended, Family

SETTINGS = "eving.demo.bench.server.settings"
READY_SECONDS = 60
WORKERS = 2


def environment(database_url: str) -> dict[str, str]:
    """All that production asks for, invented where it does not matter to what a page costs.

    The load generator stands where the proxy would: it says that visitors came by https.
    """
    folder = Path(settings.VAR_DIR) / "bench"
    return {
        "EVING_ENV": "production",
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(60),
        "BASE_URL": f"https://{load.HOST}",
        "ALLOWED_HOSTS": load.HOST,
        "TRUSTED_PROXY_COUNT": "1",
        "REQUIRE_2FA": "0",
        "EMAIL_URL": "smtp://127.0.0.1:9",  # nothing is sent: no worker runs
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "OPERATOR_KIND": "association",
        "OFFICE_OPERATOR": "Beispielträger e. V.",
        "OFFICE_REPRESENTATIVE": "Vorname Nachname",
        "OFFICE_STREET": "Hauptstraße 0",
        "OFFICE_CITY": "44339 Dortmund",
        "OFFICE_PHONE": "0231 000000",
        "OFFICE_EMAIL": f"buero@{load.HOST}",
        "OFFICE_DATA_PROTECTION": f"datenschutz@{load.HOST}",
    }


def run(*arguments: str, env: dict[str, str], said: str = "") -> str:
    """What another process of this checkout printed, run with these variables. Raises CommandError."""
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | env,
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"{' '.join(arguments)}: {done.stderr.strip()[-2000:]}")
    return done.stdout


@dataclass(frozen=True)
class Portal:
    port: int
    leader: int  # process id of the web server
    database: str

    def web(self) -> list[processes.Process]:
        return processes.of_session(self.leader)

    def workers(self) -> list[processes.Process]:
        """Those that answer pages, without the one that watches over them."""
        return [one for one in self.web() if one.parent == self.leader and "resource_tracker" not in one.command]

    def backends(self) -> list[processes.Process]:
        return processes.backends(self.database)


@contextmanager
def running(env: dict[str, str], database: str) -> Iterator[Portal]:
    port, family = free_port(), Family()
    try:
        family.start("web", "serve", "--port", str(port), "--workers", str(WORKERS), "--verbosity", "0", **env)
        wait_until_ready(port, family)
        server = Portal(port, family.children["web"].pid, database)
        wait_until_all_have_started(server)
        yield server
    finally:
        family.stop()


def wait_until_all_have_started(server: Portal) -> None:
    """One process that is ready answers for all; the others are as soon as they have nothing more to do."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        before = processes.clock(server.web())
        time.sleep(0.5)
        if processes.seconds_between(before, processes.clock(server.web())) < 0.02:
            return
    raise CommandError(_("The web server does not get ready."))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_until_ready(port: int, family: Family) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            family.check()
            if load.ask(port, load.Request("/readyz"))[0] == 200:
                return
        except Ended as error:
            raise CommandError(_("The web server does not get ready.")) from error
        except OSError:
            pass
        time.sleep(0.05)
    raise CommandError(_("The web server does not get ready."))
