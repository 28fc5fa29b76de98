"""What the page of a listing says at once, and what it says in folds: question, short answer, the rest."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eving.core.public.facts import beginning, fact_table
from eving.core.public.folds import fold, folds
from eving.core.public.parts import choices
from eving.core.templatetags.eving import NO_BREAK, euro, square_metres
from eving.core.texts.stored import lang_attribute, stored
from vacancies.cards.listings import available, cost_row_facts, key_facts, months
from vacancies.cards.units import steps_text
from vacancies.models import Listing, ListingKind, ListingState, ShopUnit
from vacancies.pricing.costs import (
    begins_free,
    per_month,
    public_rent,
    public_rent_per_m2,
    rent_text,
    total_month,
)
from vacancies.services import wishes

# Where the page asks for the day of a viewing.
VIEWING = "viewing"


# ---------------------------------------------------------------- the four facts that decide
def decisive_facts(listing: Listing) -> list[dict[str, Any]]:
    """For ``fact_strip``; a shop that is let has neither a price nor a day."""
    unit, is_let = listing.unit, listing.state == ListingState.LET
    sales = square_metres(unit.sales_area_m2)
    return [
        *([] if is_let else [price_fact(listing)]),
        {
            "label": _("Area"),
            "value": square_metres(unit.lettable_area_m2) or _("unknown"),
            "more": _("%(area)s for sales") % {"area": sales} if sales else "",
        },
        *([] if is_let else [{"label": _("Available"), "value": available(listing), "more": term(listing)}]),
        {"label": _("Entrance"), **entrance(unit)},
    ]


def price_fact(listing: Listing) -> dict[str, Any]:
    if listing.kind == ListingKind.SALE:
        return {"label": _("Price"), "value": rent_text(listing)}
    rent, per_m2 = public_rent(listing), public_rent_per_m2(listing)
    if begins_free(listing):
        whole, _comma, later = rent_text(listing).partition(", ")
        return {"label": _("Rent"), "value": whole, "more": later}
    if rent is None:
        return {"label": _("Rent"), "value": _("on request")}
    more = _("%(amount)s per m²") % {"amount": euro(per_m2)} if per_m2 is not None else _("a month")
    return {"label": _("Cold rent"), "value": euro(rent), "more": more}


def term(listing: Listing) -> str:
    least, most = months(listing.min_term_months), months(listing.max_term_months)
    if least:
        return _("for at least %(time)s") % {"time": least}
    return _("for at most %(time)s") % {"time": most} if most else ""


def entrance(unit: ShopUnit) -> dict[str, Any]:
    height, door = unit.entrance_step_height_cm, unit.door_width_cm
    steps, _bracket, _rest = steps_text(unit).partition(" (")
    more = [
        f"{height}{NO_BREAK}cm" if height and unit.entrance_steps else "",
        _("door %(width)s") % {"width": f"{door}{NO_BREAK}cm"} if door else "",
    ]
    return {
        "value": _("step-free") if unit.is_step_free else steps,
        "more": ", ".join(part for part in more if part),
    }


# ---------------------------------------------------------------- the folds
def listing_folds(listing: Listing, parts: dict[str, list[dict[str, Any]]]) -> SafeString:
    """``parts``: what ``listings.facts_of`` returns."""
    is_let = listing.state == ListingState.LET
    wanted = parts["uses"][0]
    costs = "" if is_let else fact_table(cost_row_facts(listing))
    drawn = [
        fold(_("What it costs"), cost_answer(listing), costs, name="costs"),
        fold(_("Rooms and equipment"), first_values(parts["rooms"]), fact_table(parts["rooms"]), name="rooms"),
        fold(_("Access"), access_answer(listing.unit), fact_table(parts["access"]), name="access"),
        fold(_("What would suit this shop"), wanted.get("marked"), fact_table(parts["uses"]), name="uses"),
        fold(_("Energy"), energy_answer(parts["energy"]), fact_table(parts["energy"]), name="energy"),
        fold(_("The surroundings"), stored(beginning(listing.location_text, 60)), surroundings(listing), name="area"),
        fold(
            _("The offer"), offer_answer(listing), fact_table(key_facts(listing, with_costs=False)), name="offer"
        ),
    ]  # fmt: skip
    return folds(drawn)


def cost_answer(listing: Listing) -> str:
    total = total_month(listing) if listing.kind != ListingKind.SALE else None
    return rent_text(listing) if total is None else _("%(amount)s in total") % {"amount": per_month(total)}


def first_values(rows: Iterable[dict[str, Any]], most: int = 3) -> str:
    """The first facts in one line: “Verkaufsfläche 63 m², Keller 32 m²”."""
    known = [
        f"{row['label']} {row['value']}" for row in rows if row["value"] not in (None, "") and "is_stored" not in row
    ]
    return ", ".join(known[:most])


def access_answer(unit: ShopUnit) -> str:
    ramp = ""
    if unit.has_ramp is not None and not unit.is_step_free:
        ramp = _("with a ramp") if unit.has_ramp else _("no ramp")
    return ", ".join(part for part in (entrance(unit)["value"], ramp) if part)


def energy_answer(rows: Sequence[dict[str, Any]]) -> str:
    return str(rows[0]["value"]) if rows else ""


def offer_answer(listing: Listing) -> str:
    return ", ".join(part for part in (listing.get_kind_display(), term(listing)) if part)


def surroundings(listing: Listing) -> SafeString:
    if not listing.location_text:
        return SafeString("")
    return SafeString(f"<div{lang_attribute()}>{linebreaks(listing.location_text, autoescape=True)}</div>")


# ---------------------------------------------------------------- asking for a viewing
def viewing_choices() -> list[SafeString]:
    """The page is drawn anew each day, so the days that it offers lie ahead."""
    return [
        choices("tag", _("Which day suits you?"), wishes.day_choices()),
        choices("zeit", _("At what time of day?"), wishes.times().items()),
    ]
