"""What shops add to navigation, home page and list of pages."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eving.core.models import Street
from eving.core.models.compiled import IsAmong, Prepared, keys_of
from eving.core.public.counts import counts as counts_of
from eving.core.registry import CachedPage, HomeFigures, HomeSection, NavigationEntry, PublicPage, UncachedPage
from vacancies.cards.listings import listing_card
from vacancies.filters import ListingFilter
from vacancies.models import Listing, ListingState, ShopUnit

NEWEST = 3
MOST_FRONTS = 120  # more would be too small to see


UNITS_OF_STREET = Prepared(
    lambda street, today: (
        ShopUnit.objects.filter(street=street, side="odd", in_inventory__contains=today)
        .order_by("position", "pk")
        .values_list("pk", "house_number", "shopfront_width_m")[: MOST_FRONTS + 1]
    ),
    -1,
    date.min,
)
# Asked for the drawn units alone: together with them, PostgreSQL reads all listings.
OFFERED = Prepared(
    lambda units: (
        Listing.objects.published()
        .filter(IsAmong(F("unit"), keys_of(units)), state=ListingState.PUBLISHED, show_address=True)
        .values_list("unit")
    ),
    [-1],
)
NEWEST_LISTINGS = Prepared(
    lambda: (
        Listing.objects.published()
        .filter(state=ListingState.PUBLISHED)
        .for_cards()
        .order_by("-published_at", "-pk")[:NEWEST]
    )
)


def street_band() -> dict[str, Any] | None:
    """The house fronts of the odd side of the first focus street, highlighted where a shop is publicly on offer.

    Whether any other shop is vacant is its owner's matter, so the picture does not show it.
    """
    street = Street.objects.filter(is_focus=True).first()
    if not street:
        return None
    units = UNITS_OF_STREET(street.pk, timezone.localdate())
    drawn = units[:MOST_FRONTS]
    offered = {unit for (unit,) in OFFERED([unit for unit, *_facts in drawn])}
    fronts = [
        {
            "use": "free" if unit in offered else "none",
            "width": min(4, max(1, round(float(width or 5) / 3))),
            "label": f"{number}: {_('available')}" if unit in offered else "",
        }
        for unit, number, width in drawn
    ]
    if not fronts:
        return {"title": street.name, "summary": what_is_drawn()}
    free = sum(front["use"] == "free" for front in fronts)
    if len(units) > MOST_FRONTS:
        summary = ngettext(
            "%(n)d of the first %(most)d shops on this side is on offer.",
            "%(n)d of the first %(most)d shops on this side are on offer.",
            free,
        )
    else:
        summary = ngettext("%(n)d shop on this side is on offer.", "%(n)d shops on this side are on offer.", free)
    return {"title": street.name, "fronts": fronts, "summary": summary % {"n": free, "most": MOST_FRONTS}}


def what_is_drawn() -> str:
    if motif := str(settings.DISTRICT.motif):
        return _("A row of houses with shops on the ground floor, and between them %(motif)s.") % {"motif": motif}
    return _("A row of houses with shops on the ground floor.")


def newest_listings() -> dict[str, Any] | None:
    cards = [listing_card(listing) for listing in NEWEST_LISTINGS()]
    return {"cards": cards, "list_url": reverse("vacancies:listing-list")} if cards else None


def counts(now: datetime) -> list[dict[str, Any]]:
    free = Listing.objects.published().filter(state=ListingState.PUBLISHED)
    return [{"value": counts_of(free)[0], "label": _("shops on offer"), "url": reverse("vacancies:listing-list")}]


NAVIGATION = [
    NavigationEntry(gettext_lazy("Shops"), "vacancies:listing-list", 30, covers=("vacancies:profile-list",)),
]
SECTIONS = [
    HomeSection(10, "vacancies/units/_street.html", street_band),
    HomeSection(30, "vacancies/listings/_newest.html", newest_listings),
]
FIGURES = [HomeFigures(20, counts)]
PAGES = [
    PublicPage("vacancies:listing-list", title=gettext_lazy("Shops")),
    PublicPage(
        "vacancies:offer-create",
        title=gettext_lazy("Offer a shop"),
        words=gettext_lazy("let lease out owner landlord vacant premises find a tenant"),
        about=gettext_lazy("Owners tell the office of a shop that is or becomes free."),
    ),
    PublicPage(
        "vacancies:profile-create",
        title=gettext_lazy("Look for a shop"),
        words=gettext_lazy("search profile wanted ad found a business premises notification"),
        about=gettext_lazy("Say what you need. You get an e-mail as soon as a shop fits."),
    ),
    PublicPage("vacancies:profile-list", title=gettext_lazy("Space wanted")),
]
OF_SHOPS = (
    "core.districtpart",
    "core.street",
    "vacancies.listing",
    "vacancies.shopunit",
    "vacancies.unitphoto",
    "vacancies.useclass",
)
OF_SEARCHES = ("core.contribution", "core.street", "vacancies.searchprofile", "vacancies.useclass")
CACHED = [
    CachedPage(
        ("vacancies:listing-list", "vacancies:listing-plan"),
        OF_SHOPS,
        lambda: [*ListingFilter.base_filters, "seite", "sortierung"],
    ),
    CachedPage(("vacancies:listing-detail", "vacancies:listing-short"), OF_SHOPS),
    CachedPage(("vacancies:listing-expose", "vacancies:listing-poster", "vacancies:listing-preview"), OF_SHOPS),
    CachedPage(("vacancies:profile-list",), OF_SEARCHES, ("nutzung", "strasse", "seite", "sortierung")),
    CachedPage(("vacancies:profile-detail", "vacancies:profile-short"), OF_SEARCHES),
]
UNCACHED = [
    UncachedPage(
        ("vacancies:offer-create", "vacancies:enquiry-create", "vacancies:profile-create"),
        "a form that posts: each has a key of its own",
    ),
    UncachedPage(
        (
            "vacancies:enquiry-thanks",
            "vacancies:listing-recheck",
            "vacancies:offer-thanks",
            "vacancies:profile-edit",
            "vacancies:profile-manage",
            "vacancies:profile-stop",
            "vacancies:profile-thanks",
        ),
        "behind a link for one person, or about what one person has just done",
    ),
]
