"""A helper for two actions at the same moment: the second begins while the first is done but not committed."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, connections, transaction


def while_it_waits(first: Callable[[], object], second: Callable[[], Any]) -> Any:
    """Returns what ``second`` returns and raises what it raises; ``second`` is started before ``first`` commits."""
    is_done, answers, errors = threading.Event(), [], []

    def begin() -> None:
        is_done.wait(timeout=30)
        try:
            answers.append(second())
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=begin)
    thread.start()
    with transaction.atomic():
        first()
        is_done.set()
        for _look in range(1500):
            if waits() or not thread.is_alive():
                break
            time.sleep(0.02)
    thread.join()
    if errors:
        raise errors[0]
    return answers[0]


def waits() -> bool:
    # Only locks of this database: other test processes have databases of their own.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid() AND pid IN (SELECT pid"
            " FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
        return cursor.fetchone() is not None
