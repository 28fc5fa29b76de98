"""Periodic jobs of the worker."""

import logging
from datetime import UTC, datetime

from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from eving.core import registry
from eving.core.messaging import digests, mail
from eving.core.registry import NightlyJob
from eving.portal.services.morning import send_morning_mails

log = logging.getLogger("eving.jobs")


@app.periodic(cron="17 3 * * *")
@app.task(name="portal.purge", queue="nightly")
def purge(timestamp: int) -> None:
    call_command("purge")


@app.periodic(cron="47 3 * * *")
@app.task(name="portal.reindex", queue="nightly")
def reindex(timestamp: int) -> None:
    call_command("reindex_search")


# Cron runs in UTC: one of the two is 7:30 in Berlin, in summer and in winter.
@app.periodic(cron="30 5,6 * * *")
@app.task(name="portal.morning", queue="morning", lock="portal.morning")
def morning(timestamp: int) -> None:
    send_morning_mails(datetime.fromtimestamp(timestamp, UTC))


# As above: one of the two is seven o'clock in Berlin.
@app.periodic(cron="0 5,6 * * *")
@app.task(name="portal.digests", queue="nightly", lock="portal.digests")
def send_digests(timestamp: int) -> None:
    now = timezone.now()
    if is_seven(datetime.fromtimestamp(timestamp, UTC), now):
        digests.send_digests(now)


def is_seven(at: datetime, now: datetime) -> bool:
    """Whether a job was due at seven o'clock local time today; a run that is days late does nothing."""
    local = timezone.localtime(at)
    return local.hour == 7 and local.date() == timezone.localdate(now)


def add_nightly(job: NightlyJob) -> Task:
    """A task for what a register announces. Its name begins with “portal”, as in jobs that wait already."""
    name = f"portal.{job.name}"

    @app.periodic(cron=job.cron)
    @app.task(name=name, queue="nightly", lock=name if job.lock else None)
    def run(timestamp: int) -> None:
        job.run(datetime.fromtimestamp(timestamp, UTC))

    return run


nightly_tasks = {job.name: add_nightly(job) for job in registry.nightly_jobs}


@app.periodic(cron="23 * * * *")
@app.task(name="portal.given_up", queue="nightly")
def given_up(timestamp: int) -> None:
    mail.collect_given_up()


@app.periodic(cron="* * * * *")
@app.task(name="portal.rescue", queue="rescue")
async def rescue(timestamp: int) -> None:
    """Requeue jobs whose worker died: nothing else frees a job that is marked as running."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
        log.warning("job %s is taken up again after its worker died", job.id)
        await app.job_manager.retry_job(job)
