"""Commands that change the tables take turns: one waits for the other, and a killed one lets go."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from eving.runtime.database import turns

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.server]

HOLDS = """
import django, sys, time
django.setup()
from eving.runtime.database import turns
with turns.alone(lambda: None):
    print("holds", flush=True)
    sys.stdin.read()
"""
WAITS = "Ein anderer Befehl ändert gerade diese Datenbank"


def address(name=""):
    values = connection.settings_dict
    user = quote(values["USER"]) + (f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else "")
    return f"postgres://{user}@{quote(values['HOST'], safe='')}:{values['PORT']}/{name or values['NAME']}"


@pytest.fixture
def start():
    processes = []

    def run(*arguments, url="", **environment):
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {"DATABASE_URL": url or address(), "DJANGO_SETTINGS_MODULE": "eving.settings"}
            | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield run
    for process in processes:
        process.kill()
        process.communicate()


def holder(start, **where):
    process = start("-c", HOLDS, **where)
    assert process.stdout.readline() == "holds\n"
    return process


@pytest.mark.parametrize("command", [["migrate"], ["demo_data", "--yes", "--verbosity", "0"]])
def test_a_command_says_that_it_waits_and_goes_on_when_the_other_has_ended(start, command):
    other = holder(start)
    waiting = start("manage.py", *command)
    assert WAITS in waiting.stdout.readline()
    assert waiting.poll() is None

    other.communicate("")

    out, error = waiting.communicate(timeout=120)
    assert (waiting.returncode, error, WAITS in out) == (0, "", False)


def test_a_killed_command_lets_go(start):
    other = holder(start)
    waiting = start("manage.py", "migrate", "--verbosity", "0")
    assert WAITS in waiting.stdout.readline()

    other.kill()

    _out, error = waiting.communicate(timeout=120)
    assert (waiting.returncode, error) == (0, "")


def test_looking_at_a_plan_waits_for_nobody(start):
    holder(start)

    looking = start("manage.py", "migrate", "--check")

    assert (looking.wait(timeout=120), looking.stdout.read()) == (0, "")


def test_a_command_that_a_command_calls_is_part_of_its_turn():
    told = []

    with turns.alone(lambda: told.append("outer")), turns.alone(lambda: told.append("inner")):
        assert not is_free()

    assert (told, becomes_free()) == ([], True)


def test_the_turn_ends_with_the_command_also_when_it_fails():
    with pytest.raises(ValueError, match="broken"), turns.alone(lambda: None):
        raise ValueError("broken")

    assert becomes_free()


def test_another_database_of_the_same_server_is_nobodys_business(start):
    with psycopg.connect(address("postgres"), autocommit=True) as link:
        assert turns.is_free(link)

        with turns.alone(lambda: pytest.fail("it waited")):
            pass


def is_free():
    """Whether somebody else could begin."""
    with psycopg.connect(address(), autocommit=True) as link:
        return turns.is_free(link)


def becomes_free():
    """The server lets go of a turn when it notices the closed line, a moment after the client has closed it."""
    end = time.monotonic() + 10
    while not (free := is_free()) and time.monotonic() < end:
        time.sleep(0.02)
    return free


@pytest.fixture
def empty():
    """A database without a table."""
    name = f"{connection.settings_dict['NAME']}_turns"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.cluster
def test_two_first_migrations_at_once_end_well(start, empty):
    both = [start("manage.py", "migrate", "--verbosity", "0", url=address(empty)) for _command in range(2)]

    told = [process.communicate(timeout=400) for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert [error for _out, error in told] == ["", ""]
    assert sum(WAITS in out for out, _error in told) == 1


@pytest.mark.cluster
def test_a_demo_of_another_folder_waits_for_its_turn_and_ends_when_asked(start, empty):
    holder(start, url=address(empty))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    demo = start("manage.py", "demo", "--port", str(port), url=address(empty))

    assert any(WAITS in line for line in demo.stdout)
    demo.send_signal(signal.SIGTERM)

    _out, error = demo.communicate(timeout=120)
    assert (demo.returncode, error) == (0, "")


CARELESS = """
import django
django.setup()
from django.core.management import call_command
from django.core.management.commands import migrate
call_command(migrate.Command(), verbosity=0, interactive=False)
"""


@pytest.mark.cluster
def test_without_turns_two_first_migrations_fall_over_each_other(start, empty):
    """The twin: Django's own command. Both see an empty database, and both make the same tables."""
    with psycopg.connect(address(empty)) as link:
        # Both begin while a table of theirs is being made by somebody, so that they meet for certain.
        link.execute("CREATE TABLE django_migrations (id bigint)")
        both = [start("-c", CARELESS, url=address(empty)) for _command in range(2)]
        wait_for(lambda: waiting_for_a_lock(empty) == 2)
        link.rollback()

    told = [process.communicate(timeout=400) for process in both]

    assert any(process.returncode for process in both)
    assert any("Traceback" in error for _out, error in told)


def waiting_for_a_lock(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'", [name])
        return cursor.fetchone()[0]


def wait_for(condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)
