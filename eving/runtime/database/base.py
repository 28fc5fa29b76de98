"""Django's PostgreSQL backend, which starts the checkout's own server when DATABASES says ``EMBEDDED``.

The server starts with the first connection, so commands that need no database start none.
"""

import atexit
import os
from typing import Any

import psycopg
from django.db import InterfaceError, InternalError, OperationalError, connections
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from eving.runtime.database import outages
from eving.runtime.database.deadline import CheckedPool
from eving.runtime.postgres import Unavailable
from eving.runtime.postgres.server import Address, server


class NotingErrors(DatabaseErrorWrapper):
    """Django's translation of the driver's errors, which also notes that the database failed the request.

    Whoever catches the error later, under whatever name a library has given it, cannot make it unknown.
    """

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        try:
            super().__exit__(kind, error, traceback)
        except (OperationalError, InterfaceError):
            outages.note()
            raise
        except InternalError:
            # PostgreSQL counts it among the inner errors that a transaction lay idle for too long.
            if isinstance(error, psycopg.errors.IdleInTransactionSessionTimeout | psycopg.errors.TransactionTimeout):
                outages.note()
                raise OperationalError(*error.args).with_traceback(traceback) from error
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    @cached_property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return NotingErrors(self)

    @property
    def pool(self) -> CheckedPool | None:
        """As Django makes it, but of our own kind."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        pools = self._connection_pools  # type: ignore[attr-defined]  # unknown to Django's stubs
        if self.alias not in pools:
            values = {**self.get_connection_params(), "autocommit": True}
            # Of several threads that come first together one wins; no pool is open yet.
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
            # Kept in the settings too, for programs such as psql and pg_dump.
            self.settings_dict.update(HOST=address.host, PORT=address.port, USER=address.user)
        return super().get_connection_params()


def embedded_address() -> Address:
    """The running server's address; the process leaves the server when it ends."""
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
    """The embedded server's own sentence when it is the cause of a database error, else nothing."""
    cause: BaseException | None = error
    while cause and not isinstance(cause, Unavailable):
        cause = cause.__cause__
    return str(cause or "")


def _leave(process: int) -> None:
    # A forked child inherits this call; the connections are its parent's.
    if process != os.getpid():
        return
    for connection in connections.all(initialized_only=True):
        connection.close()
    for pool in base.DatabaseWrapper._connection_pools.values():  # type: ignore[attr-defined]  # unknown to Django's stubs
        pool.close()
    server.release()


_leaver: int | None = None
