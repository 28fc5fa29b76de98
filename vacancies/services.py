"""Deeds on shop units, listings and enquiries. Each is one transaction; mails are deferred inside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from eving.core import changes, lifecycle, mail, participants, photos, search
from eving.core.lifecycle import By
from eving.core.models import Channel, Contribution, Role, Street
from eving.core.models.users import User
from eving.core.places import add_working_days, next_number
from vacancies.energy import missing_energy
from vacancies.models import (
    Enquiry,
    EnquiryHistory,
    EnquiryState,
    Listing,
    ListingHistory,
    ListingKind,
    ListingState,
    OccupancyPeriod,
    OccupancyStatus,
    PropertyContact,
    ShopUnit,
    Side,
    UnitPhoto,
    UseClass,
)
from vacancies.models.listing import LIVE

ENQUIRY, OFFER = "enquiry", "offer"
# Words of our own addresses: a slug that looks like one would hide the page behind it.
TAKEN_SLUGS = {"anfragen"}
CLOSED = (EnquiryState.WON, EnquiryState.LOST)
OPEN_LISTINGS = (ListingState.OFFERED, ListingState.DRAFT, *LIVE, ListingState.PAUSED, ListingState.EXPIRED)


@dataclass(frozen=True)
class Person:
    """Who writes to the office, and how."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class EnquiryDraft:
    """What somebody wants to do in a shop unit."""

    text: str
    intended_use: UseClass | None = None
    start_wanted: str = ""
    company: str = ""
    wants_viewing: bool = False
    wants_call: bool = False


@dataclass(frozen=True)
class OfferDraft:
    """What an owner or manager says about a shop unit. Nothing of it is public before the office has looked."""

    street: Street
    house_number: str
    unit_label: str = ""
    kind: str = ListingKind.LEASE
    area_m2: Decimal | None = None
    available_from: date | None = None
    vacant_since: str = ""
    price_idea: Decimal | None = None
    text: str = ""
    role: str = PropertyContact.Kind.OWNER
    may_publish: bool = False


def promised_date(start: date) -> date:
    """By when the office answers something that came in on ``start``."""
    return add_working_days(start, settings.REVIEW_WORKING_DAYS)


# ---------------------------------------------------------------- what a unit is used for
@transaction.atomic
def set_status(
    unit: ShopUnit,
    status: str,
    on: date,
    *,
    use_class: UseClass | None = None,
    tenant: Any = None,
    tenant_name: str = "",
    source: str = OccupancyPeriod.Source.OTHER,
) -> OccupancyPeriod:
    """Say what holds in a unit from a day on: closes the running period on that day and opens the next.

    Raises ValidationError when a later period is already written down, or when a used unit has no use.
    """
    ShopUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if status in (OccupancyStatus.OCCUPIED, OccupancyStatus.INTERIM) and use_class is None:
        raise ValidationError({"use_class": _("Please say what the unit is used for.")})
    following = unit.periods.filter(period__startswith__gt=on).order_by("period").first()
    if following:
        day = formats.date_format(following.period.lower, "DATE_FORMAT")
        raise ValidationError({"on": _("Something else is written down from %(day)s on.") % {"day": day}})
    running = unit.periods.filter(period__contains=on).first()
    if running and running.period.lower == on:
        running.delete()  # said twice for the same day: the later word counts
    elif running:
        running.period = DateRange(running.period.lower, on)
        running.save(update_fields=["period"])
    return OccupancyPeriod.objects.create(
        unit=unit,
        status=status,
        period=DateRange(on, None),
        use_class=use_class,
        tenant=tenant,
        tenant_name=tenant_name,
        source=source,
        verified_on=timezone.localdate(),
    )


