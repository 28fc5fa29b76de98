"""One search over all registers and the portal's own pages: /suche/?q=…&art=…"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from eving.core import registry
from eving.core.people import rate_limits
from eving.core.public import found
from eving.core.search import engine
from eving.core.search.parsing import LONGEST_TEXT
from eving.core.texts.stored import foreign
from eving.portal.services import fruitless, site_search
from eving.portal.services.completions import FEWEST_LETTERS, Completion, completions
from eving.portal.services.site_search import Hits

SUGGESTIONS_PER_HOUR = 3_600  # a school class shares one address, and each pause in typing asks once
SHOPS = ("ladenlokale", "gesuche")  # kinds that somebody may have themselves be told about


class SiteSearch(TemplateView):
    """The first hits of each register; with ``art`` all of one, in pages. With ``genau`` nothing is corrected."""

    template_name = "portal/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = engine.parse(self.request.GET.get("q", ""))
        answer = {"lists": self.lists()} if query.is_blank else self.found(query)
        return super().get_context_data(query=query.text, **answer, **kwargs)

    def found(self, query: engine.Query) -> dict[str, Any]:
        hits_of_all = site_search.search_all(query, is_exact=self.is_exact)
        with_hits = [hits for hits in hits_of_all if hits.count]
        code = self.request.GET.get("art", "")
        asked = next((hits for hits in hits_of_all if hits.kind.code == code), None)
        shown = with_hits[0] if asked is None and len(with_hits) == 1 else asked
        first = with_hits[0] if with_hits else hits_of_all[0]
        if not with_hits:
            fruitless.note(query, rate_limits.client_prefix(self.request))
        note = found.note_of(first.result, self.request.GET, page="seite")
        # Whoever names shops and gets none of them is not served by what else has the word.
        is_without = [hits for hits in hits_of_all if not hits.count and (hits is asked or self.is_about_shops(hits))]
        return {
            "tabs": self.tabs(query, [hits for hits in hits_of_all if hits.count or hits is asked], asked),
            "note": note,
            "titled": f"{query.text}, {asked.kind.label}" if asked else query.text,
            **(self.one(query, shown) if shown else self.several(query, with_hits)),
            **(self.nothing(query, hits_of_all) if not with_hits else self.elsewhere(query, with_hits)),
            "not_found": self.steps(query, hits_of_all) if with_hits and (note or is_without) else [],
            "suggestion": first.result.suggestion,
        }

    @property
    def is_exact(self) -> bool:
        return bool(self.request.GET.get(found.EXACT))

    def one(self, query: engine.Query, hits: Hits) -> dict[str, Any]:
        page = hits.page(self.request.GET.get("seite", "")) if hits.count else None
        return {
            "shown": hits,
            "page": page,
            "rows": site_search.rows_of(hits, list(page)) if page else [],
            "base_query": self.url(query.text, hits.kind.code).partition("?")[2],
        }

    def several(self, query: engine.Query, with_hits: list[Hits]) -> dict[str, Any]:
        groups = [
            {
                "code": hits.kind.code,
                "label": hits.kind.label,
                "count": hits.count,
                "count_text": hits.count_text,
                "is_more": hits.result.is_more,
                "rows": site_search.rows_of(hits, hits.rows),
                "more_url": self.url(query.text, hits.kind.code) if hits.count > len(hits.rows) else "",
            }
            for hits in with_hits
        ]
        return {"groups": groups}

    def tabs(self, query: engine.Query, several: list[Hits], chosen: Hits | None) -> list[dict[str, Any]]:
        if len(several) < 2:
            return []
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
                for hits in several
            ),
        ]

    def elsewhere(self, query: engine.Query, with_hits: list[Hits]) -> dict[str, Any]:
        """For somebody who asked for a register that has no hits."""
        links = [
            {"label": f"{hits.kind.label} ({hits.count_text})", "url": self.url(query.text, hits.kind.code)}
            for hits in with_hits
        ]
        return {"next_actions": links}

    def nothing(self, query: engine.Query, hits_of_all: list[Hits]) -> dict[str, Any]:
        steps = self.steps(query, hits_of_all)
        if suggestion := hits_of_all[0].result.suggestion:
            meant = _("Search for “%(text)s”") % {"text": suggestion}
            address = f"{reverse('portal:search')}?{urlencode({'q': suggestion})}"
            steps.insert(0, {"label": meant, "url": address})
        return {"next_actions": steps, "lists": self.lists()}

    def steps(self, query: engine.Query, hits_of_all: list[Hits]) -> list[dict[str, str]]:
        """What somebody may do who has not found it: ask, and be told of shops if it is about them."""
        carried = urlencode({found.SOUGHT: found.shortened(query.text)})
        steps = [{"label": _("Ask the office"), "url": f"{reverse('portal:message-create')}?{carried}"}]
        if any(map(self.is_about_shops, hits_of_all)):
            saved = reverse("vacancies:profile-create")
            steps.append({"label": _("Get an e-mail as soon as a shop fits"), "url": saved})
        return steps

    def is_about_shops(self, hits: Hits) -> bool:
        code = hits.kind.code
        return code in SHOPS and (hits.is_meant or code == self.request.GET.get("art", ""))

    def lists(self) -> list[dict[str, str]]:
        return [
            {"label": _("See all: %(kind)s") % {"kind": kind.label}, "url": kind.list_url()}
            for kind in registry.search_kinds
        ]

    def url(self, text: str, code: str = "") -> str:
        values = {"q": text, **({"art": code} if code else {}), **({found.EXACT: "1"} if self.is_exact else {})}
        return f"{reverse('portal:search')}?{urlencode(values)}"


class SearchSuggestions(View):
    """What somebody may be about to type: a page of links, and as JSON for the script of the search fields."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if rate_limits.hit("search-suggestions", rate_limits.client_prefix(request)).above(SUGGESTIONS_PER_HOUR):
            sentence = _("You asked for a lot of suggestions. Please come back in an hour; the search goes on working.")
            answer = HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=429)
            answer.headers["Retry-After"] = "3600"
        else:
            answer = self.answer(request)
        answer.headers["X-Robots-Tag"] = "noindex"
        answer.headers["Cache-Control"] = "no-store"
        patch_vary_headers(answer, ["Accept"])
        return answer

    @staticmethod
    def answer(request: HttpRequest) -> HttpResponse:
        query = " ".join(request.GET.get("q", "").split())[:LONGEST_TEXT]
        several = completions(query)
        status = counted(len(several)) if len(query) >= FEWEST_LETTERS else ""
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return JsonResponse({"status": status, "found": [as_json(one) for one in several]})
        return render(request, "portal/suggestions.html", {"query": query, "found": several, "status": status})


def counted(number: int) -> str:
    if not number:
        return _("No suggestions.")
    return ngettext("%(number)s suggestion", "%(number)s suggestions", number) % {"number": number}


def as_json(one: Completion) -> dict[str, str]:
    return {"text": one.text, "kind": one.kind, "url": one.url, "lang": foreign() if one.is_stored else ""}
