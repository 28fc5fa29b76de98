"""What ideas and projects add to navigation, home page and list of pages."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.models.compiled import Prepared
from eving.core.public.counts import counts as counts_of
from eving.core.registry import HomeFigures, HomeSection, NavigationEntry, PublicPage
from projects.cards.ideas import idea_card
from projects.models import Idea, IdeaState

NEWEST = 3
YEAR = timedelta(days=365)


NEWEST_IDEAS = Prepared(lambda: Idea.objects.published().for_cards().order_by("-published_at", "-pk")[:NEWEST])


def newest_ideas() -> dict[str, Any] | None:
    cards = [idea_card(idea) for idea in NEWEST_IDEAS()]
    return {"cards": cards, "list_url": reverse("projects:idea-list")} if cards else None


def counts(now: datetime) -> list[dict[str, Any]]:
    ideas = Idea.objects.published()
    total, recent, done = counts_of(
        ideas, ideas.filter(published_at__gte=now - YEAR), ideas.filter(state=IdeaState.DONE)
    )
    list_url = reverse("projects:idea-list")
    return [
        {"value": total, "label": _("published ideas"), "url": list_url, "new_within_a_year": recent},
        {"value": done, "label": _("ideas carried out"), "url": f"{list_url}?stand=fertig"},
    ]


NAVIGATION = [
    NavigationEntry(gettext_lazy("Ideas"), "projects:idea-list", 10),
    NavigationEntry(gettext_lazy("Projects"), "projects:project-list", 20),
    NavigationEntry(gettext_lazy("News by e-mail"), "projects:follow-create", 70, menu="footer"),
]
SECTIONS = [HomeSection(20, "projects/ideas/_newest.html", newest_ideas)]
FIGURES = [HomeFigures(10, counts)]
PAGES = [
    PublicPage("projects:idea-list", ("projects.idea", "core.topic")),
    PublicPage("projects:idea-create", ("core.topic", "core.street")),
    PublicPage("projects:idea-data", ("projects.idea",)),
    PublicPage("projects:project-list", ("projects.project", "core.topic", "core.framework")),
    PublicPage("projects:follow-create", ("core.topic", "core.street")),
]
