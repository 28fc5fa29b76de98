"""The Nu HTML checker, run over pages."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

CHECKER = Path(settings.BASE_DIR) / "node_modules/vnu-jar/build/dist/vnu.jar"
# In CI the tests run and fail where Java is missing.
IS_MISSING = os.environ.get("CI") != "true" and not shutil.which("java")


def findings(pages: Mapping[str, bytes]) -> list[str]:
    """What the checker says about pages, errors and warnings, a line each; ``pages`` are bodies by address."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        addresses = {}
        for number, (address, body) in enumerate(pages.items()):
            path = folder / f"{number:05d}.html"
            path.write_bytes(body)
            addresses[path.name] = address
        done = subprocess.run(
            ["java", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", str(folder)],
            capture_output=True,
            text=True,
            check=True,
        )
    return [
        f"{addresses[Path(found['url']).name]}: Nu: {found['message']} ({told(found)})"
        for found in json.loads(done.stderr or done.stdout)["messages"]
    ]


def told(found: dict[str, object]) -> str:
    """Where on the page it is: the line and what stands there."""
    return f"line {found.get('lastLine')}: {' '.join(str(found.get('extract', '')).split())}"
