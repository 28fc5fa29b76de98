"""PostgreSQL's client programs, and how they connect to the portal's database."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connection
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from eving.runtime.backups import BackupError
from eving.runtime.postgres.programs import installed_programs


@dataclass(frozen=True)
class Database:
    """Connection parameters of the portal's database, taken from Django's own connection."""

    values: dict[str, str]
    variables: dict[str, str]
    version: int  # such as 150018

    @classmethod
    def of_portal(cls) -> "Database":
        connection.ensure_connection()
        info = connection.connection.pgconn.info
        # Without the timeouts of pages and jobs: copying everything takes as long as it takes.
        options = [option for option in info if option.keyword != b"options"]
        return cls(
            values={option.keyword.decode(): option.val.decode() for option in options if option.val},
            variables={
                option.envvar.decode(): option.val.decode() for option in options if option.envvar and option.val
            },
            version=connection.connection.info.server_version,
        )

    @property
    def major(self) -> int:
        return self.version // 10_000

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(make_conninfo("", **self.values))

    def environment(self) -> dict[str, str]:
        # The password travels in the environment: every account of the machine could read it on the command line.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return kept | self.variables | {"LC_ALL": "C.UTF-8"}


def program_folders(major: int, *names: str) -> list[Path]:
    """Folders that hold these PostgreSQL programs in at least the server's version, nearest version first.

    Raises BackupError when there is none: older programs do not understand a newer server.
    """
    fitting: dict[Path, int] = {}
    candidates = [*installed_programs()]
    if on_path := shutil.which(names[0]):
        candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        if all(os.access(folder / name, os.X_OK) for name in names):
            answer = subprocess.run([folder / names[0], "--version"], capture_output=True, text=True, check=False)  # noqa: S603
            number = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
            if number and int(number[1]) >= major:
                fitting.setdefault(folder, int(number[1]))
    if not fitting:
        raise BackupError(
            _("%(program)s of PostgreSQL %(major)d or newer is missing: install the package postgresql-client.")
            % {"program": names[0], "major": major}
        )
    return sorted(fitting, key=lambda folder: fitting[folder])


def run_program(arguments: list[object], database: Database, what_failed: str) -> str:
    result = subprocess.run(  # noqa: S603
        [str(part) for part in arguments],
        env=database.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise BackupError(f"{what_failed} {end_of(result.stderr)}")
    return result.stdout


def end_of(text: str) -> str:
    # DETAIL lines may quote a row, and so personal data; the line with the error does not.
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"\b(error|ERROR|FATAL)\b", line)]
    return (errors or lines or ["?"])[0]
