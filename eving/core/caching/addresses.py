"""Which requests ask for a page that may be kept, and under which address.

An address holds what the page depends on and nothing else: parameters that the page does not read are left out, also
while it is drawn, or one visitor's would stand in everybody's page.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language_from_path, override

from eving.core import registry
from eving.core.caching.versions import tables_of
from eving.core.registry import CachedPage

# What everybody types is not kept: it may be anything, and about anybody.
LONGEST, MOST_PARAMETERS = 500, 30
# The tables of what every page shows.
OF_FRAME = ("core.sitetext", "core.announcement")
# Settings that say nothing about a page, or differ between two processes of one release.
NOT_IN_PAGES = {"DATABASES", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "LOGGING"}
SOURCES = ("eving", "actors", "projects", "vacancies", "templates", "locale", "static", "requirements.txt")
LEFT_BY_TOOLS = {".pyc", ".po"}  # which no page reads


@dataclass(frozen=True)
class Place:
    """Where the copy of a page lies, but for the day."""

    entry: CachedPage
    language: str
    address: str
    query: str
    tables: tuple[str, ...]


def place_of(request: HttpRequest) -> Place | None:
    """None where the answer may not be kept."""
    path, query = request.path_info, request.META.get("QUERY_STRING", "")
    if len(path) + len(query) > LONGEST or "\0" in query or "%00" in query or not query.isascii():
        return None  # no browser sends letters that it has not encoded
    return _place(request.path, path, query)


@lru_cache(maxsize=2048)
def _place(whole_path: str, path: str, query: str) -> Place | None:
    language = get_language_from_path(path) or settings.LANGUAGE_CODE
    entry = entry_of(path, language)
    known = normalised(query, entry) if entry else None
    if entry is None or known is None:
        return None
    parts = "\n".join([release(), language, whole_path, known])
    address = hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()
    return Place(entry, language, address, known, tables(entry))


def period(entry: CachedPage) -> str:
    """What a page of this moment is about: the day, or the hour, in UTC since in autumn one comes twice."""
    return timezone.now().strftime("%Y-%m-%dT%H") if entry.is_hourly else timezone.localdate().isoformat()


def normalised(query: str, entry: CachedPage) -> str | None:
    """The parameters that the page reads, in one order; None where free words were typed."""
    if not query:
        return ""
    try:
        given = parse_qsl(query, encoding=settings.DEFAULT_CHARSET, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return None
    names = frozenset(entry.values() if callable(entry.values) else entry.values)
    if any(name in entry.typed for name, _value in given):
        return None
    return urlencode(sorted((pair for pair in given if pair[0] in names), key=lambda pair: pair[0]))


def entry_of(path: str, language: str) -> CachedPage | None:
    with override(language):
        try:
            return entries().get(resolve(path).view_name)
        except Resolver404:
            return None


@cache
def entries() -> dict[str, CachedPage]:
    return {page: entry for entry in registry.cached_pages for page in entry.pages}


@cache
def tables(entry: CachedPage) -> tuple[str, ...]:
    also = [label for page in entry.pages for label in registry.shown_on.get(page, ())]
    return tuple(tables_of([*OF_FRAME, *entry.shows, *also]))


@cache
def release() -> str:
    """A digest of everything that is the same for all pages: code, templates, texts, files that they name, settings.

    Processes of one release compute the same, whatever language the request is in with which they begin.
    """
    digest = hashlib.sha256()
    for path in sorted(files()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(settings.BASE_DIR)} {len(content)}\n".encode() + content)
    collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if settings.HASHED_STATIC and collected.exists():
        digest.update(collected.read_bytes())
    known = {name: getattr(settings, name) for name in dir(settings) if name.isupper() and name not in NOT_IN_PAGES}
    with override(settings.LANGUAGE_CODE):
        digest.update(json.dumps(known, sort_keys=True, default=described).encode())
    return digest.hexdigest()


def files() -> Iterator[Path]:
    for source in (settings.BASE_DIR / name for name in SOURCES):
        for path in [source, *source.rglob("*")]:
            # Python names a file of its own after the process while it writes it.
            is_left = path.suffix in LEFT_BY_TOOLS or "__pycache__" in path.parts
            if not is_left and path.is_file():
                yield path


def described(value: Any) -> Any:
    """A setting that JSON does not know, without addresses in memory and in one order."""
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    if isinstance(value, Path | Promise):
        return str(value)
    return repr(value) if " at 0x" not in repr(value) else type(value).__name__


@receiver(setting_changed)
def forget(**changed: Any) -> None:
    """Settings change in tests alone."""
    for kept in (release, entries, tables, _place):
        kept.cache_clear()
