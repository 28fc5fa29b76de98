"""`manage.py demo` in a copy of the checkout: a real database, a real web server, a real worker."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from eving.demo.management.commands.demo import bracketed, is_loopback

pytestmark = pytest.mark.cluster

NOT_COPIED = (".venv", "node_modules", "var", ".git", "__pycache__", ".*_cache")


class Checkout:
    """A copy of this checkout with its own var/, and the demos started in it."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(settings.BASE_DIR, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
        (folder / "node_modules").symlink_to(Path(settings.BASE_DIR) / "node_modules")
        self.started = []

    def start(self, *arguments, **environment):
        env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "EVING_ENV", "CI"}}
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=self.folder,
            env=env | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *arguments, **environment):
        """Exit code and what stood on the error line of a command that ends by itself."""
        process = self.start(*arguments, **environment)
        _out, error = process.communicate(timeout=120)
        return process.returncode, error

    def begin_demo(self, *arguments, **environment):
        port = free_port()
        return self.start("demo", "--port", str(port), *arguments, **environment), port

    def start_demo(self, *arguments, **environment):
        process, port = self.begin_demo(*arguments, **environment)
        wait_for_log_in(process)
        return process, port

    def processes(self):
        """All processes that work in this checkout or on its database."""
        found = {}
        for entry in Path("/proc").iterdir():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                place = os.readlink(entry / "cwd")
            except OSError:
                continue
            if line and (str(self.folder) in line or place.startswith(str(self.folder))):
                found[int(entry.name)] = line
        return found

    def process(self, words):
        return next(pid for pid, line in sorted(self.processes().items()) if words in line)

    def server_process(self):
        words = []
        for notice in (self.folder / "var/postgres").glob("*/postmaster.pid"):
            with contextlib.suppress(FileNotFoundError):  # a server that ends takes it away
                words.append(notice.read_text().split())
        return int(words[0][0]) if words and words[0] else None


