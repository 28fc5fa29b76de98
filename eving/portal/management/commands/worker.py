import asyncio
import gc
import logging
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate import PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params

log = logging.getLogger("eving.worker")
# For the job at hand; the service manager must wait a little longer before it kills the worker.
LAST_JOB_SECONDS = 25


class WorkerConnector(PsycopgConnector):
    """The worker's own pool; what a job defers goes through Django and is part of the job's transaction."""

    def get_sync_connector(self) -> BaseConnector:
        return DjangoConnector(alias="default")


class Command(BaseCommand):
    help = "Do the jobs: send mails, delete on schedule. Runs until it is stopped."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is waiting, then end.")

    def handle(self, *, once: bool, **options: Any) -> None:
        # It runs for weeks: garbage is looked for more often than in commands that soon end (manage.py), but never in
        # what was loaded at the start.
        gc.freeze()
        gc.set_threshold(2_000)
        asyncio.run(run_once(wait=False) if once else run_until_stopped())


async def run_until_stopped() -> None:
    """Run the worker again whenever it ends: procrastinate's own worker exits silently when the database goes away."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopping = asyncio.create_task(stop.wait())
    while not stop.is_set():
        working = asyncio.create_task(run_once(wait=True))
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            working.cancel()
        try:
            await working
        except asyncio.CancelledError:
            pass
        except Exception as error:
            log.warning("the worker lost the database and tries again: %s", type(error).__name__)
        await asyncio.wait({stopping}, timeout=1)


async def run_once(*, wait: bool) -> None:
    # The pool gives up soon, so that the loop above notices a lost database and connects anew.
    connector = WorkerConnector(kwargs=connector_params(), timeout=2)
    try:
        with app.replace_connector(connector):
            async with app.open_async():
                await app.run_worker_async(
                    wait=wait, install_signal_handlers=False, shutdown_graceful_timeout=LAST_JOB_SECONDS
                )
    finally:
        # A pool that was stopped while it was opening would go on trying and delay the shutdown.
        await connector.close_async()
