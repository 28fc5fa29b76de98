"""The kinds of work that can run in the background. Whoever has such work adds a kind when its module is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from eving.core.models import BackgroundRun, User


class GivenUp(Exception):
    """The work cannot go on; the argument is a sentence that says what to do."""


class Work(Protocol):
    """A run as its worker holds it: what all batches need has been loaded."""

    def step(self, run: BackgroundRun) -> int:
        """Do the next rows from ``run.done`` on, in the transaction of the caller; returns how many.

        Changes ``run.result`` as well: it is stored together with the rows. Raises GivenUp.
        """

    def finish(self, run: BackgroundRun) -> None:
        """Called after the last row, in the transaction that ends the run."""


@dataclass(frozen=True)
class Kind:
    """``code`` is stored in rows and waiting jobs: it stays."""

    code: str
    label: Any  # (lazy) "Import of a table"
    begin: Callable[[BackgroundRun], Work]  # raises GivenUp
    may_use: Callable[[User, BackgroundRun], bool]  # who may look at it, stop it and start it again
    url: Callable[[User, BackgroundRun], str]  # where this person reads on when it is done; empty when nowhere
    link_label: Any
    # What came of it, as rows of label and count; for its page and its mail.
    counts: Callable[[BackgroundRun], list[tuple[str, int]]]
    # A page that discards what was worked on when it gets ``drop``; empty when this person may not, or there is none.
    drop_url: Callable[[User, BackgroundRun], str] = lambda user, run: ""
    # Whether there is still something to work on: without, nobody is asked to start it again.
    can_go_on: Callable[[BackgroundRun], bool] = lambda run: True
    still_to_do: Any = ""  # (lazy) a sentence for whoever might think that with this all is done
    writes: bool = True  # False if nothing is left of a run that ended halfway


kinds: dict[str, Kind] = {}


def add(kind: Kind) -> None:
    kinds[kind.code] = kind
