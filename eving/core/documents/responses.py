"""Documents as answers of the portal."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from eving.core.documents.admission import busy
from eving.core.documents.render import Busy, Document
from eving.runtime.database.pause import give_back_connections


def answer(request: HttpRequest, document: Document, typeset: Callable[[Document], bytes], kind: str) -> HttpResponse:
    """The document, or 304 without setting it when the visitor has it already."""
    response: Any = get_conditional_response(request, etag=document.etag)
    if response is None:
        give_back_connections()  # who waits for a document must not keep one from the pages
        try:
            response = HttpResponse(typeset(document), content_type=kind)
        except Busy:
            return busy(request)
    response.headers["ETag"] = document.etag
    # May be kept, but is asked for each time: what is taken back is gone at once.
    response.headers["Cache-Control"] = "no-cache"
    return response
