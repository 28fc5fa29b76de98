"""What happens before Django: everything this command needs is there, then the command goes on."""

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

NEEDS_FRONT_END = {"demo", "test", "collectstatic", "runserver"}


def prepare(arguments: list[str]) -> None:
    """Make what is missing for this command; go on under the checkout's own Python where that is the one to use."""
    command = arguments[0] if arguments else ""
    development = command == "test"
    keep_compiled_modules()
    if not has_everything(development):
        with locked():
            if not is_complete(development):
                with front_end_meanwhile(development, wanted=command in NEEDS_FRONT_END):
                    make_environment(development)
        # Also from inside: what is loaded already may be older now. The options -X and -W of the first call stay.
        os.execv(PYTHON, [str(PYTHON), *sys.orig_argv[1:]])  # noqa: S606
    if command in NEEDS_FRONT_END and missing_front_end(development):
        with locked():
            if missing := missing_front_end(development):
                fetch_front_end(development, missing)
    if stale := stale_catalogues():
        with locked():
            compile_catalogues(stale)


def keep_compiled_modules() -> None:
    """Where Python is told to write no compiled modules, as in many containers, they go to var/.

    Otherwise each of the portal's processes would spend its first seconds on compiling all of them once more.
    """
    if sys.dont_write_bytecode and os.environ.get("EVING_ENV") != "production":
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(CHECKOUT / "var/pycache")
        sys.dont_write_bytecode = False


@contextmanager
def locked() -> Iterator[None]:
    """Two commands at once: the second one waits and finds the work done."""
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
    """Run the tests in place of this process, so that pytest's exit code is ours."""
    if importlib.util.find_spec("pytest_django") is None:
        fail("pytest fehlt: Bitte requirements-dev.txt installieren.")
    if CHECKOUT not in (Path.cwd(), *Path.cwd().parents):
        os.chdir(CHECKOUT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606
