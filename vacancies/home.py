"""What shops add to navigation, home page and list of pages."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eving.core.models import Street
from eving.core.registry import HomeFigures, HomeSection, NavigationEntry, PublicPage
from vacancies.cards.listings import listing_card
from vacancies.models import Listing, ListingState, ShopUnit

NEWEST = 3


def street_band() -> dict[str, Any] | None:
    """The house fronts of the odd side of the first focus street, highlighted where a shop is publicly on offer.

    Whether any other shop is vacant is its owner's matter, so the picture does not show it.
    """
    street = Street.objects.filter(is_focus=True).first()
    if not street:
        return None
    offered = Listing.objects.published().filter(unit=OuterRef("pk"), state=ListingState.PUBLISHED, show_address=True)
    units = (
        ShopUnit.objects.filter(street=street, side="odd", in_inventory__contains=timezone.localdate())
        .annotate(is_offered=Exists(offered))
        .order_by("position", "pk")
        .values_list("house_number", "shopfront_width_m", "is_offered")
    )
    fronts = [
        {
            "use": "free" if is_offered else "none",
            "width": min(4, max(1, round(float(width or 5) / 3))),
            "label": f"{number}: {_('available')}" if is_offered else "",
        }
        for number, width, is_offered in units
    ]
    if not fronts:
        return {"title": street.name, "summary": what_is_drawn()}
    free = sum(front["use"] == "free" for front in fronts)
    summary = ngettext("%(n)d shop on this side is on offer.", "%(n)d shops on this side are on offer.", free)
    return {"title": street.name, "fronts": fronts, "summary": summary % {"n": free}}


def what_is_drawn() -> str:
    if motif := str(settings.DISTRICT.motif):
        return _("A row of houses with shops on the ground floor, and between them %(motif)s.") % {"motif": motif}
    return _("A row of houses with shops on the ground floor.")


def newest_listings() -> dict[str, Any] | None:
    free = Listing.objects.published().filter(state=ListingState.PUBLISHED)
    cards = [listing_card(listing) for listing in free.for_cards().order_by("-published_at", "-pk")[:NEWEST]]
    return {"cards": cards, "list_url": reverse("vacancies:listing-list")} if cards else None


def counts(now: datetime) -> list[dict[str, Any]]:
    free = Listing.objects.published().filter(state=ListingState.PUBLISHED).count()
    return [{"value": free, "label": _("shops on offer"), "url": reverse("vacancies:listing-list")}]


NAVIGATION = [
    NavigationEntry(gettext_lazy("Shops"), "vacancies:listing-list", 30, covers=("vacancies:profile-list",)),
]
SECTIONS = [
    HomeSection(10, "vacancies/units/_street.html", street_band),
    HomeSection(30, "vacancies/listings/_newest.html", newest_listings),
]
FIGURES = [HomeFigures(20, counts)]
PAGES = [
    PublicPage("vacancies:listing-list", ("vacancies.listing", "vacancies.shopunit", "vacancies.useclass")),
    PublicPage("vacancies:profile-list", ("vacancies.searchprofile", "vacancies.useclass")),
]
