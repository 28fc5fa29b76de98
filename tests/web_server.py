"""The web server as a process of its own, on the database of the tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test.client import MULTIPART_CONTENT


def database_url() -> str:
    database = connection.settings_dict
    user = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    return f"postgres://{user}@{quote(database['HOST'], safe='')}:{database['PORT']}/{database['NAME']}"


class Server:
    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def ask(self, path: str, data: bytes | None = None, cookies: str = "") -> tuple[int, str, str]:
        """Status, page and cookie of an answer; 0 when there was none."""
        headers = {"Cookie": cookies} | ({"Content-Type": MULTIPART_CONTENT} if data else {})
        request = urllib.request.Request(self.address + path, data, headers)
        opener = urllib.request.build_opener(NoRedirect)
        try:
            with opener.open(request, timeout=150) as answer:
                return answer.status, answer.read().decode(errors="replace"), answer.headers.get("Set-Cookie", "")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(), ""
        except OSError:
            return 0, "", ""

    def wait_for(self, path: str) -> None:
        """Until a page is there. As often as it takes, since an answer may be late where other things run."""
        end = time.monotonic() + 90
        while (status := self.ask(path)[0]) != 200:
            assert time.monotonic() < end, f"{path} stays away, last with {status}"
            time.sleep(0.1)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_about: object) -> None:
        return None


@contextmanager
def served(
    application: str, media: Path, *, processes: int = 2, patience: int = 10, **environment: str
) -> Iterator[Server]:
    """As `manage.py serve` starts it. At its end, requests at hand have ``patience`` seconds."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--host", "127.0.0.1",
            "--port", str(port), "--workers", str(processes), "--blocking-threads", str(settings.WEB_THREADS),
            "--log-level", "critical", "--no-ws", "--workers-kill-timeout", str(patience), application,
        ],
        cwd=settings.BASE_DIR,
        env=os.environ | {
            "DATABASE_URL": database_url(), "EVING_PROCESS": "web", "MEDIA_ROOT": str(media),
            "DJANGO_SETTINGS_MODULE": "eving.settings", **environment,
        },
    )  # fmt: skip
    server = Server(port)
    try:
        end = time.monotonic() + 90
        while server.ask("/readyz")[0] != 200:
            assert time.monotonic() < end and process.poll() is None, "the server does not start"
            time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
