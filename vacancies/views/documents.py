"""Sheets of public listings by address: exposé, window poster, and the picture beside a link."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eving.core.pages import Gone, gone
from eving.core.sheets import serving, typesetting
from eving.core.sheets.admission import few_at_once
from eving.core.sheets.typesetting import Sheet
from vacancies.models import Listing, ListingState
from vacancies.sheets import expose, poster, preview
from vacancies.views import public_listing


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
        listing, _moved = public_listing(request, number, "")
    except Gone as what:
        return gone(request, what)
    return serving.answer(request, preview.preview(listing), typesetting.jpeg, "image/jpeg")


def paper(request: HttpRequest, number: str, make: Callable[[Listing], Sheet], name: str) -> HttpResponse:
    """A sheet that invites to rent: nobody prints one of a shop that is let."""
    try:
        listing, _moved = public_listing(request, number, "")
        if listing.state == ListingState.LET:
            sentence = _("This shop has found somebody. It is no longer free.")
            raise Gone(sentence, reverse("vacancies:listing-list"), _("See all shops on offer"))
    except Gone as what:
        return gone(request, what)
    response = serving.answer(request, make(listing), typesetting.pdf, "application/pdf")
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f'inline; filename="ladenlokal-{listing.number}-{name}.pdf"'
        # Search engines lead to the page, which says when a shop is gone.
        response.headers["X-Robots-Tag"] = "noindex"
    return response
