"""Template contexts of a project: card, badge, facts, timeline, page; its entries in site search and actor pages."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.models import Actor, ActorKind, ActorState
from eving.core import registry
from eving.core.models import Framework, FrameworkGoal, ModeratedQuerySet, Role, Topic
from eving.core.models.compiled import Prepared, WithRows, attach
from eving.core.models.photos import first_approved, picture_of
from eving.core.models.search import SEARCH_COLUMNS
from eving.core.people import links
from eving.core.public.facts import beginning, day_text, fact, linked_names, stored_fact, terms_fact
from eving.core.public.rows import column, in_a_line, month_text, stored_column
from eving.core.registry import Panel, SearchKind
from eving.core.texts.stored import stored
from projects.models import (
    Project,
    ProjectDocument,
    ProjectHistory,
    ProjectParticipation,
    ProjectPhoto,
    ProjectState,
)
from projects.workflow.projects import TONES


def state_badge(project: Project) -> dict[str, str]:
    return {"label": str(ProjectState(project.state).label), "tone": TONES.get(project.state, "neutral")}


def with_card(projects: ModeratedQuerySet) -> ModeratedQuerySet:
    """One query for any number of projects: everything that ``project_card`` reads."""
    photo = first_approved(ProjectPhoto, project=OuterRef("pk"))
    return projects.select_related("street", "field").annotate(card_photo=photo).defer(*SEARCH_COLUMNS)


def duration(project: Project, shown: Callable[[date], str] = day_text) -> str:
    """The duration as staff wrote it, else from the dates; empty when neither is known."""
    if project.duration_text:
        return project.duration_text
    start, end = (shown(day) if day else "" for day in (project.starts_on, project.ends_on))
    if start and end:
        return _("%(start)s to %(end)s") % {"start": start, "end": end}
    if start:
        return _("from %(start)s") % {"start": start}
    return _("until %(end)s") % {"end": end} if end else ""


def project_card(project: Project) -> dict[str, Any]:
    """A card for eving.core.public.components. Needs ``with_card()``."""
    photo = getattr(project, "card_photo")  # noqa: B009 - annotated by with_card()
    return {
        "kind": "project",
        "url": project.get_absolute_url(),
        "title": project.title,
        "preline": stored(project.field or project.theme) or _("Project"),
        "summary": beginning(project.summary, 120),
        "facts": [stored_fact(_("Place"), project.place or project.district)],
        "badges": [state_badge(project)],
        "picture": picture_of(photo, 800) if photo else None,
    }


def project_row(project: Project) -> dict[str, Any]:
    """A row for eving.core.public.rows. Needs ``with_card()``."""
    photo = getattr(project, "card_photo")  # noqa: B009 - annotated by with_card()
    return {
        "kind": "project",
        "url": project.get_absolute_url(),
        "title": project.title,
        "preline": in_a_line(stored(project.place or project.district), stored(project.field or project.theme)),
        "summary": beginning(project.summary, 120),
        "columns": [
            column(_("State"), str(ProjectState(project.state).label)),
            stored_column(_("Duration"), project.duration_text)
            if project.duration_text
            else column(_("Duration"), duration(project, month_text)),
        ],
        "picture": picture_of(photo, 400) if photo else None,
    }


def timeline(entries: Iterable[ProjectHistory], project: Project) -> list[dict[str, Any]]:
    who = {Role.STAFF: _("Office"), Role.AUTHOR: _("Author"), Role.SYSTEM: _("Portal")}
    return [
        {
            "at": entry.at,
            "who": who[Role(entry.role)],
            "title": project.lifecycle.wording(entry.from_state, entry.to_state) or ProjectState(entry.to_state).label,
            "text": entry.text,
            "tone": "project",
        }
        for entry in entries
    ]


def may_be_named(actor: Actor) -> bool:
    """Whether the public may read that this actor takes part: while public; archived ones unless they are persons."""
    was_public = actor.state == ActorState.ARCHIVED and actor.published_at is not None
    return actor.is_public or (was_public and actor.kind != ActorKind.PERSON)


# What a project's page reads, by number and by primary key.
PROJECT = Prepared(
    lambda number: (
        Project.objects.once_public()
        .filter(number=number)
        .select_related("street", "field", "idea")
        .defer(*SEARCH_COLUMNS, *(f"idea__{column}" for column in SEARCH_COLUMNS))
    ),
    "P-1",
)
TOPICS = Prepared(lambda pk: Topic.objects.filter(projects=pk), -1)
FRAMEWORKS = Prepared(lambda pk: Framework.objects.filter(projects=pk), -1)
PHOTOS = Prepared(lambda pk: ProjectPhoto.objects.filter(project=pk), -1)
HISTORY = Prepared(lambda pk: ProjectHistory.objects.filter(project=pk, is_public=True), -1)
GOALS = Prepared(lambda pk: FrameworkGoal.objects.filter(projects=pk).select_related("framework"), -1)
DOCUMENTS = Prepared(lambda pk: ProjectDocument.objects.filter(project=pk), -1)
PARTICIPATIONS = Prepared(
    lambda pk: (
        ProjectParticipation.objects.filter(project=pk)
        .select_related("actor")
        .defer(*(f"actor__{column}" for column in SEARCH_COLUMNS))
    ),
    -1,
)
WHOLE = WithRows(
    PROJECT, topics=TOPICS, frameworks=FRAMEWORKS, photos=PHOTOS, history=HISTORY, goals=GOALS, documents=DOCUMENTS,
    participations=PARTICIPATIONS,
)  # fmt: skip


def once_public_project(number: str) -> Project | None:
    """The project with all that its page shows, also if it is no longer public."""
    project = WHOLE.first(number)
    if project:
        rows = WHOLE.beside(project)
        attach(project, topics=rows["topics"], frameworks=rows["frameworks"], photos=rows["photos"])
    return project


def partners(participations: Iterable[ProjectParticipation]) -> list[dict[str, Any]]:
    """Who takes part, as one fact for each role."""
    roles: dict[str, list[tuple[str, str]]] = {role: [] for role in ProjectParticipation.Role.values}
    for row in participations:
        if row.actor is None or may_be_named(row.actor):
            url = row.actor.get_absolute_url() if row.actor and row.actor.is_public else ""
            roles[row.role].append((row.display_name, url))
    labels = dict(ProjectParticipation.Role.choices)
    return [fact(capfirst(labels[role]), linked_names(names)) for role, names in roles.items()]


def project_facts(project: Project, participations: Iterable[ProjectParticipation]) -> list[dict[str, Any]]:
    """For components/description_list.html; in the order of the town's project document."""
    list_url = links.page_address("projects:project-list")
    field = project.field
    field_url = f"{list_url}?feld={field.code}" if field else ""
    idea = project.idea if project.idea and project.idea.is_public else None
    return [
        fact(_("Project number"), project.number),
        fact(_("Project generation"), project.generation),
        stored_fact(_("Project family"), project.family),
        stored_fact(_("Theme"), project.theme),
        stored_fact(_("District"), project.district),
        stored_fact(_("Place"), project.place),
        terms_fact(_("Field of action"), [field] if field else [], field_url),
        fact(
            _("Topics"),
            linked_names((topic, f"{list_url}?thema={topic.slug}") for topic in project.topics.all()),
        ),
        *partners(participations),
        {**fact(_("Duration"), duration(project)), "is_stored": bool(project.duration_text)},
        stored_fact(_("Budget"), project.financial_frame),
        stored_fact(_("Funding"), project.funding),
        stored_fact(_("Grew out of the idea"), idea.title if idea else "", idea.get_absolute_url() if idea else ""),
    ]


