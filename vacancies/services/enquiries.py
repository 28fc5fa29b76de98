"""Enquiries about shops, up to the lease. Each deed is one transaction; mails are deferred inside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from eving.core import lifecycle, mail, participants
from eving.core.models import Channel, Contribution, Role
from eving.core.models.users import User
from vacancies.models import (
    Enquiry,
    EnquiryHistory,
    EnquiryState,
    Listing,
    UseClass,
)
from vacancies.services.persons import Person, plan_purge, promised_date

ENQUIRY = "enquiry"
CLOSED = (EnquiryState.WON, EnquiryState.LOST)


@dataclass(frozen=True)
class EnquiryDraft:
    """What somebody wants to do in a shop unit."""

    text: str
    intended_use: UseClass | None = None
    start_wanted: str = ""
    company: str = ""
    wants_viewing: bool = False
    wants_call: bool = False


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
        plan_purge(enquiry.contribution)
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
