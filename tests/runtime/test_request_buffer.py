import io
import threading
import time

import pytest

from eving.runtime.request_buffer import BodyGate


class SlowBody:
    """Gives a few bytes at each reading, and takes its time."""

    def __init__(self, chunks, pause):
        self.chunks = iter(chunks)
        self.pause = pause

    def read(self, size):
        time.sleep(self.pause)
        return next(self.chunks, b"")


class Held:
    """A body that does not come before it is let go."""

    def __init__(self):
        self.let_go = threading.Event()
        self.asked = threading.Event()

    def read(self, size):
        self.asked.set()
        self.let_go.wait(20)
        return b""


def echo(environ, start_response):
    start_response("200 OK", [])
    return [environ["wsgi.input"].read(), environ["CONTENT_LENGTH"].encode()]


def send(gate, body, length="", **environ):
    answer = {}

    def start_response(status, headers):
        answer.update(status=status, headers=dict(headers))

    response = gate({"wsgi.input": body, "CONTENT_LENGTH": length, **environ}, start_response)
    content = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    return answer["status"].split()[0], content, answer["headers"]


def test_body_arrives_whole():
    text = b"x" * 300_000

    status, content, _headers = send(BodyGate(echo), io.BytesIO(text), str(len(text)))

    assert (status, content) == ("200", text + b"300000")


def test_body_without_a_length_gets_one():
    body = SlowBody([b"abc", b"de"], pause=0)

    assert send(BodyGate(echo), body, HTTP_TRANSFER_ENCODING="chunked")[:2] == ("200", b"abcde5")


def test_request_without_body_is_passed_on_untouched():
    body = io.BytesIO(b"not mine")

    status, content, _headers = send(BodyGate(echo, places=1, waiting=0), body, "0")

    assert (status, content) == ("200", b"not mine0")


def test_large_body_is_refused_before_it_is_read():
    body = io.BytesIO(b"x" * 11)

    status, content, headers = send(BodyGate(echo, size_limit=10), body, "11")

    assert (status, body.tell()) == ("413", 0)
    assert "kleinere oder weniger Fotos" in content.decode()
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_large_body_without_a_length_is_refused():
    assert send(BodyGate(echo, size_limit=10), SlowBody([b"x" * 11], 0), HTTP_TRANSFER_ENCODING="chunked")[0] == "413"


def test_broken_off_body_never_reaches_the_application():
    assert send(BodyGate(echo), io.BytesIO(b"half"), "8")[0] == "400"


def test_trickling_body_is_ended():
    trickle = SlowBody([b"x"] * 1000, pause=0.01)

    assert send(BodyGate(echo, seconds=0.05), trickle, "1000")[0] == "408"


def test_slow_body_that_keeps_its_pace_may_take_longer():
    steady = SlowBody([b"x"] * 20, pause=0.01)

    assert send(BodyGate(echo, seconds=0.05, bytes_per_second=10), steady, "20")[0] == "200"


def test_body_that_finds_no_room_on_the_disk_gets_a_sentence():
    class Full(SlowBody):
        def read(self, size):
            raise OSError(28, "No space left on device")

    status, content, headers = send(BodyGate(echo), Full([], 0), "10")

    assert (status, headers["Retry-After"]) == ("503", "60")
    assert "Speicher ist gerade voll" in content.decode()


def test_failure_of_the_reader_is_not_hidden():
    class Broken(SlowBody):
        def read(self, size):
            raise ValueError("broken")

    gate = BodyGate(echo, places=1, waiting=0)
    with pytest.raises(ValueError, match="broken"):
        send(gate, Broken([], 0), "10")

    assert send(gate, io.BytesIO(b"ab"), "2")[0] == "200"


def hold(gate, number):
    """Requests that occupy places until their bodies are let go."""
    bodies = [Held() for _number in range(number)]
    threads = [threading.Thread(target=send, args=(gate, body, "1")) for body in bodies]
    for thread in threads:
        thread.start()
    for body in bodies:
        assert body.asked.wait(20)
    return bodies, threads


def release(bodies, threads):
    for body in bodies:
        body.let_go.set()
    for thread in threads:
        thread.join()


def test_when_all_places_are_taken_the_next_body_is_asked_to_come_later():
    gate = BodyGate(echo, places=2, waiting=0)
    held = hold(gate, 2)

    status, _content, headers = send(gate, io.BytesIO(b"ab"), "2")
    reading = send(gate, io.BytesIO(b""), "0")[0]

    assert (status, headers["Retry-After"], reading) == ("503", "60", "200")
    release(*held)
    assert send(gate, io.BytesIO(b"ab"), "2")[0] == "200"


def test_with_a_free_place_the_same_body_is_taken():
    gate = BodyGate(echo, places=3, waiting=0)
    held = hold(gate, 2)

    assert send(gate, io.BytesIO(b"ab"), "2")[0] == "200"
    release(*held)


def test_waiting_body_is_taken_as_soon_as_a_place_is_free():
    gate = BodyGate(echo, places=1, waiting=1, patience=20)
    bodies, threads = hold(gate, 1)
    threading.Timer(0.05, bodies[0].let_go.set).start()

    assert send(gate, io.BytesIO(b"ab"), "2")[:2] == ("200", b"ab2")
    release(bodies, threads)


def test_waiting_ends():
    gate = BodyGate(echo, places=1, waiting=1, patience=0.05)
    held = hold(gate, 1)

    assert send(gate, io.BytesIO(b"ab"), "2")[0] == "503"
    release(*held)
