"""What happens before Django is loaded: create what the command needs, then continue with it."""

import fcntl
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from eving.runtime.bootstrap.catalogues import compile_catalogues, stale_catalogues
from eving.runtime.bootstrap.front_end import fetch_front_end, front_end_meanwhile, missing_front_end
from eving.runtime.bootstrap.packages import PYTHON, has_everything, is_complete, make_environment
from eving.runtime.bootstrap.programs import CHECKOUT
from eving.runtime.bootstrap.screen import fail

NEEDS_FRONT_END = {"demo", "bench", "test", "collectstatic", "runserver"}


def prepare(arguments: list[str]) -> None:
    """Create what is missing for this command; may replace this process by the interpreter of .venv."""
    command = arguments[0] if arguments else ""
    development = command == "test"
    keep_compiled_modules()
    if not has_everything(development):
        with locked():
            if not is_complete(development):
                with front_end_meanwhile(development, wanted=command in NEEDS_FRONT_END):
                    make_environment(development)
        # Also when already inside .venv, because loaded modules may be outdated now. Keeps options such as -X and -W.
        os.execv(PYTHON, [str(PYTHON), *sys.orig_argv[1:]])  # noqa: S606
    if command in NEEDS_FRONT_END and missing_front_end(development):
        with locked():
            if missing := missing_front_end(development):
                fetch_front_end(development, missing)
    if stale := stale_catalogues():
        with locked():
            compile_catalogues(stale)


def keep_compiled_modules() -> None:
    # Many containers tell Python to write no compiled modules; each process of the portal would spend its first
    # seconds on compiling all of them again.
    if sys.dont_write_bytecode and os.environ.get("EVING_ENV") != "production":
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(CHECKOUT / "var/pycache")
        sys.dont_write_bytecode = False


@contextmanager
def locked() -> Iterator[None]:
    """One process at a time: a second command waits, and must then check again what is still missing."""
    folder = CHECKOUT / "var"
    try:
        folder.mkdir(exist_ok=True)
        lock = os.open(folder / "bootstrap.lock", os.O_RDONLY | os.O_CREAT, 0o644)
    except OSError as error:
        fail(f"Der Ordner {folder} ist nicht beschreibbar ({error.strerror}).")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def become_pytest(arguments: list[str]) -> NoReturn:
    if importlib.util.find_spec("pytest_django") is None:
        fail("pytest fehlt: Bitte requirements-dev.txt installieren.")
    if CHECKOUT not in (Path.cwd(), *Path.cwd().parents):
        os.chdir(CHECKOUT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606
