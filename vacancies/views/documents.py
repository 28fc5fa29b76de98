"""Documents of public listings: exposé, window poster, preview image."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eving.core.documents import render, responses
from eving.core.documents.admission import few_at_once
from eving.core.documents.render import Document
from eving.core.public.pages import Gone, gone
from vacancies.documents import expose, poster, preview
from vacancies.models import Listing, ListingState
from vacancies.views.listings import public_listing


@require_safe
@few_at_once
def expose_pdf(request: HttpRequest, number: str) -> HttpResponse:
    return paper(request, number, expose.expose, "expose")


@require_safe
@few_at_once
def poster_pdf(request: HttpRequest, number: str) -> HttpResponse:
    return paper(request, number, poster.poster, "aushang")


@require_safe
@few_at_once
def preview_jpeg(request: HttpRequest, number: str) -> HttpResponse:
    try:
        listing, _moved = public_listing(number, "")
    except Gone as removed:
        return gone(request, removed)
    return responses.answer(request, preview.preview(listing), render.jpeg, "image/jpeg")


def paper(request: HttpRequest, number: str, make: Callable[[Listing], Document], name: str) -> HttpResponse:
    """PDF of a listing. Answers 410 for a let shop: these documents invite to rent."""
    try:
        listing, _moved = public_listing(number, "")
        if listing.state == ListingState.LET:
            sentence = _("This shop has been let. It is no longer available.")
            raise Gone(sentence, reverse("vacancies:listing-list"), _("See all shops on offer"))
    except Gone as removed:
        return gone(request, removed)
    response = responses.answer(request, make(listing), render.pdf, "application/pdf")
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f'inline; filename="ladenlokal-{listing.number}-{name}.pdf"'
        # Search engines shall lead to the page, which says when a shop is let.
        response.headers["X-Robots-Tag"] = "noindex"
    return response
