"""What shops add to navigation, home page and list of pages."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eving.core.home import HomeFigures, HomeSection
from eving.core.models import Street
from eving.core.models.compiled import IsAmong, Prepared, keys_of
from eving.core.public.counts import counts as counts_of
from eving.core.registry import CachedPage, NavigationEntry, PublicPage, UncachedPage
from eving.core.templatetags.eving import euro
from vacancies.filters import ListingFilter
from vacancies.models import Listing, ListingState, ShopUnit
from vacancies.models.listings import ListingQuerySet

MOST_STREETS = 2  # that the home page draws
MOST_FRONTS = 120  # more would be too small to see
MOST_FREE = 360  # free shops that are looked at for both streets
QUARTER = timedelta(days=91)

FOCUS_STREETS = Prepared(lambda: Street.objects.filter(is_focus=True)[:MOST_STREETS])
UNITS_OF_STREET = Prepared(
    lambda street, today: (
        ShopUnit.objects.filter(street=street, side="odd", in_inventory__contains=today)
        .order_by("position", "pk")
        .values_list("pk", "house_number", "shopfront_width_m")[: MOST_FRONTS + 1]
    ),
    -1,
    date.min,
)
FREE_IN_STREETS = Prepared(
    lambda streets: (
        free_shops()
        .filter(IsAmong(F("list_street"), keys_of(streets)))
        .order_by()
        .values_list("list_street", "list_rent")[: MOST_FREE + 1]
    ),
    [-1],
)
# Asked for the drawn units alone: together with them, PostgreSQL reads all listings.
OFFERED = Prepared(
    lambda units: free_shops().filter(IsAmong(F("unit"), keys_of(units)), show_address=True).values_list("unit"), [-1]
)


def free_shops() -> ListingQuerySet:
    return Listing.objects.published().filter(state=ListingState.PUBLISHED)


def focus_streets() -> dict[str, Any] | None:
    """The focus streets in small: how many shops are free there, from what rent on, and their house fronts."""
    streets = FOCUS_STREETS()
    if not streets:
        return None
    free = FREE_IN_STREETS([street.pk for street in streets])
    units = {street: UNITS_OF_STREET(street.pk, timezone.localdate()) for street in streets}
    drawn = [unit for several in units.values() for unit, *_facts in several[:MOST_FRONTS]]
    offered = {unit for (unit,) in OFFERED(drawn)}
    rows = []
    for street in streets:
        rents = [rent for there, rent in free if there == street.pk]
        text = in_words(rents, is_more=len(free) > MOST_FREE)
        url = f"{reverse('vacancies:listing-list')}?strasse={street.slug}" if rents else ""
        rows.append({**street_band(street, units[street], offered), "url": url, "free": text})
    return {"streets": rows}


def in_words(rents: Sequence[Decimal | None], *, is_more: bool) -> str:
    """How many shops are free, from which of these rents on. ``is_more``: so many that they were not all read."""
    if not rents:
        return _("no shop free")
    if is_more:
        return _("many shops free")
    text = ngettext("%(count)s shop free", "%(count)s shops free", len(rents)) % {"count": len(rents)}
    known = [rent for rent in rents if rent]  # else none is known, or none is asked for
    return _("%(shops)s, from %(rent)s a month") % {"shops": text, "rent": euro(min(known))} if known else text


def street_band(street: Street, units: Sequence[tuple[Any, ...]], offered: set[int]) -> dict[str, Any]:
    """The house fronts of the odd side of a street, highlighted where a shop is publicly on offer.

    Whether any other shop is vacant is its owner's matter, so the picture does not show it.
    """
    fronts = [
        {
            "use": "free" if unit in offered else "none",
            "width": min(4, max(1, round(float(width or 5) / 3))),
            "label": f"{number}: {_('available')}" if unit in offered else "",
        }
        for unit, number, width in units[:MOST_FRONTS]
    ]
    if not fronts:
        return {"title": street.name, "summary": what_is_drawn()}
    free = sum(front["use"] == "free" for front in fronts)
    if len(units) > MOST_FRONTS:
        summary = ngettext(
            "%(n)d of the first %(most)d shops on this side of the street is on offer.",
            "%(n)d of the first %(most)d shops on this side of the street are on offer.",
            free,
        )
    else:
        summary = ngettext(
            "%(n)d shop on this side of the street is on offer.",
            "%(n)d shops on this side of the street are on offer.",
            free,
        )
    return {"title": street.name, "fronts": fronts, "summary": summary % {"n": free, "most": MOST_FRONTS}}


def what_is_drawn() -> str:
    if motif := str(settings.DISTRICT.motif):
        return _("A row of houses with shops on the ground floor, and between them %(motif)s.") % {"motif": motif}
    return _("A row of houses with shops on the ground floor.")


def counts(now: datetime) -> list[dict[str, Any]]:
    free, recent = counts_of(free_shops(), free_shops().filter(published_at__gte=now - QUARTER))
    return [
        {
            "value": free,
            "label": _("shops on offer"),
            "url": reverse("vacancies:listing-list"),
            "new_in_a_quarter": recent,
            "only_grows": False,  # shops are let as well
        }
    ]


NAVIGATION = [
    NavigationEntry(gettext_lazy("Shops"), "vacancies:listing-list", 30, covers=("vacancies:profile-list",)),
]
SECTIONS = [HomeSection(10, "vacancies/units/_streets.html", focus_streets)]
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
    UncachedPage(("vacancies:remembered",), "shops that one person has remembered: hardly anybody asks for the same"),
    UncachedPage(
        (
            "vacancies:enquiry-create",
            "vacancies:offer-create",
            "vacancies:profile-create",
            "vacancies:remembered-enquiry",
        ),
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
            "vacancies:remembered-thanks",
        ),
        "behind a link for one person, or about what one person has just done",
    ),
]
