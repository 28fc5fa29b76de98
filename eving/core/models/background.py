"""Work that takes longer than a page may: how far it is, and how it ended."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Without a sign of life for so long a run counts as failed: its worker was killed, or the machine was off.
SILENCE = timedelta(minutes=5)


class BackgroundRunQuerySet(models.QuerySet["BackgroundRun"]):
    def open(self) -> "BackgroundRunQuerySet":
        return self.filter(state__in=BackgroundRun.OPEN)

    def about(self, kind: str, pk: int) -> "BackgroundRunQuerySet":
        return self.filter(kind=kind, about=pk)

    def give_up(self) -> int:
        """What these were to work on is gone: those that are not done have nothing left to go on with."""
        unfinished = self.exclude(state=BackgroundRun.State.DONE)
        return unfinished.update(
            state=BackgroundRun.State.CANCELLED, finished_at=Coalesce("finished_at", Value(timezone.now()))
        )


class BackgroundRun(models.Model):
    """One piece of work that the worker does in batches. What is written of it, and ``done``, change together."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("stopped")

    OPEN: ClassVar = (State.WAITING, State.RUNNING)

    kind = models.CharField(_("kind"), max_length=40)
    about = models.PositiveBigIntegerField(editable=False)  # key of the row it works on; which table, the kind says
    title = models.CharField(_("name"), max_length=120)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("started by")
    )
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(_("rows in all"))
    done = models.PositiveIntegerField(_("rows done"), default=0)
    # Raised whenever it starts again: a worker that was given up and comes back finds that it is not meant any more.
    attempt = models.PositiveSmallIntegerField(default=1, editable=False)
    result = models.JSONField(_("result"), default=dict, editable=False)  # counts by name
    error = models.CharField(_("error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("ordered"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = BackgroundRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("work in the background")
        verbose_name_plural = _("work in the background")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="backgroundrun_newest"),
            models.Index(fields=["started_by", "state"], name="backgroundrun_mine"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"],
                condition=Q(state__in=("waiting", "running")),
                name="backgroundrun_one_at_a_time",
                violation_error_message=_("This is already being worked on."),
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="backgroundrun_done_of_total"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "running"), finished_at__isnull=True)
                | Q(state__in=("done", "failed", "cancelled"), finished_at__isnull=False),
                name="backgroundrun_ended_at",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(heartbeat_at__isnull=False), name="backgroundrun_running_lives"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_silent(self) -> bool:
        return bool(
            self.state == self.State.RUNNING and self.heartbeat_at and self.heartbeat_at < timezone.now() - SILENCE
        )

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN and not self.is_silent

    @property
    def may_start_again(self) -> bool:
        return self.is_silent or self.state in (self.State.FAILED, self.State.CANCELLED)
