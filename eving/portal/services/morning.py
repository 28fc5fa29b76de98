"""The morning mail to staff who want it: what is overdue, due today or new."""

from datetime import datetime, time
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.messaging import mail
from eving.core.models import User
from eving.core.workflow.work_queue import QueueLine, queue_lines
from eving.core.working_days import is_working_day, working_day_before

MESSAGE = "portal.morning"
HOUR = time(7, 30)
MORNINGS = UUID("1c7b6a52-44a5-5b0e-9d7e-7a1e0f2f4433")  # namespace for the UUID of each mail


def readers() -> QuerySet[User]:
    return User.objects.filter(is_active=True, is_staff=True, wants_morning_mail=True).exclude(email="")


@transaction.atomic
def send_morning_mails(at: datetime) -> None:
    """Queue one mail for each reader, if ``at`` is half past seven of today and today is a working day.

    Idempotent: a day brings one mail. A mail of an earlier day that still waits is replaced.
    """
    local = timezone.localtime(at)
    day = local.date()
    if local.hour != HOUR.hour or day != timezone.localdate() or not is_working_day(day):
        return
    for user in readers():
        # The queue refuses only a second waiting job with this lock; a finished one is found here.
        name = f"morning-{day}-{user.pk}"
        if ProcrastinateJob.objects.filter(queueing_lock=name).exists():
            continue
        waiting = ProcrastinateJob.objects.filter(
            status="todo", queueing_lock__startswith="morning-", queueing_lock__endswith=f"-{user.pk}"
        )
        for job in waiting:
            app.job_manager.cancel_job_by_id(job.id)
        mail.send_message.configure(queueing_lock=name).defer(
            name=MESSAGE, pk=user.pk, message_id=str(uuid5(MORNINGS, name))
        )


@mail.message(MESSAGE, label=gettext_lazy("Morning e-mail"))
def morning_mail(pk: int) -> mail.Mail | None:
    """Rendered when it is sent, so that its figures are current; None when there is nothing to do."""
    user = readers().filter(pk=pk).first()
    now = timezone.now()
    lines = lines_for(user, now) if user else []
    if not user or not lines:
        return None
    return mail.Mail(
        to=user.email,
        template="portal/mails/morning.txt",
        context={
            "totals": totals(lines),
            "lines": [
                {
                    "sentence": line.sentence,
                    "parts": describe(line.overdue, line.due_today, line.new, line.mine),
                    "url": settings.BASE_URL + line.url,
                }
                for line in lines
            ],
            "start_url": settings.BASE_URL + reverse("admin:index"),
        },
    )


def lines_for(user: User, now: datetime) -> list[QueueLine]:
    """The queues with something overdue, due today, new since the last working morning, or assigned to this person."""
    lines = queue_lines(user, now, new_since=last_morning(now))
    asking = [line for line in lines if line.overdue or line.due_today or line.new or line.mine]
    return sorted(asking, key=lambda line: (-line.overdue, -line.due_today, -line.new))


def last_morning(now: datetime) -> datetime:
    """When the mail of the previous working day was sent."""
    day = working_day_before(timezone.localdate(now))
    return timezone.make_aware(datetime.combine(day, HOUR))


def totals(lines: list[QueueLine]) -> str:
    """For the subject, such as “3 overdue, 5 new”; what is assigned to the reader only when there is nothing else."""
    overdue, today, new, mine = (
        sum(getattr(line, name) for line in lines) for name in ("overdue", "due_today", "new", "mine")
    )
    return describe(overdue, today, new) or describe(mine=mine)


def describe(overdue: int = 0, today: int = 0, new: int = 0, mine: int = 0) -> str:
    parts = [
        ngettext("%(n)d overdue", "%(n)d overdue", overdue) % {"n": overdue} if overdue else "",
        ngettext("%(n)d due today", "%(n)d due today", today) % {"n": today} if today else "",
        ngettext("%(n)d new", "%(n)d new", new) % {"n": new} if new else "",
        _("%(n)d for you") % {"n": mine} if mine else "",
    ]
    return ", ".join(filter(None, parts))