# ---------------------------------------------------------------- what a listing lacks
def missing_details(listing: Listing) -> list[str]:
    """What the listing's own fields lack before the law and the owner allow to show it, all at once."""
    missing = []
    if listing.owner_consent_on is None:
        missing.append(_("The owner's consent, with its date."))
    if not listing.rent_on_request:
        if listing.kind == ListingKind.SALE:
            if (listing.sale_price or 0) <= 0:
                missing.append(_("The price, or “on request”."))
        elif (listing.net_cold_rent_month or 0) <= 0:
            missing.append(_("The net cold rent, or “on request”."))
    missing += missing_energy(listing)
    if listing.kind == ListingKind.INTERIM and listing.max_term_months is None:
        missing.append(_("The maximum term of the interim use."))
    if not listing.description.strip():
        missing.append(_("A description."))
    if not listing.show_address and names_the_house(listing):
        missing.append(_("The house number is to stay hidden, but a text names it."))
    return missing


def names_the_house(listing: Listing) -> bool:
    """Whether a public text of the listing gives the house number away."""
    unit = listing.unit
    stem = re.escape(re.sub(r"(straße|strasse|str\.?)$", "", unit.street.name, flags=re.IGNORECASE).strip())
    house = re.compile(rf"{stem}\S*\s*{re.escape(unit.house_number)}\b", re.IGNORECASE)
    return any(house.search(text) for text in (listing.title, listing.description, listing.location_text))


def missing_for_publication(listing: Listing) -> list[str]:
    """Everything a listing lacks before it may be public; empty when it may."""
    missing = missing_details(listing)
    if not any(photo.alt.strip() for photo in listing.unit.photos.all()):
        missing.append(_("At least one photo with a description for people who cannot see it."))
    if listing.unit.listings.filter(state__in=LIVE).exclude(pk=listing.pk).exists():
        missing.append(_("Another listing of this unit is public. Please end it first."))
    return missing


# ---------------------------------------------------------------- the way of a listing
@transaction.atomic
def register_listing(listing: Listing, *, by: User) -> None:
    """A draft that staff have just begun gets its number and its first entry."""
    listing.number = next_number("L")
    listing.save(update_fields=["number"])
    lifecycle.add_entry(listing, by=by, before="", after=listing.state)
    search.index(listing)


@transaction.atomic
def register_unit(unit: ShopUnit) -> None:
    """A unit that staff write down gets the next number of the stock; call before the first save."""
    unit.number = next_number("EV")


@transaction.atomic
def unit_changed(unit: ShopUnit) -> None:
    """The address of a unit is part of what its listings are found by."""
    for listing in unit.listings.select_related("unit__street", "unit__part"):
        search.index(listing)


@transaction.atomic
def take_up(listing: Listing, *, by: User, text: str = "", seen_version: int | None = None) -> ListingHistory:
    """The office takes an owner's offer up as a draft."""
    entry = lifecycle.transition(
        listing, "take_up", by=by, text=text, seen_version=seen_version, number=listing.number or next_number("L")
    )
    search.index(listing)
    return entry


@transaction.atomic
def publish_listing(listing: Listing, *, by: User, text: str = "", seen_version: int | None = None) -> ListingHistory:
    """Show a listing to everyone, with its described photos. Raises ValidationError that names all that is missing."""
    # Two listings of one unit cannot be published at the same time: the second waits here and then sees the first.
    ShopUnit.objects.select_for_update(of=("self",)).get(pk=listing.unit_id)
    missing = missing_for_publication(Listing.objects.select_related("unit__street").get(pk=listing.pk))
    if missing and listing.state in listing.lifecycle.step("publish").source:
        raise ValidationError(missing)
    now = timezone.now()
    entry = lifecycle.transition(
        listing,
        "publish",
        by=by,
        text=text,
        seen_version=seen_version,
        slug=listing.slug or slug_of(listing),
        published_at=listing.published_at or now,
        hidden_at=None,
        checked_on=timezone.localdate(now),
        answer_due_on=None,
    )
    listing.unit.photos.filter(approved_at__isnull=True).exclude(alt="").update(approved_at=now)
    _keep_person(listing)
    search.index(listing)
    return entry


def slug_of(listing: Listing) -> str:
    """Words for the address, written once: printed flyers carry it."""
    slug = slugify(search.fold(listing.title))[:60].strip("-") or "ladenlokal"
    return f"laden-{slug}" if slug in TAKEN_SLUGS else slug


