"""Error pages, which must work without the database."""

import logging
import re
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from eving.runtime.database import outages

log = logging.getLogger("eving.errors")
NUMBER = re.compile(r"[A-Za-z]+-[0-9]+(?:-[0-9]+)?")


def page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """An error page in the language of the URL.

    The error may come before LocaleMiddleware; then the thread still has the language of the previous request.
    """
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        return render(request, f"pages/{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return to_upper_case(request) or page(request, 404)


def to_upper_case(request: HttpRequest) -> HttpResponse | None:
    """Numbers are printed in capitals: who types i-2026-29 is led to I-2026-29, in every register."""
    match = request.resolver_match
    typed = str(match.kwargs.get("number", "")) if match else ""
    if request.method not in ("GET", "HEAD") or typed == typed.upper() or not NUMBER.fullmatch(typed):
        return None
    return redirect(request.get_full_path().replace(f"/{typed}/", f"/{typed.upper()}/", 1), permanent=True)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After where the database failed, wherever in the request and as whatever exception."""
    if outages.noticed() or isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return page(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = page(request, 503)
    response.headers["Retry-After"] = "10"
    response.headers["Cache-Control"] = "no-store"
    return response


class DatabaseOutages:
    """Answers 503 where the database failed but a view or a library has swallowed the error.

    GET pages that succeeded all the same are kept, and so is a form that came back with what was typed.
    """

    KEPT_FOR_WRITERS = {422, 429}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        status = response.status_code
        is_read = request.method in {"GET", "HEAD"} and status < 300
        if not outages.noticed() or is_read or status in self.KEPT_FOR_WRITERS or status >= 500:
            return response
        return unavailable(request)
