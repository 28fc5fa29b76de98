"""Functions that make what tests need, through the services that the portal itself uses."""

import itertools
import uuid
from typing import Any

from eving.core.models import User
from eving.core.workflow import lifecycle
from projects.models import Idea
from projects.services import ideas
from projects.services.ideas import Author, IdeaDraft

numbers = itertools.count(1)


def make_staff(**fields: Any) -> User:
    number = next(numbers)
    defaults = {
        "username": f"staff{number}",
        "email": f"staff{number}@eving.example",
        "is_staff": True,
        "is_superuser": True,
    }
    return User.objects.create_user(password="hammerkopf-1926-turm", **{**defaults, **fields})


def make_idea(*, state: str = "published", by: User | None = None, email: str | None = None, **fields: Any) -> Idea:
    """An idea that has gone through the real transitions up to ``state``."""
    number = next(numbers)
    draft = {"title": f"Eine Bank an der Haltestelle {number}", "text": "Wer auf den Bus wartet, möchte sitzen."}
    draft.update({name: fields.pop(name) for name in list(fields) if name in IdeaDraft.__dataclass_fields__})
    author = {"name": "Erika Beispiel", "email": f"erika{number}@example.org" if email is None else email}
    author.update({name: fields.pop(name) for name in list(fields) if name in Author.__dataclass_fields__})
    idea, _is_new = ideas.submit_idea(
        key=uuid.uuid4(), draft=IdeaDraft(**draft), author=Author(**author), privacy_version="test", **fields
    )
    if state == "unconfirmed":
        return idea
    idea = ideas.confirm_idea(idea.contribution)
    ways = {
        "submitted": [],
        "query": ["ask"],
        "published": ["publish"],
        "under_review": ["publish", "review"],
        "accepted": ["publish", "accept"],
        "in_progress": ["publish", "accept", "start"],
        "done": ["publish", "accept", "finish"],
        "declined": ["publish", "decline"],
        "forwarded": ["publish", "forward"],
        "withdrawn": ["publish", "withdraw"],
        "archived": ["publish", "decline", "archive"],
        "spam": ["spam"],
    }
    staff = by or User.objects.filter(is_staff=True).first() or make_staff()
    for transition in ways[state]:
        lifecycle.apply(idea, transition, by=staff, text="Wir haben darüber gesprochen.")
    return idea
