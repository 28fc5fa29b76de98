"""A database that keeps the connection open but says nothing more, played by a proxy in between."""

import socket
import threading

import psycopg
import pytest
from django.core.signals import request_finished, request_started
from django.db import connection

from eving.runtime.database import outages
from eving.runtime.database.deadline import DeadlineConnection

pytestmark = [pytest.mark.django_db, pytest.mark.server]


class Impatient(DeadlineConnection):
    limit = 0.3


class Proxy:
    """Passes bytes both ways until it falls silent."""

    def __init__(self, target):
        self.target = target
        self.silent = threading.Event()
        self.ended = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.sockets = [self.listener]
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()

    @property
    def port(self):
        return self.listener.getsockname()[1]

    def accept(self):
        client, _address = self.listener.accept()
        if self.target["host"].startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{self.target['host']}/.s.PGSQL.{self.target['port']}")
        else:
            server = socket.create_connection((self.target["host"], self.target["port"]))
        self.sockets += [client, server]
        for source, sink in ((client, server), (server, client)):
            self.threads.append(threading.Thread(target=self.pass_on, args=(source, sink)))
            self.threads[-1].start()

    def pass_on(self, source, sink):
        source.settimeout(0.05)
        while not self.ended.is_set():
            try:
                data = source.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                return
            if not data:
                return
            if not self.silent.is_set():
                sink.sendall(data)

    def close(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()
        for each in self.sockets:
            each.close()


@pytest.fixture
def proxy():
    connection.ensure_connection()
    info = connection.connection.info
    proxy = Proxy({"host": info.host, "port": info.port})
    yield proxy
    proxy.close()


def connect(kind, proxy):
    info = connection.connection.info
    return kind.connect(host="127.0.0.1", port=proxy.port, user=info.user, dbname=info.dbname, sslmode="disable")


def test_silent_database_is_given_up(proxy):
    with connect(Impatient, proxy) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)
        proxy.silent.set()

        with pytest.raises(psycopg.OperationalError, match=r"did not answer within 0\.3 seconds"):
            database.execute("SELECT 2")

        assert database.closed


def test_connection_without_a_deadline_keeps_waiting(proxy):
    database = connect(psycopg.Connection, proxy)
    proxy.silent.set()
    failures = []

    def wait():
        try:
            database.execute("SELECT 2")
        except psycopg.OperationalError as error:
            failures.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    waiting.join(3 * Impatient.limit)

    assert (waiting.is_alive(), failures) == (True, [])
    proxy.close()
    waiting.join()
    assert len(failures) == 1
    database.close()


def test_slow_answer_within_the_deadline_is_waited_for(proxy):
    with connect(Impatient, proxy) as database:
        assert database.execute("SELECT pg_sleep(0.1), 3").fetchone()[1] == 3


def test_a_request_that_the_database_has_failed_already_hardly_waits(proxy):
    with connect(DeadlineConnection, proxy) as database:
        proxy.silent.set()
        request_started.send(sender=None, environ={})
        try:
            outages.note()

            with pytest.raises(psycopg.OperationalError, match=rf"within {outages.QUICK} seconds"):
                database.execute("SELECT 2")
        finally:
            request_finished.send(sender=None)


def test_a_request_waits_for_silence_once(proxy):
    """Its patience is used up by the first wait; the second, on another connection, is short."""
    with connect(DeadlineConnection, proxy) as database:
        proxy.silent.set()
        request_started.send(sender=None, environ={})
        try:
            with pytest.raises(psycopg.OperationalError, match=rf"within {outages.PATIENCE} seconds"):
                database.execute("SELECT 2")
            left = outages.allowance()
        finally:
            request_finished.send(sender=None)

    assert left == outages.QUICK
