"""The environment's maker in small checkouts of its own: same code, but nothing to download."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

# What manage.py does first; afterwards it says where it ended up.
PROBE = """
import sys
sys.path.insert(0, ".")
{before}
from eving.runtime.bootstrap import start
start.prepare(sys.argv[1:])
print("ran in", sys.prefix)
"""
CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "shop"
msgstr "Laden"
"""


def make_checkout(folder):
    shutil.copytree(Path(settings.BASE_DIR) / "eving/runtime/bootstrap", folder / "eving/runtime/bootstrap")
    (folder / "requirements.txt").write_text("# nothing\n")
    (folder / "requirements-dev.txt").write_text("# nothing for developers\n")
    (folder / "package-lock.json").write_text(json.dumps({"packages": {"": {"name": "small"}}}))
    (folder / "probe.py").write_text(PROBE.format(before=""))
    return folder


@pytest.fixture
def checkout(tmp_path):
    """Spaces and umlauts in the path, no packages wanted."""
    return make_checkout(tmp_path / "Straße mit Läden")


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    """A checkout whose environment two commands at once have made, from a home that cannot be written."""
    folder = make_checkout(tmp_path_factory.mktemp("furnished") / "Straße mit Läden")
    processes = [start(folder, "migrate", HOME="/proc") for _number in range(2)]
    outputs = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    return folder, outputs


@pytest.fixture
def furnished(first_start):
    """The checkout with its environment, as it was made whatever a test before did to it."""
    folder = first_start[0]
    names = ("requirements.txt", "requirements-dev.txt", ".venv/eving.json")
    kept = {folder / name: (folder / name).read_bytes() for name in names}
    yield folder
    for path, content in kept.items():
        path.write_bytes(content)


def base_python():
    """The interpreter below the environment of these tests, which has no Django."""
    return sys._base_executable


def start(checkout, *arguments, python=None, prefix=(), **environment):
    return subprocess.Popen(
        [*prefix, python or base_python(), "probe.py", *arguments],
        cwd=checkout,
        env={name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(checkout, *arguments, **options):
    process = start(checkout, *arguments, **options)
    out, error = process.communicate(timeout=120)
    return process.returncode, out.splitlines(), error


needs_bare_python = pytest.mark.skipif(
    subprocess.run([base_python(), "-c", "import django"], capture_output=True, check=False).returncode == 0,
    reason="the Python below this environment has Django",
)


@needs_bare_python
def test_two_commands_at_once_make_one_environment(first_start):
    folder, outputs = first_start

    assert sum("Umgebung wird eingerichtet" in output for output in outputs) == 1
    assert [output.splitlines()[-1] for output in outputs] == [f"ran in {folder}/.venv"] * 2


@needs_bare_python
def test_second_time_nothing_is_installed(furnished):
    assert run(furnished, "migrate")[1] == [f"ran in {furnished}/.venv"]


@needs_bare_python
def test_changed_requirements_are_installed_and_nothing_is_thrown_away(furnished):
    kept = furnished / ".venv/kept"
    kept.touch()
    (furnished / "requirements.txt").write_text("# nothing, but otherwise\n")

    _code, changed, _error = run(furnished, "migrate")
    _code, again, _error = run(furnished, "migrate")

    assert (len(changed), len(again), kept.exists()) == (3, 1, True)


@needs_bare_python
def test_tests_bring_their_own_packages_which_do_for_the_rest(furnished):
    _code, tests, _error = run(furnished, "test")
    _code, demo, _error = run(furnished, "demo")

    assert tests[0].startswith("Umgebung wird eingerichtet")
    assert demo == [f"ran in {furnished}/.venv"]


@needs_bare_python
def test_package_that_cannot_be_had_ends_with_a_sentence(furnished):
    # A hash is missing: nothing is even looked up.
    (furnished / "requirements.txt").write_text("django==5.2\n")
    (furnished / "requirements-dev.txt").write_text("django==5.2\n")

    code, _lines, error = run(furnished, "migrate")

    assert code == 1
    assert error.endswith("Die Python-Pakete lassen sich nicht installieren; der Grund steht in den Zeilen darüber.\n")
    assert not (furnished / ".venv/eving.json").exists()


@needs_bare_python
def test_interrupted_environment_is_made_anew(checkout):
    left_over = checkout / ".venv/bin/half-made"
    left_over.parent.mkdir(parents=True)
    left_over.touch()
    (checkout / ".venv/bin/python").symlink_to(base_python())

    code, lines, error = run(checkout, "migrate")

    assert (code, left_over.exists()) == (0, False), error
    assert lines[0].startswith("Umgebung wird eingerichtet")


@needs_bare_python
def test_missing_ensurepip_names_the_package(checkout):
    hidden = "sys.modules['ensurepip'] = None"
    (checkout / "probe.py").write_text(PROBE.format(before=hidden))

    code, _lines, error = run(checkout, "migrate", PATH="/usr/bin:/bin")

    assert (code, error.count("\n")) == (1, 1)
    assert "apt install python3-venv" in error


def test_active_environment_with_django_is_left_alone(checkout):
    code, lines, _error = run(checkout, "test", python=sys.executable)

    assert (code, lines) == (0, [f"ran in {sys.prefix}"])
    assert not (checkout / ".venv").exists()


def test_checkout_that_cannot_be_written_gets_a_sentence(checkout):
    (checkout / "var").write_text("in the way")

    code, _lines, error = run(checkout, "migrate")

    assert (code, error.count("\n")) == (1, 1)
    assert "nicht beschreibbar" in error


def test_catalogues_are_compiled_when_older_than_their_source(checkout):
    source = checkout / "locale/de/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE)
    run(checkout, "check", python=sys.executable)
    compiled = source.with_suffix(".mo")
    before = compiled.read_bytes()

    source.write_text(CATALOGUE.replace("Laden", "Geschäft"))
    os.utime(source, (compiled.stat().st_mtime + 5,) * 2)
    run(checkout, "check", python=sys.executable)

    assert (b"Laden" in before, "Geschäft".encode() in compiled.read_bytes()) == (True, True)
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


@pytest.mark.parametrize(
    ("present", "development", "missing"),
    [
        ({}, False, ["node_modules/kern"]),
        ({}, True, ["node_modules/kern", "node_modules/axe"]),
        ({"node_modules/kern": "sha512-1"}, False, []),
        ({"node_modules/kern": "sha512-1"}, True, ["node_modules/axe"]),
        ({"node_modules/kern": "sha512-old"}, False, ["node_modules/kern"]),
    ],
)
def test_front_end_files_are_fetched_when_a_version_is_missing(checkout, present, development, missing):
    lock = {"": {}, "node_modules/kern": {"integrity": "sha512-1"}}
    lock["node_modules/axe"] = {"integrity": "sha512-2", "dev": True}
    (checkout / "package-lock.json").write_text(json.dumps({"packages": lock}))
    (checkout / "node_modules").mkdir()
    record = {path: {"integrity": integrity} for path, integrity in present.items()}
    (checkout / "node_modules/.package-lock.json").write_text(json.dumps({"packages": record}))

    question = f"from eving.runtime.bootstrap import front_end; print(front_end.missing_front_end({development}))"
    answer = subprocess.run(
        [sys.executable, "-c", question], cwd=checkout, capture_output=True, text=True, check=True
    ).stdout

    assert answer.strip() == str(missing)
