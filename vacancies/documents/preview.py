"""Preview image of a listing for messengers and social networks: 1200 × 630 pixels."""

from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.documents.render import Document, make_document
from eving.core.templatetags.eving import square_metres
from vacancies.documents import parts
from vacancies.models import Listing
from vacancies.pricing import costs

WIDTH, HEIGHT = 1200, 630
PHOTO = (560, HEIGHT)


def preview(listing: Listing) -> Document:
    """Also for let listings, then without the rent."""
    photos = [photo for photo in parts.public_photos(listing) if photo.kind != "floor_plan"]
    cover, files = parts.placed(photos[:1], "cover", PHOTO)
    data = {**parts.common(listing), "cover": cover, "facts": [str(fact) for fact in short_facts(listing)]}
    return make_document(parts.FOLDER / "preview.typ", data, files, timezone.localdate())


def short_facts(listing: Listing) -> list[str]:
    area = square_metres(listing.unit.lettable_area_m2)
    state = listing.get_state_display() if parts.is_let(listing) else costs.rent_text(listing)
    return [fact for fact in (area, state) if fact]


def described(listing: Listing) -> str:
    return _("%(title)s, %(place)s: %(facts)s") % {
        "title": listing.title,
        "place": listing.place,
        "facts": ", ".join(short_facts(listing)),
    }
