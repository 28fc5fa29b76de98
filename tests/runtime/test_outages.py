"""A database that is slow, silent or gone: one patience for all waits of a request, and 503 under whatever name."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from django.core.signals import request_finished, request_started
from django.db import InternalError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import path
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from psycopg_pool import ConnectionPool, PoolTimeout, TooManyRequests

import eving.urls
from eving.runtime.database import outages
from eving.runtime.database.deadline import CheckedPool, DeadlineConnection
from eving.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django reads them here
from tests.factories import make_staff
from tests.faults.proxy import Proxy

pytestmark = [pytest.mark.django_db, pytest.mark.server]

SLEEP = "SELECT pg_sleep(20)"


# ---------------------------------------------------------------- views that meet a time-out
def ask(statement: str, setting: str = "statement_timeout") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {setting} = '50ms'")
        cursor.execute(statement)


def plain(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        ask(SLEEP)
    return HttpResponse("done")


def careless(request: HttpRequest) -> HttpResponse:
    """As libraries do: every error becomes one of theirs, or a sentence, or another page."""
    try:
        with transaction.atomic():
            ask(SLEEP)
    except Exception:
        if "anders" in request.GET:
            raise ValueError("something is wrong with the row") from None
        if "weiter" in request.GET:
            return redirect("/?e=1")
        return HttpResponse("Row 1: something is wrong")
    return HttpResponse("done")


def defers(request: HttpRequest) -> HttpResponse:
    """What the queue of jobs makes of it: its own error, which is none of the database's."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1ms'")
        cursor.execute(
            "CREATE FUNCTION pg_temp.dawdle() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_sleep(20); RETURN NEW; END'"
        )
        cursor.execute(
            "CREATE TRIGGER dawdle BEFORE INSERT ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION pg_temp.dawdle()"
        )
    try:
        app.configure_task("portal.rescue").defer(timestamp=0)
    except ConnectorException as error:
        assert not isinstance(error, OperationalError)
        raise
    return HttpResponse("done")


def survives(request: HttpRequest) -> HttpResponse:
    """A page that can do without, as the texts of the office can."""
    try:
        with transaction.atomic():
            ask(SLEEP)
    except OperationalError:
        pass
    return HttpResponse("the rest of the page")


