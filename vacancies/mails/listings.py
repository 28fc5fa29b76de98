"""Mails about offers, enquiries, viewings and rechecks, built when they are sent."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eving.core.messaging import mail
from eving.core.models import Contribution
from eving.core.people import links
from eving.core.registry import SiteTextSlot
from vacancies.mails.calendar_files import FILE_NAME, KIND, calendar_file
from vacancies.models import Enquiry, Listing
from vacancies.pricing.costs import rent_label, rent_text
from vacancies.services import enquiries
from vacancies.services.rechecks import contact_address, recheck_link
from vacancies.services.viewings import may_be_mailed, viewing_fell_away, viewing_lies_ahead, viewing_text
from vacancies.services.wishes import wish_of
from vacancies.workflow.listings import LIVE

MAILS = _("E-mails")
TEXTS = (
    SiteTextSlot(
        "mail.enquiry_received",
        _("enquiry has arrived"),
        "vacancies/enquiries/mails/received.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer", "frist"),
        required=("nummer",),
    ),
    SiteTextSlot(
        "mail.enquiries_received",
        _("enquiries about several shops have arrived"),
        "vacancies/remembered/mails/received.txt",
        "mail",
        MAILS,
        placeholders=("nummern", "frist"),
        required=("nummern",),
    ),
    SiteTextSlot(
        "mail.offer_received",
        _("offer has arrived"),
        "vacancies/offers/mails/received.txt",
        "mail",
        MAILS,
        placeholders=("datum", "frist"),
        required=("frist",),
    ),
    SiteTextSlot(
        "mail.recheck",
        _("is the listing still right?"),
        "vacancies/listings/mails/recheck.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer", "ende"),
        required=("ende",),
    ),
    SiteTextSlot(
        "mail.viewing",
        _("viewing is agreed"),
        "vacancies/enquiries/mails/viewing.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer", "termin", "ort"),
        required=("termin", "ort"),
    ),
    SiteTextSlot(
        "mail.viewing_cancelled",
        _("viewing is cancelled"),
        "vacancies/enquiries/mails/viewing_cancelled.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer", "termin"),
        required=("termin",),
    ),
)


def to_office(template: str, case_url: str, **context: object) -> mail.Mail:
    return mail.Mail(
        to=settings.OFFICE_EMAIL,
        name=settings.OFFICE["name"],
        case_url=case_url,
        template=template,
        context={**context, "admin_url": links.absolute(case_url)},
    )


@mail.message("vacancies.enquiry_office", label=_("Enquiry, to the office"))
def enquiry_office(pk: int) -> mail.Mail | None:
    enquiry = Enquiry.objects.select_related("listing__unit__street", "contribution").filter(pk=pk).first()
    if enquiry is None:
        return None
    address = reverse("admin:vacancies_enquiry_change", args=[enquiry.pk])
    return to_office("vacancies/enquiries/mails/office.txt", address, enquiry=enquiry, wish=wish_of(enquiry))


@mail.message("vacancies.enquiry_received", label=_("Receipt of an enquiry"))
def enquiry_received(pk: int) -> mail.Mail | None:
    contribution = _contribution(pk, "enquiry__listing__unit__street")
    if contribution is None or not hasattr(contribution, "enquiry"):
        return None
    return mail.Mail(
        to=contribution.email,  # unconfirmed: nothing that a stranger may have typed goes to it
        language=contribution.language,
        case_url=reverse("admin:vacancies_enquiry_change", args=[contribution.enquiry.pk]),
        template="vacancies/enquiries/mails/received.txt",
        context={"enquiry": contribution.enquiry, "wish": wish_of(contribution.enquiry)},
    )


@mail.message("vacancies.enquiries_received", label=_("Receipt of enquiries about several shops"))
def enquiries_received(pk: int) -> mail.Mail | None:
    contribution = _contribution(pk, "enquiry__listing__unit__street")
    if contribution is None or not hasattr(contribution, "enquiry"):
        return None
    sent = [row.enquiry for row in enquiries.sent_together(contribution)]
    public = [enquiry.listing.number or "" for enquiry in sent if enquiry.listing.is_public]
    return mail.Mail(
        to=contribution.email,  # unconfirmed: nothing that a stranger may have typed goes to it
        language=contribution.language,
        case_url=reverse("admin:vacancies_enquiry_change", args=[contribution.enquiry.pk]),
        template="vacancies/remembered/mails/received.txt",
        context={
            "enquiries": sent,
            "numbers": ", ".join(enquiry.listing.number or enquiry.listing.title for enquiry in sent),
            "due_on": max(enquiry.answer_due_on for enquiry in sent),
            "shops_url": f"{reverse('vacancies:remembered')}?nr={','.join(public)}" if public else "",
        },
    )


@mail.message("vacancies.viewing", label=_("Invitation to a viewing"))
def viewing(pk: int) -> mail.Mail | None:
    enquiry = _with_viewing(pk)
    if enquiry is None or not viewing_lies_ahead(enquiry):
        return None
    return _about_viewing(enquiry, "vacancies/enquiries/mails/viewing.txt")


@mail.message("vacancies.viewing_cancelled", label=_("Cancellation of a viewing"))
def viewing_cancelled(pk: int) -> mail.Mail | None:
    enquiry = _with_viewing(pk)
    if enquiry is None or not viewing_fell_away(enquiry):
        return None
    return _about_viewing(enquiry, "vacancies/enquiries/mails/viewing_cancelled.txt")


def _with_viewing(pk: int) -> Enquiry | None:
    """None when it was erased since, or when no mail reaches the enquirer."""
    enquiry = Enquiry.objects.select_related("listing__unit__street", "contribution__participant").filter(pk=pk).first()
    return enquiry if enquiry and may_be_mailed(enquiry) else None


def _about_viewing(enquiry: Enquiry, template: str) -> mail.Mail:
    assert enquiry.contribution is not None  # _with_viewing returns only enquiries that can be mailed
    return mail.Mail(
        to=enquiry.contribution.email,  # may be unconfirmed: only texts of the office
        language=enquiry.contribution.language,
        case_url=reverse("admin:vacancies_enquiry_change", args=[enquiry.pk]),
        template=template,
        context={"enquiry": enquiry, "when": viewing_text(enquiry)},
        attachments=(mail.Attachment(FILE_NAME, calendar_file(enquiry), KIND),),
    )


@mail.message("vacancies.offer_office", label=_("Offer of a shop, to the office"))
def offer_office(pk: int) -> mail.Mail | None:
    listing = Listing.objects.select_related("unit__street", "contribution").filter(pk=pk).first()
    if listing is None:
        return None
    address = reverse("admin:vacancies_listing_change", args=[listing.pk])
    return to_office("vacancies/offers/mails/office.txt", address, listing=listing)


@mail.message("vacancies.offer_received", label=_("Receipt of an offer"))
def offer_received(pk: int) -> mail.Mail | None:
    contribution = _contribution(pk, "listing__unit__street")
    if contribution is None or not hasattr(contribution, "listing"):
        return None
    return mail.Mail(
        to=contribution.email,  # unconfirmed: nothing that a stranger may have typed goes to it
        language=contribution.language,
        case_url=reverse("admin:vacancies_listing_change", args=[contribution.listing.pk]),
        template="vacancies/offers/mails/received.txt",
        context={"listing": contribution.listing},
    )


@mail.message("vacancies.recheck", label=_("Is a listing still right?"))
def recheck(pk: int) -> mail.Mail | None:
    rows = Listing.objects.select_related("unit__street", "unit__property_contact", "contribution__participant")
    listing = rows.filter(pk=pk, state__in=LIVE).first()
    address = contact_address(listing) if listing else ""
    if listing is None or not address:
        return None
    checked_on = listing.checked_on or timezone.localdate(listing.published_at)
    return mail.Mail(
        to=address,  # may come from the form of an offer: no name that a stranger may have typed
        language=listing.contribution.language if listing.contribution else "",
        case_url=reverse("admin:vacancies_listing_change", args=[listing.pk]),
        template="vacancies/listings/mails/recheck.txt",
        context={
            "listing": listing,
            "ends_on": checked_on + timedelta(days=settings.EXPIRE_AFTER_DAYS),
            "checked_on": checked_on,
            "rent_label": rent_label(listing),
            "rent": rent_text(listing),
            "recheck_url": links.absolute(reverse("vacancies:listing-recheck", args=[recheck_link(listing)])),
        },
    )


@mail.message("vacancies.recheck_office", label=_("The contact of a listing has answered, to the office"))
def recheck_office(pk: int) -> mail.Mail | None:
    listing = Listing.objects.select_related("unit__street").filter(pk=pk).exclude(recheck_remark="").first()
    if listing is None:
        return None
    address = reverse("admin:vacancies_listing_change", args=[listing.pk])
    return to_office("vacancies/listings/mails/recheck_office.txt", address, listing=listing)


def _contribution(pk: int, related: str) -> Contribution | None:
    """None when it was erased since the mail was queued."""
    return Contribution.objects.select_related("participant", related).filter(pk=pk, participant__isnull=False).first()
