"""The page after a form that came without its cookie: cleared, or open in a tab for days."""

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from eving.core.public.typed import Typed, typed_in
from eving.portal.views import errors


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Says so, and shows what was typed as text: it is neither stored nor written into a log."""
    return errors.page(request, 403, csrf=True, typed=readable(request))


def readable(request: HttpRequest) -> Typed | None:
    try:
        return typed_in(request)
    except (UnreadablePostError, MultiPartParserError):
        return None
