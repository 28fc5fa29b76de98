"""What the registry of actors adds to navigation, home page and list of pages."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.filters import ActorFilter
from actors.models import Actor
from eving.core.home import HomeFigures
from eving.core.public.counts import counts as counts_of
from eving.core.registry import CachedPage, NavigationEntry, PublicPage, UncachedPage

QUARTER = timedelta(days=91)


def counts(now: datetime) -> list[dict[str, Any]]:
    actors = Actor.objects.published()
    total, recent = counts_of(actors, actors.filter(published_at__gte=now - QUARTER))
    return [
        {
            "value": total,
            "label": _("local organisations in the district"),
            "url": reverse("actors:actor-list"),
            "new_in_a_quarter": recent,
        }
    ]


NAVIGATION = [NavigationEntry(gettext_lazy("Local organisations"), "actors:actor-list", 40)]
FIGURES = [HomeFigures(30, counts)]
PAGES = [
    PublicPage("actors:actor-list", title=gettext_lazy("Local organisations")),
    PublicPage(
        "actors:actor-register",
        title=gettext_lazy("Enter an organisation"),
        words=gettext_lazy("register club association firm initiative sign up new entry"),
        about=gettext_lazy("Tell the office of your club, firm or initiative, so that others find it here."),
    ),
]
OF_ACTORS = (
    "actors.actor",
    "actors.actorgroup",
    "actors.actorlogo",
    "actors.location",
    "core.districtpart",
    "core.fieldofaction",
    "core.street",
    "core.topic",
)
CACHED = [
    CachedPage(
        ("actors:actor-list", "actors:actor-plan"),
        OF_ACTORS,
        lambda: [*ActorFilter.base_filters, "seite", "sortierung"],
    ),
    CachedPage(
        ("actors:actor-detail", "actors:actor-short"),
        (*OF_ACTORS, "actors.actorhistory", "actors.contactpoint", "core.participant"),
    ),
]
UNCACHED = [
    UncachedPage(("actors:actor-register", "actors:message-create"), "a form that posts: each has a key of its own"),
    UncachedPage(
        (
            "actors:actor-manage",
            "actors:actor-thanks",
            "actors:actor-withdraw",
            "actors:message-kept",
            "actors:message-sent",
            "actors:message-thanks",
        ),
        "behind a link for one person, or about what one person has just done",
    ),
]
