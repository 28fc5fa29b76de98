"""Query costs of a piece of code, read from PostgreSQL's plans."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from eving.core.texts import site_texts


@dataclass
class Cost:
    """Number of queries, 8-kB pages touched, and kinds of scans."""

    queries: int = 0
    buffers: int = 0
    scans: set[tuple[str, str]] = field(default_factory=set)  # node type, name of the index


def cost(read: Callable[[], Any]) -> Cost:
    """The cost of all queries of ``read``; each query runs twice, once under EXPLAIN ANALYZE."""
    total = Cost()
    # A process reads the site texts once a minute, which is not the cost of the code under test.
    site_texts.warm()

    def explain(execute, sql, params, many, context):
        with connection.connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, params)
            plan = cursor.fetchone()[0]
        plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
        total.queries += 1
        total.buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        total.scans |= {(node["Node Type"], node.get("Index Name", "")) for node in nodes(plan)}
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        read()
    return total


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def buffers(read: Callable[[], Any]) -> int:
    return cost(read).buffers
