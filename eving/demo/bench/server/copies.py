"""Copies of pages, only for who asks for them: the bench measures a page drawn, and the same page from its copy."""

from typing import Any

from django.http import HttpRequest

from eving.core.caching.middleware import StoredPages


class CopiesForWhoAsks(StoredPages):
    def __call__(self, request: HttpRequest) -> Any:
        if "HTTP_X_BENCH_COPY" in request.META:
            return super().__call__(request)
        return self.get_response(request)
