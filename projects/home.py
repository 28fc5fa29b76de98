"""What ideas and projects add to navigation, home page and list of pages."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.home import HomeAnswers, HomeFigures
from eving.core.public.counts import counts as counts_of
from eving.core.registry import CachedPage, NavigationEntry, PublicPage, UncachedPage
from projects.cards import answers
from projects.exports import too_many_exports
from projects.filters.ideas import IdeaFilter
from projects.filters.projects import ProjectFilter
from projects.models import Idea, IdeaState

QUARTER = timedelta(days=91)


def counts(now: datetime) -> list[dict[str, Any]]:
    ideas = Idea.objects.published()
    done = ideas.filter(state=IdeaState.DONE)
    total, recent, carried_out, recently = counts_of(
        ideas,
        ideas.filter(published_at__gte=now - QUARTER),
        done,
        done.filter(state_changed_at__gte=now - QUARTER),
    )
    list_url = reverse("projects:idea-list")
    return [
        {"value": total, "label": _("published ideas"), "url": list_url, "new_in_a_quarter": recent},
        {
            "value": carried_out,
            "label": _("ideas carried out"),
            "url": f"{list_url}?stand=fertig",
            "new_in_a_quarter": recently,
        },
    ]


NAVIGATION = [
    NavigationEntry(gettext_lazy("Ideas"), "projects:idea-list", 10),
    NavigationEntry(gettext_lazy("Projects"), "projects:project-list", 20),
    NavigationEntry(gettext_lazy("News by e-mail"), "projects:follow-create", 70, menu="footer"),
]
ANSWERS = [
    HomeAnswers(10, answers.about_ideas, gettext_lazy("See all ideas"), "projects:idea-list"),
    HomeAnswers(20, answers.about_projects, gettext_lazy("See all projects"), "projects:project-list"),
]
FIGURES = [HomeFigures(10, counts)]
PAGES = [
    PublicPage("projects:idea-list", title=gettext_lazy("Ideas")),
    PublicPage(
        "projects:idea-create",
        title=gettext_lazy("Submit an idea"),
        words=gettext_lazy("make a suggestion proposal wish send in hand in take part"),
        about=gettext_lazy("Say what should change in the district. The office reads and answers every idea."),
    ),
    PublicPage(
        "projects:idea-data",
        title=gettext_lazy("Ideas as open data"),
        words=gettext_lazy("download CSV JSON feed export interface"),
        about=gettext_lazy("All published ideas as files for programs and tables."),
    ),
    PublicPage("projects:project-list", title=gettext_lazy("Projects")),
    PublicPage(
        "projects:follow-create",
        title=gettext_lazy("News by e-mail"),
        words=gettext_lazy("newsletter subscribe follow notification"),
        about=gettext_lazy("An e-mail when something new appears about a topic or a street."),
    ),
]
CHOICES = ("core.fieldofaction", "core.framework", "core.street", "core.topic")
OF_IDEAS = ("projects.idea", "projects.ideaphoto", *CHOICES)
OF_PROJECTS = ("projects.project", "projects.projectphoto", *CHOICES)


def idea_values() -> list[str]:
    return [*IdeaFilter.base_filters, "seite", "sortierung"]


def project_values() -> list[str]:
    return [*ProjectFilter.base_filters, "seite", "sortierung"]


CACHED = [
    CachedPage(("projects:idea-list",), OF_IDEAS, idea_values),
    CachedPage(("projects:idea-plan",), (*OF_IDEAS, "core.districtpart"), idea_values),
    CachedPage(
        ("projects:idea-detail", "projects:idea-short"),
        (*OF_IDEAS, "projects.helpoffer", "projects.ideahistory", "actors.actor", "core.contribution"),
    ),
    CachedPage(("projects:idea-notice",), (*OF_IDEAS, "actors.actor", "core.contribution")),
    CachedPage(("projects:idea-data",), OF_IDEAS, idea_values),
    CachedPage(("projects:idea-embed",), OF_IDEAS, lambda: [*idea_values(), "anzahl"]),
    CachedPage(
        ("projects:idea-feed",),
        (*OF_IDEAS, "projects.ideahistory", "projects.ideachange", "core.contribution"),
        idea_values,
    ),
    CachedPage(
        ("projects:idea-csv", "projects:idea-json"),
        (*OF_IDEAS, "projects.ideahistory", "projects.ideachange"),
        idea_values,
        admits=too_many_exports,
    ),
    CachedPage(("projects:project-list",), OF_PROJECTS, project_values),
    CachedPage(("projects:project-plan",), (*OF_PROJECTS, "core.districtpart"), project_values),
    CachedPage(
        ("projects:project-detail", "projects:project-short"),
        (
            *OF_PROJECTS,
            "actors.actor",
            "core.frameworkgoal",
            "projects.idea",
            "projects.projectdocument",
            "projects.projecthistory",
            "projects.projectparticipation",
        ),
    ),
]
SHOWN_ON = {
    "actors:actor-detail": ("projects.project", "projects.projectparticipation"),
    "portal:home": ("projects.ideahistory", "projects.projecthistory"),
}
UNCACHED = [
    UncachedPage(
        tuple(
            f"projects:{page}"
            for page in ("idea-create", "support-create", "help-create", "follow-idea", "follow-create")
        ),
        "a form that posts: each has a key of its own",
    ),
    UncachedPage(("projects:idea-similar",), "free words, which may be about anybody"),
    UncachedPage(("projects:project-document",), "files that lie on disk as they are sent"),
    UncachedPage(
        (
            "projects:idea-answer",
            "projects:idea-correct",
            "projects:idea-manage",
            "projects:idea-name",
            "projects:idea-propose",
            "projects:idea-thanks",
            "projects:idea-withdraw",
            "projects:participation-done",
            "projects:participation-thanks",
        ),
        "behind a link for one person, or about what one person has just done",
    ),
]
