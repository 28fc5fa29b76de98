"""The operating-system account that PostgreSQL runs under."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict


class Options(TypedDict, total=False):
    """Keyword arguments for subprocess."""

    cwd: str
    env: dict[str, str]
    stdin: int
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """PostgreSQL refuses to run as root, so root switches to another account or maps itself to another number."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()
    switch: bool = False

    def command(self, *args: object) -> list[str]:
        return [*self.prefix, *map(str, args)]

    def options(self) -> Options:
        # An inherited PGDATA or PGPORT would point to another server; the working directory may be closed to the
        # account.
        env = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
        options: Options = {"cwd": "/", "env": env, "stdin": subprocess.DEVNULL}
        if self.switch:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def own(self, path: Path) -> None:
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def can(self, *args: object) -> bool:
        try:
            result = subprocess.run(self.command(*args), capture_output=True, check=False, **self.options())
        except (OSError, subprocess.SubprocessError):
            return False
        return result.returncode == 0