def mistaken(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return HttpResponse("done")


urlpatterns = [
    path("langsam/", plain),
    path("gleichgueltig/", careless),
    path("auftrag/", defers),
    path("geht-auch-so/", survives),
    path("unser-fehler/", mistaken),
    *eving.urls.urlpatterns,
]


@pytest.fixture
def browser(settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def what_was_said(answer: HttpResponse) -> tuple[int, str | None, bool]:
    return answer.status_code, answer.get("Retry-After"), "kurze Pause" in answer.content.decode()


KIND_PAGE = (503, "10", True)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ["/langsam/", "/gleichgueltig/?anders", "/gleichgueltig/?weiter", "/auftrag/"])
def test_a_time_out_of_the_server_is_a_short_break_under_whatever_name(browser: Client, address, method) -> None:
    assert what_was_said(getattr(browser, method)(address)) == KIND_PAGE


def test_what_was_sent_is_never_answered_by_half_a_report(browser: Client) -> None:
    assert what_was_said(browser.post("/gleichgueltig/")) == KIND_PAGE


def test_a_reading_page_that_can_do_without_stays(browser: Client) -> None:
    assert browser.get("/geht-auch-so/").content == b"the rest of the page"


def test_a_mistake_of_ours_stays_a_mistake(browser: Client) -> None:
    assert browser.get("/unser-fehler/").status_code == 500


def test_the_next_request_knows_nothing_of_it(browser: Client) -> None:
    browser.get("/langsam/")

    assert (outages.noticed(), browser.get("/ideen/").status_code) == (False, 200)


def test_a_lock_that_is_held_too_long_is_a_short_break(committed, browser: Client) -> None:
    with held("projects_idea"), limited("lock_timeout"):
        answers = [what_was_said(browser.get(address)) for address in ("/ideen/", "/ideen/export.json")]

    assert answers == [KIND_PAGE] * 2


def test_health_says_it_too(committed, browser: Client) -> None:
    with held("django_migrations"), limited("lock_timeout"):
        answer = browser.get("/readyz")

    assert (answer.status_code, answer["Retry-After"], answer.content) == (503, "10", b"database silent\n")


def test_a_list_of_the_office_does_not_take_it_for_a_wrong_filter(committed, staff: Client) -> None:
    """Django's list turns every error of a filter into its own, and goes to a page without filters."""
    with held("projects_idea"), limited("lock_timeout"):
        answers = [what_was_said(staff.get(f"/verwaltung/projects/idea/{query}")) for query in ("", "?q=Bank")]

    assert answers == [KIND_PAGE] * 2


@pytest.fixture
def staff(db, settings) -> Client:
    settings.REQUIRE_2FA = False
    client = Client(raise_request_exception=False)
    client.force_login(make_staff())
    return client


@contextmanager
def held(table: str):
    """Somebody else holds a table."""
    info = connection.settings_dict
    with psycopg.connect(host=info["HOST"], port=info["PORT"], user=info["USER"], dbname=info["NAME"]) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def limited(setting: str):
    with connection.cursor() as cursor:
        cursor.execute(f"SET {setting} = '100ms'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"RESET {setting}")


def test_a_transaction_that_lay_idle_counts_as_a_time_out(committed) -> None:
    with in_request(), pytest.raises(OperationalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '50ms'")
        wait_until_ended(connection.connection.info.backend_pid)
        try:
            cursor.execute("SELECT 1")
        finally:
            noticed = outages.noticed()

    connection.close()
    assert noticed


def test_django_alone_would_call_it_a_mistake_of_ours() -> None:
    """The twin: PostgreSQL files it under errors that no view would wait out."""
    assert issubclass(psycopg.errors.IdleInTransactionSessionTimeout, psycopg.InternalError)
    assert not issubclass(InternalError, OperationalError)


def wait_until_ended(process: int) -> None:
    info = connection.settings_dict
    with psycopg.connect(
        host=info["HOST"], port=info["PORT"], user=info["USER"], dbname=info["NAME"], autocommit=True
    ) as other:
        for _look in range(500):
            if not other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [process]).fetchone():
                return
            time.sleep(0.02)
    raise AssertionError("the server keeps it")


# ---------------------------------------------------------------- one patience
@contextmanager
def in_request():
    request_started.send(sender=None, environ={})
    try:
        yield
    finally:
        request_finished.send(sender=None)


def wait(seconds: float) -> None:
    with outages.waiting():
        time.sleep(seconds)


def test_all_waits_of_a_request_draw_on_one_patience() -> None:
    with in_request():
        wait(outages.QUICK + 0.1)
        wait(outages.QUICK + 0.1)
        left = outages.allowance()

    assert left <= outages.PATIENCE - 2 * (outages.QUICK + 0.1)
    assert outages.allowance() == outages.PATIENCE


def test_a_wait_within_a_wait_counts_once() -> None:
    with in_request(), outages.waiting():
        wait(outages.QUICK + 0.1)
        inner = outages.allowance()

    assert inner == outages.PATIENCE


def test_quick_answers_cost_nothing_however_many(monkeypatch) -> None:
    # However busy the machine is.
    monkeypatch.setattr(outages, "QUICK", 30)
    monkeypatch.setattr(outages, "PATIENCE", 100)
    with in_request():
        for _question in range(100):
            wait(0)
        left = outages.allowance()

    assert left == outages.PATIENCE


def test_after_the_first_failure_nothing_is_waited_for() -> None:
    with in_request():
        outages.note()
        left = outages.allowance()

    assert left == outages.QUICK


def test_nor_is_another_connection_asked_for(committed) -> None:
    """What a page of many questions waited for, one after the other, before requests had one patience."""
    connection.close()
    with in_request():
        outages.note()
        with pytest.raises(OperationalError, match="has failed this request already"):
            connection.cursor()

    with in_request(), connection.cursor() as cursor:  # the twin: the next request asks again
        cursor.execute("SELECT 1")


def test_commands_and_jobs_have_no_such_patience() -> None:
    outages.end()  # a test before may have ended its request with another patience
    outages.note()
    wait(outages.QUICK + 0.1)

    assert (outages.noticed(), outages.allowance()) == (False, outages.PATIENCE)


# ---------------------------------------------------------------- connections that are handed out
@pytest.fixture
def make_pool():
    pools = []

    def make(kind, **options):
        info = connection.settings_dict
        values = {"host": info["HOST"], "port": info["PORT"], "user": info["USER"], "dbname": info["NAME"]}
        values.update({name: options.pop(name) for name in ("host", "port", "sslmode") if name in options})
        options = {"min_size": 4, "max_size": 4, "timeout": 20, **options}
        pool = kind(kwargs={**values, "autocommit": True}, connection_class=DeadlineConnection, **options)
        pools.append(pool)
        pool.open()
        return pool

    yield make
    for pool in pools:
        pool.close()


class Trusting(CheckedPool):
    """The careless twin: hands out whatever lies there."""

    def ask(self, connection):
        pass


def end_all(pool) -> None:
    """What a restart of the server does to connections that lie in a pool."""
    pool.wait(20)
    taken = [pool.getconn() for _connection in range(4)]
    processes = [each.info.backend_pid for each in taken]
    for each in taken:
        pool.putconn(each)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s) AS pid", [processes])
        assert cursor.fetchall() == [(True,)] * 4


def answers(pool) -> list[bool]:
    good = []
    for _request in range(6):
        with pool.connection() as link:
            try:
                good.append(link.execute("SELECT 1").fetchone() == (1,))
            except psycopg.OperationalError:
                good.append(False)
    return good


def test_dead_connections_are_not_handed_out(committed, make_pool) -> None:
    pool = make_pool(CheckedPool)
    end_all(pool)

    assert answers(pool) == [True] * 6


def test_without_asking_each_dead_connection_fails_a_request(committed, make_pool) -> None:
    pool = make_pool(Trusting)
    end_all(pool)

    assert answers(pool) == [False] * 4 + [True] * 2


def test_one_dead_connection_condemns_those_beside_it(committed, make_pool) -> None:
    """Trying them one by one costs a pause after each, longer every time."""
    pool = make_pool(CheckedPool)
    end_all(pool)

    with pool.connection():
        pass

    pool.wait(20)
    assert pool.get_stats().get("connections_lost", 0) == 1


class Stock(ConnectionPool):
    """The careless twin: the library's own bound for those who wait."""

    def __init__(self, **options):
        super().__init__(max_waiting=4, open=False, **options)


@pytest.fixture
def line():
    info = connection.settings_dict
    proxy = Proxy(info["HOST"], info["PORT"])
    yield proxy
    proxy.close()


def after_an_outage(pool, line) -> psycopg.Connection:
    """A connection of a pool for which four waited in vain, and which has given up trying by itself."""
    for _request in range(4):
        with pytest.raises(PoolTimeout):
            pool.getconn(timeout=0.05)
    for _look in range(1000):
        if pool.get_stats()["pool_size"] == 0:
            break
        time.sleep(0.02)
    line.set("ok")
    return pool.getconn()


@pytest.mark.parametrize("kind", [CheckedPool, Stock])
def test_a_pool_that_came_to_rest_in_an_outage_begins_again_when_asked(make_pool, line, kind) -> None:
    line.set("refuse")
    info = {"host": "127.0.0.1", "port": line.port, "sslmode": "disable"}
    pool = make_pool(kind, min_size=1, reconnect_timeout=0.2, **info)

    if kind is Stock:
        with pytest.raises(TooManyRequests):
            after_an_outage(pool, line)
    else:
        link = after_an_outage(pool, line)
        assert link.execute("SELECT 1").fetchone() == (1,)
        pool.putconn(link)


def getconn(pool) -> str:
    """What somebody meets who asks for a connection: the name of the error, or nothing."""
    try:
        pool.putconn(pool.getconn())
    except (TooManyRequests, PoolTimeout) as error:
        return type(error).__name__
    return ""


@pytest.fixture
def doubted(make_pool, line):
    """A pool whose database answers no more, and a request that asks it all the same."""
    pool = make_pool(CheckedPool, min_size=1, timeout=60, host="127.0.0.1", port=line.port, sslmode="disable")
    pool.wait(20)
    line.set("blackhole")
    with ThreadPoolExecutor(1) as others:
        asking = others.submit(getconn, pool)
        end = time.monotonic() + 60
        while not pool.in_doubt:
            assert time.monotonic() < end, "nobody notices"
            time.sleep(0.01)
        yield pool, asking
        line.set("ok")
        assert asking.result(60) == ""


def test_while_a_database_is_silent_one_asks_for_all(doubted) -> None:
    """The first asked before anybody doubted; of all who come later, one waits."""
    pool, _first = doubted
    with pool.alone():
        assert [getconn(pool) for _request in range(5)] == ["TooManyRequests"] * 5


def test_its_first_answer_lets_everybody_in(doubted, line) -> None:
    pool, first = doubted
    line.set("ok")

    assert (getconn(pool), first.result(60), pool.in_doubt) == ("", "", False)
    with pool.alone():  # the twin: nobody looks at it any more
        assert getconn(pool) == ""
