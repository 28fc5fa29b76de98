"""One search over all registers and the portal's own pages: /suche/?q=…&art=…"""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from eving.core import registry
from eving.core.search import engine
from eving.portal.services import fruitless, site_search
from eving.portal.services.site_search import Hits


class SiteSearch(TemplateView):
    """The first hits of each register; with ``art`` all of one, in pages."""

    template_name = "portal/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = engine.parse(self.request.GET.get("q", ""))
        answer = {"lists": self.lists()} if query.is_blank else self.found(query)
        return super().get_context_data(query=query.text, **answer, **kwargs)

    def found(self, query: engine.Query) -> dict[str, Any]:
        found = site_search.search_all(query)
        with_hits = [hits for hits in found if hits.count]
        code = self.request.GET.get("art", "")
        chosen = next((hits for hits in found if hits.kind.code == code), None)
        if chosen is None and len(with_hits) == 1:
            chosen = with_hits[0]
        first = with_hits[0].result if with_hits else found[0].result
        if not with_hits:
            fruitless.note(query)
        return {
            "tabs": self.tabs(query, with_hits, chosen if code else None) if len(with_hits) > 1 else [],
            "corrected": first.query.text if first.is_corrected else "",
            "is_inside": first.is_inside,
            "is_partial": first.is_partial,
            "left_out": first.left_out,
            **(self.one(query, chosen) if chosen else self.several(query, with_hits)),
            "next_actions": self.next_actions(query, with_hits, first.suggestion),
            "suggestion": first.suggestion,
        }

    def one(self, query: engine.Query, hits: Hits) -> dict[str, Any]:
        page = hits.page(self.request.GET.get("seite", "")) if hits.count else None
        return {
            "shown": hits,
            "page": page,
            "rows": site_search.rows_of(hits, list(page)) if page else [],
            "base_query": urlencode({"q": query.text, "art": hits.kind.code}),
        }

    def several(self, query: engine.Query, with_hits: list[Hits]) -> dict[str, Any]:
        groups = [
            {
                "code": hits.kind.code,
                "label": hits.kind.label,
                "count": hits.count_text,
                "rows": site_search.rows_of(hits, hits.rows),
                "more_url": self.url(query.text, hits.kind.code) if hits.count > len(hits.rows) else "",
            }
            for hits in with_hits
        ]
        return {"groups": groups}

    def tabs(self, query: engine.Query, with_hits: list[Hits], chosen: Hits | None) -> list[dict[str, Any]]:
        every = {"label": _("All"), "count": "", "url": self.url(query.text), "active": chosen is None}
        return [
            every,
            *(
                {
                    "label": hits.kind.label,
                    "count": hits.count_text,
                    "url": self.url(query.text, hits.kind.code),
                    "active": hits is chosen,
                }
                for hits in with_hits
            ),
        ]

    def next_actions(self, query: engine.Query, with_hits: list[Hits], suggestion: str) -> list[dict[str, str]]:
        """For somebody who found nothing here: a similar query, hits elsewhere, a message to the office, whole lists."""
        if with_hits:
            return [
                {"label": f"{hits.kind.label} ({hits.count_text})", "url": self.url(query.text, hits.kind.code)}
                for hits in with_hits
            ]
        meant = _("Search for “%(text)s”") % {"text": suggestion}
        actions = [{"label": meant, "url": self.url(suggestion)}] if suggestion else []
        actions.append({"label": _("Ask the office"), "url": reverse("portal:message-create")})
        actions.append({"label": _("Get an e-mail as soon as a shop fits"), "url": reverse("vacancies:profile-create")})
        return [*actions, *self.lists()]

    def lists(self) -> list[dict[str, str]]:
        return [
            {"label": _("See all: %(kind)s") % {"kind": kind.label}, "url": kind.list_url()}
            for kind in registry.search_kinds
        ]

    @staticmethod
    def url(text: str, code: str = "") -> str:
        return f"{reverse('portal:search')}?{urlencode({'q': text, **({'art': code} if code else {})})}"
