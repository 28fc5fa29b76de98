"""Ideas outside the portal's own pages: feed, open data, printed notice, list embedded in other sites."""

from collections.abc import Callable
from os import SEEK_END
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.html import format_html
from django.utils.http import http_date
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from eving.core.caching import store
from eving.core.documents import responses
from eving.core.documents.admission import few_at_once
from eving.core.documents.render import pdf
from eving.core.public.facts import fact
from eving.core.public.pages import Gone, gone, public_or_redirect
from eving.runtime.middleware import CONTENT_SECURITY_POLICY
from projects import exports
from projects.cards.ideas import place_text, state_badge
from projects.cards.pages import IDEA
from projects.documents import notice
from projects.filters.ideas import IdeaFilter
from projects.models import Idea
from projects.views.ideas import gone_page

EMBEDDED, MOST_EMBEDDED = 5, 20


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    chosen, ideas = exports.selection(request)
    content = exports.feed(chosen, ideas, [str(value) for value in values_display(chosen)])

    def whole() -> HttpResponse:
        return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")

    return kept(request, exports.etag_of(content), whole)


def values_display(chosen: IdeaFilter) -> list[Any]:
    values = []
    for name, field in chosen.form.fields.items():
        value = chosen.form.cleaned_data.get(name)
        if value not in (None, ""):
            choices = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
            values.append(choices.get(value, value))
    return values


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    if refusal := exports.too_many_exports(request):
        return refusal
    _chosen, ideas = exports.selection(request)
    content_type, pieces = exports.FORMATS[form]
    file, etag = exports.written(pieces(ideas))

    def whole() -> Any:
        # What is small enough to be kept as a copy goes out in one piece.
        size = file.seek(0, SEEK_END)
        file.seek(0)
        response: Any = FileResponse(file, content_type=content_type)
        if size <= store.LARGEST:
            response = HttpResponse(file.read(), content_type=content_type)
        response.headers["Content-Disposition"] = f'attachment; filename="ideen.{form}"'
        response.headers["Link"] = f'<{exports.LICENCE_URL}>; rel="license"'
        return response

    response = kept(request, etag, whole)
    if not response.streaming:
        file.close()
    return response


def kept(request: HttpRequest, etag: str, whole: Callable[[], Any]) -> Any:
    """Answers conditional requests with 304; other sites' scripts may read the response."""
    moment = exports.last_changed()
    seconds = int(moment.timestamp()) if moment else None
    response: Any = get_conditional_response(request, etag=etag, last_modified=seconds) or whole()
    response.headers["ETag"] = etag
    if seconds:
        response.headers["Last-Modified"] = http_date(seconds)
    # Clients may cache but must revalidate: withdrawn ideas disappear at once.
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@few_at_once
def notice_pdf(request: HttpRequest, number: str) -> HttpResponse:
    try:
        idea, _moved = public_or_redirect(IDEA.first(number), "", gone_page)
    except Gone as removed:
        return gone(request, removed)
    response = responses.answer(request, notice.notice(idea), pdf, "application/pdf")
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f'inline; filename="idee-{idea.number}-aushang.pdf"'
        # Search engines shall lead to the page, which says what became of an idea.
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@xframe_options_exempt
def embed(request: HttpRequest) -> HttpResponse:
    chosen = IdeaFilter(request.GET, queryset=Idea.objects.published().for_cards(), request=request)
    is_known = chosen.form.is_valid()
    newest = chosen.qs.order_by("-published_at", "-pk") if is_known else Idea.objects.none()
    ideas = newest.prefetch_related(None)[: wanted_number(request.GET.get("anzahl", ""))]
    context = {
        "is_known": is_known,
        "ideas": [{"idea": idea, "place": place_text(idea), "badge": state_badge(idea)} for idea in ideas],
        "list_url": exports.address("projects:idea-list", exports.query_of(chosen)),
        "topic": chosen.form.cleaned_data.get("thema"),
    }
    response = render(request, "projects/ideas/embed.html", context)
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'", f"frame-ancestors {settings.EMBED_FRAME_ANCESTORS}"
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def wanted_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else EMBEDDED
    return min(max(number, 1), MOST_EMBEDDED)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    chosen = IdeaFilter(request.GET, queryset=Idea.objects.none(), request=request)
    context = {
        "fields": [fact(format_html("<code>{}</code>", name), meaning) for name, meaning in exports.FIELDS.items()],
        "version": exports.VERSION,
        "outputs": exports.outputs_of(chosen),
    }
    return render(request, "projects/ideas/data.html", context)
