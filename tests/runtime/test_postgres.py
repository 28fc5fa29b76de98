"""The embedded server with real PostgreSQL servers, each in a folder of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from eving.runtime.postgres.programs import Programs, find_programs
from eving.runtime.postgres.server import CHECKOUT, Server

pytestmark = pytest.mark.cluster

AS_ORDINARY_ACCOUNT = ("unshare", "--user", "--map-user=1000")
# Starts or joins the server, says where and under which process it runs, and stays until its input closes.
GUEST = """
import json, sys
from pathlib import Path
from eving.runtime.postgres import Unavailable
from eving.runtime.postgres.server import Server
server = Server(Path(sys.argv[1]), durable=False)
try:
    address = server.ensure()
except Unavailable as error:
    sys.exit(str(error))
print(json.dumps([address.host, (server.data / "postmaster.pid").read_text().split()[0]]), flush=True)
sys.stdin.read()
server.release()
"""


def may_map_accounts():
    try:
        return subprocess.run([*AS_ORDINARY_ACCOUNT, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can lend the server another account")
needs_mapping = pytest.mark.skipif(not may_map_accounts(), reason="this machine forbids user namespaces (unshare)")


@pytest.fixture
def folder():
    """A folder everybody may enter, with spaces, umlauts and a quote in its path."""
    base = Path(tempfile.mkdtemp(prefix="eving test "))
    base.chmod(0o755)
    path = base / "Straße d'Évin"
    path.mkdir()
    yield path
    shutil.rmtree(base)


@pytest.fixture
def make_server(folder):
    servers = []

    def make(home=folder / "postgres", programs=None, *, durable=False):
        servers.append(Server(home, programs, durable=durable))
        return servers[-1]

    yield make
    for server in servers:
        server.release()
        server.stop()


@pytest.fixture
def start_guest():
    guests = []

    def start(home, prefix=(), **environment):
        guest = subprocess.Popen(
            [*prefix, sys.executable, "-c", GUEST, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            env=os.environ | environment,
        )
        guests.append(guest)
        return guest

    yield start
    for guest in guests:
        if guest.returncode is None:
            see_off(guest)


def answer(guest):
    line = guest.stdout.readline()
    assert line, guest.stderr.read()
    return json.loads(line)


def see_off(guest):
    guest.communicate()
    return guest.returncode


def ask(address, question, *values):
    with psycopg.connect(
        host=address.host, port=address.port, user=address.user, dbname=address.dbname, autocommit=True
    ) as connection:
        cursor = connection.execute(question, values)
        return cursor.fetchone() if cursor.description else None


def process_of(server):
    return int((server.data / "postmaster.pid").read_text().split()[0])


def is_alive(pid):
    """Whether the process still works; one that only waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.001)


def test_server_speaks_unicode_and_has_no_network_port(make_server):
    server = make_server(durable=True)

    address = server.ensure()

    question = (
        "SELECT lower('ÄÖÜẞ'), current_setting('server_encoding'), current_setting('listen_addresses'),"
        " current_setting('fsync')"
    )
    assert ask(address, question) == ("äöüß", "UTF8", "", "on")


def test_only_the_owner_may_enter_the_socket_folder(make_server):
    address = make_server().ensure()

    assert oct(Path(address.host).stat().st_mode & 0o777) == "0o700"


def test_last_user_leaves_nothing_running(make_server):
    first, second = make_server(), make_server()
    address = first.ensure()
    pid = process_of(first)

    assert second.ensure() == address
    first.release()
    assert (process_of(second), is_alive(pid)) == (pid, True)
    second.release()

    assert not Path(address.host).exists()
    # Its files are gone a moment before the process itself.
    wait_for(lambda: not is_alive(pid))


def test_rows_stay_from_one_start_to_the_next(make_server):
    server = make_server()
    ask(server.ensure(), "CREATE TABLE kept AS SELECT 42 AS number")
    server.release()

    assert ask(server.ensure(), "SELECT number FROM kept") == (42,)


def test_eight_processes_at_once_share_one_server(folder, start_guest):
    guests = [start_guest(folder / "postgres") for _number in range(8)]

    answers = [answer(guest) for guest in guests]

    pid = int(answers[0][1])
    assert answers == [answers[0]] * 8
    assert is_alive(pid)
    assert [see_off(guest) for guest in guests] == [0] * 8
    assert not is_alive(pid)


