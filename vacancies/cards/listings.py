"""Template contexts of a listing: card, badges, picture, and the facts of its page."""

from collections.abc import Sequence
from typing import Any

from django.utils import formats, timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eving.core.templatetags.eving import NO_BREAK, euro, square_metres
from vacancies.models import Gastronomy, Listing, ListingState, ShopUnit, UnitPhoto
from vacancies.models.listings import ListingQuerySet
from vacancies.pricing.costs import (
    begins_free,
    later_steps,
    per_month,
    public_rent_per_m2,
    rent_label,
    rent_text,
    total_month,
)
from vacancies.workflow.listings import TONES


def free_listings() -> ListingQuerySet:
    """Published listings without reserved and let ones, newest first, with everything a card reads."""
    free = Listing.objects.published().filter(state=ListingState.PUBLISHED)
    return free.for_cards().defer("search_vector", "search_text").order_by("-published_at", "-pk")


def state_badge(listing: Listing) -> dict[str, str]:
    return {"label": listing.get_state_display(), "tone": TONES.get(listing.state, "neutral")}


def available(listing: Listing) -> str:
    day = listing.available_from
    if day is None or day <= timezone.localdate():
        return _("at once")
    return _("from %(day)s") % {"day": formats.date_format(day, "DATE_FORMAT")}


def access_badge(unit: ShopUnit) -> dict[str, str] | None:
    """None when the entrance was never measured."""
    if unit.is_step_free is None:
        return None
    if unit.is_step_free:
        return {"label": _("step-free"), "tone": "info", "icon": "check"}
    return {"label": steps_text(unit), "tone": "neutral"}


def access_badges(unit: ShopUnit) -> list[dict[str, str]]:
    badges = []
    if unit.is_wheelchair_accessible:
        badges.append({"label": _("wheelchair-accessible"), "tone": "info", "icon": "check"})
    if badge := access_badge(unit):
        badges.append(badge)
    return badges


def steps_text(unit: ShopUnit) -> str:
    if unit.entrance_steps is None:
        return _("unknown")
    if unit.entrance_steps == 0:
        return _("no step")
    steps = ngettext("%(n)d step", "%(n)d steps", unit.entrance_steps) % {"n": unit.entrance_steps}
    height = unit.entrance_step_height_cm
    return f"{steps} ({height}{NO_BREAK}cm)" if height else steps


def photo_picture(photo: UnitPhoto, width: int) -> dict[str, Any]:
    stored_width = photo.stored_width(width)
    return {
        "src": photo.url(width),
        "srcset": photo.srcset,
        "alt": photo.alt,
        "width": stored_width,
        "height": photo.stored_height(stored_width),
        "href": photo.url(1600),
    }


def listing_card(listing: Listing, *, missing: Sequence[str] = ()) -> dict[str, Any]:
    """Context of components/card.html. Needs ``for_cards()``.

    ``missing``: facts that a filter asks for and nobody knows.
    """
    photo = next((photo for photo in listing.unit.photos.all() if photo.approved_at), None)
    is_let = listing.state == ListingState.LET
    facts = [{"label": _("Area"), "value": square_metres(listing.unit.lettable_area_m2) or _("unknown")}]
    if not is_let:
        facts.append({"label": rent_label(listing), "value": rent_text(listing)})
        facts.append({"label": _("Available"), "value": available(listing)})
    badges = [state_badge(listing)]
    if listing.kind != "lease":
        badges.append({"label": listing.get_kind_display(), "tone": "shop"})
    badges += access_badges(listing.unit)
    return {
        "kind": "shop",
        "url": listing.get_absolute_url(),
        "title": listing.title,
        "preline": listing.place,
        "note": _("Not stated: %(facts)s") % {"facts": get_text_list(list(missing), _("and"))} if missing else "",
        "facts": facts,
        "badges": badges,
        "picture": photo_picture(photo, 800) if photo else None,
    }


def yes_no(value: bool | None) -> str:
    return _("unknown") if value is None else _("yes") if value else _("no")


def metres(value: Any) -> str:
    return f"{formats.number_format(value, decimal_pos=2)}{NO_BREAK}m" if value is not None else _("unknown")


def place_text(listing: Listing) -> str:
    if listing.show_address:
        return listing.place
    return _("%(street)s (house number on request)") % {"street": listing.place}


def key_facts(listing: Listing, *, with_costs: bool = True) -> list[dict[str, Any]]:
    """For components/description_list.html. ``with_costs`` False where the costs have a table of their own."""
    unit = listing.unit
    facts: list[dict[str, Any]] = [
        {"label": _("Number"), "value": listing.number},
        {"label": _("Place"), "value": place_text(listing)},
        {"label": _("Offer"), "value": listing.get_kind_display()},
        {"label": _("Area to let"), "value": square_metres(unit.lettable_area_m2) or _("unknown")},
    ]
    if with_costs and listing.state != ListingState.LET:
        facts += cost_facts(listing)
    if listing.state != ListingState.LET:
        facts.append({"label": _("Available"), "value": available(listing)})
    for label, number in ((_("Minimum term"), listing.min_term_months), (_("Maximum term"), listing.max_term_months)):
        if number:
            facts.append({"label": label, "value": ngettext("%(n)d month", "%(n)d months", number) % {"n": number}})
    return facts


