"""A lock with a bounded queue for costly work in requests: one at a time per process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from eving.runtime.database.pause import give_back_connections


class Busy(Exception):
    """Too many requests wait already, or the wait took too long."""


class Turns:
    """Waiting requests hold no database connection, so other pages never wait for them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counting = threading.Lock()
        self.inside = 0  # working and waiting

    @contextmanager
    def take(self, *, waiting: int, seconds: float) -> Iterator[None]:
        """Wait for the lock behind at most ``waiting`` others, for at most ``seconds``. Raises Busy."""
        give_back_connections()
        with self.counting:
            if self.inside > waiting:
                raise Busy
            self.inside += 1
        try:
            if not self.lock.acquire(timeout=seconds):
                raise Busy
            try:
                yield
            finally:
                self.lock.release()
        finally:
            with self.counting:
                self.inside -= 1
