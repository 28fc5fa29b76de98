"""/sitemap.xml: an index, and behind it the portal's own pages and every public object of every register.

A file holds the rows of one range of primary keys, in all languages. So it costs the same in any number of rows, and a
row stays in its file.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as contrib
from django.core.paginator import Page, Paginator
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation

from eving.core import registry
from eving.core.audit import watched
from eving.core.people import links
from eving.core.registry import SearchKind

KEYS_PER_FILE = 1_000  # two addresses each: far below the 50,000 that the protocol allows
PAGES = "seiten"


class InAllLanguages(Sitemap):
    """Each address once per language, with its counterparts in the others; all begin with BASE_URL."""

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        items = list(self.paginator.page(page).object_list)
        changes = self.changes(items)
        columns = {code: self.locations(items, code) for code, _label in settings.LANGUAGES}
        urls = []
        for place, change in enumerate(changes):
            alternates = [{"lang_code": code, "location": column[place]} for code, column in columns.items()]
            alternates.append({"lang_code": "x-default", "location": columns[settings.LANGUAGE_CODE][place]})
            urls += [
                {"location": column[place], "lastmod": change, "alternates": alternates} for column in columns.values()
            ]
        return urls

    def locations(self, items: Iterable[Any], language: str) -> list[str]:
        with translation.override(language):
            return [links.absolute(self.location(item)) for item in items]

    def changes(self, items: Sequence[Any]) -> Sequence[datetime | None]:
        return [None] * len(items)


class OwnPages(InAllLanguages):
    def items(self) -> list[str]:
        return [page.page for page in registry.public_pages if page.in_sitemap]

    def location(self, item: str) -> str:
        return reverse(item)


class KeyRanges(Paginator):
    """Pages of rows by primary key: page 3 holds the keys from 2,001 to 3,000, as many of them as are public."""

    def __init__(self, kind: SearchKind) -> None:
        super().__init__(kind.published(), KEYS_PER_FILE)
        self.kind, self.model = kind, kind.published().model

    @property
    def num_pages(self) -> int:
        return max(1, -(-(self.model._base_manager.aggregate(last=Max("pk"))["last"] or 0) // self.per_page))

    @property
    def rows(self) -> QuerySet:
        # Not what the search displays, which may be joined and annotated.
        rows: QuerySet = self.model._default_manager.published().order_by("pk")
        return rows.only("number", "slug", "published_at", "state_changed_at")

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        last = number * self.per_page
        return Page(list(self.rows.filter(pk__gt=last - self.per_page, pk__lte=last)), number, self)


class Register(InAllLanguages):
    def __init__(self, kind: SearchKind) -> None:
        self.kind = kind

    @property
    def paginator(self) -> KeyRanges:
        return KeyRanges(self.kind)

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        found = super().get_urls(page, site, protocol)
        # The protocol knows no empty file.
        return found or [{"location": links.absolute(self.kind.list_url()), "lastmod": None, "alternates": []}]

    def changes(self, items: Sequence[Any]) -> list[datetime]:
        """When each was published, changed its state, or was edited last."""
        edited = edits(items)
        return [max(row.published_at, row.state_changed_at, edited.get(row.pk, row.published_at)) for row in items]


def edits(rows: Sequence[Any]) -> dict[int, datetime]:
    event = watched.event_of(type(rows[0])) if rows else None
    if event is None:
        return {}
    events = watched.rows_of(event).filter(pgh_obj__in=[row.pk for row in rows]).order_by()
    return dict(events.values_list("pgh_obj").annotate(last=Max("pgh_created_at")))


def sections() -> dict[str, Any]:
    return {PAGES: OwnPages, **{kind.code: partial(Register, kind) for kind in registry.search_kinds}}


def index(request: HttpRequest) -> HttpResponse:
    files = []
    for code, section in sections().items():
        address = links.absolute(reverse("sitemap", args=[code]))
        files.append(contrib.SitemapIndexItem(address))
        files += [
            contrib.SitemapIndexItem(f"{address}?p={page}") for page in range(2, section().paginator.num_pages + 1)
        ]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")


def section(request: HttpRequest, section: str) -> HttpResponse:
    return contrib.sitemap(request, sections(), section)
