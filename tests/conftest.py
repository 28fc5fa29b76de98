"""Fixtures and hooks of all tests: real PostgreSQL, real files, jobs run by the real task functions."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core import mail as outbox
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadScopeScheduling

from eving.core.texts import site_texts
from tests import databases, locks

LOCKS = pytest.StashKey[locks.Watch]()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    # For a file or two, starting more processes takes longer than they save.
    is_named = config.args_source is pytest.Config.ArgsSource.ARGS
    if is_named and len(config.args) < 4 and all(Path(arg.partition("::")[0]).is_file() for arg in config.args):
        return 0
    return None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return ModulesTogether(config, log)


class ModulesTogether(LoadScopeScheduling):
    """Keeps a module with a module-scoped fixture in one process; all other tests go to any process."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if makes_something_once(self.config.rootpath / path) else nodeid


@cache
def makes_something_once(path: Path) -> bool:
    return 'scope="module"' in path.read_text()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests first; browser tests last, because their event loop stays in the process that started it."""
    wanted = os.environ.get("CI") == "true" or "bulk" in config.option.markexpr
    for item in items:
        if item.get_closest_marker("bulk") and not wanted:
            item.add_marker(pytest.mark.skip(reason="measures in bulk: runs in CI, or with -m bulk"))
    items.sort(key=lambda item: (bool(item.get_closest_marker("browser")), not is_long(item)))


def is_long(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("bulk", "cluster"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fails a test in which a moderated row was written without its lock (tests/locks.py)."""
    watch = item.config.stash.get(LOCKS, None)
    with locks.watched(watch) if watch else nullcontext():
        return (yield)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_createdb: bool,
) -> Iterator[None]:
    """A clone of the template for this process; ``--create-db`` makes the template anew."""
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(databases.own_database(anew=django_db_createdb))
            contents = databases.Contents()
        # A flush would empty every table, including the rows that migrations have written.
        TransactionTestCase._fixture_teardown = lambda _case: contents.restore()
        request.config.stash[LOCKS] = locks.install()
        yield
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture(autouse=True)
def own_machine(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and mails of a test go into its own folder; no periodic job starts by itself."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEMO_MAIL_DIR = tmp_path / "mail"
    settings.PAGE_CACHE = False  # tests of pages ask for what is drawn; tests/core/caching and others switch it on
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    translation.activate(settings.LANGUAGE_CODE)  # a test that requested an English page leaves that language on
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})


@pytest.fixture(autouse=True)
def no_own_texts() -> Iterator[None]:
    """Each test begins with default texts only, and with a warm cache of them, as in a running portal."""
    site_texts.warm()
    yield
    site_texts.warm()


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
    """Run the waiting jobs and return all mails of this test so far."""

    def mails() -> list:
        drain()
        return outbox.outbox

    return mails


@pytest.fixture
def committed(transactional_db: None) -> None:
    """For tests that commit. All tables are restored afterwards."""


@pytest.fixture(scope="session", autouse=True)
def no_files_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    yield
    shutil.rmtree(tmp_path_factory.getbasetemp(), ignore_errors=True)


@pytest.fixture
def django_assert_num_queries(kinds_are_known: None, django_assert_num_queries: Any) -> Any:
    return django_assert_num_queries


@pytest.fixture
def django_assert_max_num_queries(kinds_are_known: None, django_assert_max_num_queries: Any) -> Any:
    return django_assert_max_num_queries


@pytest.fixture
def kinds_are_known(db: None) -> None:
    # Django reads content types once per process: which test pays for it would depend on their order.
    ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)
    ContentType.objects.get_for_models(*apps.get_models())
