"""Services on listings: completeness, and the transitions from draft to lease. Each is one transaction."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.models import Contribution
from eving.core.models.users import User
from eving.core.series import next_number, next_numbers
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import By
from vacancies.energy import missing_energy, missing_validity
from vacancies.models import (
    Listing,
    ListingHistory,
    ListingKind,
    ListingState,
    OccupancyPeriod,
    OccupancyStatus,
    PropertyContact,
    ShopUnit,
    UseClass,
)
from vacancies.services.address_privacy import names_the_house, names_the_owner, slug_of
from vacancies.services.alerts import send_immediate_alerts
from vacancies.services.list_columns import listing_changed
from vacancies.services.persons import plan_purge
from vacancies.services.units import OFFERED, set_status
from vacancies.workflow.listings import LIVE


def missing_details(listing: Listing) -> list[str]:
    """What the listing's own fields lack for publication, by law and by the owner's consent, as sentences."""
    missing = []
    if listing.owner_consent_on is None:
        missing.append(_("The owner's consent, with its date."))
    if not listing.rent_on_request:
        if listing.kind == ListingKind.SALE:
            if (listing.sale_price or 0) <= 0:
                missing.append(_("The price, or “on request”."))
        elif not has_rent(listing):
            missing.append(_("The rent excl. service charges, or “on request”."))
    missing += missing_energy(listing)
    if listing.kind == ListingKind.INTERIM and listing.max_term_months is None:
        missing.append(_("The maximum term of the interim use."))
    if not listing.description.strip():
        missing.append(_("A description."))
    if not listing.show_address and names_the_house(listing):
        missing.append(_("The house number is to stay hidden, but a text names it."))
    if names_the_owner(listing):
        missing.append(_("A text names the owner or manager, who is to stay unnamed."))
    return missing


def has_rent(listing: Listing) -> bool:
    """A rent of zero counts for interim uses alone."""
    rent = listing.net_cold_rent_month
    return rent is not None and (rent > 0 or (rent == 0 and listing.kind == ListingKind.INTERIM))


def is_reachable(listing: Listing) -> bool:
    contact, contribution = listing.unit.property_contact, listing.contribution
    return bool(
        (contact and (contact.email or contact.phone)) or (contribution and (contribution.email or contribution.phone))
    )


def missing_for_publication(listing: Listing) -> list[str]:
    """Everything a listing lacks for publication, as sentences; empty when it can be published."""
    # An expired certificate does not end a public listing: the page says so, and the office has it in a queue.
    missing = [*missing_details(listing), *missing_validity(listing)]
    if not listing.unit.street_id:
        missing.append(_("A street of the list: choose it on the page of the unit."))
    if not any(photo.alt.strip() for photo in listing.unit.photos.all()):
        missing.append(_("At least one photo with a description for people who cannot see it."))
    if not is_reachable(listing):
        missing.append(_("An owner or manager whom the office can reach by e-mail or telephone."))
    if listing.unit.listings.filter(state__in=LIVE).exclude(pk=listing.pk).exists():
        missing.append(_("Another listing of this unit is public. Please end it first."))
    return missing


@transaction.atomic
def register_listings(listings: Sequence[Listing], *, by: User) -> None:
    """Enter several drafts, in a few statements; their uses are saved afterwards, then call ``listings_changed``."""
    for listing, number in zip(listings, next_numbers("L", len(listings)), strict=True):
        listing.number, listing.state = number, ListingState.DRAFT
    Listing.objects.bulk_create(listings)
    lifecycle.add_entries(listings, by=by, before="", after=ListingState.DRAFT)


@transaction.atomic
def register_listing(listing: Listing, *, by: User) -> None:
    listing.number = next_number("L")
    listing.save(update_fields=["number"])
    lifecycle.add_entry(listing, by=by, before="", after=listing.state)
    listing_changed(listing)


# ---------------------------------------------------------------- transitions
def lock_unit(listing: Listing, **given: Any) -> ShopUnit | None:
    """Locks the unit before its listing, always in this order, so that two transactions on one unit cannot deadlock."""
    return ShopUnit.objects.select_for_update(of=("self",)).filter(pk=listing.unit_id).first()


@lifecycle.on(Listing, "take_up", lock_first=lock_unit)
def take_up(listing: Listing, *, by: User, text: str) -> ListingHistory:
    entry = lifecycle.write(listing, "take_up", by=by, text=text, number=listing.number or next_number("L"))
    listing_changed(listing)
    return entry


@lifecycle.on(Listing, "publish", lock_first=lock_unit)
def publish_listing(listing: Listing, *, by: User, text: str) -> ListingHistory:
    """Publishes the listing with the described photos. Raises ValidationError that names all that is missing."""
    if missing := missing_for_publication(listing):
        raise ValidationError(missing)
    now = timezone.now()
    entry = lifecycle.write(
        listing,
        "publish",
        by=by,
        text=text,
        slug=listing.slug or slug_of(listing),
        published_at=listing.published_at or now,
        hidden_at=None,
        checked_on=timezone.localdate(now),
        recheck_asked_on=None,
        recheck_remark="",
        answer_due_on=None,
    )
    listing.unit.photos.filter(approved_at__isnull=True).exclude(alt="").update(approved_at=now)
    _keep_person(listing)
    listing_changed(listing)
    send_immediate_alerts.defer(listing=listing.pk)
    return entry


def hide_listing(listing: Listing, name: str, *, by: By, text: str) -> ListingHistory:
    return lifecycle.write(listing, name, by=by, text=text, hidden_at=timezone.now())


def check_listing(listing: Listing, name: str, *, by: User, text: str) -> ListingHistory:
    return lifecycle.write(
        listing,
        name,
        by=by,
        text=" ".join(part for part in (_("Checked again."), text) if part),
        checked_on=timezone.localdate(),
        recheck_asked_on=None,
        recheck_remark="",
    )


@lifecycle.on(Listing, "stop", lock_first=lock_unit)
def stop_listing(listing: Listing, *, by: By, text: str) -> ListingHistory:
    return lifecycle.write(listing, "stop", by=by, text=text, hidden_at=timezone.now(), recheck_remark=text)


@lifecycle.on(Listing, "let", lock_first=lock_unit)
def let_listing(
    listing: Listing,
    *,
    by: User,
    text: str,
    on: date,
    use_class: UseClass,
    tenant_name: str = "",
    tenant: Any = None,
) -> ListingHistory:
    entry = lifecycle.write(listing, "let", by=by, text=text)
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
    plan_purge(listing.contribution)
    let_contact_go(listing, timedelta(days=30 * settings.PURGE_NOTE_MONTHS))
    return entry


@lifecycle.on(Listing, "withdraw", lock_first=lock_unit)
def withdraw_listing(listing: Listing, *, by: By, text: str) -> ListingHistory:
    hidden_at = (listing.hidden_at or timezone.now()) if listing.published_at else None
    entry = lifecycle.write(listing, "withdraw", by=by, text=text, hidden_at=hidden_at, answer_due_on=None)
    plan_purge(listing.contribution)
    contact = listing.unit.property_contact
    # An offer that was never public may come from a stranger, who must not cause an owner's deletion.
    if contact and (listing.published_at or known_by_this_alone(contact, listing)):
        let_contact_go(listing, timedelta(days=30 * settings.PURGE_NOTE_MONTHS))
    return entry


@lifecycle.on(Listing, "spam", lock_first=lock_unit)
def mark_offer_spam(listing: Listing, *, by: User, text: str) -> ListingHistory:
    """Without mail; deleted by the nightly purge.

    A unit and an owner known only by this offer go with it; an owner known from elsewhere is not affected.
    """
    entry = lifecycle.write(listing, "spam", by=by, text=text, answer_due_on=None)
    unit, contact = listing.unit, listing.unit.property_contact
    if contact and known_by_this_alone(contact, listing):
        let_contact_go(listing, timedelta(days=settings.PURGE_SPAM_DAYS))
    if stands_on_this_alone(unit, listing):
        # A range of one day is the shortest allowed; the purge deletes the unit together with the offer.
        unit.in_inventory = DateRange(unit.in_inventory.lower, unit.in_inventory.lower + timedelta(days=1))
        unit.save(update_fields=["in_inventory"])
    return entry


for name in ("reserve", "release"):
    lifecycle.on(Listing, name, lock_first=lock_unit)(partial(lifecycle.write, name=name))
for name in ("pause", "expire"):
    lifecycle.on(Listing, name, lock_first=lock_unit)(partial(hide_listing, name=name))
for name in ("check", "check_reserved"):
    lifecycle.on(Listing, name, lock_first=lock_unit)(partial(check_listing, name=name))


def stands_on_this_alone(unit: ShopUnit, listing: Listing) -> bool:
    if listing.contribution is None or unit.periods.exists() or unit.talks.exists():
        return False
    if unit.listings.exclude(pk=listing.pk).exists():
        return False
    return unit.in_inventory.lower == timezone.localdate(listing.created_at)


def known_by_this_alone(contact: PropertyContact, listing: Listing) -> bool:
    if contact.talks.exists() or contact.units.exclude(pk=listing.unit_id).exists():
        return False
    if listing.unit.listings.exclude(pk=listing.pk).exists():
        return False
    return contact.informed_on == timezone.localdate(listing.created_at)


def _keep_person(listing: Listing) -> None:
    if listing.contribution_id:
        Contribution.objects.filter(pk=listing.contribution_id).update(purge_on=None)
    if listing.unit.property_contact_id:
        PropertyContact.objects.filter(pk=listing.unit.property_contact_id).update(purge_on=None)


def let_contact_go(listing: Listing, after: timedelta) -> None:
    contact_id = listing.unit.property_contact_id
    others = Listing.objects.filter(unit__property_contact=contact_id, state__in=OFFERED).exclude(pk=listing.pk)
    if contact_id and not others.exists():
        PropertyContact.objects.filter(pk=contact_id, purge_on=None).update(purge_on=timezone.localdate() + after)
