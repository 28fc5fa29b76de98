"""Projects for tests, made by the services of the back office."""

import itertools
from typing import Any

from eving.core.models import User
from eving.core.search import engine
from eving.core.workflow import lifecycle
from projects.models import Project, ProjectDocument
from projects.services import documents, projects
from tests.factories import make_staff
from tests.pdf_files import pdf
from tests.photo_files import upload

numbers = itertools.count(1)
PDF = pdf()
WAYS = {
    "draft": [],
    "planned": ["publish"],
    "running": ["start"],
    "paused": ["start", "pause"],
    "done": ["start", "finish"],
    "cancelled": ["publish", "cancel"],
    "unpublished": ["publish", "unpublish"],
}


def make_project(*, state: str = "planned", by: User | None = None, **fields: Any) -> Project:
    """Passes through all transitions up to ``state``; ``unpublished`` was public before."""
    many = {name: fields.pop(name) for name in ("topics", "frameworks", "goals") if name in fields}
    values = {"title": f"Neue Bänke {next(numbers)}", "summary": "Zehn Bänke für die Bergstraße.", **fields}
    staff = by or User.objects.filter(is_staff=True).first() or make_staff()
    project = Project(**values)
    projects.save_project(project, by=staff)
    for name, rows in many.items():
        getattr(project, name).set(rows)
    engine.index(project)
    for transition in WAYS[state]:
        lifecycle.apply(project, transition, by=staff, text="Der Rat hat es beschlossen.")
    return project


def add_document(project: Project, title: str = "Der Plan", content: bytes = PDF) -> ProjectDocument:
    file = upload(content, "plan.pdf")
    documents.check(file)
    key = documents.store(file)
    return ProjectDocument.objects.create(project=project, title=title, key=key, byte_size=len(content))
