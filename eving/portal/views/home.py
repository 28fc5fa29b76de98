"""The home page: entry points, and below them what the registers announce for it."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from eving.core import registry
from eving.core.home import HomeAnswers, HomeDates
from eving.core.public.counts import Count

MOST = 3  # answers, and dates


class Home(TemplateView):
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = midnight()
        return super().get_context_data(
            doors=doors(),
            dates=dates(today),
            answers=answers(),
            sections=sections(),
            figures=figures(today),
            **kwargs,
        )


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


def everything(announced: Sequence[HomeAnswers | HomeDates]) -> dict[str, Any]:
    """The link beside a heading: to the list of the register that stands first."""
    first = min(announced, key=lambda register: register.weight)
    return {"label": first.label, "url": reverse(first.page)}


def dates(today: datetime) -> dict[str, Any] | None:
    """The next dates of all registers; None while there are none."""
    found = [date for register in registry.home_dates for date in register.following(today, MOST)]
    if not found:
        return None
    return {"rows": sorted(found, key=lambda date: date.begins)[:MOST], "all": everything(registry.home_dates)}


def answers() -> dict[str, Any] | None:
    """What the office has answered last in public, in any register; None while it has answered nothing."""
    found = [answer for register in registry.home_answers for answer in register.newest(MOST)]
    if not found:
        return None
    newest = sorted(found, key=lambda answer: answer.at, reverse=True)[:MOST]
    return {"rows": newest, "all": everything(registry.home_answers)}


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
    return [{**row, **trend(row.get("new_in_a_quarter"), only_grows=row.get("only_grows", True))} for row in rows]


def trend(new: Count | None, *, only_grows: bool) -> dict[str, str]:
    """Where a figure goes, by what is new in it; no arrow where as many may have gone meanwhile."""
    if new is None:
        return {}
    arrow = "" if not only_grows else "up" if new.number else "same"
    if new.is_more:
        label = _("%(count)s new in a quarter") % {"count": new}
    elif new.number:
        label = ngettext("%(n)d new in a quarter", "%(n)d new in a quarter", new.number) % {"n": new.number}
    else:
        label = _("none new in a quarter")
    return {"trend": arrow, "trend_label": label}
