"""What a web process holds when it has started and shown its first pages."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from eving.core.people import private_data
from tests.factories import make_idea
from tests.web_server import database_url

# Each is imported by what needs it (banned-module-level-imports in pyproject.toml), which most processes never do.
AT_USE = {
    "PIL", "cryptography", "fontTools", "holidays", "icalendar", "openpyxl", "pypdf", "rapidfuzz", "segno", "typst",
    "yaml", "zxcvbn",
}  # fmt: skip
START = """
import json, sys
from eving.wsgi import application
from django.test import Client
pages = ("/readyz", "/", "/ideen/", "/ladenlokale/", "/akteure/", "/projekte/")
statuses = [Client(SERVER_NAME="localhost").get(path).status_code for path in pages]
print(json.dumps([statuses, sorted(sys.modules)]))
"""
# Bytes and place of each pattern that our modules compile when they are imported.
PATTERNS = """
import json, re, sys
import eving.wsgi
apps = ("eving.", "actors", "vacancies", "projects")
ours = [module for name, module in sys.modules.items() if name.startswith(apps)]
print(json.dumps([
    [sys.getsizeof(value), f"{module.__name__}.{name}"]
    for module in ours for name, value in vars(module).items() if isinstance(value, re.Pattern)
]))
"""
LARGEST_PATTERN = 3_000  # bytes; that takes half a millisecond, and the time grows faster than the size
# How often Python looked for garbage while a command started, ran its checks, and was about to end.
CHECK = """
import sys
sys.argv = ["manage.py", "check"]
{run}
import gc, json
print(json.dumps(sum(generation["collections"] for generation in gc.get_stats())))
"""
EXPORT = """
from eving.core.tables.writing import xlsx_file
xlsx_file(["A"], [["1"]], "T").close()
"""
PLAN = """
from django.db.migrations.loader import MigrationLoader
MigrationLoader(None)
"""


def said(*code: str) -> Any:
    """What a process that ran this code printed last, from JSON."""
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(code)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "eving.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def packages_of(modules: list[str]) -> set[str]:
    return {name.split(".")[0] for name in modules}


def migrations_of(modules: list[str]) -> list[str]:
    return [name for name in modules if ".migrations.0" in name]


@pytest.mark.cluster
def test_the_first_pages_need_no_library_for_tables_documents_or_calendars_and_no_migration(committed) -> None:
    make_idea()

    statuses, modules = said(START)

    assert (statuses, packages_of(modules) & AT_USE, migrations_of(modules)) == ([200] * 6, set(), [])


@pytest.mark.cluster
def test_whoever_needs_one_gets_it(committed) -> None:
    """The twin."""
    _statuses, modules = said("import django", "django.setup()", EXPORT, PLAN, START)

    assert {"openpyxl"} <= packages_of(modules) & AT_USE
    assert "eving.core.migrations.0001_initial" in migrations_of(modules)


def test_large_patterns_are_compiled_at_use() -> None:
    found = said(PATTERNS)

    assert [place for size, place in found if size > LARGEST_PATTERN] == []
    assert len(found) > 20


def test_a_large_pattern_would_be_noticed() -> None:
    """The twin."""
    assert sys.getsizeof(private_data.compiled(private_data.AGED)) > LARGEST_PATTERN


def test_a_command_hardly_looks_for_garbage() -> None:
    assert said(CHECK.format(run="import manage; manage.main()")) < 20


def test_rounds_for_garbage_would_be_noticed() -> None:
    """The twin: Django as it comes."""
    django_alone = "from django.core.management import execute_from_command_line as run; run(sys.argv)"

    assert said(CHECK.format(run=django_alone)) > 200
