"""Deeds on projects. Each is one transaction; nobody but staff does them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from eving.core import lifecycle, search
from eving.core.german import fold
from eving.core.models.users import User
from eving.core.places import next_number
from projects.models import Project, ProjectHistory, ProjectState

SHOWING = {"publish", "start"}  # steps that take a draft to the public


@transaction.atomic
def save_project(project: Project, *, by: User, columns: Sequence[str] = ()) -> None:
    """Write what staff typed: a new project becomes a draft, an old one keeps all columns but the named ones.

    Topics, goals and participations come afterwards; then call ``search.index``.
    """
    project.slug = slugify(fold(project.title))[:60].strip("-")
    if not project.number:
        project.number = free_number()
    if project.pk is None:
        project.state = ProjectState.DRAFT
        project.save()
        lifecycle.add_entry(project, by=by, before="", after=ProjectState.DRAFT)
        return
    # Counted in the database: a step may have been taken since the row was read.
    project.version = F("version") + 1
    project.save(update_fields=["version", "slug", "number", *columns])
    project.refresh_from_db(fields=["version"])


def free_number() -> str:
    """The next number that no project of the town's own list took before."""
    number = next_number("P")
    while Project.objects.filter(number=number).exists():
        number = next_number("P")
    return number


@transaction.atomic
def take_step(
    project: Project, step: str, *, by: User, text: str = "", seen_version: int | None = None
) -> ProjectHistory:
    """Take any step by its name; showing and hiding go with it, so that no state is public by accident."""
    now = timezone.now()
    changes: dict[str, Any] = {}
    if step in SHOWING:
        changes = {"published_at": project.published_at or now, "hidden_at": None}
    elif step == "unpublish":
        changes = {"hidden_at": now}
    entry = lifecycle.transition(project, step, by=by, text=text, seen_version=seen_version, **changes)
    if step in SHOWING:
        project.photos.filter(approved_at__isnull=True).update(approved_at=now)
        search.index(project)
    return entry
