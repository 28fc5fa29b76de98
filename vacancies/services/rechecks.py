"""Rechecks of public listings: the contact is asked every RECHECK_AFTER_DAYS; without an answer the listing expires."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.messaging import mail
from eving.core.models import Role
from eving.core.people import links, participants
from eving.core.search import engine
from eving.core.workflow import lifecycle
from vacancies.models import Listing, ListingState
from vacancies.workflow.listings import LIVE


def contact_address(listing: Listing) -> str:
    contact, contribution = listing.unit.property_contact, listing.contribution
    return (contact.email if contact else "") or (contribution.email if contribution else "")


def can_be_asked(listing: Listing) -> bool:
    """Whether the contact has an address whose mails have not bounced."""
    address = contact_address(listing)
    return bool(address) and not mail.is_wrong(address)


def recheck_link(listing: Listing) -> str:
    return links.make(listing, _purpose(listing))


def listing_of(text: str) -> Listing | None:
    """The listing of a token; None when it is invalid, too old, or of an earlier contact."""
    token = links.parse(text, "recheck")
    rows = Listing.objects.defer(*engine.COLUMNS).select_related(
        "unit__street", "unit__part", "unit__property_contact", "contribution__participant"
    )
    listing = rows.filter(pk=token.pk).first() if token else None
    if token is None or listing is None or token.age > timedelta(days=2 * settings.EXPIRE_AFTER_DAYS):
        return None
    return listing if replace(token, purpose=_purpose(listing)).valid_for(listing) else None


def _purpose(listing: Listing) -> str:
    return f"recheck:{participants.email_key(contact_address(listing))}"


def live_since_check() -> QuerySet:
    """Annotates ``last_check``, the day of the last check or of publication."""
    day = Coalesce(F("checked_on"), TruncDate("published_at"))
    return Listing.objects.filter(state__in=LIVE).annotate(last_check=day)


def due_day(today: date, days: int) -> date:
    return today - timedelta(days=days)


def ask_rechecks(now: datetime) -> int:
    """Mail the contacts of listings due for a recheck, and remind them before expiry. Returns how many.

    Idempotent: each of the two mails is sent once.
    """
    today = timezone.localdate(now)
    remind_after = settings.EXPIRE_AFTER_DAYS - settings.RECHECK_REMINDER_DAYS
    due = live_since_check().filter(last_check__lte=due_day(today, settings.RECHECK_AFTER_DAYS))
    due = due.filter(last_check__gt=due_day(today, settings.EXPIRE_AFTER_DAYS))
    never_asked = due.exclude(recheck_asked_on__gte=F("last_check"))
    asked_long_ago = due.filter(
        last_check__lte=due_day(today, remind_after),
        recheck_asked_on__lt=F("last_check") + timedelta(days=remind_after),
        recheck_asked_on__gte=F("last_check"),
    )
    count = 0
    for pk in (*never_asked.values_list("pk", flat=True), *asked_long_ago.values_list("pk", flat=True)):
        with transaction.atomic():
            listing = Listing.objects.select_for_update(of=("self",)).get(pk=pk)
            # Without a working address the listing is not marked as asked: the office finds it in its queue and calls.
            if listing.recheck_asked_on == today or not can_be_asked(listing):
                continue
            listing.recheck_asked_on = today
            listing.save(update_fields=["recheck_asked_on"])
            mail.send_later("vacancies.recheck", listing.pk)
            count += 1
    return count


def expire_old(now: datetime) -> int:
    """Expire listings not checked for EXPIRE_AFTER_DAYS. Returns how many."""
    last = due_day(timezone.localdate(now), settings.EXPIRE_AFTER_DAYS)
    count = 0
    for listing in live_since_check().filter(last_check__lte=last):
        try:
            lifecycle.apply(listing, "expire", by=Role.SYSTEM, seen_version=listing.version)
        except ValidationError:
            continue  # the contact answered since the list was read; tomorrow's run looks again
        count += 1
    return count


def hide_let(now: datetime) -> int:
    """Let shops stay visible for SHOW_LET_DAYS as a success story; then their pages answer 410."""
    over = now - timedelta(days=settings.SHOW_LET_DAYS)
    old = Listing.objects.published().filter(state=ListingState.LET, state_changed_at__lt=over)
    return old.update(hidden_at=now)


@transaction.atomic
def still_right(listing: Listing) -> None:
    """The contact confirms a listing. An expired one waits for the office to publish it again."""
    stored = lifecycle.locked(listing)
    if stored.state in LIVE:
        stored.checked_on, stored.recheck_asked_on, stored.recheck_remark = timezone.localdate(), None, ""
        sentence = _("Everything is still right.")
    elif stored.state == ListingState.EXPIRED:
        sentence = stored.recheck_remark = _("Everything is still right. Please publish again.")
    else:
        raise ValidationError(_("This listing has ended. Please write to the office."))
    stored.version += 1
    stored.save(update_fields=["checked_on", "recheck_asked_on", "recheck_remark", "version"])
    lifecycle.add_entry(stored, by=Role.AUTHOR, before=stored.state, after=stored.state, text=sentence)
    listing.refresh_from_db()


@transaction.atomic
def has_changed(listing: Listing, text: str) -> None:
    stored = lifecycle.locked(listing)
    if stored.state not in (*LIVE, ListingState.EXPIRED, ListingState.PAUSED):
        raise ValidationError(_("This listing has ended. Please write to the office."))
    stored.recheck_remark = text
    stored.version += 1
    stored.save(update_fields=["recheck_remark", "version"])
    lifecycle.add_entry(stored, by=Role.AUTHOR, before=stored.state, after=stored.state, text=text)
    mail.send_later("vacancies.recheck_office", stored.pk)
    listing.refresh_from_db()


@transaction.atomic
def no_longer_free(listing: Listing, text: str) -> None:
    sentence = text or _("No longer available.")
    if listing.state == ListingState.EXPIRED:  # not public any more
        has_changed(listing, sentence)
        return
    lifecycle.apply(listing, "stop", by=Role.AUTHOR, text=sentence)
    mail.send_later("vacancies.recheck_office", listing.pk)
