"""Seconds of the processor that a piece of work takes, in Python and in the server process of its connection."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Work:
    result: Any
    queries: int
    seconds: float
    python: float
    postgres: float
    memory: int  # MB that the process grew by


def measured(work: Callable[[], Any]) -> Work:
    connection.queries_limit = 100_000
    queries = CaptureQueriesContext(connection)
    before = (time.perf_counter(), time.process_time(), _postgres(), _memory())
    with queries:
        result = work()
    after = (time.perf_counter(), time.process_time(), _postgres(), _memory())
    seconds, python, postgres, memory = (end - start for start, end in zip(before, after, strict=True))
    return Work(result, len(queries), seconds, python, postgres, int(memory))


def _postgres() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / 100


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
