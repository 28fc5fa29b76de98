"""Connections that give up on a database which keeps the socket open but no longer answers."""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen
from psycopg_pool import ConnectionPool, TooManyRequests

from eving.runtime.database import outages

Result = TypeVar("Result")


class DeadlineConnection(psycopg.Connection[Any]):
    """Closes itself and raises OperationalError when the database does not answer in time.

    One answer may take ``limit`` seconds, and no longer than the request may still wait in all. Both are longer than
    the server's statement_timeout: a server that works ends its statements itself.
    """

    limit = outages.PATIENCE
    answered_at = float("-inf")  # by time.monotonic()

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        seconds = min(self.limit, outages.allowance()) if timeout is None else timeout
        try:
            with outages.waiting():
                result = super().wait(gen, interval, seconds)
            self.answered_at = time.monotonic()
            return result
        except errors._WaitTimeout as error:
            # The rest of the answer may still arrive: the connection is unusable, and the pool makes a new one.
            self.pgconn.finish()
            # Of a request whose patience is spent, no more is asked than a quick answer: that it was late says nothing.
            if seconds >= CheckedPool.check_seconds and isinstance(pool := getattr(self, "_pool", None), CheckedPool):
                pool.doubt()
            raise psycopg.OperationalError(f"the database did not answer within {seconds:.1f} seconds") from error

    def has_just_answered(self) -> bool:
        """Whether it was well a moment ago and the server has not said good-bye since: then there would be something to
        read.
        """
        if time.monotonic() - self.answered_at > CheckedPool.trusted_seconds:
            return False
        waiting = select.poll()
        waiting.register(self.pgconn.socket, select.POLLIN)
        return not waiting.poll(0)


class CheckedPool(ConnectionPool[DeadlineConnection]):
    """A pool that tests each connection before handing it out, which costs a round trip unless it has just answered.

    Where one connection is dead, all idle ones are dropped: after a restart of the server the first request gets a
    new connection at once, instead of trying old ones with a pause after each.

    While the database is in doubt, one request at a time asks it for all. The others fail soon, so that a silent
    database never holds more than one thread for long, and the first answer lets everybody in again.
    """

    trusted_seconds = 1.0
    check_seconds = 1.0  # then a silent connection is dropped, which leaves the request time for a new one

    def __init__(self, **options: Any) -> None:
        # The library's own `max_waiting` counts requests that gave up long ago, and it opens no connection while too
        # many wait: a process whose pool stopped in an outage would stay closed for ever.
        self.in_doubt = False
        self.asking = Lock()
        super().__init__(check=self.ask, open=False, reconnect_failed=lambda _pool: self.doubt(), **options)

    def doubt(self) -> None:
        """It was asked, and did not answer."""
        self.in_doubt = True

    def getconn(self, timeout: float | None = None) -> DeadlineConnection:
        if not self.in_doubt:
            return self.answering(timeout)
        with self.alone():
            return self.answering(timeout)

    def answering(self, timeout: float | None) -> DeadlineConnection:
        connection = super().getconn(timeout)
        self.in_doubt = False
        return connection

    @contextmanager
    def alone(self) -> Iterator[None]:
        """After a restart of the server the one who asks is back at once, so the others wait for a moment."""
        if not self.asking.acquire(timeout=outages.QUICK):
            raise TooManyRequests("the database did not answer, and another request is asking it")
        try:
            yield
        finally:
            self.asking.release()

    def ask(self, connection: DeadlineConnection) -> None:
        if not self.in_doubt and connection.has_just_answered():
            return
        connection.limit = self.check_seconds
        try:
            self.check_connection(connection)
        except psycopg.Error:
            self.doubt()
            self.drain()
            raise
        finally:
            del connection.limit
