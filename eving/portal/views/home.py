"""The home page: entry points, and below them what the registers announce for it."""

from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from eving.core import registry
from eving.core.public.counts import Count


class Home(TemplateView):
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(doors=doors(), sections=sections(), figures=figures(midnight()), **kwargs)


def midnight() -> datetime:
    """When today began. The page says the same all day."""
    return datetime.combine(timezone.localdate(), time.min, timezone.get_current_timezone())


def doors() -> dict[str, str]:
    return {
        "idea": reverse("projects:idea-create"),
        "search": reverse("vacancies:listing-list"),
        "offer": reverse("vacancies:offer-create"),
        "join": reverse("actors:actor-list"),
    }


def sections() -> list[dict[str, Any]]:
    announced = sorted(registry.home_sections, key=lambda section: section.weight)
    found = ((section.template, section.context()) for section in announced)
    return [{"template": template, "section": context} for template, context in found if context is not None]


def figures(now: datetime) -> list[dict[str, Any]]:
    """What the registers count of what is public now, with its source; empty while everything is zero."""
    announced = sorted(registry.home_figures, key=lambda figures: figures.weight)
    rows = [row for figures in announced for row in figures.counts(now)]
    if not any(row["value"].number for row in rows):
        return []
    return [{**row, **trend(row.get("new_within_a_year")), "source": _("Counted from this portal")} for row in rows]


def trend(new: Count | None) -> dict[str, str]:
    if new is None:
        return {}
    if new.is_more:
        label = _("%(count)s new within a year") % {"count": new}
    else:
        label = ngettext("%(n)d more within a year", "%(n)d more within a year", new.number) % {"n": new.number}
    return {
        "trend": "up" if new.number else "same",
        "trend_label": label if new.number else _("none new within a year"),
    }
