"""A small load generator for the loopback: one connection for each request, as a proxy in front would make them."""

import http.client
import itertools
import random
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "bench.example"
TIMEOUT = 60  # seconds; the web server answers or gives up long before


@dataclass(frozen=True)
class Request:
    path: str
    status: int = 200
    form: tuple[tuple[str, str], ...] = ()  # with it, the request is a POST
    cookie: str = ""
    of_copy: bool = False
    etag: str = ""  # of the copy that the reader has


@dataclass
class Answers:
    seconds: list[float] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)  # status codes other than the expected one


def of_copy(request: Request) -> dict[str, str]:
    """What a request adds that wants a copy, as a browser would ask for it."""
    if not request.of_copy:
        return {}
    asked = {"X-Bench-Copy": "1", "Accept-Encoding": "gzip, br"}
    return asked | {"If-None-Match": request.etag} if request.etag else asked


def ask(port: int, request: Request) -> tuple[int, dict[str, list[str]], bytes]:
    """Status, headers and body of the answer, as the proxy in front of production would get it."""
    headers = {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        # Another visitor each time: forms and exports are limited by address.
        "X-Forwarded-For": ".".join(str(random.randint(1, 254)) for _part in range(4)),  # noqa: S311 - no secret
        "Accept-Encoding": "identity",
    }
    headers |= of_copy(request)
    if request.cookie:
        headers["Cookie"] = request.cookie
    body = urlencode(request.form) if request.form else None
    if body:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}{request.path}"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("POST" if body else "GET", request.path, body, headers)
        answer = connection.getresponse()
        found: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            found.setdefault(name.lower(), []).append(value)
        return answer.status, found, answer.read()
    finally:
        connection.close()


def run(port: int, request: Request, *, number: int, at_once: int) -> Answers:
    """Ask so many times, so many at once; each thread asks again when its answer is there."""
    answers, turns = Answers(), itertools.count()

    def visitor() -> None:
        while next(turns) < number:
            begin = time.perf_counter()
            status, _headers, _body = ask(port, request)
            answers.seconds.append(time.perf_counter() - begin)
            if status != request.status:
                answers.wrong.append(status)

    threads = [threading.Thread(target=visitor) for _one in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
