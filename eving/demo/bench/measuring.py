"""Asks for pages and floors in turn, and says what each cost.

The rounds go through all of them one after the other, and the middle of the rounds counts: what disturbs the machine
for a while then disturbs pages and floors alike.
"""

import gzip
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from eving.demo.bench import load, pages, processes
from eving.demo.bench.portal import WORKERS, Portal

BATCH_SECONDS = 0.4  # processor time of one page in one round: forty times the unit in which the system counts
MOST_REQUESTS = 500


@dataclass(frozen=True)
class Amount:
    rounds: int
    requests: int  # of one page in one round, at least


@dataclass
class Figures:
    """What one page or floor cost, by round."""

    request: load.Request
    bytes: int = 0
    gzipped: int = 0
    cards: int = 0
    number: int = 1  # of requests in a round
    web: list[float] = field(default_factory=list)  # milliseconds of the web processes for each request
    database: list[float] = field(default_factory=list)  # the same of PostgreSQL
    seconds: list[float] = field(default_factory=list)  # until the whole answer was there, of each request

    @property
    def web_ms(self) -> float:
        return statistics.median(self.web)

    @property
    def database_ms(self) -> float:
        return statistics.median(self.database)

    def percentile(self, share: int) -> float:
        """In milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, math.ceil(len(ordered) * share / 100) - 1)] * 1000


def floor_path(page: pages.Page, cards: int) -> str:
    return f"/floor/cards/{page.register}/{max(cards, 1)}/"


BARE = "/floor/bare/"


def measure(
    portal: Portal, chosen: Sequence[pages.Page], amount: Amount, tell: Callable[[str], object]
) -> dict[str, Figures]:
    """What each page cost, by its name, and each floor, by its path."""
    found = {BARE: Figures(load.Request(BARE))}
    for page in chosen:
        figures = found[page.name] = first_answer(portal, page)
        path = floor_path(page, figures.cards)
        found.setdefault(path, Figures(load.Request(path)))
    for name, figures in found.items():
        warm_up(portal, name, figures, amount)
    for number in range(amount.rounds):
        tell(f"round {number + 1} of {amount.rounds}")
        for name, figures in found.items():
            batch(portal, name, figures)
    return found


def first_answer(portal: Portal, page: pages.Page) -> Figures:
    request = pages.request_for(page, portal.port)
    status, _headers, body = load.ask(portal.port, request)
    if status != request.status:
        raise CommandError(_("%(path)s answers %(status)s.") % {"path": page.path, "status": status})
    cards = pages.cards_in(body)
    return Figures(request, len(body), len(gzip.compress(body, 6)), cards)


def warm_up(portal: Portal, name: str, figures: Figures, amount: Amount) -> None:
    """Let every process see the page a few times, then choose how many requests a round takes."""
    load.run(portal.port, figures.request, number=6 * WORKERS, at_once=WORKERS)
    figures.number = 10
    batch(portal, name, figures)
    per_request = max(figures.web.pop() / 1000, 0.0005)
    figures.database.clear()
    figures.seconds.clear()
    figures.number = min(max(amount.requests, math.ceil(BATCH_SECONDS / per_request)), MOST_REQUESTS)


def batch(portal: Portal, name: str, figures: Figures) -> None:
    web, backends = portal.web(), portal.backends()
    answers = load.run(portal.port, figures.request, number=figures.number, at_once=WORKERS)
    if answers.wrong:
        raise CommandError(_("%(path)s answers %(status)s.") % {"path": name, "status": answers.wrong[0]})
    figures.web.append(processes.seconds_between(web, portal.web()) * 1000 / figures.number)
    figures.database.append(processes.seconds_between(backends, portal.backends()) * 1000 / figures.number)
    figures.seconds += answers.seconds
