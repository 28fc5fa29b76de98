"""Programs of the machine, run in this checkout with caches of its own where needed."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from eving.runtime.bootstrap.screen import say

CHECKOUT = Path(__file__).resolve().parents[3]


def run(arguments: list[object], **environment: str) -> bool:
    try:
        return subprocess.run(texts(arguments), cwd=CHECKOUT, env=clean(environment), check=False).returncode == 0
    except OSError as error:
        say(f"{arguments[0]}: {error.strerror}")
        return False


@contextmanager
def quiet_process(arguments: list[object]) -> Iterator[subprocess.Popen[bytes]]:
    silence = subprocess.DEVNULL
    process = subprocess.Popen(
        texts(arguments), cwd=CHECKOUT, env=clean({}), stdin=silence, stdout=silence, stderr=silence
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait()


def texts(arguments: list[object]) -> list[str]:
    return [str(part) for part in arguments]


def clean(environment: dict[str, str]) -> dict[str, str]:
    # These would redirect the installation elsewhere.
    env = os.environ | home_elsewhere() | environment
    for name in ("VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "NODE_ENV"):
        env.pop(name, None)
    return env


def home_elsewhere() -> dict[str, str]:
    home = Path(os.path.expanduser("~"))
    with suppress(OSError), tempfile.TemporaryFile(dir=home):
        return {}
    cache = CHECKOUT / "var/cache"
    return {
        "HOME": str(cache),
        "XDG_CACHE_HOME": str(cache),
        "UV_CACHE_DIR": str(cache / "uv"),
        "PIP_CACHE_DIR": str(cache / "pip"),
        "npm_config_cache": str(cache / "npm"),
    }
