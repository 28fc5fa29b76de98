"""Exposé of a listing: two pages of A4 for handing out, sending and filing."""

from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.documents import components
from eving.core.documents.render import Document, make_document
from vacancies.cards import listings
from vacancies.documents import parts
from vacancies.models import Listing
from vacancies.pricing import costs

MORE_PHOTOS = 3
BESIDE_A_PLAN = 2
# Pixels of the photos at their printed size, about 180 dpi.
COVER, TILE, PLAN = (1200, 551), (500, 343), (1200, 800)


def expose(listing: Listing) -> Document:
    """The listing must be public and not let; needs what ``views.public_listing`` loads."""
    photos = parts.public_photos(listing)
    views = [photo for photo in photos if photo.kind != "floor_plan"]
    plans = [photo for photo in photos if photo.kind == "floor_plan"]
    cover, cover_file = parts.placed(views[:1], "cover", COVER)
    most = BESIDE_A_PLAN if plans else MORE_PHOTOS
    more, more_files = parts.placed(views[1 : 1 + most], "photo", TILE)
    plan, plan_file = parts.placed(plans[:1], "plan", PLAN, whole=True)
    data = {
        **parts.common(listing),
        "words": words(has_plan=bool(plans)),
        "notice": listings.notice(listing),
        "cover": cover,
        "more": more,
        "plan": plan,
        **{name: components.facts(rows) for name, rows in listings.facts_of(listing).items()},
        "description": components.paragraphs(listing.description),
        "costs": [
            {"label": str(row.label), "value": str(row.value), "known": row.is_known, "total": row.is_total}
            for row in costs.cost_rows(listing)
        ],
        "surroundings": components.paragraphs(listing.location_text),
        "checked": listings.checked(listing),
    }
    return make_document(
        parts.FOLDER / "expose.typ", data, [*cover_file, *more_files, *plan_file], timezone.localdate()
    )


def words(*, has_plan: bool) -> dict[str, str]:
    return {
        "document": _("Fact sheet"),
        "facts": _("At a glance"),
        "description": _("The shop"),
        "costs": _("What it costs"),
        "part": _("Item"),
        "amount": _("Amount"),
        "access": _("Access"),
        "rooms": _("Rooms and equipment"),
        "pictures": _("Photos and floor plan") if has_plan else _("Photos"),
        "uses": _("What would suit this shop"),
        "surroundings": _("The surroundings"),
        "energy": _("Energy"),
        "contact": _("Your contact"),
        "phone": _("Telephone %(phone)s"),
        "free": _("The office talks to the owner and names you only with your consent. The service is free of charge."),
        "online": _("View online and enquire"),
        "page": _("Page %(number)s of %(total)s"),
        "as_of": _("As of %(day)s"),
        "state": _("This document shows what was known on %(day)s. The online page says what is known today."),
    }
