"""Structured data of a listing: schema.org in JSON-LD, and the context of the link preview.

Contains nothing that the page does not say: no hidden house number, no rent on request, no offer of a let shop. Unknown
facts are left out.
"""

import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from eving.core.people import links
from eving.core.public import pages
from eving.core.public.facts import beginning
from vacancies.documents import preview
from vacancies.models import Listing, ListingKind, ListingState, ShopUnit
from vacancies.models.features import FEATURES
from vacancies.pricing.costs import (
    begins_free,
    commission_text,
    later_steps,
    public_rent,
    public_rent_per_m2,
    transfer_fee_text,
)
from vacancies.workflow.listings import LIVE

SCHEMA = "https://schema.org"
LEASE_OUT = "http://purl.org/goodrelations/v1#LeaseOut"
SELL = "http://purl.org/goodrelations/v1#Sell"
# Codes of UN/CEFACT Recommendation 20.
MONTH, SQUARE_METRE = "MON", "MTK"
# Only these could end a script element or begin a comment in it; JSON may escape them.
ESCAPES = {letter: f"\\u{ord(letter):04X}" for letter in "<>&\u2028\u2029"}


def sharing(listing: Listing) -> dict[str, Any]:
    data = listing_data(listing)
    return {
        "url": data["url"],
        "title": f"{listing.title}, {listing.place}",
        "description": beginning(listing.description or listing.title, 200),
        "locale": pages.territory(),
        "picture": links.absolute(reverse("vacancies:listing-preview", args=[listing.number])),
        "picture_alt": preview.described(listing),
        "picture_width": preview.WIDTH,
        "picture_height": preview.HEIGHT,
        "data": data_block(data),
    }


def data_block(data: dict[str, Any]) -> SafeString:
    """A data-only script element; no text in it can close the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter, escaped in ESCAPES.items():  # ten times as quick as translate()
        text = text.replace(letter, escaped)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped in the line above


def listing_data(listing: Listing) -> dict[str, Any]:
    address = links.absolute(listing.get_absolute_url())
    item = shop_data(listing)
    return known(
        {
            "@context": SCHEMA,
            "@type": "RealEstateListing",
            "@id": address,
            "url": address,
            "name": listing.title,
            "description": listing.description,
            "datePosted": day_of(listing.published_at),
            "image": item.get("image"),
            "leaseLength": lease_length(listing) if listing.state in LIVE else None,
            "mainEntity": offer_data(listing, item) if listing.state in LIVE else item,
        }
    )


def offer_data(listing: Listing, item: dict[str, Any]) -> dict[str, Any]:
    is_sale = listing.kind == ListingKind.SALE
    reserved = listing.state == ListingState.RESERVED
    return known(
        {
            "@type": "Offer",
            "businessFunction": SELL if is_sale else LEASE_OUT,
            "availability": f"{SCHEMA}/{'Reserved' if reserved else 'InStock'}",
            "availabilityStarts": listing.available_from.isoformat() if listing.available_from else None,
            "priceSpecification": sale_price(listing) if is_sale else rents(listing),
            "itemOffered": item,
            "offeredBy": office_data(),
        }
    )


def shop_data(listing: Listing) -> dict[str, Any]:
    unit = listing.unit
    photos = [photo for photo in unit.photos.all() if photo.approved_at and photo.kind != "floor_plan"]
    area = unit.lettable_area_m2
    return known(
        {
            "@type": "Accommodation",
            "name": listing.title,
            "address": address_data(listing),
            "floorSize": {"@type": "QuantitativeValue", "value": number(area), "unitCode": SQUARE_METRE}
            if area
            else None,
            "amenityFeature": amenities(unit),
            "additionalProperty": paid_once(listing) if listing.state in LIVE else [],
            "image": [links.absolute(photo.jpeg_url) for photo in photos],
        }
    )


def address_data(listing: Listing) -> dict[str, str]:
    """The street alone, without postcode, where the house number is hidden."""
    unit = listing.unit
    address = {
        "@type": "PostalAddress",
        "streetAddress": listing.place,
        "addressLocality": unit.city,
        "addressCountry": "DE",
    }
    return {**address, "postalCode": unit.postcode} if listing.show_address else address


def amenities(unit: ShopUnit) -> list[dict[str, Any]]:
    features = [
        (_("Step-free entrance"), unit.is_step_free),
        (_("Ramp"), unit.has_ramp),
        *((feature.label, feature.answer(unit)) for feature in FEATURES),
    ]
    return [
        {"@type": "LocationFeatureSpecification", "name": str(name), "value": value}
        for name, value in features
        if value is not None
    ]


def paid_once(listing: Listing) -> list[dict[str, str]]:
    payments = [(_("Commission"), commission_text(listing))]
    if listing.kind != ListingKind.SALE:
        payments.append((_("To the previous tenant, for fittings"), transfer_fee_text(listing)))
    return [{"@type": "PropertyValue", "name": name, "value": text} for name, text in payments if text]


def lease_length(listing: Listing) -> dict[str, Any] | None:
    if not listing.min_term_months and not listing.max_term_months:
        return None
    return known(
        {
            "@type": "QuantitativeValue",
            "minValue": listing.min_term_months,
            "maxValue": listing.max_term_months,
            "unitCode": MONTH,
        }
    )


def rents(listing: Listing) -> list[dict[str, Any]]:
    rent, per_m2 = public_rent(listing), public_rent_per_m2(listing)
    if rent is None:
        return []
    steps = later_steps(listing)
    prices = [
        unit_price(listing, rent, _("Initial rent excl. service charges") if steps else _("Rent excl. service charges"))
    ]
    prices += [
        unit_price(listing, step.rent, _("Rent excl. service charges from month %(n)d") % {"n": step.month_from})
        for step in steps
    ]
    if per_m2 is not None and not begins_free(listing):
        one = {"@type": "QuantitativeValue", "value": 1, "unitCode": SQUARE_METRE}
        prices.append({**unit_price(listing, per_m2, _("Rent excl. service charges per m²")), "referenceQuantity": one})
    return prices


def unit_price(listing: Listing, amount: Decimal, name: str) -> dict[str, Any]:
    return known(
        {
            "@type": "UnitPriceSpecification",
            "name": name,
            "price": number(amount),
            "priceCurrency": "EUR",
            "unitCode": MONTH,
            "valueAddedTaxIncluded": False if listing.vat_charged else None,
        }
    )


def sale_price(listing: Listing) -> dict[str, Any] | None:
    if listing.rent_on_request or listing.sale_price is None:
        return None
    return {"@type": "PriceSpecification", "price": number(listing.sale_price), "priceCurrency": "EUR"}


def office_data() -> dict[str, Any]:
    office = settings.OFFICE
    return {
        "@type": "Organization",
        "name": office["name"],
        "url": links.absolute("/"),
        "telephone": office["phone"],
        "address": f"{office['street']}, {office['city']}",
    }


def known(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(round(amount, 2))


def day_of(moment: Any) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None
