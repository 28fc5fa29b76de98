"""Fills the demo through the services that the pages use, then backdates the rows."""

import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module

from django.db import connection, transaction

from eving.demo import filling
from eving.demo.content.ideas import IDEAS
from eving.demo.content.ideas.entry import DemoIdea
from eving.demo.content.messages import NOTES, DemoMessage
from eving.demo.filling.ideas import fill_ideas
from eving.demo.filling.messages import fill_notes
from eving.demo.filling.past import Clock, Filling, Jobs


def fillings() -> dict[str, Filling]:
    """All registers that the demo fills, by name and in their order."""
    modules = [import_module(f"{filling.__name__}.{found.name}") for found in pkgutil.iter_modules(filling.__path__)]
    found = [module.FILLING for module in modules if hasattr(module, "FILLING")]
    return {one.name: one for one in sorted(found, key=lambda one: one.order)}


# Besides ideas and messages, of which tests may give their own.
REGISTERS = [one for name, one in fillings().items() if name not in ("ideas", "notes")]


@transaction.atomic
def seed(
    ideas: Sequence[DemoIdea] = IDEAS,
    messages: Sequence[DemoMessage] = NOTES,
    registers: Sequence[Filling] = (),
    tell: Callable[[Filling, int], None] = lambda register, count: None,
) -> dict[str, int]:
    """Fill each register that has none of its demo content, so that what people changed or deleted stays so.

    Returns the number of new rows by register, and reports each as soon as it is filled. No mail is sent.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('eving demo content', 0))")
    clock, jobs = Clock(), Jobs()
    added: dict[str, int] = {}
    known = fillings()
    always = [
        replace(known["ideas"], fill=partial(fill_ideas, ideas=ideas)),
        replace(known["notes"], fill=partial(fill_notes, messages=messages)),
    ]
    for one in [*always, *registers]:
        added[one.name] = one.fill(clock, jobs)
        tell(one, added[one.name])
    jobs.drop()
    return added
