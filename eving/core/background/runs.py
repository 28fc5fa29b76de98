"""Runs: order, work off in batches, stop, start again, purge (docs/decisions/0039).

Each batch is one transaction that holds the row of the run: what the batch wrote and how far the run is are stored
together or not at all. So a run goes on after any interruption where it was, and nothing is written twice.
"""

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from eving.core.background.kinds import GivenUp, Work, kinds
from eving.core.messaging import mail
from eving.core.models import BackgroundRun, User
from eving.core.models.background import SILENCE

log = logging.getLogger("eving.background")

# A worker does one job at a time: after so long a run lets mails go out, and waits for its next turn. Shorter than the
# worker's own patience when it is asked to end (portal/management/commands/worker.py).
TURN_SECONDS = 10.0
ENDED_MAIL = "core.run_ended"
State = BackgroundRun.State


class InUse(Exception):
    """Somebody has just ordered the same; ``run`` is theirs."""

    def __init__(self, run: BackgroundRun | None) -> None:
        super().__init__()
        self.run = run


# ---------------------------------------------------------------- for pages
def order(kind: str, *, about: int, title: str, total: int, by: User) -> BackgroundRun:
    """Order a run; it begins as soon as the worker is free. Raises InUse while another one works on the same row."""
    try:
        with transaction.atomic():
            run = BackgroundRun.objects.create(
                kind=kind,
                about=about,
                title=title,
                total=total,
                started_by=by,
                language=translation.get_language() or settings.LANGUAGE_CODE,
            )
            _give_to_worker(run)
    except IntegrityError:
        raise InUse(BackgroundRun.objects.open().about(kind, about).first()) from None
    return run


@transaction.atomic
def stop(run: BackgroundRun) -> bool:
    """Stop before the next batch: this waits for the one at hand. What was written stays. False if it had ended."""
    stored = BackgroundRun.objects.select_for_update().get(pk=run.pk)
    if stored.state not in BackgroundRun.OPEN:
        return False
    _end(stored, State.CANCELLED)
    return True


@transaction.atomic
def start_again(run: BackgroundRun, *, by: User) -> bool:
    """Go on with a run that failed, was stopped or gives no sign of life, from where it was. False if it need not.

    From now on changes are recorded under whoever starts it.
    """
    stored = BackgroundRun.objects.select_for_update().get(pk=run.pk)
    if not stored.may_start_again:
        return False
    stored.state, stored.error, stored.finished_at, stored.heartbeat_at = State.WAITING, "", None, None
    stored.attempt += 1
    stored.started_by, stored.language = by, translation.get_language() or settings.LANGUAGE_CODE
    try:
        with transaction.atomic():
            stored.save()
    except IntegrityError:  # another run works on the same row by now
        return False
    _give_to_worker(stored)
    return True


def mine(user: User) -> list[BackgroundRun]:
    """What somebody waits for, or has to look at: for the start page."""
    wanted = Q(state__in=(*BackgroundRun.OPEN, State.FAILED))
    return list(BackgroundRun.objects.filter(wanted, started_by=user)[:10])


# ---------------------------------------------------------------- for the worker
def _give_to_worker(run: BackgroundRun) -> None:
    go_on.defer(pk=run.pk, attempt=run.attempt)


# Without the database nothing can be written of the run either: the job comes again.
@app.task(
    name="core.background",
    queue="background",
    retry=RetryStrategy(max_attempts=20, wait=5, retry_exceptions={OperationalError, InterfaceError}),
)
def go_on(*, pk: int, attempt: int) -> None:
    """One turn of a run. A job that comes twice, or too late, does no harm."""
    turn(pk, attempt)


def turn(pk: int, attempt: int, seconds: float = TURN_SECONDS) -> None:
    until = time.monotonic() + seconds
    run = _taken_up(pk, attempt)
    if run is None:
        return
    with translation.override(mail.known(run.language)):
        try:
            work = kinds[run.kind].begin(run)
            while True:
                with transaction.atomic():
                    current = _meant(pk, attempt)
                    if current is None or not _step(current, work):
                        return
                    if time.monotonic() > until:
                        # In the same transaction: no batch is lost between two turns.
                        _give_to_worker(current)
                        return
        except (OperationalError, InterfaceError):
            raise
        except GivenUp as reason:
            _fail(pk, attempt, str(reason))
        except Exception:
            log.exception("run %s (%s) failed", pk, run.kind)
            _fail(pk, attempt, _("A mistake of the portal stopped it. Please tell those who run the portal."))


def _meant(pk: int, attempt: int) -> BackgroundRun | None:
    """The locked row, if this attempt is still to work on it."""
    run = BackgroundRun.objects.select_for_update().filter(pk=pk).first()
    return run if run and run.attempt == attempt and run.state in BackgroundRun.OPEN else None


@transaction.atomic
def _taken_up(pk: int, attempt: int) -> BackgroundRun | None:
    run = _meant(pk, attempt)
    if run is None:
        return None
    run.state, run.heartbeat_at = State.RUNNING, timezone.now()
    run.started_at = run.started_at or run.heartbeat_at
    run.save(update_fields=["state", "heartbeat_at", "started_at"])
    return run


def _step(run: BackgroundRun, work: Work) -> bool:
    """One batch; False when it was the last."""
    done = work.step(run) if run.done < run.total else 0
    run.done = min(run.done + done, run.total)
    run.heartbeat_at = timezone.now()
    if done and run.done < run.total:
        run.save(update_fields=["done", "result", "heartbeat_at"])
        return True
    work.finish(run)
    run.save(update_fields=["done", "result", "heartbeat_at"])
    _end(run, State.DONE)
    _tell(run)
    return False


def _end(run: BackgroundRun, state: str, error: str = "") -> None:
    run.state, run.error, run.finished_at = state, error[:300], timezone.now()
    run.save(update_fields=["state", "error", "finished_at"])


@transaction.atomic
def _fail(pk: int, attempt: int, error: str) -> None:
    run = _meant(pk, attempt)
    if run:
        _end(run, State.FAILED, error)
        _tell(run)


def _tell(run: BackgroundRun) -> None:
    if run.started_by_id:
        mail.send_later(ENDED_MAIL, run.pk, language=run.language)


# ---------------------------------------------------------------- in the night
def purge(now: datetime, dry_run: bool) -> int:
    """Delete runs that ended more than PURGE_RUNS_DAYS ago, or that nobody took up since then."""
    limit = now - timedelta(days=settings.PURGE_RUNS_DAYS)
    due = BackgroundRun.objects.filter(
        Q(finished_at__lt=limit)
        | Q(finished_at__isnull=True, created_at__lt=limit) & ~Q(heartbeat_at__gte=now - SILENCE)
    )
    return due.count() if dry_run else due.delete()[0]
