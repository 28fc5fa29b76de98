"""The work queue and key figures of the back office's start page, computed from what the registers register."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, DateTimeField, IntegerField, Min, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from eving.core import registry
from eving.core.models import Assignable, User

# Age in days from which a line is marked as waiting for long, and as urgent.
SOON_DAYS, LATE_DAYS = 3, 7
FOLLOW_UP = "follow_up=due"
MINE = "assigned=me"  # query string of AssignedFilter
ORDER = {"late": 0, "soon": 1, "calm": 2}


@dataclass(frozen=True)
class QueueLine:
    name: str
    sentence: str
    button: str
    url: str
    count: int
    oldest_days: int
    overdue: int = 0
    due_today: int = 0
    mine: int = 0
    mine_url: str = ""
    new: int = 0  # came in after ``new_since``
    is_promise: bool = True
    is_calm: bool = False

    @property
    def level(self) -> str:
        """``calm``, ``soon`` from 3 days or ``late`` from 7 days on, or as soon as a promise is broken."""
        if self.is_calm:
            return "calm"
        if (self.overdue and self.is_promise) or self.oldest_days >= LATE_DAYS:
            return "late"
        return "soon" if self.oldest_days >= SOON_DAYS else "calm"

    @property
    def age(self) -> str:
        if self.oldest_days == 0:
            return str(_("since today"))
        return ngettext("oldest since %(n)d day", "oldest since %(n)d days", self.oldest_days) % {"n": self.oldest_days}


def queue_lines(user: User, now: datetime, *, new_since: datetime | None = None) -> list[QueueLine]:
    """What waits for this member of staff, most urgent first; one query for all queues together."""
    queues = {queue.name: queue for queue in registry.queues if not queue.permission or user.has_perm(queue.permission)}
    if not queues:
        return []
    first, *others = [totals(queue, user, now, new_since) for queue in queues.values()]
    lines = [line(queues[row["queue"]], row, now) for row in first.union(*others, all=True) if row["number"]]
    return sorted(lines, key=lambda queue_line: (ORDER[queue_line.level], -queue_line.oldest_days, -queue_line.count))


def totals(queue: registry.Queue, user: User, now: datetime, new_since: datetime | None) -> QuerySet:
    today = timezone.localdate(now)
    waiting = queue.waiting().order_by()
    nothing = Value(0, output_field=IntegerField())
    counted: dict[str, Any] = {
        "number": Count("pk"),
        "oldest": Min(Cast(queue.since, DateTimeField())),
        "overdue": Count("pk", filter=Q(**{f"{queue.due}__lt": today})) if queue.due else nothing,
        "today": Count("pk", filter=Q(**{queue.due: today})) if queue.due else nothing,
        "mine": Count("pk", filter=Q(assigned_to=user)) if issubclass(waiting.model, Assignable) else nothing,
        # A follow-up date that staff chose themselves makes an entry due, never new.
        "new": Count("pk", filter=Q(**{f"{queue.since}__gt": new_since}))
        if new_since and queue.is_promise
        else nothing,
    }
    name = Value(queue.name, output_field=CharField())
    return waiting.values(queue=name).annotate(**counted).values("queue", *counted)


def line(queue: registry.Queue, row: dict[str, Any], now: datetime) -> QueueLine:
    url = queue.url()
    return QueueLine(
        name=queue.name,
        sentence=queue.sentence(row["number"]),
        button=str(queue.button),
        url=url,
        count=row["number"],
        oldest_days=days_since(row["oldest"], now) if row["oldest"] else 0,
        overdue=row["overdue"],
        due_today=row["today"],
        mine=row["mine"],
        mine_url=f"{url}{'&' if '?' in url else '?'}{MINE}" if row["mine"] else "",
        new=row["new"],
        is_promise=queue.is_promise,
        is_calm=queue.is_calm,
    )


def days_since(moment: datetime, now: datetime) -> int:
    """Calendar days of local time: what came yesterday evening is one day old this morning. Never negative."""
    return max(0, (timezone.localdate(now) - timezone.localdate(moment)).days)


def follow_ups(model: type[Assignable], permission: str, url: Callable[[], str]) -> registry.Queue:
    """The queue of one register's entries whose follow-up date has come, closed cases included."""
    plural = model._meta.verbose_name_plural
    return registry.Queue(
        name=f"follow-up-{model._meta.label_lower}",
        sentence=lambda number: _("%(n)d to follow up: %(what)s") % {"n": number, "what": plural},
        button=_("Follow up"),
        waiting=lambda: model._default_manager.filter(follow_up_on__lte=timezone.localdate()),
        since="follow_up_on",
        due="follow_up_on",
        url=lambda: f"{url()}?{FOLLOW_UP}",
        permission=permission,
        is_promise=False,
    )


def coming_up(user: User, today: date, days: int = 7) -> list[registry.CalendarEntry]:
    """What the registers know of the next days, for a user who may see it; the nearest first, at most 20."""
    last = today + timedelta(days=days)
    entries = [
        entry
        for calendar in registry.calendars
        if user.has_perm(calendar.permission)
        for entry in calendar.entries(today, last)
    ]
    return sorted(entries, key=lambda entry: (entry.day, entry.title))[:20]


def figures(user: User, now: datetime) -> list[dict[str, Any]]:
    rows = []
    for figure in sorted(registry.figures, key=lambda figure: figure.weight):
        if figure.permission and not user.has_perm(figure.permission):
            continue
        value, before = figure.count(now)
        if value is None:
            continue
        rows.append(
            {
                "label": figure.label,
                "value": value,
                "unit": figure.unit,
                "before": before,
                "trend": "same" if before is None or value == before else "up" if value > before else "down",
            }
        )
    return rows
