"""One search over all registers: /suche/?q=…&art=…"""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from eving.core import registry
from eving.core.public.pages import nearest_page
from eving.core.registry import SearchKind
from eving.core.search import engine

PER_PAGE = 12
MOST_SHOWN = 360  # of more hits than are counted: thirty pages, as in lists


class CountedHits(Paginator):
    is_more = False  # whether there are hits behind the last page, which components/pagination.html says


@dataclass
class Hits:
    kind: SearchKind
    result: engine.Result

    @property
    def count(self) -> int:
        return self.result.count

    @property
    def count_text(self) -> str:
        number = number_format(self.count, force_grouping=True)
        return _("more than %(number)s") % {"number": number} if self.result.is_more else number

    def page(self, number: str) -> Page:
        paginator = CountedHits(self.result.queryset, PER_PAGE)
        # Already counted; pages beyond the limit are not offered.
        paginator.count = min(MOST_SHOWN, self.count) if self.result.is_more else self.count
        paginator.is_more = self.result.is_more
        return nearest_page(paginator, number)


def search_all(query: engine.Query) -> list[Hits]:
    """Hits of each register; falls back to parts of words only when no register has a hit."""
    rows = [(kind, kind.published()) for kind in registry.search_kinds]
    found = [Hits(kind, engine.find(queryset, query, inside=False)) for kind, queryset in rows]
    if any(hits.count for hits in found):
        return found
    return [Hits(kind, engine.find_inside(queryset, query)) for kind, queryset in rows]


class SiteSearch(TemplateView):
    template_name = "portal/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = engine.parse(self.request.GET.get("q", ""))
        answer = {"lists": self.lists()} if query.is_blank else self.found(query)
        return super().get_context_data(query=query.text, **answer, **kwargs)

    def found(self, query: engine.Query) -> dict[str, Any]:
        found = search_all(query)
        code = self.request.GET.get("art", "")
        chosen = next((hits for hits in found if hits.kind.code == code), None)
        selected = chosen or next((hits for hits in found if hits.count), None)
        with_hits = [hits for hits in found if hits.count]
        suggestion = "" if with_hits else engine.suggest([hits.result.searched for hits in found], query)
        page = selected.page(self.request.GET.get("seite", "")) if selected and selected.count else None
        return {
            "tabs": [
                {
                    "label": hits.kind.label,
                    "count": hits.count_text,
                    "url": self.url(query.text, hits.kind.code),
                    "active": hits is selected,
                }
                for hits in found
            ]
            if with_hits and len(found) > 1
            else [],
            "shown": selected,
            "page": page,
            "cards": [selected.kind.card(row) for row in page] if selected and page else [],
            "base_query": urlencode({"q": query.text, **({"art": code} if chosen else {})}),
            "suggestion": suggestion,
            "next_actions": self.next_actions(query, with_hits, suggestion),
        }

    def next_actions(self, query: engine.Query, with_hits: list[Hits], suggestion: str) -> list[dict[str, str]]:
        """Suggestions for somebody who found nothing here: a similar query, hits of other registers, whole lists."""
        if suggestion:
            meant = _("Search for “%(text)s”") % {"text": suggestion}
            return [{"label": meant, "url": self.url(suggestion)}, *self.lists()]
        if with_hits:
            return [
                {
                    "label": f"{hits.kind.label} ({hits.count_text})",
                    "url": self.url(query.text, hits.kind.code),
                }
                for hits in with_hits
            ]
        return self.lists()

    def lists(self) -> list[dict[str, str]]:
        return [
            {"label": _("See all: %(kind)s") % {"kind": kind.label}, "url": kind.list_url()}
            for kind in registry.search_kinds
        ]

    @staticmethod
    def url(text: str, code: str = "") -> str:
        return f"{reverse('portal:search')}?{urlencode({'q': text, **({'art': code} if code else {})})}"
