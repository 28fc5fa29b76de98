"""Figures on ideas for the start page of the back office."""

from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from eving.core.models import Role
from eving.core.registry import Figure
from eving.core.workflow.figures import Median, Pair, spans
from projects.models import Idea, IdeaHistory


def days_to_answer(now: datetime) -> Pair:
    """Median of whole days between a new idea and the office's first transition, over ideas answered in the span.

    Rounded half up; None for a span without an answer.
    """
    first = (
        IdeaHistory.objects.filter(idea=OuterRef("pk"), role=Role.STAFF, from_state="submitted").order_by("at")
    ).values("at")[:1]
    answered = Idea.objects.filter(submitted_at__isnull=False).annotate(answered_at=Subquery(first))
    recent, before = spans("answered_at", now)
    waited = F("answered_at") - F("submitted_at")
    found = answered.filter(recent | before).aggregate(
        recent=Median(waited, filter=recent), before=Median(waited, filter=before)
    )
    in_days = [None if span is None else int(span / timedelta(days=1) + 0.5) for span in found.values()]
    return in_days[0], in_days[1]


FIGURES = [
    Figure(
        _("Until the first answer to an idea"),
        days_to_answer,
        unit=_("days"),
        is_better="less",
        permission="projects.view_idea",
        weight=30,
    ),
]
