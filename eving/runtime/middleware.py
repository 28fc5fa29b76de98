"""Middleware of the portal: liveness, security headers, caching, static files, acting user."""

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

# One policy for all pages, the admin and error pages included. KERN's style sheet embeds pictures as data: URLs.
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
    """Sets the security headers on every response, and for how long it holds, error pages and static files included."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if getattr(response, "comes_back", False):
            # A step of a form, for the browser's Back button: asked again, it would be sent again.
            response.headers["Cache-Control"] = "private, no-cache"
        elif is_personal(request) and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store"
        # A proxy keeps for its own time what says nothing: a search that still finds what was withdrawn.
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


def is_personal(request: HttpRequest) -> bool:
    """Whether no browser and no proxy may store the response.

    That is: every answer to a form, since it may repeat what was typed; every page behind a signed link; the back
    office. The empty page of a public form may be stored, and a step of it by the browser, or the Back button would
    lose what was typed.
    """
    found = request.resolver_match
    return (
        request.method not in ("GET", "HEAD", "OPTIONS")
        or holds_token(request.get_full_path())
        or (found is not None and "admin" in found.namespaces)
    )


class StaticFiles(WhiteNoiseMiddleware):
    """Serves the collected files except the manifest, which only the templates need."""

    def add_file_to_dictionary(self, url: str, path: str, *args: Any, **kwargs: Any) -> None:
        if not url.endswith(f"/{ManifestFilesMixin.manifest_name}"):
            super().add_file_to_dictionary(url, path, *args, **kwargs)


class SaneRequest(MiddlewareMixin):
    """Refuses NUL bytes in the path or query, which no browser sends. Form fields are validated by their forms."""

    def process_request(self, request: HttpRequest) -> None:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or "%00" in query or "\0" in query or len(query) > 8000:
            raise BadRequest("unreadable address")


class ActingPerson(HistoryMiddleware):
    """Gives the record of changes the user who sends a form; costs visitors nothing, as they have no session.

    Records the name of the view and never its URL, because links in mails carry signed tokens.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        return super().__call__(request)

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": request.user.pk}

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        # Has no effect outside of the context that __call__ opens.
        pghistory.context(view=request.resolver_match.view_name if request.resolver_match else "")
