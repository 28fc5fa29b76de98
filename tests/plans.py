"""Query costs of a piece of code, read from PostgreSQL's plans."""

from collections.abc import Callable
from typing import Any

from eving.core.texts import site_texts
from eving.demo.bench.queries import Cost, explained


def cost(read: Callable[[], Any]) -> Cost:
    """The cost of all queries of ``read``; each query runs twice, once under EXPLAIN ANALYZE."""
    # A process reads the site texts once a minute, which is not the cost of the code under test.
    site_texts.warm()
    with explained() as total:
        read()
    return total


def buffers(read: Callable[[], Any]) -> int:
    return cost(read).buffers
