"""A worker that is killed in the middle of a table, as a process of its own."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.models import BackgroundRun
from tests.core.background.tables import HEADER, apply, checked, file_of, newest, progress_path, unit_rows
from tests.runtime.test_worker import database_url, wait_for
from tests.vacancies.make import make_unit
from vacancies.models import ShopUnit

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.server]


@pytest.fixture
def worker() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    processes = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker", *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "eving.settings"},
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()


def test_a_killed_worker_leaves_whole_batches_and_the_next_one_doubles_nothing(
    staff: Client, worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    busy = make_unit(house_number="250", unit_label="", position=2500, total_area_m2=70)
    apply(staff, checked(staff, file_of(HEADER, *unit_rows(330))))
    run = newest("import")
    with transaction.atomic():
        # Somebody is saving one of the units: the worker waits in the middle of its third batch.
        ShopUnit.objects.select_for_update().get(pk=busy.pk)
        killed = worker()
        wait_for(lambda: BackgroundRun.objects.get(pk=run.pk).done == 200)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    assert ShopUnit.objects.count() == 201  # two hundred of the table, and the one that was there

    assert staff.post(progress_path(run), {"again": "1"}, follow=True).status_code == 200
    assert BackgroundRun.objects.get(pk=run.pk).attempt == 1  # it may still live: not yet
    BackgroundRun.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=6))
    staff.post(progress_path(run), {"again": "1"})
    assert worker("--once").wait(120) == 0

    run.refresh_from_db()
    houses = Counter(ShopUnit.objects.values_list("house_number", flat=True))
    assert (run.state, run.done, run.attempt) == ("done", 330, 2)
    assert houses == Counter(str(number) for number in range(1, 331))
    assert (run.result["new"], run.result["changed"], run.result["skipped"]) == (329, 1, 0)
    # What the killed worker had at hand is taken up again later: it does no harm.
    for job in ProcrastinateJob.objects.filter(task_name="core.background", status="doing"):
        app.tasks[job.task_name].func(**job.args)
    assert ShopUnit.objects.count() == 330
