"""Figures on the start page of the back office: what came in and what was done in the last 30 days."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from actors.models import ActorHistory
from eving.core.models import Contribution, Role
from eving.core.registry import Figure
from projects.models import Idea, IdeaHistory, ProjectHistory
from vacancies.models import EnquiryHistory, ListingHistory

SPAN = timedelta(days=30)
HISTORIES = (ActorHistory, ListingHistory, EnquiryHistory, IdeaHistory, ProjectHistory)

Pair = tuple[int | None, int | None]


class Median(Aggregate):
    """The median; NULL without rows."""

    template = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def spans(field: str, now: datetime) -> tuple[Q, Q]:
    """The last 30 days and the 30 days before, as conditions on a datetime field."""
    return (
        Q(**{f"{field}__gt": now - SPAN, f"{field}__lte": now}),
        Q(**{f"{field}__gt": now - 2 * SPAN, f"{field}__lte": now - SPAN}),
    )


def counted(rows: Callable[[], Any], field: str) -> Callable[[datetime], Pair]:
    def count(now: datetime) -> Pair:
        recent, before = spans(field, now)
        found = rows().aggregate(recent=Count("pk", filter=recent), before=Count("pk", filter=before))
        return found["recent"], found["before"]

    return count


def decisions(now: datetime) -> Pair:
    """Transitions applied by staff in all registers; internal notes and assignments do not count."""
    recent, before = spans("at", now)
    parts = [
        history._default_manager.filter(recent | before, role=Role.STAFF)
        .exclude(from_state=F("to_state"))
        .order_by()
        .values("role")
        .annotate(recent=Count("pk", filter=recent), before=Count("pk", filter=before))
        .values_list("recent", "before")
        for history in HISTORIES
    ]
    rows = list(parts[0].union(*parts[1:], all=True))
    return sum(row[0] for row in rows), sum(row[1] for row in rows)


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
    Figure(_("Came in"), counted(Contribution.objects.all, "created_at")),
    Figure(_("Decided"), decisions, is_better="more"),
    Figure(
        _("Until the first answer to an idea"),
        days_to_answer,
        unit=_("days"),
        is_better="less",
        permission="projects.view_idea",
    ),
    Figure(
        _("Shops let"),
        counted(lambda: ListingHistory.objects.filter(to_state="let").exclude(from_state="let"), "at"),
        is_better="more",
        permission="vacancies.view_listing",
    ),
]
