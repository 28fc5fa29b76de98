"""What waits for the office: one line for each registered queue, most urgent first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, DateTimeField, IntegerField, Min, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from eving.core import registry
from eving.core.models import Assignable, User

# From this many days on a line is marked, and from this many on it is urgent.
SOON_DAYS, LATE_DAYS = 3, 7
FOLLOW_UP = "follow_up=due"
MINE = "assigned=me"  # how a list of the back office is asked for one's own
ORDER = {"late": 0, "soon": 1, "calm": 2}


@dataclass(frozen=True)
class QueueLine:
    """One line of the work queue."""

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
    new: int = 0  # came in after the moment that was asked for
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
    """What waits for this member of staff, most urgent first; one query for all queues together.

    ``new_since`` fills ``new``: how many came in after that moment.
    """
    queues = {queue.name: queue for queue in registry.queues if not queue.permission or user.has_perm(queue.permission)}
    if not queues:
        return []
    first, *others = [totals(queue, user, now, new_since) for queue in queues.values()]
    lines = [line(queues[row["queue"]], row, now) for row in first.union(*others, all=True) if row["number"]]
    return sorted(lines, key=lambda found: (ORDER[found.level], -found.oldest_days, -found.count))


def totals(queue: registry.Queue, user: User, now: datetime, new_since: datetime | None) -> QuerySet:
    """One row that counts a queue, none when it is empty."""
    today = timezone.localdate(now)
    waiting = queue.waiting().order_by()
    nothing = Value(0, output_field=IntegerField())
    counted: dict[str, Any] = {
        "number": Count("pk"),
        "oldest": Min(Cast(queue.since, DateTimeField())),
        "overdue": Count("pk", filter=Q(**{f"{queue.due}__lt": today})) if queue.due else nothing,
        "today": Count("pk", filter=Q(**{queue.due: today})) if queue.due else nothing,
        "mine": Count("pk", filter=Q(assigned_to=user)) if issubclass(waiting.model, Assignable) else nothing,
        # What somebody put off to a day of their choice is due then, never new.
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
    """How many midnights of local time lie between: what came yesterday evening is a day old this morning."""
    return max(0, (timezone.localdate(now) - timezone.localdate(moment)).days)


def follow_ups(model: type[Assignable], permission: str, url: Callable[[], str]) -> registry.Queue:
    """What staff wanted to come back to, for one register; a closed case comes back as well when somebody asked."""
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


def figures(user: User, now: datetime) -> list[dict[str, Any]]:
    """What the registered figures say, with the change since the span before; one query each."""
    shown = []
    for figure in registry.figures:
        if figure.permission and not user.has_perm(figure.permission):
            continue
        value, before = figure.count(now)
        if value is None:
            continue
        shown.append(
            {
                "label": figure.label,
                "value": value,
                "unit": figure.unit,
                "before": before,
                "trend": "same" if before is None or value == before else "up" if value > before else "down",
            }
        )
    return shown
