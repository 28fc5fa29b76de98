"""Costly work in a request: one at a time in each process, and only a few wait for it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from eving.runtime.database.pause import give_back_connections


class Busy(Exception):
    """Too many wait already, or it took too long until it was this one's turn."""


class Turns:
    """A queue with an end. Nobody in it holds a connection to the database, so pages never wait for it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counting = threading.Lock()
        self.inside = 0  # at work and waiting

    @contextmanager
    def take(self, *, waiting: int, seconds: float) -> Iterator[None]:
        """Wait for a turn behind at most ``waiting`` others, for so many seconds. Raises Busy."""
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
