"""Parts that the documents of a listing share: photos, address, badges."""

from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from eving.core.documents import components
from eving.core.documents.render import Picture
from eving.core.models.photos import path_of
from eving.core.people import links
from vacancies.cards import listings, units
from vacancies.models import Listing, ListingState, UnitPhoto

FOLDER = Path(__file__).parent


def common(listing: Listing) -> dict[str, Any]:
    return {
        **components.frame(short_address(listing)),
        "number": listing.number,
        "title": listing.title,
        "place": " · ".join(filter(None, [listing.place, str(listing.unit.part or "")])),
        "kind": listing.get_kind_display(),
        "badges": badges(listing),
    }


def short_address(listing: Listing) -> str:
    """It holds the number alone, so printed documents survive a change of title."""
    return links.absolute(reverse("vacancies:listing-short", args=[listing.number]))


def badges(listing: Listing) -> list[str]:
    state_and_access = [listings.state_badge(listing)]
    if access := units.access_badge(listing.unit):
        state_and_access.append(access)
    return [str(badge["label"]) for badge in state_and_access]


def public_photos(listing: Listing) -> list[UnitPhoto]:
    """Approved photos whose file exists: a lost file must not prevent the document."""
    return [photo for photo in listing.unit.photos.all() if photo.approved_at and path_of(jpeg_name(photo)).exists()]


def jpeg_name(photo: UnitPhoto) -> str:
    return photo.file_names[-1]


def placed(
    photos: list[UnitPhoto], name: str, size: tuple[int, int], *, whole: bool = False
) -> tuple[list[dict[str, str]], list[Picture]]:
    pictures = [Picture(f"{name}-{number}.jpg", jpeg_name(photo), size, whole) for number, photo in enumerate(photos)]
    alts = [photo.alt or _("Photo of the shop") for photo in photos]
    return [{"file": picture.name, "alt": alt} for picture, alt in zip(pictures, alts, strict=True)], pictures


def is_let(listing: Listing) -> bool:
    return listing.state == ListingState.LET
