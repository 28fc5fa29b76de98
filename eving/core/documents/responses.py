"""HTTP responses with documents."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from eving.core.documents.admission import busy
from eving.core.documents.render import Busy, Document
from eving.runtime.database.pause import give_back_connections


def answer(request: HttpRequest, document: Document, typeset: Callable[[Document], bytes], kind: str) -> HttpResponse:
    """The document; 304 without rendering when the client has it; 503 when too many are requested."""
    response: Any = get_conditional_response(request, etag=document.etag)
    if response is None:
        give_back_connections()  # a request waiting for its document must not hold one
        try:
            response = HttpResponse(typeset(document), content_type=kind)
        except Busy:
            return busy(request)
    response.headers["ETag"] = document.etag
    # Cached, but revalidated each time, so that a withdrawn document disappears at once.
    response.headers["Cache-Control"] = "no-cache"
    return response
