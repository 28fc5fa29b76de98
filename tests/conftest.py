"""Ground of all tests: real PostgreSQL, real files, jobs run by the real task functions."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit get the rows of the data migrations back; the mark makes the test database keep a copy."""
    for item in items:
        if "committed" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(autouse=True)
def own_machine(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and mails of a test stay in its own folder; the clock starts no job."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEMO_MAIL_DIR = tmp_path / "mail"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})


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
def committed(transactional_db) -> Iterator[None]:
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
