"""The queries of a request: how many, and how much of its memory PostgreSQL touches for them.

``python -m eving.demo.bench.queries`` answers requests inside a process of its own, with the settings of the measured
portal: production counts nothing by itself.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import django
from django.db import connection
from django.test import Client

from eving.demo.bench import load

TIMES = 3
# What has a plan; the others begin and end savepoints.
PLANNED = re.compile(r"\s*\(?(SELECT|WITH|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


@dataclass
class Cost:
    """Number of queries, 8-kB pages touched, milliseconds inside PostgreSQL, and kinds of scans."""

    queries: int = 0
    buffers: int = 0
    sql_ms: float = 0
    scans: set[tuple[str, str]] = field(default_factory=set)  # node type, name of the index


@contextmanager
def explained() -> Iterator[Cost]:
    """The cost of all queries inside; each query runs twice, first under EXPLAIN ANALYZE."""
    total = Cost()

    def explain(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        total.queries += 1
        if PLANNED.match(sql):
            with connection.connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, params)
                found = cursor.fetchone()[0]
            whole = (json.loads(found) if isinstance(found, str) else found)[0]
            plan = whole["Plan"]
            total.buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
            total.sql_ms += whole["Planning Time"] + whole["Execution Time"]
            total.scans |= {(node["Node Type"], node.get("Index Name", "")) for node in nodes(plan)}
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield total


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


# ---------------------------------------------------------------- in a process of its own
def answer(request: load.Request) -> int:
    own = {"host": load.HOST, "x-forwarded-proto": "https", "cookie": request.cookie}
    client = Client(headers=own | load.of_copy(request))
    if request.form:
        data: dict[str, list[str]] = {}
        for name, value in request.form:
            data.setdefault(name, []).append(value)
        return client.post(request.path, data).status_code
    found = client.get(request.path)
    b"".join(found)  # answers that come piece by piece read their rows only now
    return found.status_code


def cost_of(request: load.Request) -> Cost:
    """The quickest of a few times, after one that fills what a process keeps."""
    answer(request)
    costs = []
    for _time in range(TIMES):
        with explained() as cost:
            answer(request)
        costs.append(cost)
    return min(costs, key=lambda cost: cost.sql_ms)


def main() -> None:
    django.setup()
    asked = {name: load.Request(**values) for name, values in json.load(sys.stdin).items()}
    costs = {name: asdict(cost_of(request)) for name, request in asked.items()}
    for cost in costs.values():
        del cost["scans"]
    json.dump(costs, sys.stdout)


if __name__ == "__main__":
    main()
