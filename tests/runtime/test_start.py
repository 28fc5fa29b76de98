"""What a web process holds when it has started and shown its first pages."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

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
pages = ("/", "/ideen/", "/ladenlokale/", "/akteure/", "/projekte/")
statuses = [Client(SERVER_NAME="localhost").get(path).status_code for path in pages]
print(json.dumps([statuses, sorted({name.split(".")[0] for name in sys.modules})]))
"""
EXPORT = """
from eving.core.tables.writing import xlsx_file
xlsx_file(["A"], [["1"]], "T").close()
"""


def started(*code: str) -> tuple[list[int], set[str]]:
    """The statuses of the first pages, and the packages imported up to then by a process that ran this code."""
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(code)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "eving.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    statuses, packages = json.loads(done.stdout.splitlines()[-1])
    return statuses, set(packages)


@pytest.mark.cluster
def test_the_first_pages_need_no_library_for_tables_documents_or_calendars(committed) -> None:
    make_idea()

    statuses, packages = started(START)

    assert (statuses, packages & AT_USE) == ([200] * 5, set())


@pytest.mark.cluster
def test_whoever_needs_one_gets_it(committed) -> None:
    """The twin."""
    _statuses, packages = started("import django", "django.setup()", EXPORT, START)

    assert {"openpyxl"} <= packages & AT_USE