@transaction.atomic
def reserve_listing(listing: Listing, *, by: User, text: str = "", seen_version: int | None = None) -> ListingHistory:
    """Say publicly that somebody is about to rent the unit."""
    return lifecycle.transition(listing, "reserve", by=by, text=text, seen_version=seen_version)


@transaction.atomic
def release_listing(listing: Listing, *, by: User, text: str = "", seen_version: int | None = None) -> ListingHistory:
    """The unit is free again."""
    return lifecycle.transition(listing, "release", by=by, text=text, seen_version=seen_version)


@transaction.atomic
def pause_listing(listing: Listing, *, by: User, text: str = "", seen_version: int | None = None) -> ListingHistory:
    """Take a listing off the portal for a while; its page answers 410 until it is published again."""
    return lifecycle.transition(listing, "pause", by=by, text=text, seen_version=seen_version, hidden_at=timezone.now())


@transaction.atomic
def expire_listing(listing: Listing, *, by: By, text: str = "", seen_version: int | None = None) -> ListingHistory:
    """Take a listing off the portal that nobody has checked for a long time."""
    return lifecycle.transition(
        listing, "expire", by=by, text=text, seen_version=seen_version, hidden_at=timezone.now()
    )


@transaction.atomic
def let_listing(
    listing: Listing,
    *,
    by: User,
    on: date,
    use_class: UseClass,
    tenant_name: str = "",
    tenant: Any = None,
    text: str = "",
    seen_version: int | None = None,
) -> ListingHistory:
    """The unit is let from a day on: ends the offer and writes the period of use. The tenant's name stays internal."""
    # The unit first, as when publishing: two deeds on one unit wait for each other in the same order.
    ShopUnit.objects.select_for_update(of=("self",)).get(pk=listing.unit_id)
    entry = lifecycle.transition(listing, "let", by=by, text=text, seen_version=seen_version)
    status = OccupancyStatus.INTERIM if listing.kind == ListingKind.INTERIM else OccupancyStatus.OCCUPIED
    set_status(
        listing.unit,
        status,
        on,
        use_class=use_class,
        tenant=tenant,
        tenant_name=tenant_name,
        source=OccupancyPeriod.Source.OWNER,
    )
    _plan_purge(listing.contribution)
    return entry


@transaction.atomic
def withdraw_listing(listing: Listing, *, by: By, text: str, seen_version: int | None = None) -> ListingHistory:
    """End an offer without a lease; what was public answers 410 from now on."""
    hidden_at = (listing.hidden_at or timezone.now()) if listing.published_at else None
    entry = lifecycle.transition(
        listing, "withdraw", by=by, text=text, seen_version=seen_version, hidden_at=hidden_at, answer_due_on=None
    )
    _plan_purge(listing.contribution)
    _let_contact_go(listing, timedelta(days=30 * settings.PURGE_NOTE_MONTHS))
    return entry


@transaction.atomic
def mark_offer_spam(listing: Listing, *, by: User, text: str = "", seen_version: int | None = None) -> ListingHistory:
    """Set an offer aside; nobody is told, and it is deleted after a while. A unit only it knows leaves the stock."""
    entry = lifecycle.transition(listing, "spam", by=by, text=text, seen_version=seen_version, answer_due_on=None)
    _let_contact_go(listing, timedelta(days=settings.PURGE_SPAM_DAYS))
    unit = listing.unit
    if _stands_on_this_alone(unit, listing):
        # One day is the shortest a unit can be in stock; the purge removes it together with the offer.
        unit.in_stock = DateRange(unit.in_stock.lower, unit.in_stock.lower + timedelta(days=1))
        unit.save(update_fields=["in_stock"])
    return entry


def _stands_on_this_alone(unit: ShopUnit, listing: Listing) -> bool:
    """Whether nothing but this offer tells us that the unit exists."""
    if listing.contribution is None or unit.periods.exists() or unit.listings.exclude(pk=listing.pk).exists():
        return False
    return unit.in_stock.lower == timezone.localdate(listing.created_at)


