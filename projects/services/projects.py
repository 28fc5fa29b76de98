"""Services on projects, for staff only. Each is one transaction."""

from collections.abc import Collection, Sequence
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from eving.core.models.users import User
from eving.core.search import engine
from eving.core.search.german import fold
from eving.core.series import next_numbers
from eving.core.workflow import lifecycle
from projects.models import Project, ProjectHistory, ProjectState


@transaction.atomic
def save_project(project: Project, *, by: User, columns: Sequence[str] = ()) -> None:
    """Save what staff typed. A new project becomes a draft; of an existing one only ``columns`` are written.

    Topics, goals and participations are saved afterwards; then call ``engine.index``.
    """
    project.slug = slugify(fold(project.title))[:60].strip("-")
    if not project.number:
        project.number = free_number()
    if project.pk is None:
        project.state = ProjectState.DRAFT
        project.save()
        lifecycle.add_entry(project, by=by, before="", after=ProjectState.DRAFT)
        return
    project.version = lifecycle.locked(project).version + 1  # a transition may have happened since the row was read
    project.save(update_fields=["version", "slug", "number", *columns])


@transaction.atomic
def save_projects(projects: Sequence[Project], *, by: User, columns: Collection[str] = ()) -> None:
    """As ``save_project`` for several, in a few statements. Those that are stored must be locked already."""
    new: list[Project] = []
    stored: list[Project] = []
    for project in projects:
        project.slug = slugify(fold(project.title))[:60].strip("-")
        if project.pk is None:
            project.state = ProjectState.DRAFT
            new.append(project)
        else:
            project.version = F("version") + 1
            stored.append(project)
    nameless = [project for project in projects if not project.number]
    for project, number in zip(nameless, free_numbers(len(nameless)), strict=True):
        project.number = number
    Project.objects.bulk_create(new)
    lifecycle.add_entries(new, by=by, before="", after=ProjectState.DRAFT)
    Project.objects.bulk_update(stored, {"version", "slug", "number", *columns})


def free_number() -> str:
    return free_numbers(1)[0]


def free_numbers(count: int) -> list[str]:
    """The next numbers of the series that are not taken: those of the town's own list come from outside the series."""
    free: list[str] = []
    while len(free) < count:
        numbers = next_numbers("P", count - len(free))
        taken = set(Project.objects.filter(number__in=numbers).values_list("number", flat=True))
        free += [number for number in numbers if number not in taken]
    return free


def show_project(project: Project, name: str, *, by: User, text: str) -> ProjectHistory:
    """Publishes with the photos. No other function does, so that no state becomes public by accident."""
    now = timezone.now()
    entry = lifecycle.write(project, name, by=by, text=text, published_at=project.published_at or now, hidden_at=None)
    project.photos.filter(approved_at__isnull=True).update(approved_at=now)
    engine.index(project)
    return entry


@lifecycle.on(Project, "unpublish")
def hide_project(project: Project, *, by: User, text: str) -> ProjectHistory:
    return lifecycle.write(project, "unpublish", by=by, text=text, hidden_at=timezone.now())


for name in ("publish", "start"):
    lifecycle.on(Project, name)(partial(show_project, name=name))
for name in ("pause", "finish", "cancel", "reopen"):
    lifecycle.on(Project, name)(partial(lifecycle.write, name=name))
