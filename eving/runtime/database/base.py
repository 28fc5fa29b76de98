"""Django's PostgreSQL backend, which starts the checkout's own server where DATABASES says ``EMBEDDED``.

The server starts with the first connection, so commands that use no database start none.
"""

import atexit
import os
from typing import Any

import psycopg
from django.db import InterfaceError, InternalError, OperationalError, connections
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base, operations
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property
from psycopg.pq import Format

from eving.runtime.database import outages
from eving.runtime.database.deadline import CheckedPool
from eving.runtime.postgres import Unavailable
from eving.runtime.postgres.server import Address, server


class NotingErrors(DatabaseErrorWrapper):
    """Django's translation of driver errors, which also records that the database failed this request.

    The record stays even when a library catches the error and raises it as something else.
    """

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        try:
            super().__exit__(kind, error, traceback)
        except (OperationalError, InterfaceError):
            outages.note()
            raise
        except InternalError:
            # PostgreSQL reports the end of an idle transaction as an internal error.
            if isinstance(error, psycopg.errors.IdleInTransactionSessionTimeout | psycopg.errors.TransactionTimeout):
                outages.note()
                raise OperationalError(*error.args).with_traceback(traceback) from error
            raise


class PreparingCursor(base.ServerBindingCursor):
    """Sends values apart from their statement, which the server plans once for each connection.

    Of a query that finds one row by joins, the plan is four fifths of what PostgreSQL has to do.
    """

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = None, binary: bool | None = None
    ) -> "PreparingCursor":
        super().execute(query, params, prepare=True, binary=binary)  # type: ignore[misc]  # unknown to Django's stubs
        return self


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        # The driver keeps no text of a prepared statement, and logs of queries would say None.
        if isinstance(cursor, PreparingCursor):
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def prepared_cursor(self) -> Any:
        """As ``cursor()``. Statements need a type for each of their values: beside a column, or by a cast."""
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = PreparingCursor(self.connection)  # type: ignore[call-arg]  # unknown to Django's stubs
            # As Django does for its own cursors.
            loader = self.connection.adapters.get_loader(base.TIMESTAMPTZ_OID, Format.TEXT)
            if loader.timezone != self.timezone:
                base.register_tzloader(self.timezone, cursor)  # type: ignore[attr-defined]  # unknown to Django's stubs
            return self._prepare_cursor(cursor)  # type: ignore[attr-defined]  # unknown to Django's stubs

    def one_row(self, sql: str, values: dict[str, Any]) -> tuple[Any, ...]:
        """The first row of a prepared statement, outside of any transaction of this thread.

        From the pool directly where this request holds no connection yet: making one ready for the ORM costs twice as
        much as a small statement. Values come in binary; times of day would not be in the portal's time zone.
        """
        pool = self.pool
        if pool is None or self.connection is not None:
            with self.prepared_cursor() as own:
                own.execute(sql, values)
                return tuple(own.fetchone())
        with self.wrap_database_errors:
            pool.open()  # nothing where it is
            link = pool.getconn()
            try:
                cursor: Any = PreparingCursor(link)  # type: ignore[call-arg]  # unknown to Django's stubs
                cursor.execute(sql, values, binary=True)
                return tuple(cursor.fetchone())
            finally:
                pool.putconn(link)

    @cached_property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return NotingErrors(self)

    @property
    def pool(self) -> CheckedPool | None:
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        pools = self._connection_pools  # type: ignore[attr-defined]  # unknown to Django's stubs
        if self.alias not in pools:
            values = {**self.get_connection_params(), "autocommit": True}
            # setdefault: of several threads that get here together one wins, and the other pools are not open yet.
            configure = self._configure_connection  # type: ignore[attr-defined]  # unknown to Django's stubs
            pools.setdefault(self.alias, CheckedPool(kwargs=values, configure=configure, **options))
        return pools[self.alias]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if outages.noticed():
            raise psycopg.OperationalError("the database has failed this request already")
        with outages.waiting():
            return super().get_new_connection(conn_params)

    def get_connection_params(self) -> dict[str, Any]:
        if self.settings_dict.get("EMBEDDED"):
            address = embedded_address()
            # Also in the settings, because commands such as dbshell read them there.
            self.settings_dict.update(HOST=address.host, PORT=address.port, USER=address.user)
        return super().get_connection_params()


def embedded_address() -> Address:
    """Start or join the embedded server; this process leaves it at exit. Raises psycopg.OperationalError."""
    global _leaver
    try:
        address = server.ensure()
    except Unavailable as error:
        raise psycopg.OperationalError(str(error)) from error
    if _leaver != os.getpid():
        _leaver = os.getpid()
        atexit.register(_leave, _leaver)
    return address


def why_unavailable(error: BaseException) -> str:
    """The embedded server's message when it caused a database error, else an empty string."""
    cause: BaseException | None = error
    while cause and not isinstance(cause, Unavailable):
        cause = cause.__cause__
    return str(cause or "")


def _leave(process: int) -> None:
    # A forked child inherits this exit handler, but the connections are its parent's.
    if process != os.getpid():
        return
    for connection in connections.all(initialized_only=True):
        connection.close()
    for pool in base.DatabaseWrapper._connection_pools.values():  # type: ignore[attr-defined]  # unknown to Django's stubs
        pool.close()
    server.release()


_leaver: int | None = None