@transaction.atomic
def take_step(
    listing: Listing, step: str, *, by: User, text: str = "", seen_version: int | None = None, **details: Any
) -> ListingHistory:
    """Take any step that staff may take, by its name, through the service that owns it."""
    services: dict[str, Any] = {
        "take_up": take_up,
        "publish": publish_listing,
        "reserve": reserve_listing,
        "release": release_listing,
        "pause": pause_listing,
        "expire": expire_listing,
        "let": let_listing,
        "withdraw": withdraw_listing,
        "spam": mark_offer_spam,
    }
    return services[step](listing, by=by, text=text, seen_version=seen_version, **details)


def _plan_purge(contribution: Contribution | None) -> None:
    """The person behind a deed that is over is forgotten after the time the privacy page names for messages."""
    if contribution:
        contribution.purge_on = timezone.localdate() + timedelta(days=30 * settings.PURGE_NOTE_MONTHS)
        contribution.save(update_fields=["purge_on"])


def _keep_person(listing: Listing) -> None:
    """An offer that goes on needs its person."""
    if listing.contribution_id:
        Contribution.objects.filter(pk=listing.contribution_id).update(purge_on=None)
    if listing.unit.property_contact_id:
        PropertyContact.objects.filter(pk=listing.unit.property_contact_id).update(purge_on=None)


def _let_contact_go(listing: Listing, after: timedelta) -> None:
    """Plan to delete an owner who has nothing else on offer."""
    contact_id = listing.unit.property_contact_id
    others = Listing.objects.filter(unit__property_contact=contact_id, state__in=OPEN_LISTINGS).exclude(pk=listing.pk)
    if contact_id and not others.exists():
        PropertyContact.objects.filter(pk=contact_id, purge_on=None).update(purge_on=timezone.localdate() + after)


# ---------------------------------------------------------------- enquiries
@transaction.atomic
def send_enquiry(
    listing: Listing,
    *,
    key: UUID,
    draft: EnquiryDraft,
    person: Person,
    privacy_version: str,
    screening: str = "",
) -> tuple[Enquiry, bool]:
    """Hand an enquiry to the office at once; the address may be unconfirmed. Returns it and whether it is new."""
    return _write_enquiry(
        listing, draft, person, key=key, privacy_version=privacy_version, channel=Channel.WEB, screening=screening
    )


@transaction.atomic
def record_enquiry(
    listing: Listing, *, key: UUID, draft: EnquiryDraft, person: Person, channel: str, privacy_version: str, by: User
) -> tuple[Enquiry, bool]:
    """Write down an enquiry that somebody told the office by phone, at the desk or on paper."""
    if channel not in Channel.values or channel == Channel.WEB:
        raise ValidationError({"channel": "web is not a channel for staff"})
    return _write_enquiry(
        listing, draft, person, key=key, privacy_version=privacy_version, channel=channel, recorded_by=by
    )


def _write_enquiry(listing: Listing, draft: EnquiryDraft, person: Person, **deed: Any) -> tuple[Enquiry, bool]:
    contribution, is_new = participants.contribute(
        kind=ENQUIRY, email=person.email, name=person.name, phone=person.phone, **deed
    )
    if not is_new:
        return contribution.enquiry, False
    enquiry = Enquiry.objects.create(
        listing=listing,
        contribution=contribution,
        company=draft.company,
        intended_use=draft.intended_use,
        text=draft.text,
        start_wanted=draft.start_wanted,
        wants_viewing=draft.wants_viewing,
        wants_call=draft.wants_call,
        answer_due_on=promised_date(timezone.localdate()),
    )
    by = deed.get("recorded_by") or Role.AUTHOR
    lifecycle.add_entry(enquiry, by=by, before="", after=EnquiryState.NEW)
    if by == Role.AUTHOR:
        mail.send_later("vacancies.enquiry_office", enquiry.pk)
    if person.email and mail.may_confirm(person.email):
        mail.send_later("vacancies.enquiry_received", contribution.pk)
    return enquiry, True