def test_killed_server_comes_back_at_the_same_address_with_all_rows(make_server):
    server = make_server(durable=True)
    address = server.ensure()
    ask(address, "CREATE TABLE kept AS SELECT 42 AS number")
    os.kill(process_of(server), signal.SIGKILL)
    wait_for(lambda: not server.running())

    again = server.ensure()

    assert again == address
    assert ask(again, "SELECT number FROM kept") == (42,)


def test_server_of_a_killed_starter_is_taken_up_and_ended(folder, make_server, start_guest):
    starter = start_guest(folder / "postgres")
    host, pid = answer(starter)
    starter.kill()
    see_off(starter)
    server = make_server()

    address = server.ensure()

    assert (address.host, process_of(server)) == (host, int(pid))
    server.release()
    # Its files are gone a moment before the process itself.
    wait_for(lambda: not is_alive(int(pid)))


def test_starter_killed_while_building_leaves_no_half_made_cluster(folder, make_server, start_guest):
    home = folder / "postgres"
    starter = start_guest(home)
    wait_for(lambda: any(home.glob("*.unfinished")))
    starter.kill()
    see_off(starter)
    server = make_server()
    assert not server.data.exists()

    assert ask(server.ensure(), "SELECT 1") == (1,)


def test_number_of_a_dead_server_that_went_to_a_stranger_is_no_obstacle(make_server):
    server = make_server()
    server.ensure()
    notice = (server.data / "postmaster.pid").read_text()
    server.release()
    stranger = subprocess.Popen(["sleep", "60"])
    (server.data / "postmaster.pid").write_text(notice.replace(notice.split()[0], str(stranger.pid), 1))

    address = server.ensure()

    assert ask(address, "SELECT 1") == (1,)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_socket_swept_from_the_temp_folder_is_made_again(make_server):
    server = make_server()
    shutil.rmtree(server.ensure().host)

    assert ask(server.ensure(), "SELECT 1") == (1,)


def test_long_temp_folder_does_not_break_the_socket(folder, start_guest):
    long = folder / ("x" * 100)
    long.mkdir()
    guest = start_guest(folder / "postgres", TMPDIR=str(long))

    host, _pid = answer(guest)

    assert len(os.fsencode(f"{host}/.s.PGSQL.5432")) <= 107
    assert see_off(guest) == 0


def test_each_major_version_has_its_own_data(make_server):
    others = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    wheel = find_programs()
    others = [Programs(path, int(path.parent.name)) for path in others if path.parent.name != str(wheel.major)]
    if not others:
        pytest.skip("no second PostgreSQL on this machine")
    new, old = make_server(), make_server(programs=others[0])
    ask(new.ensure(), "CREATE TABLE kept AS SELECT 42 AS number")
    new.release()

    address = old.ensure()

    assert ask(address, "SELECT current_setting('server_version_num')::int / 10000, to_regclass('kept')") == (
        others[0].major,
        None,
    )


@needs_root
def test_root_lends_the_server_another_account(make_server):
    server = make_server()

    server.ensure()

    assert os.stat(f"/proc/{process_of(server)}").st_uid != 0


@needs_root
@needs_mapping
def test_root_runs_it_below_a_closed_home(folder, make_server):
    folder.chmod(0o700)
    server = make_server()

    assert ask(server.ensure(), "SELECT 1") == (1,)
    assert server.data.stat().st_uid == 0


@needs_mapping
def test_ordinary_account_runs_it(folder, start_guest):
    guest = start_guest(folder / "postgres", AS_ORDINARY_ACCOUNT)

    _host, pid = answer(guest)

    assert is_alive(int(pid))
    assert see_off(guest) == 0
    assert not is_alive(int(pid))


@needs_root
@needs_mapping
def test_another_account_gets_a_sentence(folder, make_server, start_guest):
    server = make_server()
    server.ensure()

    guest = start_guest(folder / "postgres", AS_ORDINARY_ACCOUNT)

    _out, error = guest.communicate()
    assert (guest.returncode, error.count("\n")) == (1, 1)
    assert "belongs to another account" in error


@needs_mapping
def test_folder_that_cannot_be_written_gets_a_sentence(start_guest):
    guest = start_guest("/proc/postgres", AS_ORDINARY_ACCOUNT)

    _out, error = guest.communicate()
    assert (guest.returncode, error.count("\n")) == (1, 1)
    assert "/proc/postgres cannot be written" in error
