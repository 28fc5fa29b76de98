"""/verwaltung/suche/?q=…: one field for all that the office knows."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from eving.core.search import engine
from eving.portal.services import handbook, office_search


def search(request: HttpRequest) -> HttpResponse:
    query = engine.parse(request.GET.get("q", ""))
    if url := office_search.case_url(request, query):
        return HttpResponseRedirect(url)
    answer = None if query.is_blank else office_search.search(request, query)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Search for “%(query)s”") % {"query": query.text} if answer else _("Search the back office"),
        "office_query": query.text,
        "answer": answer,
        "lists": lists(request),
    }
    if answer and not answer.groups:
        context |= nothing(query, answer)
    return TemplateResponse(request, "admin/search.html", context)


def lists(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {"label": office_search.label_of(page), "url": page.address("changelist"), "help": page.search_help_text}
        for page in office_search.lists_for(request)
    ]


def nothing(query: engine.Query, answer: office_search.Answer) -> dict[str, Any]:
    """Why there is nothing, and what to do next."""
    own = reverse("admin:search")
    meant = answer.suggestion
    actions = []
    if meant:
        label = _("Search for “%(text)s”") % {"text": meant}
        actions.append({"label": label, "url": f"{own}?{urlencode({'q': meant})}"})
    public = f"{reverse('portal:search')}?{urlencode({'q': query.text})}"
    actions.append({"label": _("Search the public pages"), "url": public})
    if handbook.is_there():
        actions.append({"label": _("Open the handbook"), "url": reverse("admin:handbook")})
    if query.is_number and query.number:
        text = _("There is no entry with the number %(number)s, or your role does not show it.")
        text %= {"number": query.number.text}
    else:
        text = _("Try fewer or shorter words. Names and e-mail addresses are found only by who may see them.")
    return {"nothing_text": text, "next_actions": actions}
