"""Ground of all tests: real PostgreSQL, real files, jobs run by the real task functions."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core import texts


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Keep the copied rows of the data migrations where every connection finds them.

    Django keeps them on one connection object; while Playwright's loop runs, this thread sees another one.
    """
    first = connections["default"]
    rows = getattr(first, "_test_serialized_contents", None)
    if rows is not None:
        type(first)._test_serialized_contents = rows


@pytest.fixture(autouse=True)
def own_machine(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and mails of a test stay in its own folder; the clock starts no job."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEMO_MAIL_DIR = tmp_path / "mail"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})


@pytest.fixture(autouse=True)
def no_own_texts() -> Iterator[None]:
    """Each test begins as a running portal whose office wrote no texts of its own: the copy in memory is warm."""
    texts.warm()
    yield
    texts.warm()


@pytest.fixture
def drain() -> Callable[[], int]:
    """Run all waiting jobs once, oldest first, as the worker would; returns how many ran."""

    def run() -> int:
        count = 0
        for job in ProcrastinateJob.objects.filter(status="todo").order_by("id"):
            app.tasks[job.task_name].func(**job.args)
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])
            count += 1
        return count

    return run


@pytest.fixture
def sent(drain: Callable[[], int]) -> Callable[[], list]:
    """Send what waits and hand over the mails of this test so far."""

    def mails() -> list:
        drain()
        return outbox.outbox

    return mails


@pytest.fixture
def committed(django_db_serialized_rollback, transactional_db) -> Iterator[None]:
    """For tests that commit. Afterwards the rows of data migrations are restored, the queue is emptied by hand."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers,"
            " procrastinate_events CASCADE"
        )


@pytest.fixture(scope="session", autouse=True)
def no_files_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    yield
    shutil.rmtree(tmp_path_factory.getbasetemp(), ignore_errors=True)
