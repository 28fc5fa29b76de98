"""One run: a database of its own, the portal on it, all figures."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from eving.demo.bench import databases, measuring, portal, processes, rows, start
from eving.demo.bench.output import results
from eving.demo.bench.pages import OFFICE, Page, all_pages

Tell = Callable[[str], object]


@dataclass(frozen=True)
class Wanted:
    rows: int
    rounds: int
    requests: int
    batch_seconds: float = measuring.BATCH_SECONDS
    words: Sequence[str] = field(default=())  # of the names of pages; none: all pages
    keep: bool = False


def run(wanted: Wanted, tell: Tell) -> results.Run:
    name = databases.name_for(wanted.rows)
    env = portal.environment(databases.address_of(name))
    with databases.own_database(name, keep=wanted.keep) as is_filled:
        prepare(name, wanted.rows, is_filled, env, tell)
        pages = chosen(wanted)
        cookie = portal.run("-m", "eving.demo.bench.office", env=env) if has_office(pages) else ""
        amount = measuring.Amount(wanted.rounds, wanted.requests, wanted.batch_seconds)
        tell("Starting the web server …")
        with portal.running(env, name) as server:
            memory = {"after start": memory_of(server)}
            found = measuring.measure(server, pages, amount, cookie, tell)
            memory["after load"] = memory_of(server)
        tell("Counting queries …")
        costs = queries_of(found, env)
        tell("Starting it a few times more …")
        starts = start.compare(env, min(wanted.rounds, 3))
        return results.gather(wanted.rows, amount, pages, found, costs, memory, starts)


def prepare(name: str, number: int, is_filled: bool, env: dict[str, str], tell: Tell) -> None:
    tell("Preparing the database …")
    call_command("migrate", verbosity=0, interactive=False)
    if not is_filled:
        tell(f"Filling in {number:,} rows of each register …")
        databases.mark(name, databases.HALF)
        rows.fill(number)
        databases.mark(name, databases.FILLED)
    tell("Collecting the files for the pages …")
    portal.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0", env=env)


def chosen(wanted: Wanted) -> list[Page]:
    every = list(all_pages(wanted.rows))
    pages = [page for page in every if not wanted.words or any(word in page.name for word in wanted.words)]
    if not pages:
        names = "; ".join(page.name for page in every)
        raise CommandError(_("No page has such a name. There are: %(names)s.") % {"names": names})
    return pages


def has_office(pages: Sequence[Page]) -> bool:
    return any(page.kind == OFFICE for page in pages)


def memory_of(server: portal.Portal) -> list[dict[str, float]]:
    return [processes.memory(worker.pid) for worker in server.workers()]


def queries_of(found: dict[str, measuring.Figures], env: dict[str, str]) -> dict[str, dict[str, Any]]:
    asked = {name: asdict(figures.request) for name, figures in found.items() if not figures.is_refused}
    answer: dict[str, dict[str, Any]] = json.loads(
        portal.run("-m", "eving.demo.bench.queries", env=env, said=json.dumps(asked))
    )
    return answer
