"""Tests of the limit on requests that make documents at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from eving.core.documents import admission

REQUEST = RequestFactory().get("/ideen/1/aushang.pdf")


class Slow:
    """A view that blocks all requests until they are released."""

    def __init__(self):
        self.came, self.may_go = Semaphore(0), Event()

    def __call__(self, request):
        self.came.release()
        self.may_go.wait(30)
        return HttpResponse("a document")


def meanwhile(view, slow, count):
    """The response to one more request while ``count`` others are blocked."""
    with ThreadPoolExecutor(count) as others:
        inside = [others.submit(view, REQUEST) for _request in range(count)]
        for _request in range(count):
            assert slow.came.acquire(timeout=30)
        if view is slow:
            slow.may_go.set()
        try:
            return view(REQUEST), inside
        finally:
            slow.may_go.set()


def test_who_does_not_fit_in_is_asked_to_come_back():
    slow = Slow()

    answer, inside = meanwhile(admission.few_at_once(slow), slow, admission.PLACES)

    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert [each.result().content for each in inside] == [b"a document"] * admission.PLACES


def test_without_a_limit_all_requests_run_at_once():
    """Twin of the test above, without the limit."""
    slow = Slow()

    answer, inside = meanwhile(slow, slow, admission.PLACES)

    assert [answer.content, *(each.result().content for each in inside)] == [b"a document"] * (admission.PLACES + 1)


def test_a_place_is_free_again_also_after_an_error():
    @admission.few_at_once
    def broken(request):
        raise ValueError("no paper")

    for _request in range(admission.PLACES + 1):
        with pytest.raises(ValueError, match="no paper"):
            broken(REQUEST)
