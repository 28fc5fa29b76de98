"""Connections that give up on a database which keeps the socket open but no longer answers."""

from threading import BoundedSemaphore
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

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        seconds = min(self.limit, outages.allowance()) if timeout is None else timeout
        try:
            with outages.waiting():
                return super().wait(gen, interval, seconds)
        except errors._WaitTimeout as error:
            # The rest of the answer may still arrive: the connection is unusable, and the pool makes a new one.
            self.pgconn.finish()
            raise psycopg.OperationalError(f"the database did not answer within {seconds:.1f} seconds") from error


class CheckedPool(ConnectionPool[DeadlineConnection]):
    """A pool that tests each connection before handing it out, which costs one round trip.

    Where one connection is dead, all idle ones are dropped: after a restart of the server the first request gets a
    new connection at once, instead of trying old ones with a pause after each.
    """

    check_seconds = 1.0  # then a silent connection is dropped, which leaves the request time for a new one

    def __init__(self, *, max_size: int, most_waiting: int, **options: Any) -> None:
        # The library's own `max_waiting` also counts requests that gave up long ago, until a connection comes; and it
        # opens no connection while too many wait. A process whose pool stopped in an outage would stay closed for
        # ever.
        self.places = BoundedSemaphore(max_size + most_waiting)
        super().__init__(max_size=max_size, check=self.ask, open=False, **options)

    def getconn(self, timeout: float | None = None) -> DeadlineConnection:
        if not self.places.acquire(blocking=False):
            raise TooManyRequests("too many requests wait for a connection already")
        try:
            return super().getconn(timeout)
        finally:
            self.places.release()

    def ask(self, connection: DeadlineConnection) -> None:
        connection.limit = self.check_seconds
        try:
            self.check_connection(connection)
        except psycopg.Error:
            self.drain()
            raise
        finally:
            del connection.limit
