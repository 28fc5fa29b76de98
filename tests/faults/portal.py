"""A portal of its own to break: PostgreSQL, web server and worker as real processes, with a proxy in between."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings

from eving.runtime.postgres.server import Server
from tests.faults.proxy import Proxy
from tests.pages import Fields

CHECKOUT = Path(__file__).resolve().parents[2]
PROCESSES = 2  # of the web server
CONTENT = """
import django
django.setup()
from tests.factories import make_idea
for _number in range(60):
    make_idea()
"""


@dataclass
class Answer:
    status: int  # 0 when there was none
    seconds: float
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    was_asked: bool = True  # whether the database heard anything of the web server in the meantime

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class Portal:
    """Call ``start``; ``stop`` leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = Server(folder / "postgres")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.proxy: Any = None
        self.port = free_port()
        self.threads = PROCESSES * settings.WEB_THREADS

    # ------------------------------------------------------------ begin and end
    def start(self, dump: Path | None = None) -> None:
        """Begin with the rows of a dump, or with tables and a few ideas of its own."""
        address = self.server.ensure()
        self.direct = f"postgres://{address.user}@{quote(address.host, safe='')}:{address.port}/{address.dbname}"
        self.proxy = Proxy(address.host, address.port)
        self.url = f"postgres://{address.user}@127.0.0.1:{self.proxy.port}/{address.dbname}?sslmode=disable"
        if dump:
            restore = self.server.programs.folder / "pg_restore"
            subprocess.run([restore, "--no-owner", "--exit-on-error", "--dbname", self.direct, dump], check=True)
        else:
            self.command("manage.py", "migrate", "--verbosity", "0")
        self.command("-c", CONTENT)
        self.start_web()
        self.start_worker()

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name, signal.SIGTERM)
        if self.proxy:
            self.proxy.close()
        self.server.stop()
        self.server.release()

    # ------------------------------------------------------------ processes
    def environment(self, url: str) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if name not in {"EVING_PROCESS", "BASE_URL"}},
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "eving.settings",
            "EVING_ENV": "development",
            "PAGE_CACHE": "1",  # as in production
            "EMAIL_URL": "dummy:",
            "MEDIA_ROOT": str(self.folder / "media"),
            # Each request says from where it comes, so that no limit for one visitor stands in the way.
            "TRUSTED_PROXY_COUNT": "1",
            "TZ": "UTC",
        }

    def command(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=CHECKOUT, env=self.environment(self.direct), check=True)

    def begin(self, name: str, *arguments: str, url: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=CHECKOUT,
                env=self.environment(url),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start_web(self) -> None:
        self.begin(
            "web", "serve", "--port", str(self.port), "--workers", str(PROCESSES), "--verbosity", "0", url=self.url
        )
        self.wait_until_ready()

    def start_worker(self) -> None:
        # Not through the proxy, which tells what the web server asks (tests/runtime/test_worker.py breaks its line).
        self.begin("worker", "worker", url=self.direct)

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """End a process with all its children."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.wait(60)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def kill_process(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)

    def web_workers(self) -> list[int]:
        """The processes that answer, children of the one that listens."""
        children = Path(f"/proc/{self.processes['web'].pid}/task/{self.processes['web'].pid}/children").read_text()
        lines = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children.split()}
        return [pid for pid, line in lines.items() if b"resource_tracker" not in line]

    def log(self, name: str = "web") -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    # ------------------------------------------------------------ the database
    def sql(self, statement: str, *values: Any) -> list[Any]:
        with psycopg.connect(self.direct, autocommit=True) as link:
            cursor = link.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def locked(self, table: str) -> Iterator[None]:
        with psycopg.connect(self.direct) as link:
            link.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield

    def restart_database(self) -> None:
        self.server.stop()
        self.server.ensure()

    def kill_database(self) -> None:
        """And start it again, as a service manager would."""
        [notice] = (self.folder / "postgres").glob("*/postmaster.pid")
        os.kill(int(notice.read_text().split()[0]), signal.SIGKILL)
        wait_for(self.is_back)

    def is_back(self) -> bool:
        # What was killed in this very moment may still take a connection.
        self.server.ensure()
        try:
            return bool(self.sql("SELECT 1"))
        except psycopg.OperationalError:
            return False

    # ------------------------------------------------------------ asking
    def get(self, path: str, *, seconds: float = 60) -> Answer:
        return self.ask("GET", path, seconds=seconds)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None, *, seconds: float = 60
    ) -> Answer:
        begin = time.monotonic()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            link.request(method, path, body or None, headers or {})
            got = link.getresponse()
            content = got.read()
            return Answer(
                got.status, time.monotonic() - begin, {name.lower(): value for name, value in got.getheaders()}, content
            )
        except (OSError, http.client.HTTPException):
            return Answer(0, time.monotonic() - begin)
        finally:
            link.close()

    def read(self, path: str) -> Answer:
        """A page while nobody else asks."""
        before = self.proxy.asked
        answer = self.get(path)
        answer.was_asked = self.proxy.asked > before
        return answer

    def wait_until_ready(self) -> None:
        wait_for(lambda: self.get("/readyz").status == 200)

    def wait_until_all_is_back(self, paths: Sequence[str]) -> None:
        """As often as it takes, since an answer may be late where other things run; a closed portal stays closed."""
        for path in paths:
            wait_for(lambda path=path: self.get(path).status == 200)

    def warm(self) -> None:
        """Let each process fill its pool, as on a busy day."""
        for _round in range(3):
            self.at_once([lambda: self.get("/")] * 24)

    def at_once(self, actions: Sequence[Callable[[], Any]]) -> list[Any]:
        """All begin at the same moment."""
        start = Barrier(len(actions))

        def run(action: Callable[[], Any]) -> Any:
            start.wait(60)
            return action()

        with ThreadPoolExecutor(len(actions)) as threads:
            return list(threads.map(run, actions))

    # ------------------------------------------------------------ forms
    def open_form(self, path: str) -> "Form":
        """A form as a browser has it after opening the page; tries again while the portal is away."""
        end = time.monotonic() + 120
        while (page := self.get(path)).status != 200:
            assert time.monotonic() < end, f"{path} answers {page.status}"
            time.sleep(0.2)
        form = self.form_of(path, page)
        assert form
        return form

    def form_of(self, path: str, page: Answer) -> "Form | None":
        """The form on a page that was answered; None where it was not."""
        if page.status != 200:
            return None
        reader = Fields()
        reader.feed(page.text)
        return Form(self, path, reader.values, page.headers.get("set-cookie", "").split(";")[0])


@dataclass
class Form:
    portal: Portal
    path: str
    hidden: dict[str, str]
    cookie: str

    def send(self, values: dict[str, str], files: Sequence[bytes] = (), *, visitor: int = 1) -> Answer:
        fields = {**self.hidden, **values}
        kind, body = multipart(fields, files) if files else ("application/x-www-form-urlencoded", urlencode(fields))
        headers = {
            "Content-Type": kind,
            "Cookie": self.cookie,
            "X-Forwarded-For": f"10.0.{visitor // 250}.{visitor % 250 + 1}",
        }
        content = body.encode() if isinstance(body, str) else body
        return self.portal.ask("POST", self.path, content, headers, seconds=200)


def multipart(fields: dict[str, str], files: Sequence[bytes]) -> tuple[str, bytes]:
    line = "eving-faults-boundary"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for number, content in enumerate(files):
        head = f'Content-Disposition: form-data; name="photos"; filename="foto{number}.jpg"\r\nContent-Type: image/jpeg'
        parts.append(f"--{line}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={line}", b"".join(parts) + f"--{line}--\r\n".encode()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def wait_for(condition: Callable[[], object], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)
