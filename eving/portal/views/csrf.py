"""The page after a form that came without its CSRF cookie: cookies cleared, or a tab open for days."""

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from eving.core.public.typed import Typed, typed_in
from eving.portal.views import errors


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Shows what was typed as text, so that it is not lost; it is neither stored nor logged."""
    return errors.page(request, 403, csrf=True, typed=readable(request))


def readable(request: HttpRequest) -> Typed | None:
    try:
        return typed_in(request)
    except (UnreadablePostError, MultiPartParserError):
        return None
