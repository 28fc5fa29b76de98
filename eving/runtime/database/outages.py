"""The state of one request towards a database that is slow, silent or gone.

A page runs many queries. If each might wait on its own, a silent database would keep a visitor for the sum of them;
so all waits of a request share one time budget, and after the first failure nothing is waited for any more.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started

PATIENCE = 2.4  # seconds; longer than the server's statement_timeout, shorter than a visitor would wait
# Faster answers do not count: an import of a thousand rows runs thousands of queries.
QUICK = 0.3


class _State(threading.local):
    in_request = False
    left = PATIENCE
    waits = False
    failed = False
    is_in_doubt = False


current = _State()


def begin(**_signal: Any) -> None:
    current.in_request, current.left, current.failed, current.is_in_doubt = True, PATIENCE, False, False


def end(**_signal: Any) -> None:
    current.in_request, current.left, current.failed, current.is_in_doubt = False, PATIENCE, False, False


request_started.connect(begin, dispatch_uid="eving-outages")
request_finished.connect(end, dispatch_uid="eving-outages")


def allowance() -> float:
    return max(current.left, QUICK)


@contextmanager
def waiting() -> Iterator[None]:
    """Time spent in the block is charged to the request's budget; nested blocks are charged once."""
    if not current.in_request or current.waits:
        yield
        return
    begun, current.waits = time.monotonic(), True
    try:
        yield
    finally:
        took, current.waits = time.monotonic() - begun, False
        if took > QUICK:
            current.left -= took


def note() -> None:
    """Record that the database has failed this request: from now on it waits only for quick answers."""
    if current.in_request:
        current.left, current.failed = 0.0, True


def noticed() -> bool:
    return current.failed


def doubt() -> None:
    """Record that this request shows what was read before, and may not hold any more: no copy of it may be kept."""
    current.is_in_doubt = True


def in_doubt() -> bool:
    return current.failed or current.is_in_doubt
