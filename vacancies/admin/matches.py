"""Searches and shops that fit each other, as the office sees them; the page of searches beside a unit."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from eving.core.backoffice.base import StaffAdmin
from eving.core.models import User
from vacancies.cards import profiles
from vacancies.models import Listing, SearchProfile, ShopUnit
from vacancies.services import alerts
from vacancies.services.alerts import Hit
from vacancies.services.profiles import dismiss, take_back
from vacancies.workflow.listings import LIVE


def row(hit: Hit) -> dict[str, Any]:
    return {"hit": hit, "score": hit.fit.score, "reasons": profiles.reasons(hit)}


def unit_row(hit: Hit) -> dict[str, Any]:
    what = hit.listing or hit.unit
    name = "listing" if hit.listing else "shopunit"
    url = reverse(f"admin:vacancies_{name}_change", args=[what.pk])
    reserved = f" · {hit.listing.get_state_display()}" if hit.listing and hit.listing.state != "published" else ""
    return {**row(hit), "title": hit.unit.address, "note": f"{what}{reserved}", "url": url}


def seeker_row(hit: Hit) -> dict[str, Any]:
    url = reverse("admin:vacancies_searchprofile_change", args=[hit.profile.pk])
    return {**row(hit), "title": hit.profile.title, "note": hit.profile.number or "", "url": url}


def note_interest(request: HttpRequest, profile: SearchProfile) -> None:
    """The POST of both pages: not interested, or interested after all. Raises Http404 for an unknown unit."""
    unit = get_object_or_404(ShopUnit, pk=number(request.POST.get("unit")))
    listing = request.POST.get("listing")
    offer = get_object_or_404(Listing, pk=number(listing), unit=unit) if listing else None
    if "dismiss" in request.POST:
        dismiss(profile, unit, offer, by=cast(User, request.user))
    else:
        take_back(profile, unit, offer)


def number(text: str | None) -> int:
    if not text or not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)


class SeekersAdmin(StaffAdmin):
    """Adds a page with the fitting searches to a listing or a unit."""

    def offer_of(self, obj: Any) -> tuple[ShopUnit, Listing | None]:
        if isinstance(obj, Listing):
            return obj.unit, obj
        listing = obj.listings.filter(state__in=LIVE).select_related("unit__street").first()
        return obj, listing

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_seekers"
        view = self.admin_site.admin_view(self.seekers_view)
        return [path("<int:pk>/gesuche/", view, name=name), *super().get_urls()]

    def links_of(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        links = super().links_of(request, obj)
        if request.user.has_perm("vacancies.view_searchprofile"):
            links.insert(0, {"label": _("Who is looking for this"), "url": self.address("seekers", obj.pk)})
        return links

    def seekers_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request) or not request.user.has_perm("vacancies.view_searchprofile"):
            raise PermissionDenied
        obj = get_object_or_404(self.get_queryset(request), pk=pk)
        may_change = request.user.has_perm("vacancies.change_searchprofile")
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            note_interest(request, get_object_or_404(SearchProfile, pk=number(request.POST.get("profile"))))
            self.message_user(request, _("Saved."))
            return HttpResponseRedirect(self.address("seekers", obj.pk))
        rows = [seeker_row(hit) for hit in alerts.seekers_of(*self.offer_of(obj))]
        none = _("Nobody is looking for this at the moment.")
        return TemplateResponse(
            request,
            "admin/vacancies/hits.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Who is looking for this"),
                "case": obj,
                "list_url": self.address("changelist"),
                "case_url": self.address("change", obj.pk),
                "groups": [{"title": _("Matching searches"), "rows": rows, "none": none}],
                "may_change": may_change,
            },
        )
