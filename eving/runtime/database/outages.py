"""What one request has seen of a database that is slow, silent or gone.

A page asks many questions. If each might wait on its own, a silent database would keep a visitor for the sum of them;
so all waits of a request draw on one patience, and after the first failure nothing is waited for any more.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started

PATIENCE = 2.4  # seconds; longer than the server's own limit for a statement, shorter than a visitor's
# An answer that comes so soon costs no patience: an import of a thousand rows asks thousands of questions.
QUICK = 0.3


class _State(threading.local):
    in_request = False
    left = PATIENCE
    waits = False
    failed = False


_state = _State()


def begin(**_signal: Any) -> None:
    _state.in_request, _state.left, _state.failed = True, PATIENCE, False


def end(**_signal: Any) -> None:
    _state.in_request, _state.left, _state.failed = False, PATIENCE, False


request_started.connect(begin, dispatch_uid="eving-outages")
request_finished.connect(end, dispatch_uid="eving-outages")


def allowance() -> float:
    """How many seconds the next answer of the database may take."""
    return max(_state.left, QUICK)


@contextmanager
def waiting() -> Iterator[None]:
    """Whatever waits for the database inside a request draws on the request's patience, a wait within a wait once."""
    if not _state.in_request or _state.waits:
        yield
        return
    begun, _state.waits = time.monotonic(), True
    try:
        yield
    finally:
        took, _state.waits = time.monotonic() - begun, False
        if took > QUICK:
            _state.left -= took


def note() -> None:
    """The database has failed this request: from now on it waits for nothing that takes long."""
    if _state.in_request:
        _state.left, _state.failed = 0.0, True


def noticed() -> bool:
    """Whether the database has failed the request that this thread is answering."""
    return _state.failed
