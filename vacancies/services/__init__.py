"""Deeds on shop units, listings, enquiries and offers. Each is one transaction; mails are deferred inside it."""

from vacancies.services.enquiries import (
    ENQUIRY,
    EnquiryDraft,
    erase_enquiry,
    purge_enquiries,
    record_enquiry,
    send_enquiry,
    take_enquiry_step,
)
from vacancies.services.listed import keep_listed, listing_changed, unit_changed
from vacancies.services.listings import (
    let_listing,
    mark_offer_spam,
    missing_details,
    missing_for_publication,
    pause_listing,
    publish_listing,
    register_listing,
    slug_of,
    take_step,
    take_up,
)
from vacancies.services.offers import (
    OFFER,
    OfferDraft,
    erase_offer,
    offer_unit,
    photos_of_offer,
    purge_offers,
)
from vacancies.services.persons import Person, promised_date
from vacancies.services.units import register_unit, set_status

__all__ = [
    "ENQUIRY",
    "OFFER",
    "EnquiryDraft",
    "OfferDraft",
    "Person",
    "erase_enquiry",
    "erase_offer",
    "keep_listed",
    "let_listing",
    "listing_changed",
    "mark_offer_spam",
    "missing_details",
    "missing_for_publication",
    "offer_unit",
    "pause_listing",
    "photos_of_offer",
    "promised_date",
    "publish_listing",
    "purge_enquiries",
    "purge_offers",
    "record_enquiry",
    "register_listing",
    "register_unit",
    "send_enquiry",
    "set_status",
    "slug_of",
    "take_enquiry_step",
    "take_step",
    "take_up",
    "unit_changed",
]
