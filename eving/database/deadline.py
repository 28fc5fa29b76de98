"""A connection that gives up on a database which keeps the line open but no longer answers."""

from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen

Result = TypeVar("Result")


class DeadlineConnection(psycopg.Connection[Any]):
    """Closes itself and raises OperationalError when one answer takes longer than `limit` seconds.

    The limit must be longer than the server's statement_timeout: a living server ends its statements itself.
    """

    limit = 3.0

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        try:
            return super().wait(gen, interval, self.limit if timeout is None else timeout)
        except errors._WaitTimeout as error:
            # Half an answer may still come: nobody must use this connection again, the pool makes a new one.
            self.pgconn.finish()
            raise psycopg.OperationalError(f"the database did not answer within {self.limit} seconds") from error
