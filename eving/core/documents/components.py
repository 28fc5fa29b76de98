"""Data that the documents of all registers share: office, QR code, paragraphs, facts."""

import io
import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def frame(address: str) -> dict[str, Any]:
    office = settings.OFFICE
    return {
        "lang": get_language() or settings.LANGUAGE_CODE,
        "own_lang": settings.LANGUAGE_CODE,  # of what people and the office wrote
        "district": settings.DISTRICT.name,
        "brand": _("Neighbourhood portal"),
        "office": {name: office[name] for name in ("name", "street", "city", "phone", "hours")},
        "code": code_drawing(address),
        "code_alt": _("QR code, leads to %(address)s") % {"address": address},
        "address": address,
        "address_typed": address.partition("://")[2].rstrip("/"),
        "made": date_format(timezone.localdate(), "DATE_FORMAT"),
    }


def code_drawing(address: str) -> str:
    """A QR code as SVG, with the quiet zone of four modules that the standard requires."""
    target = io.BytesIO()
    import segno

    segno.make(address, error="m", micro=False).save(target, kind="svg", xmldecl=False, border=4, light="white")
    return target.getvalue().decode()


def paragraphs(text: str) -> list[list[str]]:
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [[line.strip() for line in block.split("\n")] for block in blocks if block.strip()]


def facts(items: Iterable[dict[str, Any]]) -> list[list[str]]:
    return [[str(item["label"]), str(item["value"])] for item in items if item["value"] not in (None, "")]
