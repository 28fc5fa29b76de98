"""Window poster of a listing: A3, readable from across the street, with a code that leads to the listing."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.documents import components
from eving.core.documents.render import Document, make_document
from eving.core.templatetags.eving import square_metres
from vacancies.cards import listings, units
from vacancies.documents import parts
from vacancies.models import Listing, ListingKind, ListingState
from vacancies.pricing import costs


def poster(listing: Listing) -> Document:
    """The listing must be public and not let; needs what ``views.public_listing`` loads."""
    access = units.access_badge(listing.unit)
    data = {
        **parts.common(listing),
        "words": words(),
        "facts": big_facts(listing),
        "access": str(access["label"]) if access else "",
    }
    return make_document(parts.FOLDER / "poster.typ", data, [], timezone.localdate())


def words() -> dict[str, Any]:
    return {
        "document": _("Window poster"),
        "call": _("Your shop is all\nthat is missing here.").splitlines(),
        "look": _("View it and enquire"),
        "scan": _("Scan the code with your telephone or type:"),
        "ring": _("Or call us:"),
    }


def big_facts(listing: Listing) -> list[list[str]]:
    price = _("Price") if listing.kind == ListingKind.SALE else _("Rent excl. service charges")
    rows = [{"label": _("Area"), "value": square_metres(listing.unit.lettable_area_m2)}]
    rows.append({"label": price, "value": costs.rent_text(listing)})
    if listing.state == ListingState.RESERVED:
        rows.append({"label": _("State"), "value": listing.get_state_display()})
    else:
        rows.append({"label": _("Available"), "value": listings.available(listing)})
    return components.facts(rows)
