"""The outermost layers of every answer."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from pghistory.middleware import HistoryMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

from eving.runtime.log_redaction import holds_token

Answer = Callable[[HttpRequest], HttpResponse]

# One policy for all pages, the admin and errors included. Pictures in KERN's style sheet are data: addresses.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(),"
        " microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
}


class Liveness:
    """Answers /livez before anything else, so that it needs neither database nor templates."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/livez":
            return HttpResponse("ok\n", content_type="text/plain", headers=HEADERS)
        return self.get_response(request)


class Headers:
    """Puts the security headers on every answer, errors and static files included."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if is_personal(request) and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store"
        return response


def is_personal(request: HttpRequest) -> bool:
    """Whether no browser and no proxy may keep the answer.

    That is: whatever answers a form, since it may repeat what was typed; whatever stands behind a signed link; the
    back office. The empty page of a public form may be kept, or the browser's Back would lose what was typed.
    """
    found = request.resolver_match
    return (
        request.method not in ("GET", "HEAD", "OPTIONS")
        or holds_token(request.get_full_path())
        or (found is not None and "admin" in found.namespaces)
    )


class StaticFiles(WhiteNoiseMiddleware):
    """Serves the collected files, without the list of all of them that only the templates need."""

    def add_file_to_dictionary(self, url: str, path: str, *args: Any, **kwargs: Any) -> None:
        if not url.endswith(f"/{ManifestFilesMixin.manifest_name}"):
            super().add_file_to_dictionary(url, path, *args, **kwargs)


class SaneRequest(MiddlewareMixin):
    """Refuses what no browser sends: NUL bytes in an address or its query. Fields of forms answer for themselves."""

    def process_request(self, request: HttpRequest) -> None:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or "%00" in query or "\0" in query or len(query) > 8000:
            raise BadRequest("unreadable address")


class ActingPerson(HistoryMiddleware):
    """Tells the record of changes who sends a form. Visitors have no session: their forms cost nothing here.

    The record keeps the name of the view, never the address: links in mails carry secrets.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        return super().__call__(request)

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": request.user.pk}

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        # Outside of a request that is being noted, this does nothing.
        pghistory.context(view=request.resolver_match.view_name if request.resolver_match else "")
