"""What the registry of actors adds to navigation, home page and list of pages."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.models import Actor
from eving.core.public.counts import counts as counts_of
from eving.core.registry import HomeFigures, NavigationEntry, PublicPage

YEAR = timedelta(days=365)


def counts(now: datetime) -> list[dict[str, Any]]:
    actors = Actor.objects.published()
    total, recent = counts_of(actors, actors.filter(published_at__gte=now - YEAR))
    return [
        {
            "value": total,
            "label": _("local organisations in the district"),
            "url": reverse("actors:actor-list"),
            "new_within_a_year": recent,
        }
    ]


NAVIGATION = [NavigationEntry(gettext_lazy("Local organisations"), "actors:actor-list", 40)]
FIGURES = [HomeFigures(30, counts)]
PAGES = [
    PublicPage("actors:actor-list", ("actors.actor", "actors.location", "core.topic")),
    PublicPage("actors:actor-register", ("actors.actorgroup", "core.topic", "core.street")),
]
