"""Fills the demo through the services that the pages use, then backdates the rows."""

from collections.abc import Callable, Sequence
from functools import partial

from django.db import connection, transaction

from eving.demo.content.ideas import IDEAS
from eving.demo.content.ideas.entry import DemoIdea
from eving.demo.content.messages import NOTES, DemoMessage
from eving.demo.filling.actors import fill_actors
from eving.demo.filling.ideas import fill_ideas
from eving.demo.filling.messages import fill_notes
from eving.demo.filling.office import fill_office
from eving.demo.filling.participation import fill_participation
from eving.demo.filling.past import Clock, Jobs
from eving.demo.filling.profiles import fill_searches
from eving.demo.filling.projects import fill_projects
from eving.demo.filling.shops import fill_shops

# Creates the demo rows of one register unless there are any; returns how many were created.
Filling = Callable[[Clock, Jobs], int]
# In this order, because tenants and participants are actors.
REGISTERS: Sequence[tuple[str, Filling]] = (
    ("actors", fill_actors),
    ("shops", fill_shops),
    ("searches", fill_searches),
    ("projects", fill_projects),
    ("participation", fill_participation),
    ("office", fill_office),
)


@transaction.atomic
def seed(
    ideas: Sequence[DemoIdea] = IDEAS,
    messages: Sequence[DemoMessage] = NOTES,
    registers: Sequence[tuple[str, Filling]] = (),
    tell: Callable[[str, int], None] = lambda register, count: None,
) -> dict[str, int]:
    """Fill each register that has none of its demo content, so that what people changed or deleted stays so.

    Returns the number of new rows by register, and reports each as soon as it is filled. No mail is sent.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('eving demo content', 0))")
    clock, jobs = Clock(), Jobs()
    added: dict[str, int] = {}
    always: list[tuple[str, Filling]] = [
        ("ideas", partial(fill_ideas, ideas=ideas)),
        ("notes", partial(fill_notes, messages=messages)),
    ]
    for name, fill in [*always, *registers]:
        added[name] = fill(clock, jobs)
        tell(name, added[name])
    jobs.drop()
    return added
