"""A WSGI wrapper that reads the body of a request before Django starts, so that slow senders never hold all threads.

The server's own read has no timeout: a sender that falls silent keeps its place until it hangs up. The limited number
of places is the protection; a proxy that buffers requests (docs/operation.md) does this better.
"""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from threading import BoundedSemaphore
from typing import IO, Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MEGABYTE = 1_000_000
# Plain text, because no template may depend on anything here; the security headers are those of every page.
HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cache-Control", "no-store"),
    ("Connection", "close"),
]
TOO_LARGE = (
    "413 Content Too Large",
    "Das war zu viel auf einmal. Gehen Sie zurück und schicken Sie kleinere oder weniger Fotos.\n"
    "This was too much at once. Go back and send smaller or fewer photos.\n",
)
TOO_SLOW = (
    "408 Request Timeout",
    "Die Übertragung war zu langsam. Gehen Sie zurück und versuchen Sie es noch einmal.\n"
    "The transfer was too slow. Go back and try again.\n",
)
BROKEN_OFF = (
    "400 Bad Request",
    "Die Übertragung ist abgebrochen. Gehen Sie zurück und versuchen Sie es noch einmal.\n"
    "The transfer broke off. Go back and try again.\n",
)
TOO_BUSY = (
    "503 Service Unavailable",
    "Gerade senden sehr viele Menschen etwas. Gehen Sie zurück und versuchen Sie es in einer Minute noch einmal.\n"
    "Very many people are sending something. Go back and try again in a minute.\n",
)
NO_SPACE = (
    "503 Service Unavailable",
    "Der Speicher ist gerade voll. Gehen Sie zurück und versuchen Sie es später ohne Fotos noch einmal.\n"
    "The storage is full. Go back and try again later without photos.\n",
)


class Refused(Exception):
    def __init__(self, status: str, text: str):
        super().__init__(status)
        self.status = status
        self.text = text


class BodyGate:
    def __init__(
        self,
        application: WSGIApplication,
        *,
        places: int = 8,
        waiting: int = 4,
        patience: float = 10,
        moment: float = 1,
        size_limit: int = 80 * MEGABYTE,
        seconds: float = 30,
        bytes_per_second: float = 20_000,
    ):
        """Read ``places`` bodies at a time, let ``waiting`` more queue for ``patience`` seconds, others for a moment.

        In that moment sixty short forms have come in, while senders that fall silent never hold all threads.
        A body may take ``seconds``, and longer as long as it keeps up ``bytes_per_second``.
        """
        self.application = application
        self.places = BoundedSemaphore(places)
        self.queue = BoundedSemaphore(places + waiting)
        self.patience = patience
        self.moment = moment
        self.size_limit = size_limit
        self.seconds = seconds
        self.bytes_per_second = bytes_per_second

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not has_body(environ):
            return self.application(environ, start_response)
        try:
            body = self.receive(environ)
        except Refused as refusal:
            text = refusal.text.encode()
            retry = [("Retry-After", "60")] if refusal.status.startswith("503") else []
            start_response(refusal.status, [*HEADERS, *retry, ("Content-Length", str(len(text)))])
            return [text]
        return Closing(self.application(environ, start_response), body.close)

    def receive(self, environ: WSGIEnvironment) -> IO[bytes]:
        """Replace the request's input by a file that holds all of it; raises Refused."""
        if declared_length(environ) > self.size_limit:
            raise Refused(*TOO_LARGE)
        if not self.queue.acquire(timeout=self.moment):
            raise Refused(*TOO_BUSY)
        try:
            if not self.places.acquire(timeout=self.patience):
                raise Refused(*TOO_BUSY)
            try:
                return self.read(environ)
            finally:
                self.places.release()
        finally:
            self.queue.release()

    def read(self, environ: WSGIEnvironment) -> IO[bytes]:
        body = tempfile.SpooledTemporaryFile(max_size=256_000)  # noqa: SIM115 - closed with the response
        begin = time.monotonic()
        received = 0
        try:
            while chunk := environ["wsgi.input"].read(16_384):
                received += len(chunk)
                if received > self.size_limit:
                    raise Refused(*TOO_LARGE)
                if time.monotonic() - begin > self.seconds + received / self.bytes_per_second:
                    raise Refused(*TOO_SLOW)
                body.write(chunk)
            # A truncated form must not be taken for a complete one.
            if received < declared_length(environ):
                raise Refused(*BROKEN_OFF)
        except OSError as error:
            body.close()
            raise Refused(*NO_SPACE) from error
        except BaseException:
            body.close()
            raise
        body.seek(0)
        environ["wsgi.input"] = body
        environ["CONTENT_LENGTH"] = str(received)
        return body


class Closing:
    """A response whose ``close`` also closes the request's body."""

    def __init__(self, response: Iterable[bytes], close_body: Callable[[], Any]):
        self.response = response
        self.close_body = close_body

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.response)

    def close(self) -> None:
        try:
            if close := getattr(self.response, "close", None):
                close()
        finally:
            self.close_body()


def has_body(environ: WSGIEnvironment) -> bool:
    return environ.get("CONTENT_LENGTH", "") not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ


def declared_length(environ: WSGIEnvironment) -> int:
    length = environ.get("CONTENT_LENGTH", "")
    return int(length) if length.isascii() and length.isdigit() else 0
