"""A connection that gives up on a database which keeps the line open but no longer answers."""

from threading import BoundedSemaphore
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen
from psycopg_pool import ConnectionPool, TooManyRequests

from eving.runtime.database import outages

Result = TypeVar("Result")


class DeadlineConnection(psycopg.Connection[Any]):
    """Closes itself and raises OperationalError when the database keeps it waiting.

    One answer may take `limit` seconds, and no longer than the request has patience left. Both are longer than the
    server's statement_timeout: a living server ends its statements itself.
    """

    limit = outages.PATIENCE

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        seconds = min(self.limit, outages.allowance()) if timeout is None else timeout
        try:
            with outages.waiting():
                return super().wait(gen, interval, seconds)
        except errors._WaitTimeout as error:
            # Half an answer may still come: nobody must use this connection again, the pool makes a new one.
            self.pgconn.finish()
            raise psycopg.OperationalError(f"the database did not answer within {seconds:.1f} seconds") from error


class CheckedPool(ConnectionPool[DeadlineConnection]):
    """Hands out no connection that has died meanwhile: each is asked first, which costs one way to the server and back.

    Where one is dead, all that lay beside it are taken for dead: after a restart of the server the first request gets
    a new connection at once, instead of trying old ones with a pause after each.
    """

    check_seconds = 1.0  # a silent connection is dropped after that, which leaves the request time for a new one

    def __init__(self, *, max_size: int, most_waiting: int, **options: Any) -> None:
        # The library's own `max_waiting` counts those who gave up long ago, until a connection comes; and it asks for
        # none while too many wait. So a process whose pool came to rest in an outage would stay closed for ever.
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
