"""Limit of simultaneous requests for documents, so that pages keep threads and database connections."""

from collections.abc import Callable
from functools import wraps
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]

# One is rendered, the others wait for a moment (render.one_at_a_time). Further requests get 503 before any row is
# read: sixty in the same second would otherwise hold every connection.
PLACES = 4
places = BoundedSemaphore(PLACES)


def few_at_once(view: View) -> View:
    @wraps(view)
    def admitted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not places.acquire(blocking=False):
            return busy(request)
        try:
            return view(request, *args, **kwargs)
        finally:
            places.release()

    return admitted


def busy(request: HttpRequest) -> HttpResponse:
    response = render(request, "pages/documents_busy.html", status=503)
    response.headers["Retry-After"] = "30"
    response.headers["Cache-Control"] = "no-store"
    return response
