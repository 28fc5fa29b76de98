"""Shared tools of the demo's registers: staff, repeatable form keys, moments in the past, unsent mails."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zlib import crc32

from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.messaging import mail
from eving.core.models import Contribution, Participant, User
from eving.demo.content.people import STAFF
from vacancies.services.alerts import send_immediate_alerts

OURS = UUID("6f1d6c0e-8630-5e0f-9a7b-44339d0a7e5d")
DECIDERS = "Moderation"  # role of the invented colleagues who decided
OFFICE_HOURS = (time(9), time(16))
WAKING_HOURS = (time(8), time(21))


def key_of(kind: str, name: str) -> UUID:
    """The idempotency key of an invented form: the same in each run, so that nothing is created twice."""
    return uuid5(OURS, f"{kind}/{name}")


def is_there(keys: Iterable[UUID]) -> bool:
    return Contribution.objects.filter(idempotency_key__in=list(keys)).exists()


def make_staff() -> dict[str, User]:
    """Staff for the histories. They cannot sign in, because they have no usable password."""
    users = {}
    for username, (first_name, last_name) in STAFF.items():
        user, is_new = User.objects.get_or_create(
            username=username,
            defaults={"first_name": first_name, "last_name": last_name, "email": f"{username}@example.org"},
        )
        if is_new:
            user.is_staff = True
            user.set_unusable_password()
            user.save(update_fields=["is_staff", "password"])
            user.groups.set(Group.objects.filter(name=DECIDERS))
        users[username] = user
    return users


class Clock:
    """Plausible moments in the past: staff in office hours, others in the daytime, none in the future."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)

    def moments(self, transitions: list[tuple[int, bool]], seed: str) -> list[datetime]:
        """One moment for each (days ago, is it the office), in this order and each later than the one before."""
        moments: list[datetime] = []
        for number, (days_ago, is_office) in enumerate(transitions):
            moment = self._planned(days_ago, is_office, f"{seed}{number}")
            if moments:
                moment = max(moment, moments[-1] + timedelta(minutes=25))
            # Somebody who looks at the demo at midnight must not read of the coming afternoon.
            moments.append(min(moment, self.now - timedelta(minutes=len(transitions) - number)))
        return moments

    def _planned(self, days_ago: int, is_office: bool, seed: str) -> datetime:
        day = self.today - timedelta(days=days_ago)
        if is_office and day.weekday() >= 5:
            day -= timedelta(days=day.weekday() - 4)
        first, last = OFFICE_HOURS if is_office else WAKING_HOURS
        minutes = crc32(seed.encode()) % ((last.hour - first.hour) * 60)
        return timezone.make_aware(datetime.combine(day, first)) + timedelta(minutes=minutes)


class Jobs:
    """The mails that services queued for demo rows and that must not be sent."""

    def __init__(self) -> None:
        newest = ProcrastinateJob.objects.order_by("-id").first()
        self.last = newest.id if newest else 0
        self.ours: set[tuple[str, int]] = set()
        self.listings: set[int] = set()

    def expect(self, pks: Iterable[int], *names: str) -> None:
        self.ours |= {(name, pk) for name in names for pk in pks}

    def expect_news(self, listings: Iterable[int]) -> None:
        self.listings |= set(listings)

    def drop(self) -> None:
        # Other processes may queue mails meanwhile: only jobs for rows of this very transaction may be deleted.
        waiting = ProcrastinateJob.objects.filter(id__gt=self.last)
        mails = waiting.filter(task_name=mail.send_message.name)
        ids = [job.id for job in mails if (job.args["name"], job.args["pk"]) in self.ours]
        news = waiting.filter(task_name=send_immediate_alerts.name)
        ids += [job.id for job in news if job.args["listing"] in self.listings]
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [ids])


def move_contribution(
    contribution: Contribution,
    created_at: datetime,
    confirmed_at: datetime | None,
    closed_at: datetime,
    clock: Clock,
) -> None:
    contribution.refresh_from_db()
    back = clock.today - timezone.localdate(closed_at)
    Contribution.objects.filter(pk=contribution.pk).update(
        created_at=created_at,
        confirmed_at=confirmed_at,
        purge_on=contribution.purge_on - back if contribution.purge_on else None,
    )
    if contribution.participant_id:
        person = Participant.objects.filter(pk=contribution.participant_id)
        person.filter(created_at__gt=created_at).update(created_at=created_at)


@dataclass(frozen=True)
class Filling:
    """The demo rows of one register: each module of this package with a FILLING fills one."""

    name: str
    label: Any
    order: int  # tenants and participants are actors: those come first
    # Creates the rows unless there are any; returns how many were created.
    fill: Callable[[Clock, Jobs], int]
