"""Who is connected with whom: actors that take part in the same public project."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.models import Actor
from eving.core.models.compiled import Prepared
from eving.core.registry import Connection, Edges
from projects.models import Project, ProjectParticipation


def pairs(**which: Any) -> QuerySet:
    public = Actor.objects.published().values("pk")
    rows = ProjectParticipation.objects.filter(
        project__in=Project.objects.published(),
        actor__in=public,
        project__participations__actor__in=public,
        **which,  # in the same call, so that both actors come from one join
    )
    found = rows.values_list("actor", "project__participations__actor", "project__title", "project__starts_on")
    return found.order_by("-project__published_at", "project").distinct()


OF_ONE = Prepared(lambda actor: pairs(actor=actor), -1)
OF_ALL = Prepared(lambda: pairs(actor__lt=F("project__participations__actor")))


def in_one_project(actor: int | None = None) -> list[Connection]:
    """Pairs of public actors by public project, the newest project first; those of one actor, or all."""
    return [
        Connection(min(one, other), max(one, other), _("common project “%(title)s”") % {"title": title}, since)
        for one, other, title, since in (OF_ONE(actor) if actor else OF_ALL())
        if one != other
    ]


EDGES = [Edges("projects", gettext_lazy("Common projects"), in_one_project)]