@transaction.atomic
def take_enquiry_step(
    enquiry: Enquiry, step: str, *, by: User, text: str = "", seen_version: int | None = None
) -> EnquiryHistory:
    """Take any step of an enquiry; a closed one is deleted after a while, with its person."""
    entry = lifecycle.transition(enquiry, step, by=by, text=text, seen_version=seen_version)
    if enquiry.state in CLOSED:
        _plan_purge(enquiry.contribution)
    elif enquiry.contribution and enquiry.contribution.purge_on:
        enquiry.contribution.purge_on = None
        enquiry.contribution.save(update_fields=["purge_on"])
    return entry


@transaction.atomic
def erase_enquiry(contribution: Contribution) -> None:
    """Remove an enquiry with its history."""
    Enquiry.objects.filter(contribution=contribution).delete()


def purge_enquiries(now: datetime, dry_run: bool) -> int:
    """Remove closed enquiries and spam when their time has come, with their persons."""
    over = now - timedelta(days=30 * settings.PURGE_NOTE_MONTHS)
    old = Enquiry.objects.filter(
        Q(state__in=CLOSED, state_changed_at__lt=over)
        | Q(state=EnquiryState.SPAM, state_changed_at__lt=now - timedelta(days=settings.PURGE_SPAM_DAYS))
    )
    if dry_run:
        return old.count()
    count = 0
    for enquiry in old.select_related("contribution"):
        with transaction.atomic():
            if enquiry.contribution:
                participants.erase_deed(enquiry.contribution)
            Enquiry.objects.filter(pk=enquiry.pk).delete()
        count += 1
    return count


# ---------------------------------------------------------------- owners offer a unit
@transaction.atomic
def offer_unit(
    *,
    key: UUID,
    draft: OfferDraft,
    person: Person,
    privacy_version: str,
    photo_keys: Sequence[str] = (),
    screening: str = "",
) -> tuple[Listing, bool]:
    """Write down what an owner offers, for the office alone. Returns the listing and whether it is new.

    A unit we know keeps its facts and its owner: whoever fills in the form is unconfirmed.
    """
    contribution, is_new = participants.contribute(
        kind=OFFER,
        key=key,
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
        title=(_("Shop in %(street)s") % {"street": draft.street.name})[:80],
        available_from=draft.available_from,
        net_cold_rent_month=None if is_sale else draft.price_idea,
        sale_price=draft.price_idea if is_sale else None,
        owner_consent_on=today if draft.may_publish else None,
        owner_consent_note=agreed,
        contribution=contribution,
        answer_due_on=promised_date(today),
    )
    photos.adopt(key, UnitPhoto, {"unit": unit}, photo_keys)
    lifecycle.add_entry(listing, by=Role.AUTHOR, before="", after=ListingState.OFFERED, text=_words_of(draft))
    mail.send_later("vacancies.offer_office", listing.pk)
    if person.email and mail.may_confirm(person.email):
        mail.send_later("vacancies.offer_received", contribution.pk)
    return listing, True


def _unit_of(draft: OfferDraft, person: Person, today: date) -> ShopUnit:
    """The unit at this address, made with the next number of the stock when nobody knew it."""
    # Whoever names the same new house at the same moment waits here and then finds it.
    Street.objects.select_for_update(of=("self",)).get(pk=draft.street.pk)
    there = list(ShopUnit.objects.filter(street=draft.street, house_number__iexact=draft.house_number))
    same_part = [unit for unit in there if unit.unit_label.casefold() == draft.unit_label.casefold()]
    # “EG” for a house of which we know only one unit without a name of its part is that unit, and the other way round.
    alone = there if len(there) == 1 and not (draft.unit_label and there[0].unit_label) else []
    if found := same_part or alone:
        unit = found[0]
        if unit.property_contact_id is None:
            unit.property_contact = _contact_of(draft, person, today)
            unit.save(update_fields=["property_contact"])
        return unit
    digits = re.match(r"\d+", draft.house_number)
    number = int(digits.group()) if digits else 0
    unit = ShopUnit(
        street=draft.street,
        house_number=draft.house_number,
        unit_label=draft.unit_label,
        part_id=draft.street.part_id,
        side=Side.ODD if number % 2 else Side.EVEN,
        position=number * 10,
        total_area_m2=draft.area_m2,
        property_contact=_contact_of(draft, person, today),
        in_stock=DateRange(today, None),
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
        informed_on=today,  # they gave us their details and read beside the form what becomes of them
    )


