"""Figures over all registers for the start page of the back office: what came in and what was decided."""

from datetime import datetime

from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from eving.core import registry
from eving.core.models import Contribution, Role
from eving.core.registry import Figure
from eving.core.workflow.figures import Pair, counted, spans


def decisions(now: datetime) -> Pair:
    """Transitions applied by staff in all registers; internal notes and assignments do not count."""
    recent, before = spans("at", now)
    parts = [
        model.history.rel.related_model._default_manager.filter(recent | before, role=Role.STAFF)
        .exclude(from_state=F("to_state"))
        .order_by()
        .values("role")
        .annotate(recent=Count("pk", filter=recent), before=Count("pk", filter=before))
        .values_list("recent", "before")
        for model in registry.cases
    ]
    rows = list(parts[0].union(*parts[1:], all=True))
    return sum(row[0] for row in rows), sum(row[1] for row in rows)


FIGURES = [
    Figure(_("Came in"), counted(Contribution.objects.all, "created_at"), weight=10),
    Figure(_("Decided"), decisions, is_better="more", weight=20),
]
