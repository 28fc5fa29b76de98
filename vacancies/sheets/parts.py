"""What the sheets of a listing have in common: its photos, its address as a code, the office."""

import io
import re
from collections.abc import Iterable
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eving.core import links
from eving.core.models.photos import path_of
from vacancies import cards
from vacancies.models import Listing, ListingState, UnitPhoto
from vacancies.sheets.typesetting import Picture


def common(listing: Listing) -> dict[str, Any]:
    """The values that every template reads."""
    address = short_address(listing)
    office = settings.OFFICE
    return {
        "lang": get_language() or settings.LANGUAGE_CODE,
        "brand": _("Neighbourhood portal"),
        "office": {name: office[name] for name in ("name", "street", "city", "phone", "hours")},
        "number": listing.number,
        "title": listing.title,
        "place": " · ".join(filter(None, [listing.place, str(listing.unit.part or "")])),
        "kind": listing.get_kind_display(),
        "badges": badges(listing),
        "code": code_drawing(address),
        "code_alt": _("QR code, leads to %(address)s") % {"address": address},
        "address": address,
        "address_typed": address.partition("://")[2].rstrip("/"),
        "made": date_format(timezone.localdate(), "DATE_FORMAT"),
    }


def short_address(listing: Listing) -> str:
    """The address people type: it holds the number alone and outlives every change of the title."""
    return links.absolute(reverse("vacancies:listing-short", args=[listing.number]))


def code_drawing(address: str) -> str:
    """The QR code of an address as SVG, with the quiet border the standard asks for."""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="svg", xmldecl=False, border=4, light="white")
    return target.getvalue().decode()


def badges(listing: Listing) -> list[str]:
    shown = [cards.state_badge(listing)]
    if access := cards.access_badge(listing.unit):
        shown.append(access)
    return [str(badge["label"]) for badge in shown]


def public_photos(listing: Listing) -> list[UnitPhoto]:
    """Approved photos whose file is there, in their order: a sheet never waits for a picture that is lost."""
    return [photo for photo in listing.unit.photos.all() if photo.approved_at and path_of(jpeg_name(photo)).exists()]


def jpeg_name(photo: UnitPhoto) -> str:
    return photo.file_names[-1]


def placed(
    photos: list[UnitPhoto], name: str, size: tuple[int, int], *, whole: bool = False
) -> tuple[list[dict[str, str]], list[Picture]]:
    """Photos as a template reads them, and the files that go with them."""
    pictures = [Picture(f"{name}-{number}.jpg", jpeg_name(photo), size, whole) for number, photo in enumerate(photos)]
    alts = [photo.alt or _("Photo of the shop") for photo in photos]
    return [{"file": picture.name, "alt": alt} for picture, alt in zip(pictures, alts, strict=True)], pictures


def paragraphs(text: str) -> list[list[str]]:
    """A text as the page shows it: paragraphs, each a list of lines."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [[line.strip() for line in block.split("\n")] for block in blocks if block.strip()]


def facts(items: Iterable[dict[str, Any]]) -> list[list[str]]:
    return [[str(item["label"]), str(item["value"])] for item in items if item["value"] not in (None, "")]


def is_let(listing: Listing) -> bool:
    return listing.state == ListingState.LET
