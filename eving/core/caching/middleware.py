"""Sends the copy of a public page, or keeps the page that was drawn. Stands before everything but /livez."""

import gzip
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, parse_http_date_safe
from django.utils.translation import override

from eving.core.caching import addresses, store
from eving.core.caching.figures import counts
from eving.core.caching.store import Copy, State
from eving.runtime.database import outages

# After the database has failed, pages are drawn without asking for copies for so long: some need no database.
PAUSE = 10.0  # seconds
# Of a page that nobody has changed, these are sent along with 304.
WITH_304 = ("Cache-Control", "Content-Location", "Date", "ETag", "Expires", "Last-Modified", "Vary")
MOST_TAGS, OWN_TAG = 20, re.compile(r'(W/)?"[!#-~]{1,80}"')


class StoredPages:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.closed_until = 0.0

    def __call__(self, request: HttpRequest) -> Any:
        place = self.place_of(request)
        if place is None:
            return self.get_response(request)
        accepted = accepted_encodings(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        etags = known_tags(request)
        try:
            state, copy = store.find(place, etags, takes_brotli="br" in accepted)
            counts.add(hit=copy is not None, unchanged=copy is not None and copy.body is None)
        except (DatabaseError, InterfaceError):
            self.closed_until = time.monotonic() + PAUSE
            return self.get_response(request)
        if copy is None:
            return self.drawn(request, place, state, accepted)
        if place.entry.admits and is_refused(request, place):
            return self.get_response(request)  # which refuses it
        return sent(request, unless_known(copy, taken_conditions(request)), accepted)

    def place_of(self, request: HttpRequest) -> addresses.Place | None:
        """None for what is not kept, and for what those below refuse or lead elsewhere."""
        if request.method not in ("GET", "HEAD") or not settings.PAGE_CACHE or time.monotonic() < self.closed_until:
            return None
        place = addresses.place_of(request)
        if place is None or (settings.SECURE_SSL_REDIRECT and not request.is_secure()):
            return None
        try:
            request.get_host()
        except DisallowedHost:
            return None
        return place

    def drawn(self, request: HttpRequest, place: addresses.Place, state: State, accepted: frozenset[str]) -> Any:
        request.META["QUERY_STRING"] = place.query
        request.__dict__.pop("GET", None)
        conditions = taken_conditions(request)  # a view that answers 304 would leave no copy
        response = self.get_response(request)
        if request.method == "HEAD" or outages.in_doubt():
            return response
        try:
            if not may_be_kept(request, response):
                if response.status_code in (404, 410):
                    store.forget(place)
                return response
            # Whatever the locale middleware says: the language is in the address.
            response.headers["Vary"] = ", ".join(sorted({*vary(response) - {"accept-language"}, "accept-encoding"}))
            headers = {name: value for name, value in response.items() if name != "Content-Length"}
            copy = store.keep(place, state, headers, response.content, takes_brotli="br" in accepted)
        except (DatabaseError, InterfaceError):
            return response
        return sent(request, unless_known(copy, conditions), accepted)


def is_refused(request: HttpRequest, place: addresses.Place) -> bool:
    with override(place.language):
        return bool(place.entry.admits and place.entry.admits(request))


def may_be_kept(request: HttpRequest, response: Any) -> bool:
    """Whether the page is the same for everybody: nothing was asked about who reads it."""
    control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "cookie" not in vary(response)
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and "private" not in control
        and "no-store" not in control
        and len(response.content) <= store.LARGEST
    )


def vary(response: Any) -> set[str]:
    return {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}


@dataclass(frozen=True)
class Conditions:
    """What the browser has already."""

    tags: list[str]
    since: int | None  # seconds; counts only where there are no tags


def taken_conditions(request: HttpRequest) -> Conditions:
    """The conditions of a request, which from here on has none."""
    tags = known_tags(request)
    given = request.META.pop("HTTP_IF_NONE_MATCH", "")
    since = request.META.pop("HTTP_IF_MODIFIED_SINCE", "")
    return Conditions(tags, None if given or not since else parse_http_date_safe(since))


def unless_known(copy: Copy, conditions: Conditions) -> Copy:
    """Without the body where the browser has it."""
    changed = parse_http_date_safe(copy.headers.get("Last-Modified", ""))
    is_old = conditions.since is not None and changed is not None and changed <= conditions.since
    return replace(copy, body=None) if is_old or copy.etag in conditions.tags else copy


def sent(request: HttpRequest, copy: Copy, accepted: frozenset[str]) -> HttpResponse:
    headers = {**copy.headers, "ETag": copy.etag}
    if copy.body is None:
        response: HttpResponse = HttpResponseNotModified(
            headers={name: value for name, value in headers.items() if name in WITH_304}
        )
    else:
        body, encoding = copy.body, copy.encoding
        if encoding == "gzip" and "gzip" not in accepted:
            body, encoding = gzip.decompress(body), ""
        response = HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)
        response.headers["Content-Length"] = str(len(body))
        if encoding:
            response.headers["Content-Encoding"] = encoding
    return response


def known_tags(request: HttpRequest) -> list[str]:
    """What the browser has of the page. Without what cannot be a tag of ours: the database would refuse some bytes."""
    given = request.META.get("HTTP_IF_NONE_MATCH", "")
    return [tag for tag in parse_etags(given) if OWN_TAG.fullmatch(tag)][:MOST_TAGS] if given else []


@lru_cache(maxsize=64)
def accepted_encodings(header: str) -> frozenset[str]:
    """The encodings a browser takes, without those it weighs with zero."""
    found = set()
    for part in header[:200].lower().split(","):
        name, _semicolon, weight = part.strip().partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            found.add(name.strip())
    return frozenset(found)
