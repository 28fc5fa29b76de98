"""Django's PostgreSQL backend, which starts the checkout's own server when DATABASES says ``EMBEDDED``.

The server starts with the first connection, so commands that need no database start none.
"""

import atexit
import os
from typing import Any

import psycopg
from django.db import connections
from django.db.backends.postgresql import base

from eving.postgres import Address, Unavailable, server


class DatabaseWrapper(base.DatabaseWrapper):
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
    for pool in base.DatabaseWrapper._connection_pools.values():  # type: ignore[attr-defined]
        pool.close()
    server.release()


_leaver: int | None = None
