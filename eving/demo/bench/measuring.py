"""Asks for pages and floors in turn, and says what each cost.

The rounds go through all of them one after the other, and the middle of the rounds counts: what disturbs the machine
for a while then disturbs pages and floors alike.
"""

import gzip
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from eving.demo.bench import load, processes
from eving.demo.bench.pages import BARE, Page
from eving.demo.bench.portal import WORKERS, Portal

BATCH_SECONDS = 0.25  # processor time of one page in one round
MOST_SECONDS = 1.0  # the same, where a page is so slow that the requests asked for would take longer
FEWEST_REQUESTS, MOST_REQUESTS = 3, 500


@dataclass(frozen=True)
class Amount:
    rounds: int
    requests: int  # of one page in one round, at least
    batch_seconds: float = BATCH_SECONDS


@dataclass
class Figures:
    """What one page or floor cost, by round."""

    request: load.Request
    status: int
    bytes: int = 0
    gzipped: int = 0
    floor: str = BARE
    number: int = 2 * WORKERS  # of requests in a round
    web: list[float] = field(default_factory=list)  # milliseconds of the web processes for each request
    database: list[float] = field(default_factory=list)  # the same of PostgreSQL
    seconds: list[float] = field(default_factory=list)  # until the whole answer was there, of each request

    @property
    def is_refused(self) -> bool:
        return self.status != self.request.status

    @property
    def web_ms(self) -> float:
        return statistics.median(self.web)

    @property
    def database_ms(self) -> float:
        return statistics.median(self.database)

    def percentile(self, share: int) -> float:
        """In milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[max(math.ceil(len(ordered) * share / 100), 1) - 1] * 1000


def measure(
    portal: Portal, pages: Sequence[Page], amount: Amount, cookie: str, tell: Callable[[str], object]
) -> dict[str, Figures]:
    """What each page cost, by its name, and each floor, by its path. A page that is refused has no costs."""
    found = {page.name: first_answer(portal, page, cookie) for page in pages}
    measured = {name: figures for name, figures in found.items() if not figures.is_refused}
    floors = {path: Figures(load.Request(path), 200) for path in [BARE, *(one.floor for one in measured.values())]}
    in_turn = floors | measured
    for name, figures in in_turn.items():
        warm_up(portal, name, figures, amount)
    for number in range(amount.rounds):
        tell(f"Round {number + 1} of {amount.rounds} …")
        for name, figures in in_turn.items():
            batch(portal, name, figures)
    return found | floors


def first_answer(portal: Portal, page: Page, cookie: str) -> Figures:
    request = page.request(portal.port, cookie)
    status, _headers, body = load.ask(portal.port, request)
    return Figures(request, status, len(body), len(gzip.compress(body, 6)), page.floor(page.entries(body)))


def warm_up(portal: Portal, name: str, figures: Figures, amount: Amount) -> None:
    """Let every process see the page a few times, then choose how many requests a round takes."""
    begin = time.perf_counter()
    load.run(portal.port, figures.request, number=2 * WORKERS, at_once=WORKERS)
    if time.perf_counter() - begin < MOST_SECONDS:
        load.run(portal.port, figures.request, number=3 * WORKERS, at_once=WORKERS)
    batch(portal, name, figures)
    figures.number = fitting_number(figures.web.pop() / 1000, amount)
    figures.database.clear()
    figures.seconds.clear()


def fitting_number(seconds: float, amount: Amount) -> int:
    """Of requests that take so long: enough to say something, and not for ever."""
    seconds = max(seconds, 0.0005)
    least = max(FEWEST_REQUESTS, min(amount.requests, math.ceil(MOST_SECONDS / seconds)))
    return min(max(least, math.ceil(amount.batch_seconds / seconds)), MOST_REQUESTS)


def batch(portal: Portal, name: str, figures: Figures) -> None:
    web, database = processes.clock(portal.web()), processes.clock(portal.backends())
    answers = load.run(portal.port, figures.request, number=figures.number, at_once=WORKERS)
    if answers.wrong:
        text = _("“%(name)s” answers %(status)s in the middle of the bench.")
        raise CommandError(text % {"name": name, "status": answers.wrong[0]})
    used = processes.seconds_between(web, processes.clock(portal.web()))
    figures.web.append(used * 1000 / figures.number)
    used = processes.seconds_between(database, processes.clock(portal.backends()))
    figures.database.append(used * 1000 / figures.number)
    figures.seconds += answers.seconds
