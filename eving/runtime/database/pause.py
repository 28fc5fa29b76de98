"""What a request does before it waits for something other than the database."""

from django.db import connections


def give_back_connections() -> None:
    """Return this thread's connections to the pool; the next query takes one again.

    Inside a transaction nothing can be returned: code that waits there keeps others from the database.
    """
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
