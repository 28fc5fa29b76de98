"""What the registry of actors adds to navigation, home page and list of pages."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.models import Actor
from eving.core.registry import HomeFigures, NavigationEntry, PublicPage

YEAR = timedelta(days=365)


def counts(now: datetime) -> list[dict[str, Any]]:
    found = Actor.objects.published().aggregate(
        total=Count("pk"), recent=Count("pk", filter=Q(published_at__gte=now - YEAR))
    )
    return [
        {
            "value": found["total"],
            "label": _("local organisations in the district"),
            "url": reverse("actors:actor-list"),
            "new_within_a_year": found["recent"],
        }
    ]


NAVIGATION = [NavigationEntry(gettext_lazy("Local organisations"), "actors:actor-list", 40)]
FIGURES = [HomeFigures(30, counts)]
PAGES = [PublicPage("actors:actor-list", ("actors.actor", "actors.location", "core.topic"))]
