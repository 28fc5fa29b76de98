"""Template contexts of a listing: card, badges, and the facts of its page and its fact sheet."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eving.core.models.photos import picture_of
from eving.core.public.facts import day_text, fact, stored_fact, terms_fact
from eving.core.public.rows import column, in_a_line
from eving.core.templatetags.eving import euro, square_metres
from eving.core.texts.stored import stored
from vacancies import energy
from vacancies.cards.units import access_badges, access_facts, entrance, room_facts
from vacancies.models import Listing, ListingKind, ListingState
from vacancies.models.listings import ListingQuerySet
from vacancies.pricing.costs import (
    begins_free,
    cost_rows,
    is_rent_free,
    later_steps,
    per_month,
    public_rent,
    public_rent_per_m2,
    rent_label,
    rent_text,
    total_month,
)
from vacancies.workflow.listings import TONES


def free_listings() -> ListingQuerySet:
    """Published listings without reserved and let ones, newest first, with everything a card reads."""
    free = Listing.objects.published().filter(state=ListingState.PUBLISHED)
    return free.for_cards().order_by("-published_at", "-pk")


def state_badge(listing: Listing) -> dict[str, str]:
    return {"label": str(ListingState(listing.state).label), "tone": TONES.get(listing.state, "neutral")}


def available(listing: Listing) -> str:
    day = listing.available_from
    if day is None or day <= timezone.localdate():
        return _("at once")
    return _("from %(day)s") % {"day": day_text(day)}


def listing_card(listing: Listing) -> dict[str, Any]:
    """A card for eving.core.public.components. Needs ``for_cards()``."""
    photo = getattr(listing, "card_photo")  # noqa: B009 - annotated by for_cards()
    is_let = listing.state == ListingState.LET
    facts = [fact(_("Area"), square_metres(listing.unit.lettable_area_m2) or _("unknown"))]
    if not is_let:
        facts.append(fact(rent_label(listing), rent_text(listing)))
        facts.append(fact(_("Available"), available(listing)))
    badges = [state_badge(listing)]
    if listing.kind != "lease":
        badges.append({"label": str(ListingKind(listing.kind).label), "tone": "shop"})
    badges += access_badges(listing.unit)
    return {
        "kind": "shop",
        "url": listing.get_absolute_url(),
        "title": listing.title,
        "preline": stored(listing.place),
        "facts": facts,
        "badges": badges,
        "picture": picture_of(photo, 800) if photo else None,
    }


def listing_row(listing: Listing, *, missing: Sequence[str] = ()) -> dict[str, Any]:
    """A row for eving.core.public.rows. Needs ``for_cards()``.

    ``missing``: facts that a filter asks for and nobody knows.
    """
    photo = getattr(listing, "card_photo")  # noqa: B009 - annotated by for_cards()
    is_let = listing.state == ListingState.LET
    kind = "" if listing.kind == ListingKind.LEASE else str(ListingKind(listing.kind).label)
    is_free = listing.state == ListingState.PUBLISHED
    lacks = _("Not stated: %(facts)s") % {"facts": get_text_list(list(missing), _("and"))} if missing else ""
    return {
        "kind": "shop",
        "url": listing.get_absolute_url(),
        "title": listing.title,
        "preline": in_a_line(stored(listing.place), kind, entrance(listing.unit)),
        "note": lacks,
        "ask": ask_for(listing) if missing and not is_let else None,
        "columns": [
            column(_("Area"), square_metres(listing.unit.lettable_area_m2) or _("unknown"), is_figure=True),
            column(
                _("Rent excl. service charges"), "" if is_let else list_price(listing), is_lead=True, is_figure=True
            ),
            column(_("Available"), available(listing) if is_free else str(ListingState(listing.state).label)),
        ],
        "picture": picture_of(photo, 400) if photo else None,
    }


def ask_for(listing: Listing) -> dict[str, str]:
    return {"label": _("Ask the office"), "url": reverse("vacancies:enquiry-create", args=[listing.number])}


def list_price(listing: Listing) -> str:
    """The rent a month under a heading that says so, or the price, which says itself what it is."""
    if listing.kind == ListingKind.SALE:
        return _("Price: %(price)s") % {"price": rent_text(listing)}
    if is_rent_free(listing) or begins_free(listing):
        return rent_text(listing)
    return euro(public_rent(listing)) or _("on request")


def facts_of(listing: Listing) -> dict[str, list[dict[str, Any]]]:
    """All facts of a listing by the part of its page or its fact sheet that shows them, for description lists."""
    is_let = listing.state == ListingState.LET
    return {
        "key_facts": key_facts(listing),
        "access": access_facts(listing.unit),
        "rooms": room_facts(listing.unit),
        "uses": use_facts(listing),
        "energy": [] if is_let else energy.energy_facts(listing),
    }


def place_fact(listing: Listing) -> dict[str, Any]:
    if listing.show_address:
        return stored_fact(_("Place"), listing.place)
    return fact(_("Place"), _("%(street)s (house number on request)") % {"street": listing.place})


def key_facts(listing: Listing, *, with_costs: bool = True) -> list[dict[str, Any]]:
    """``with_costs`` False where the costs have a table of their own."""
    is_let = listing.state == ListingState.LET
    return [
        fact(_("Number"), listing.number),
        place_fact(listing),
        fact(_("Offer"), listing.get_kind_display()),
        fact(_("Area to let"), square_metres(listing.unit.lettable_area_m2) or _("unknown")),
        *(cost_facts(listing) if with_costs and not is_let else []),
        fact(_("Available"), "" if is_let else available(listing)),
        fact(_("Minimum term"), months(listing.min_term_months)),
        fact(_("Maximum term"), months(listing.max_term_months)),
    ]


def months(number: int | None) -> str:
    return ngettext("%(n)d month", "%(n)d months", number) % {"n": number} if number else ""


def cost_facts(listing: Listing) -> list[dict[str, Any]]:
    if listing.kind == "sale":
        return [fact(_("Price"), rent_text(listing))]
    per_m2, total = public_rent_per_m2(listing), total_month(listing)
    return [
        fact(_("Rent excl. service charges"), rent_text(listing)),
        fact(_("Per m² per month"), "" if begins_free(listing) else euro(per_m2)),
        fact(
            _("Initial total rent") if later_steps(listing) else _("Total rent"),
            per_month(total) if total is not None else "",
        ),
    ]


def cost_row_facts(listing: Listing) -> list[dict[str, Any]]:
    """The rows of the table of costs."""
    return [{**fact(row.label, row.value), "is_total": row.is_total} for row in cost_rows(listing)]


def use_facts(listing: Listing) -> list[dict[str, Any]]:
    return [
        terms_fact(_("Wanted"), listing.wanted_uses.all()),
        terms_fact(_("Not wanted"), listing.excluded_uses.all()),
    ]


def notice(listing: Listing) -> str:
    """What must be known before the rest; empty while the shop is simply on offer."""
    return {
        ListingState.LET: _("This shop has been let. It is no longer available."),
        ListingState.RESERVED: _("This shop is reserved. You can still send an enquiry."),
    }.get(ListingState(listing.state), "")


def checked(listing: Listing) -> str:
    if not listing.checked_on:
        return ""
    day = day_text(listing.checked_on)
    return _("These details were last checked on %(day)s.") % {"day": day}
