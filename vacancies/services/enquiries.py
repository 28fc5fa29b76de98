"""Services on enquiries about shops, up to the lease. Each is one transaction; mails are queued inside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.audit import log
from eving.core.messaging import mail, submissions
from eving.core.models import Channel, Contribution, FailedMail, Role
from eving.core.models.users import User
from eving.core.people import participants
from eving.core.workflow import lifecycle
from eving.core.working_days import promised_date
from vacancies.models import (
    Enquiry,
    EnquiryHistory,
    EnquiryState,
    Listing,
    ShopUnit,
    UseClass,
)
from vacancies.services.persons import Person, plan_purge
from vacancies.services.viewings import keep_time_free, may_be_mailed, moment_text, viewing_lies_ahead
from vacancies.workflow.enquiries import OPEN

ENQUIRY = "enquiry"
CLOSED = (EnquiryState.WON, EnquiryState.LOST)
# What one form writes has one sender and one text, and comes within such a time.
ONE_REQUEST = timedelta(minutes=1)
RECEIPTS = ("vacancies.enquiry_received", "vacancies.enquiries_received")
MAILS_ABOUT = ("vacancies.enquiry_office", "vacancies.viewing", "vacancies.viewing_cancelled")


@dataclass(frozen=True)
class EnquiryDraft:
    """What the web form says about a plan for a shop."""

    text: str
    intended_use: UseClass | None = None
    start_wanted: str = ""
    company: str = ""
    wants_viewing: bool = False
    wants_call: bool = False
    owner_may_know: bool = False  # consent to name the person and the plan


@transaction.atomic
def send_enquiry(
    listing: Listing,
    *,
    key: UUID,
    digest: str = "",
    draft: EnquiryDraft,
    person: Person,
    privacy_version: str,
    screening: str = "",
) -> tuple[Enquiry, bool]:
    """Store an enquiry from the web form; the office gets it at once, even from an unconfirmed address.

    Returns it and whether it is new.
    """
    return _write_enquiry(
        listing,
        draft,
        person,
        key=key,
        digest=digest,
        privacy_version=privacy_version,
        channel=Channel.WEB,
        screening=screening,
    )


@transaction.atomic
def send_enquiries(
    listings: Sequence[Listing],
    *,
    key: UUID,
    digest: str,
    draft: EnquiryDraft,
    person: Person,
    privacy_version: str,
    screening: str = "",
) -> list[Enquiry]:
    """Store one enquiry for each listing from one web form, and order one mail for all of them.

    Sent again, the form adds only what it has not written yet: each enquiry has a key of its own, made of that of the
    form and the number of its listing.
    """
    details: dict[str, Any] = {
        "digest": digest,
        "privacy_version": privacy_version,
        "channel": Channel.WEB,
        "screening": screening,
        "sends_receipt": False,
    }
    written = [
        _write_enquiry(listing, draft, person, key=uuid5(key, listing.number or ""), **details)
        # In one order, so that two requests of one form cannot wait for each other.
        for listing in sorted(listings, key=lambda listing: listing.pk)
    ]
    new = [enquiry for enquiry, is_new in written if is_new]
    if new and (first := new[0].contribution):
        # A shop that was added to a form sent before is told of by a mail of its own.
        added = "" if len(new) == len(written) else " ".join(str(enquiry.listing_id) for enquiry in new)
        submissions.order_mail(
            person.email,
            "vacancies.enquiries_received",
            first,
            key=key,
            digest=participants.digest_with(digest, added) if added else digest,
        )
    return [enquiry for enquiry, _is_new in written]


def sent_together(contribution: Contribution) -> list[Contribution]:
    """The contributions of the enquiries that one form has sent, this one among them, oldest first."""
    rows = Contribution.objects.select_related("enquiry__listing__unit__street").filter(
        kind=ENQUIRY,
        participant=contribution.participant_id,
        enquiry__text=contribution.enquiry.text,
        created_at__range=(contribution.created_at - ONE_REQUEST, contribution.created_at + ONE_REQUEST),
    )
    return list(rows.order_by("pk"))


@transaction.atomic
def record_enquiry(
    listing: Listing,
    *,
    key: UUID,
    digest: str = "",
    draft: EnquiryDraft,
    person: Person,
    channel: str,
    privacy_version: str,
    by: User,
) -> tuple[Enquiry, bool]:
    """Store an enquiry received by telephone, at the desk or on paper. Returns it and whether it is new."""
    if channel not in Channel.values or channel == Channel.WEB:
        raise ValidationError({"channel": "web is not a channel for staff"})
    return _write_enquiry(
        listing, draft, person, key=key, digest=digest, privacy_version=privacy_version, channel=channel, recorded_by=by
    )


def _write_enquiry(
    listing: Listing, draft: EnquiryDraft, person: Person, *, sends_receipt: bool = True, **details: Any
) -> tuple[Enquiry, bool]:
    contribution, is_new = participants.contribute(
        kind=ENQUIRY, email=person.email, name=person.name, phone=person.phone, **details
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
        owner_may_know=draft.owner_may_know,
        answer_due_on=promised_date(timezone.localdate()),
    )
    by = details.get("recorded_by") or Role.AUTHOR
    lifecycle.add_entry(enquiry, by=by, before="", after=EnquiryState.NEW)
    if by == Role.AUTHOR:
        mail.send_later("vacancies.enquiry_office", enquiry.pk)
        if sends_receipt:
            submissions.order_mail(person.email, "vacancies.enquiry_received", contribution, key=details["key"])
    elif person.email:  # typed by staff: no stranger can use it to fill a mailbox
        mail.send_later("vacancies.enquiry_received", contribution.pk)
    return enquiry, True


# ---------------------------------------------------------------- transitions
def move(enquiry: Enquiry, name: str, *, by: User, text: str, **fields: Any) -> EnquiryHistory:
    """Write a transition; schedule the deletion of a closed enquiry, or cancel it for a reopened one."""
    if name in ("win", "lose", "spam"):
        fields |= {"next_action": "", "follow_up_on": None}
    if name == "reopen":
        fields |= {"viewing_at": None}
    entry = lifecycle.write(enquiry, name, by=by, text=text, **fields)
    if enquiry.state in CLOSED:
        plan_purge(enquiry.contribution)
    elif enquiry.contribution and enquiry.contribution.purge_on:
        enquiry.contribution.purge_on = None
        enquiry.contribution.save(update_fields=["purge_on"])
    return entry


for name in ("contact", "negotiate", "spam", "reopen"):
    lifecycle.on(Enquiry, name)(partial(move, name=name))


@lifecycle.on(Enquiry, "view")
def agree_viewing(
    enquiry: Enquiry,
    *,
    by: User,
    text: str,
    viewing_at: datetime | None = None,
    viewing_minutes: int = 30,
    viewing_place: str = "",
    invite: bool = False,
    **details: Any,
) -> EnquiryHistory:
    """Agree on a viewing, or move the agreed one; mail the appointment when ``invite`` is set.

    Raises ValidationError when it lies in the past or another viewing of the unit overlaps. Without ``viewing_at`` only
    the state changes.
    """
    if viewing_at is None:
        return move(enquiry, "view", by=by, text=text, **details)
    keep_time_free(enquiry, viewing_at, viewing_minutes)
    is_moved = enquiry.state == EnquiryState.VIEWING and enquiry.viewing_at is not None
    heading = _("Viewing moved to: %(when)s.") if is_moved else _("Viewing: %(when)s.")
    announcement = heading % {"when": moment_text(viewing_at, viewing_minutes)}
    entry = move(
        enquiry,
        "view",
        by=by,
        text="\n".join(part for part in (announcement, text) if part),
        viewing_at=viewing_at,
        viewing_minutes=viewing_minutes,
        viewing_place=viewing_place or enquiry.listing.unit.address,
        **details,
    )
    if invite and may_be_mailed(enquiry):
        mail.send_later("vacancies.viewing", enquiry.pk)
    return entry


@lifecycle.on(Enquiry, "lose")
def lose_enquiry(enquiry: Enquiry, *, by: User, text: str, cancel_viewing: bool = False) -> EnquiryHistory:
    sends_cancellation = cancel_viewing and viewing_lies_ahead(enquiry) and may_be_mailed(enquiry)
    entry = move(enquiry, "lose", by=by, text=text)
    if sends_cancellation:
        mail.send_later("vacancies.viewing_cancelled", enquiry.pk)
    return entry


def lock_unit_and_listing(enquiry: Enquiry, **given: Any) -> None:
    """Serialises two wins of one listing. Locks the unit first, as publishing and letting do, to avoid a deadlock."""
    ShopUnit.objects.select_for_update(of=("self",)).filter(listings=enquiry.listing_id).first()
    Listing.objects.select_for_update(of=("self",)).filter(pk=enquiry.listing_id).first()


@lifecycle.on(Enquiry, "win", lock_first=lock_unit_and_listing)
def win_enquiry(
    enquiry: Enquiry,
    *,
    by: User,
    text: str,
    on: date,
    use_class: UseClass,
    tenant_name: str = "",
    close_others: bool = False,
) -> EnquiryHistory:
    """End the enquiry with a lease: the listing is let, and no other of its enquiries can be won.

    Other open enquiries are closed, or get an internal note. Raises ValidationError when the listing cannot be let;
    nothing is written then.
    """
    listing = enquiry.listing
    others = Enquiry.objects.filter(listing=listing).exclude(pk=enquiry.pk)
    if others.filter(state=EnquiryState.WON).exists():
        raise ValidationError(_("Another enquiry about this listing has already led to a lease."))
    if not listing.lifecycle.transition("let").fits(listing):
        raise ValidationError(
            _("The listing %(number)s cannot be let: it is “%(state)s”. Please publish it first.")
            % {"number": listing.number or listing.title, "state": listing.get_state_display()}
        )
    entry = move(enquiry, "win", by=by, text=text)
    lifecycle.apply(listing, "let", by=by, on=on, use_class=use_class, tenant_name=tenant_name)
    for other in others.filter(state__in=OPEN).order_by("pk"):
        if close_others:
            lifecycle.apply(other, "lose", by=by, text=_("The shop is let to somebody else."), cancel_viewing=True)
        else:
            lifecycle.add_internal_note(other, by=by, text=_("The shop is let through another enquiry."))
    return entry


def deleted_on(enquiry: Enquiry) -> date | None:
    """The day on which the purge deletes a closed enquiry; None while it is open."""
    days = {EnquiryState.SPAM: settings.PURGE_SPAM_DAYS}.get(EnquiryState(enquiry.state))
    if enquiry.state in CLOSED:
        days = 30 * settings.PURGE_NOTE_MONTHS
    return timezone.localdate(enquiry.state_changed_at) + timedelta(days=days) if days else None


@transaction.atomic
def change_consent(contribution: Contribution, owner_may_know: bool) -> None:
    enquiry = Enquiry.objects.select_for_update(of=("self",)).filter(contribution=contribution).first()
    if enquiry is None or enquiry.owner_may_know == owner_may_know:
        return
    enquiry.owner_may_know = owner_may_know
    enquiry.version += 1
    enquiry.save(update_fields=["owner_may_know", "version"])
    text = _("The owner may learn who asks.") if owner_may_know else _("The owner may no longer learn who asks.")
    lifecycle.add_entry(enquiry, by=Role.AUTHOR, before=enquiry.state, after=enquiry.state, text=text)


@transaction.atomic
def erase_enquiry(contribution: Contribution) -> None:
    for enquiry in Enquiry.objects.select_for_update(of=("self",)).filter(contribution=contribution):
        _remove(enquiry)


def _remove(enquiry: Enquiry) -> None:
    """Also deletes its failed mails and its entries in Django's admin log."""
    about = Q(name__in=MAILS_ABOUT, object_id=enquiry.pk)
    if enquiry.contribution_id:
        about |= Q(name__in=RECEIPTS, object_id=enquiry.contribution_id)
    FailedMail.objects.filter(about).delete()
    pk = enquiry.pk
    enquiry.delete()
    log.forget(Enquiry, pk)


def purge_enquiries(now: datetime, dry_run: bool) -> int:
    """Delete closed enquiries and spam whose retention is over. Returns how many, also for ``dry_run``."""
    old = Enquiry.objects.filter(
        Q(state__in=CLOSED, state_changed_at__lt=_end_of_day(now, 30 * settings.PURGE_NOTE_MONTHS))
        | Q(state=EnquiryState.SPAM, state_changed_at__lt=_end_of_day(now, settings.PURGE_SPAM_DAYS))
    )
    if dry_run:
        return old.count()
    count = 0
    for pk in old.values_list("pk", flat=True):
        with transaction.atomic():
            enquiry = old.select_for_update(of=("self",)).filter(pk=pk).first()
            if enquiry is None:  # changed by the office since the list was read
                continue
            contribution = enquiry.contribution
            _remove(enquiry)
            if contribution:
                participants.erase_contribution(contribution)
        count += 1
    return count


def _end_of_day(now: datetime, days_ago: int) -> datetime:
    """Deletion counts whole days, whatever the hour of the purge (see ``deleted_on``)."""
    day = timezone.localdate(now) - timedelta(days=days_ago - 1)
    return timezone.make_aware(datetime.combine(day, time.min))
