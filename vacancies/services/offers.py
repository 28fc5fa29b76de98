"""Services on offers of owners. Each is one transaction; mails are queued inside it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from eving.core import house_numbers
from eving.core.audit import log
from eving.core.messaging import mail, submissions
from eving.core.models import Contribution, Role, Street
from eving.core.people import participants
from eving.core.photos import pending
from eving.core.search.german import street_key
from eving.core.workflow import lifecycle
from eving.core.working_days import promised_date
from vacancies.models import (
    Enquiry,
    Listing,
    ListingKind,
    ListingState,
    PropertyContact,
    ShopUnit,
    Side,
    UnitPhoto,
)
from vacancies.services.listings import known_by_this_alone, lock_unit, stands_on_this_alone
from vacancies.services.owners import forget_contact
from vacancies.services.persons import Person
from vacancies.services.units import OFFERED, register_unit

OFFER = "offer"


@dataclass(frozen=True)
class OfferDraft:
    """What the form says about a shop. Nothing of it is public before the office has checked it."""

    street: Street | None
    house_number: str
    other_street: str = ""  # in the person's words, where the list lacks the street
    unit_label: str = ""
    kind: str = ListingKind.LEASE
    area_m2: Decimal | None = None
    available_from: date | None = None
    vacant_since: str = ""
    price_idea: Decimal | None = None
    price_words: str = ""  # instead of a figure
    text: str = ""
    role: str = PropertyContact.Kind.OWNER
    may_publish: bool = False
    hides_house: bool = False


@transaction.atomic
def offer_unit(
    *,
    key: UUID,
    digest: str = "",
    draft: OfferDraft,
    person: Person,
    privacy_version: str,
    photo_keys: Collection[str] = (),
    screening: str = "",
) -> tuple[Listing, bool]:
    """Store an owner's offer for the office. Returns the listing and whether it is new.

    A known unit keeps its facts and its owner: whoever fills in the form is unconfirmed.
    """
    contribution, is_new = participants.contribute(
        kind=OFFER,
        key=key,
        digest=digest,
        email=person.email,
        name=person.name,
        phone=person.phone,
        privacy_version=privacy_version,
        screening=screening,
    )
    if not is_new:
        return contribution.listing, False
    today = timezone.localdate()
    unit = _unit_of(draft, person, today)
    agreed = _("By the web form: may be recorded and contacted.")
    if draft.may_publish:
        agreed = _("By the web form: may be recorded, contacted and published after our check.")
    is_sale = draft.kind == ListingKind.SALE
    listing = Listing.objects.create(
        unit=unit,
        kind=draft.kind,
        state=ListingState.OFFERED,
        title=(_("Shop in %(street)s") % {"street": draft.street.name if draft.street else draft.other_street})[:80],
        available_from=draft.available_from,
        net_cold_rent_month=None if is_sale else draft.price_idea,
        sale_price=draft.price_idea if is_sale else None,
        owner_consent_on=today if draft.may_publish else None,
        owner_consent_note=agreed,
        contribution=contribution,
        answer_due_on=promised_date(today),
        show_address=not draft.hides_house,
    )
    pending.adopt(key, UnitPhoto, {"unit": unit, "contribution": contribution}, photo_keys)
    lifecycle.add_entry(listing, by=Role.AUTHOR, before="", after=ListingState.OFFERED, text=_summary(draft))
    mail.send_later("vacancies.offer_office", listing.pk)
    submissions.order_mail(person.email, "vacancies.offer_received", contribution, key=key)
    return listing, True


def _unit_of(draft: OfferDraft, person: Person, today: date) -> ShopUnit:
    # Serialises requests for the same new address: the second finds the unit of the first.
    if draft.street:
        Street.objects.select_for_update(of=("self",)).get(pk=draft.street.pk)
    position = house_numbers.first(draft.house_number)
    units = ShopUnit.objects.filter(street=draft.street, house_number__startswith=str(position))
    house = (house_numbers.key(draft.house_number), street_key(draft.other_street))
    there = [unit for unit in units if (house_numbers.key(unit.house_number), street_key(unit.other_street)) == house]
    same_part = [unit for unit in there if unit.unit_label.casefold() == draft.unit_label.casefold()]
    # When only one unit of a house is known, and either it or the form names no part of the house, they are the same.
    alone = there if len(there) == 1 and not (draft.unit_label and there[0].unit_label) else []
    if matching := same_part or alone:
        unit = matching[0]
        if unit.property_contact_id is None:
            unit.property_contact = _contact_of(draft, person, today)
            unit.save(update_fields=["property_contact"])
        return unit
    unit = ShopUnit(
        street=draft.street,
        other_street=draft.other_street,
        house_number=draft.house_number,
        unit_label=draft.unit_label,
        part_id=draft.street.part_id if draft.street else None,
        side=Side.ODD if position % 2 else Side.EVEN,
        position=position * 10,
        total_area_m2=draft.area_m2,
        property_contact=_contact_of(draft, person, today),
        in_inventory=DateRange(today, None),
    )
    register_unit(unit)
    unit.save(force_insert=True)
    return unit


def _contact_of(draft: OfferDraft, person: Person, today: date) -> PropertyContact:
    known = (
        PropertyContact.objects.filter(email__iexact=person.email, kind=draft.role).first() if person.email else None
    )
    return known or PropertyContact.objects.create(
        kind=draft.role,
        name=person.name,
        email=person.email,
        phone=person.phone,
        informed_on=today,  # the form itself informs about data protection
    )


def _summary(draft: OfferDraft) -> str:
    """The form's answers as text for the office, since the unit's stored facts may differ."""
    label = PropertyContact.Kind(draft.role).label
    lines = [_("Offered by: %(role)s") % {"role": label}]
    if draft.other_street:
        lines.append(_("Street that is not in the list: %(street)s") % {"street": draft.other_street})
    if draft.unit_label:
        lines.append(_("Part of the house: %(part)s") % {"part": draft.unit_label})
    if draft.area_m2 is not None:
        lines.append(_("Area: %(area)s m²") % {"area": formats.number_format(draft.area_m2)})
    if draft.vacant_since:
        lines.append(_("Empty since: %(since)s") % {"since": draft.vacant_since})
    if draft.price_idea is not None:
        lines.append(_("Asking price: €%(price)s") % {"price": formats.number_format(draft.price_idea)})
    if draft.price_words:
        lines.append(_("Asking price in the owner's words: %(price)s") % {"price": draft.price_words})
    if draft.hides_house:
        lines.append(_("The house number is to stay hidden."))
    if draft.text:
        lines.append(draft.text)
    return "\n".join(lines)


def photos_of_offer(contribution: Contribution) -> QuerySet[UnitPhoto]:
    return contribution.unit_photos.order_by("sort", "pk")


@transaction.atomic
def erase_offer(contribution: Contribution) -> None:
    """Remove what an owner gave us. A unit stays in inventory; a public offer ends and its page answers 410."""
    known = Listing.objects.filter(contribution=contribution).first()
    if known is None:
        return
    lock_unit(known)
    listing = Listing.objects.select_for_update(of=("self",)).filter(contribution=contribution).first()
    if listing is None:
        return
    contact = listing.unit.property_contact
    for photo in photos_of_offer(contribution):
        pending.remove(photo)
    # A spam offer may carry the address of an owner known from elsewhere.
    is_own = contact and contribution.email and contact.email.casefold() == contribution.email.casefold()
    if contact and is_own and (listing.state != ListingState.SPAM or known_by_this_alone(contact, listing)):
        forget_contact(contact)
    if not listing.published_at:
        _drop_offer(listing)
        return
    if listing.lifecycle.transition("withdraw").fits(listing):
        lifecycle.apply(listing, "withdraw", by=Role.AUTHOR, text=_("erasure on request"))
    for entry in listing.history.exclude(text=""):
        lifecycle.redact(entry, reason="erasure on request")
    listing.owner_consent_note, listing.contribution = lifecycle.REDACTED, None
    listing.save(update_fields=["owner_consent_note", "contribution"])
    log.forget(Listing, listing.pk)


def _drop_offer(listing: Listing) -> None:
    unit = listing.unit
    goes_too = stands_on_this_alone(unit, listing)
    listing_pk, unit_pk = listing.pk, unit.pk
    Enquiry.objects.filter(listing=listing).delete()
    listing.delete()
    log.forget(Listing, listing_pk)
    if goes_too:
        unit.delete()
        log.forget(ShopUnit, unit_pk)


def purge_offers(now: datetime, dry_run: bool) -> int:
    """Delete spam offers and owners whose retention is over. Returns how many, also for ``dry_run``."""
    spam = Listing.objects.filter(
        state=ListingState.SPAM, state_changed_at__lt=now - timedelta(days=settings.PURGE_SPAM_DAYS)
    )
    contacts = PropertyContact.objects.filter(purge_on__lte=timezone.localdate(now)).exclude(
        units__listings__state__in=OFFERED
    )
    if dry_run:
        return spam.count() + contacts.count()
    count = 0
    for pk in spam.values_list("pk", flat=True):
        with transaction.atomic():
            known = Listing.objects.filter(pk=pk).first()
            if known is not None:
                lock_unit(known)
            listing = spam.select_for_update(of=("self",)).filter(pk=pk).first()
            if listing is None:  # changed by the office since the list was read
                continue
            contribution = listing.contribution
            if contribution:
                participants.erase_contribution(contribution)
            else:
                listing.delete()
                log.forget(Listing, pk)
        count += 1
    for contact in contacts:
        forget_contact(contact)
        count += 1
    return count
