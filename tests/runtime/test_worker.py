"""The job worker as a process of its own, on the test database."""

import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.server]

# The worker's loop with jobs that only these tests need.
WITH_TEST_JOBS = """
import asyncio, time
import django
django.setup()
from django.db import transaction
from procrastinate.contrib.django import app
from eving.portal.management.commands.worker import run_until_stopped

@app.task(name="test.note")
def note(): pass

@app.task(name="test.long")
def long():
    time.sleep(1.5)

@app.task(name="test.fails_after_deferring")
def fails():
    with transaction.atomic():
        note.defer()
        raise ValueError("rolled back")

@app.task(name="test.defers")
def defers():
    with transaction.atomic():
        note.defer()

asyncio.run(run_until_stopped())
"""
WITHOUT_THE_LOOP = """
import asyncio
import django
django.setup()
from eving.portal.management.commands.worker import run_once
asyncio.run(run_once(wait=True))
"""


def database_url():
    database = connection.settings_dict
    user = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    return f"postgres://{user}@{quote(database['HOST'], safe='')}:{database['PORT']}/{database['NAME']}"


@pytest.fixture
def start():
    processes = []

    def run(*arguments):
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "eving.settings"},
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield run
    for process in processes:
        process.kill()
        process.communicate()


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def outage():
    """The database lets nobody in but this test, which was there before."""

    def allow(answer):
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        with connection._nodb_cursor() as cursor:  # a database cannot lock itself
            cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {answer}")

    def begin():
        allow("false")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def end():
        allow("true")

    yield SimpleNamespace(begin=begin, end=end)
    end()


def is_listening():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%%')"
        )
        return cursor.fetchone()[0]


def status(job_id):
    return ProcrastinateJob.objects.values_list("status", flat=True).get(pk=job_id)


def test_worker_does_a_job_and_ends_when_asked(start):
    worker = start("manage.py", "worker")
    job = app.configure_task("portal.rescue").defer(timestamp=0)

    wait_for(lambda: status(job) == "succeeded")

    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0


def test_worker_outlives_a_lost_database(start, outage):
    worker = start("manage.py", "worker")
    wait_for(is_listening)
    outage.begin()
    assert any("tries again" in line for line in worker.stderr)
    outage.end()

    job = app.configure_task("portal.rescue").defer(timestamp=0)

    wait_for(lambda: status(job) == "succeeded")
    assert worker.poll() is None


def test_without_the_loop_a_lost_database_ends_the_worker(start, outage):
    worker = start("-c", WITHOUT_THE_LOOP)
    wait_for(is_listening)
    outage.begin()

    worker.communicate(timeout=60)

    assert worker.returncode == 1


def test_job_at_hand_is_finished_before_the_end(start):
    worker = start("-c", WITH_TEST_JOBS)
    job = app.configure_task("test.long").defer()
    wait_for(lambda: status(job) == "doing")

    worker.send_signal(signal.SIGTERM)

    assert (worker.wait(30), status(job)) == (0, "succeeded")


def test_what_a_failing_job_deferred_is_rolled_back_with_it(start):
    start("-c", WITH_TEST_JOBS)
    failing = app.configure_task("test.fails_after_deferring").defer()
    good = app.configure_task("test.defers").defer()

    wait_for(lambda: (status(failing), status(good)) == ("failed", "succeeded"))

    assert ProcrastinateJob.objects.filter(task_name="test.note").count() == 1


def test_job_of_a_killed_worker_is_taken_up_again(start):
    worker = start("-c", WITH_TEST_JOBS)
    job = app.configure_task("test.long").defer()
    wait_for(lambda: status(job) == "doing")
    worker.kill()
    worker.wait()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
    start("-c", WITH_TEST_JOBS)

    app.configure_task("portal.rescue").defer(timestamp=0)

    wait_for(lambda: status(job) == "succeeded")
