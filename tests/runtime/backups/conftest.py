"""A second database, and the portal that is restored into it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.db import connection

from tests.runtime.backups.drill import address_of


@pytest.fixture
def second() -> Iterator[str]:
    """The address of an empty database on the same server."""
    connection.ensure_connection()
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    yield address_of(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def restore(second: str, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess]:
    """`manage.py restore` as the portal of the second database would run it, with a folder of files of its own."""

    def run(*arguments: object, **variables: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", "restore", *map(str, arguments)],
            cwd=portal_settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": second, "MEDIA_ROOT": str(tmp_path / "restored")} | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,  # one that hangs has locked everything
        )

    return run
