"""The account that PostgreSQL runs under."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """Who the server runs as: PostgreSQL refuses root, so root lends it another name."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()
    switch: bool = False

    def command(self, *args: object) -> list[str]:
        return [*self.prefix, *map(str, args)]

    def options(self) -> dict[str, object]:
        # An inherited PGDATA or PGPORT would speak to another server; the working folder may be closed to the account.
        env = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
        options: dict[str, object] = {"cwd": "/", "env": env, "stdin": subprocess.DEVNULL}
        return options | ({"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {})

    def own(self, path: Path) -> None:
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def can(self, *args: object) -> bool:
        try:
            result = subprocess.run(self.command(*args), capture_output=True, check=False, **self.options())  # type: ignore[call-overload]
        except (OSError, subprocess.SubprocessError):
            return False
        return result.returncode == 0