def _words_of(draft: OfferDraft) -> str:
    """What was said in the form, for the office, also where the unit's own facts are older or differ."""
    label = PropertyContact.Kind(draft.role).label
    lines = [_("Offered by: %(role)s") % {"role": label}]
    if draft.unit_label:
        lines.append(_("Part of the house: %(part)s") % {"part": draft.unit_label})
    if draft.area_m2 is not None:
        lines.append(_("Area: %(area)s m²") % {"area": formats.number_format(draft.area_m2)})
    if draft.vacant_since:
        lines.append(_("Empty since: %(since)s") % {"since": draft.vacant_since})
    if draft.price_idea is not None:
        lines.append(_("Idea of the price: %(price)s €") % {"price": formats.number_format(draft.price_idea)})
    if draft.text:
        lines.append(draft.text)
    return "\n".join(lines)


def photos_of_offer(listing: Listing, contribution: Contribution) -> list[UnitPhoto]:
    """The photos that came with an offer. They hang on the unit, so that the next letting has them as well."""
    # Photos of a form arrive at most a day before it is sent, and their rights are confirmed there.
    earliest = contribution.created_at - timedelta(hours=settings.PURGE_PENDING_PHOTOS_HOURS)
    return list(
        listing.unit.photos.filter(rights_confirmed=True, created_at__range=(earliest, contribution.created_at))
    )


@transaction.atomic
def erase_offer(contribution: Contribution) -> None:
    """Remove what an owner gave us. A unit stays in stock; a public offer ends and its page answers 410."""
    listing = Listing.objects.select_related("unit__property_contact").filter(contribution=contribution).first()
    if listing is None:
        return
    contact = listing.unit.property_contact
    for photo in photos_of_offer(listing, contribution):
        photos.remove(photo)
    if contact and contribution.email and contact.email.casefold() == contribution.email.casefold():
        contact.delete()
    if not listing.published_at:
        _drop_offer(listing)
        return
    if listing.state in listing.lifecycle.step("withdraw").source:
        withdraw_listing(listing, by=Role.AUTHOR, text=_("erasure on request"))
    for entry in listing.history.exclude(text=""):
        lifecycle.redact(entry, reason="erasure on request")
    listing.owner_consent_note, listing.contribution = lifecycle.REDACTED, None
    listing.save(update_fields=["owner_consent_note", "contribution"])
    changes.forget(Listing, listing.pk)


def _drop_offer(listing: Listing) -> None:
    """Delete an offer that never was public, and the unit that only it told us about."""
    unit = listing.unit
    goes_too = _stands_on_this_alone(unit, listing)
    listing_pk, unit_pk = listing.pk, unit.pk
    Enquiry.objects.filter(listing=listing).delete()
    listing.delete()
    changes.forget(Listing, listing_pk)
    if goes_too:
        unit.delete()
        changes.forget(ShopUnit, unit_pk)


def purge_offers(now: datetime, dry_run: bool) -> int:
    """Remove offers that were set aside as spam, and owners whose time has come."""
    spam = Listing.objects.filter(
        state=ListingState.SPAM, state_changed_at__lt=now - timedelta(days=settings.PURGE_SPAM_DAYS)
    )
    contacts = PropertyContact.objects.filter(purge_on__lte=timezone.localdate(now))
    if dry_run:
        return spam.count() + contacts.count()
    count = 0
    for listing in spam.select_related("contribution", "unit"):
        with transaction.atomic():
            contribution = listing.contribution
            if contribution:
                participants.erase_deed(contribution)
            else:
                pk = listing.pk
                listing.delete()
                changes.forget(Listing, pk)
        count += 1
    for contact in contacts:
        contact.delete()
        count += 1
    return count