def cost_facts(listing: Listing) -> list[dict[str, Any]]:
    if listing.kind == "sale":
        return [{"label": _("Price"), "value": rent_text(listing)}]
    per_m2, total = public_rent_per_m2(listing), total_month(listing)
    facts = [{"label": _("Rent excl. service charges"), "value": rent_text(listing)}]
    if per_m2 is not None and not begins_free(listing):
        facts.append({"label": _("Per m² per month"), "value": euro(per_m2)})
    if total is not None:
        label = _("Initial total rent") if later_steps(listing) else _("Total rent")
        facts.append({"label": label, "value": per_month(total)})
    return facts


def access_facts(unit: ShopUnit) -> list[dict[str, Any]]:
    """Facts instead of a promise of accessibility, unknown ones included."""
    door = f"{unit.door_width_cm}{NO_BREAK}cm" if unit.door_width_cm else _("unknown")
    return [
        {"label": _("Steps at the entrance"), "value": steps_text(unit)},
        {"label": _("Ramp"), "value": yes_no(unit.has_ramp)},
        {"label": _("Door width"), "value": door},
        {"label": _("Accessible toilet"), "value": yes_no(unit.has_accessible_wc)},
        {"label": _("Space to turn a wheelchair"), "value": yes_no(unit.has_turning_space)},
    ]


def area_facts(unit: ShopUnit) -> list[dict[str, Any]]:
    areas = [
        (_("Sales area"), unit.sales_area_m2),
        (_("Side rooms"), unit.ancillary_area_m2),
        (_("Storage"), unit.storage_area_m2),
        (_("Basement"), unit.basement_area_m2),
        (_("Outdoor area"), unit.outdoor_area_m2),
    ]
    facts = [{"label": label, "value": square_metres(area)} for label, area in areas if area is not None]
    if unit.divisible_from_m2 is not None:
        part = square_metres(unit.divisible_from_m2)
        facts.append({"label": _("Can be divided"), "value": _("from %(part)s") % {"part": part}})
    if unit.shopfront_count is not None:
        facts.append({"label": _("Shop windows"), "value": str(unit.shopfront_count)})
    if unit.is_corner:
        facts.append({"label": _("Corner"), "value": _("yes")})
    if unit.shopfront_width_m is not None:
        facts.append({"label": _("Shop window"), "value": metres(unit.shopfront_width_m)})
    if unit.ceiling_height_m is not None:
        facts.append({"label": _("Ceiling height"), "value": metres(unit.ceiling_height_m)})
    return facts


def equipment_facts(unit: ShopUnit) -> list[dict[str, Any]]:
    """Known equipment only; gastronomy always, as most traders ask for it."""
    gastronomy = {
        Gastronomy.YES: _("possible"),
        Gastronomy.NO: _("not possible"),
        Gastronomy.UNCLEAR: _("to be clarified"),
    }
    facts = [{"label": _("Café or restaurant use"), "value": gastronomy[Gastronomy(unit.gastronomy)]}]
    checked = [
        (_("Water connection"), unit.has_water),
        (_("Three-phase current"), unit.has_three_phase),
        (_("Kitchenette"), unit.has_kitchenette),
        (_("Extractor duct"), unit.has_extract_duct),
        (_("Grease separator"), unit.has_grease_separator),
    ]
    facts += [{"label": label, "value": yes_no(value)} for label, value in checked if value is not None]
    if unit.power_kw is not None:
        power = f"{formats.number_format(unit.power_kw, decimal_pos=1)}{NO_BREAK}kW"
        facts.append({"label": _("Power connection"), "value": power})
    if unit.wc_count is not None:
        facts.append({"label": _("Toilets"), "value": str(unit.wc_count)})
    if unit.internet:
        facts.append({"label": _("Internet"), "value": unit.get_internet_display()})
    if unit.delivery_access:
        facts.append({"label": _("Deliveries"), "value": unit.delivery_access})
    if unit.parking_spaces is not None:
        facts.append({"label": _("Parking spaces"), "value": str(unit.parking_spaces)})
    if unit.year_built:
        facts.append({"label": _("Year built"), "value": str(unit.year_built)})
    if unit.modernised_in:
        facts.append({"label": _("Last modernised"), "value": str(unit.modernised_in)})
    if unit.is_listed:
        facts.append({"label": _("Listed building"), "value": _("yes")})
    if unit.equipment_note:
        facts.append({"label": _("More"), "value": unit.equipment_note})
    return facts
