"""What waits for the office: one line for each registered queue, most urgent first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from eving.core import registry


@dataclass(frozen=True)
class QueueLine:
    """One line of the work queue."""

    sentence: str
    button: str
    url: str
    count: int
    oldest_days: int
    overdue: int

    @property
    def level(self) -> str:
        """``calm``, ``soon`` from 3 days or ``late`` from 7 days on, or as soon as a promise is broken."""
        if self.overdue or self.oldest_days >= 7:
            return "late"
        return "soon" if self.oldest_days >= 3 else "calm"

    @property
    def age(self) -> str:
        if self.oldest_days == 0:
            return str(_("since today"))
        return ngettext("oldest since %(n)d day", "oldest since %(n)d days", self.oldest_days) % {"n": self.oldest_days}


def queue_lines(user: Any, now: datetime) -> list[QueueLine]:
    """What waits for this member of staff, most urgent first; one query per queue."""
    lines = []
    for queue in registry.queues:
        if queue.permission and not user.has_perm(queue.permission):
            continue
        totals: dict[str, Any] = {"number": Count("pk"), "oldest": Min(queue.since)}
        if queue.due:
            totals["overdue"] = Count("pk", filter=Q(**{f"{queue.due}__lt": timezone.localdate(now)}))
        found = queue.waiting().order_by().aggregate(**totals)
        if found["number"]:
            lines.append(
                QueueLine(
                    sentence=queue.sentence(found["number"]),
                    button=str(queue.button),
                    url=queue.url(),
                    count=found["number"],
                    oldest_days=max(0, (now - found["oldest"]).days) if found["oldest"] else 0,
                    overdue=found.get("overdue", 0),
                )
            )
    order = {"late": 0, "soon": 1, "calm": 2}
    return sorted(lines, key=lambda line: (order[line.level], -line.oldest_days))