def wait_for_log_in(process):
    """Read what a demo tells, up to the log-in, which comes last."""
    process.told = []
    for line in process.stdout:
        process.told.append(line)
        if "quartier" in line:
            return
    raise AssertionError(process.communicate())


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def get(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return None


def is_ready(port):
    return get(port, "/readyz") == 200


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


def end(process, number=signal.SIGTERM):
    process.send_signal(number)
    out, error = process.communicate(timeout=60)
    return process.returncode, out, error


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    checkout = Checkout(tmp_path_factory.mktemp("demo") / "Straße mit Läden")
    # Two at once begin from nothing: one makes the database, the other one waits for it.
    both = [checkout.begin_demo() for _demo in range(2)]
    for process, _port in both:
        wait_for_log_in(process)
    for process, _port in both:
        end(process)
    checkout.first_starts = [process for process, _port in both]
    yield checkout
    for process in checkout.started:
        if not process.stdout.closed:
            process.kill()
            process.communicate()
    for pid in checkout.processes():
        os.kill(pid, signal.SIGKILL)
    if kept := os.environ.get("PYTHONPYCACHEPREFIX"):
        shutil.rmtree(f"{kept}{checkout.folder}", ignore_errors=True)


@pytest.fixture
def demo(checkout):
    process, port = checkout.start_demo()
    yield process, port
    if process.returncode is None:
        end(process)
    wait_for(lambda: not checkout.processes())


def ask(checkout, code, **environment):
    """What a line of Python prints in the shell of that checkout."""
    process = checkout.start("shell", "--no-imports", "-c", code, EVING_ENV="demo", **environment)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    return out.strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_demo_runs_and_leaves_nothing_behind(checkout, number):
    process, port = checkout.start_demo()
    pages = [get(port, path) for path in ("/livez", "/readyz", "/robots.txt", "/nirgendwo/")]

    code, _out, error = end(process, number)

    assert (pages, code, error) == ([200, 200, 200, 404], 0, "")
    assert f"http://127.0.0.1:{port}/" in "".join(process.told)
    assert checkout.processes() == {}


def test_printed_password_lets_staff_in_and_is_new_each_time(checkout):
    passwords = []
    for _start in range(2):
        process, _port = checkout.start_demo()
        passwords.append(process.told[-1].split()[-1])
        end(process)

    check = (
        "from django.contrib.auth import authenticate;"
        "print([bool(authenticate(username='quartier', password=password)) for password in %r])"
    )

    assert ask(checkout, check % passwords) == "[False, True]"


def test_two_first_starts_at_once_fill_one_demo_and_say_how_far_they_are(checkout):
    told = ["".join(process.told) for process in checkout.first_starts]

    assert [process.returncode for process in checkout.first_starts] == [0, 0]
    assert sum("Ideen: " in text for text in told) == 1
    assert sum("Ladeneinheiten: " in text for text in told) == 1


def test_two_demos_of_one_folder_stand_beside_each_other(checkout, demo):
    other, port = checkout.start_demo()
    passwords = [process.told[-1].split()[-1] for process in (demo[0], other)]

    code, error = checkout.run("demo", "--port", str(free_port()), "--reset")

    check = (
        "from django.contrib.auth import authenticate;"
        "print([bool(authenticate(username=name, password=word))"
        " for name, word in zip(('quartier', 'quartier2'), %r)])"
    )
    assert (code, error.count("\n"), is_ready(demo[1]), is_ready(port)) == (1, 1, True, True)
    assert ask(checkout, check % passwords) == "[True, True]"
    end(other)
    assert is_ready(demo[1])


def test_port_in_use_gets_a_sentence(checkout, demo):
    code, error = checkout.run("demo", "--port", str(demo[1]))

    assert (code, error.count("\n"), str(demo[1]) in error) == (1, 1, True)
    assert is_ready(demo[1])


def test_killed_database_comes_back(checkout, demo):
    before = checkout.server_process()
    os.kill(before, signal.SIGKILL)

    wait_for(lambda: checkout.server_process() not in {before, None})

    wait_for(lambda: is_ready(demo[1]))


def test_killed_web_process_is_replaced(checkout, demo):
    web = {pid for pid, line in checkout.processes().items() if "granian" in line}
    os.kill(max(web), signal.SIGKILL)

    wait_for(lambda: len({pid for pid, line in checkout.processes().items() if "granian" in line} - web) == 1)

    wait_for(lambda: is_ready(demo[1]))


@pytest.mark.parametrize(("words", "name"), [("manage.py worker", "worker"), ("granian", "web")])
def test_when_one_process_is_gone_everything_ends(checkout, demo, words, name):
    os.kill(checkout.process(words), signal.SIGKILL)

    _out, error = demo[0].communicate(timeout=60)

    assert (demo[0].returncode, f"“{name}”" in error or f"„{name}“" in error) == (1, True), error
    assert checkout.processes() == {}


def test_when_the_demo_itself_is_killed_its_processes_end(checkout, demo):
    demo[0].kill()
    demo[0].communicate()

    # A web process that was just starting ends when the web server's patience does.
    wait_for(
        lambda: not [line for line in checkout.processes().values() if "granian" in line or "manage.py worker" in line],
        seconds=90,
    )
    checkout.run("shell", "-c", "from django.db import connection; connection.ensure_connection()")

    assert checkout.processes() == {}


def test_what_was_entered_stays_until_it_is_reset(checkout):
    create = "from eving.core.models import User; User.objects.create(username='neu', email='neu@eving.example')"
    count = "from eving.core.models import User; print(User.objects.filter(username='neu').count())"
    ask(checkout, create)
    letter = checkout.folder / "var/demo-mail/letter.eml"
    letter.parent.mkdir(exist_ok=True)
    letter.touch()

    end(checkout.start_demo()[0])
    kept = (ask(checkout, count), letter.exists())
    process, _port = checkout.begin_demo("--reset")
    for line in process.stdout:
        if "Beispielinhalte" in line:  # filling them in goes as it did at the first start
            break
    reset = (ask(checkout, count), letter.exists())
    end(process)

    assert (kept, reset) == (("1", True), ("0", False))


def test_production_has_no_demo(checkout):
    code, error = checkout.run("demo", EVING_ENV="production")

    assert (code, error) == (1, "Die Demo startet nicht mit EVING_ENV=production.\n")


@pytest.mark.django_db
def test_database_with_other_data_is_refused(checkout):
    database = connection.settings_dict
    url = f"postgres://{database['USER']}@{database['HOST'].replace('/', '%2F')}:{database['PORT']}/{database['NAME']}"

    code, error = checkout.run("demo", "--port", str(free_port()), DATABASE_URL=url)

    assert (code, error.count("\n"), "DATABASE_URL" in error) == (1, 1, True)


@pytest.mark.django_db
def test_empty_database_becomes_the_demos_own(checkout):
    database = connection.settings_dict
    name = f"{database['NAME']}_demo"  # of this process alone
    server = f"postgres://{database['USER']}@{database['HOST'].replace('/', '%2F')}:{database['PORT']}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        for _start in range(2):
            before, every = steps_taken(f"{server}/{name}"), steps_taken(f"{server}/{database['NAME']}")
            process, _port = checkout.begin_demo(DATABASE_URL=f"{server}/{name}")
            # What follows is the same as with the embedded database.
            wait_for(lambda: before < steps_taken(f"{server}/{name}") or before == every)  # noqa: B023 - asked at once
            assert end(process)[::2] == (0, "")

        with psycopg.connect(f"{server}/{name}") as link:
            mark = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
            assert link.execute(mark).fetchone() == ("eving demo",)
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def steps_taken(url):
    """How many migrations a database has seen."""
    with psycopg.connect(url) as link:
        if link.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return 0
        return link.execute("SELECT count(*) FROM django_migrations").fetchone()[0]


def test_commands_that_need_no_database_start_none(checkout):
    shutil.rmtree(checkout.folder / "var/postgres", ignore_errors=True)

    for arguments in (["check"], ["--help"], ["collectstatic", "--no-input", "--dry-run"], ["demo", "--help"]):
        assert checkout.run(*arguments)[0] == 0
    assert checkout.run("makemigrations", "--check", "--dry-run")[1] == ""

    assert not (checkout.folder / "var/postgres").exists()


@pytest.mark.parametrize(
    ("host", "own", "shown"),
    [
        ("127.0.0.1", True, "127.0.0.1"),
        ("localhost", True, "localhost"),
        ("::1", True, "[::1]"),
        ("0.0.0.0", False, "127.0.0.1"),
        ("192.0.2.7", False, "192.0.2.7"),
        ("example.test", False, "example.test"),
    ],
)
def test_address_beyond_this_machine_is_told_apart(host, own, shown):
    assert (is_loopback(host), bracketed(host)) == (own, shown)