def goals(project: Project) -> list[str]:
    lines = (line.strip().lstrip("-–•*·").strip() for line in project.goals_text.splitlines())
    return [line for line in lines if line]


def project_page(project: Project, *, is_preview: bool = False) -> dict[str, Any]:
    with_unapproved = is_preview and not project.is_public
    rows = WHOLE.beside(project)
    facts = project_facts(project, rows["participations"])
    lead = capfirst(ProjectParticipation.Role.SPONSOR.label)
    decisive = (_("Place"), _("Duration"), lead, _("Budget"))
    return {
        "project": project,
        "crumbs": [{"label": _("Projects"), "url": links.page_address("projects:project-list")}],
        "badge": state_badge(project),
        "key_facts": [row for row in facts if row["label"] in decisive],
        "facts": [row for row in facts if row["label"] not in decisive],
        "goals": goals(project),
        "frameworks": [{"code": row.code, "name": stored(*row.text_in("name"))} for row in project.frameworks.all()],
        "framework_goals": rows["goals"],
        "documents": rows["documents"],
        "photos": [photo.picture(1600) for photo in project.photos.all() if photo.approved_at or with_unapproved],
        "timeline": timeline(rows["history"], project),
        "panels": registry.panels_of("project", project),
        "action": {
            "title": _("Would you like to take part?"),
            "text": _("Write to the office. They know who to ask."),
            "url": links.address("write"),
            "label": _("Message to the office"),
        },
        "is_preview": is_preview,
    }


PROJECTS_OF_ACTOR = Prepared(
    lambda pk: (
        ProjectParticipation.objects.filter(actor=pk, project__in=Project.objects.published())
        .select_related("project")
        .only("role", *(f"project__{name}" for name in ("number", "slug", "title", "state")))
        .order_by("-project__published_at", "-project_id", "sort", "pk")
    ),
    -1,
)


def of_actor(actor: Actor) -> dict[str, Any] | None:
    projects: dict[int, dict[str, Any]] = {}
    for row in PROJECTS_OF_ACTOR(actor.pk):
        entry = projects.setdefault(
            row.project_id,
            {
                "url": row.project.get_absolute_url(),
                "title": row.project.title,
                "badge": state_badge(row.project),
                "roles": [],
            },
        )
        entry["roles"].append(row.get_role_display())
    return {"projects": list(projects.values())} if projects else None


SEARCH = SearchKind(
    code="projekte",
    label=gettext_lazy("Projects"),
    published=lambda: with_card(Project.objects.published()).order_by("-published_at", "-pk"),
    card=project_card,
    list_url=lambda: reverse("projects:project-list"),
    words=Project.kind_words,
)
OF_ACTOR = Panel(page="actor", template="projects/projects/_panel.html", context=of_actor)
