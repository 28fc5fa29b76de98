"""Matching of listings and searches, and the mail alerts about them; no search is mailed a listing twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from eving.core.messaging import mail
from vacancies.matching.comparison import Fit, compare, ranked
from vacancies.matching.premises import Premises, premises_of, premises_of_unit
from vacancies.matching.requirements import need_of
from vacancies.matching.selection import may_fit, who_may_fit
from vacancies.models import Alert, Listing, ListingState, Match, OccupancyStatus, SearchProfile, ShopUnit
from vacancies.workflow.listings import LIVE
from vacancies.workflow.profiles import SEARCHING

# Longer lists help nobody: beyond that the public list serves better.
MOST_HITS = 50
WEEK = timedelta(days=7)
# Only confirmed addresses get repeated mails.
MAY_BE_MAILED = {"contribution__participant__isnull": False, "contribution__confirmed_at__isnull": False}


@dataclass(frozen=True)
class Hit:
    """A search with a listing or unit that fits it, and what happened between them."""

    profile: SearchProfile
    unit: ShopUnit
    listing: Listing | None
    fit: Fit
    match: Match | None = None

    @property
    def is_dismissed(self) -> bool:
        return self.match is not None and self.match.dismissed_at is not None


def hits_of(profile: SearchProfile, *, only_news: bool = False) -> list[Hit]:
    """Public listings that fit a search, best first, at most MOST_HITS.

    ``only_news`` leaves out reserved listings and those the search was mailed before.
    """
    need = need_of(profile)
    public = Listing.objects.published().filter(state__in=LIVE)
    if only_news:
        known = profile.matches.filter(listing__isnull=False).values("listing")
        public = public.filter(state=ListingState.PUBLISHED).exclude(pk__in=known)
    newest = may_fit(need, public.for_cards()).order_by("-published_at", "-pk")[: 10 * MOST_HITS]
    best = ranked((listing, compare(need, premises_of(listing))) for listing in newest)[:MOST_HITS]
    matches = {match.listing_id: match for match in profile.matches.filter(listing__isnull=False)}
    return [Hit(profile, listing.unit, listing, fit, matches.get(listing.pk)) for listing, fit in best]


def units_for(profile: SearchProfile) -> list[Hit]:
    """Vacant units without a listing that fit a search, best first. For the office alone."""
    need = need_of(profile)
    today = timezone.localdate()
    empty = (
        ShopUnit.objects.filter(periods__period__contains=today, periods__status=OccupancyStatus.VACANT)
        .exclude(listings__state__in=LIVE)
        .filter(in_inventory__contains=today)
        .select_related("street")
        .order_by("pk")
    )
    best = ranked((unit, compare(need, premises_of_unit(unit, is_free=True))) for unit in empty[: 10 * MOST_HITS])
    matches = {match.unit_id: match for match in profile.matches.filter(listing__isnull=True)}
    return [Hit(profile, unit, None, fit, matches.get(unit.pk)) for unit, fit in best[:MOST_HITS]]


def premises_today(unit: ShopUnit) -> Premises:
    period = unit.periods.on(timezone.localdate()).first()
    if period is None or period.status == OccupancyStatus.VACANT:
        return premises_of_unit(unit, is_free=period is not None)
    return premises_of_unit(unit, free_from=period.lease_ends_on)


def seekers_of(unit: ShopUnit, listing: Listing | None) -> list[Hit]:
    """Active searches that fit a listing, or the unit itself without one, best first, at most MOST_HITS."""
    premises = premises_of(listing) if listing else premises_today(unit)
    searching = SearchProfile.objects.searching().for_matching().select_related("contribution")
    profiles = who_may_fit(premises, searching)
    newest = profiles.order_by("-pk")[: 10 * MOST_HITS]
    best = ranked((profile, compare(need_of(profile), premises)) for profile in newest)[:MOST_HITS]
    rows = Match.objects.filter(unit=unit, listing=listing)
    matches = {match.profile_id: match for match in rows}
    return [Hit(profile, unit, listing, fit, matches.get(profile.pk)) for profile, fit in best]


@transaction.atomic
def send_alerts(profile: SearchProfile, now: datetime | None = None) -> int:
    """Mail the person of a search all free listings that are new to it, in one mail. Returns how many.

    The profile is locked before its matches are written: two concurrent runs do not mail a listing twice.
    """
    now = now or timezone.now()
    locked = (
        SearchProfile.objects.select_for_update(of=("self",))
        .filter(pk=profile.pk, state__in=SEARCHING, **MAY_BE_MAILED)
        .exclude(alert=Alert.NEVER)
        .first()
    )
    if locked is None or not is_time(locked, now):
        return 0
    fresh = hits_of(locked, only_news=True)
    if not fresh:
        return 0
    sent = Match.objects.bulk_create(
        Match(profile=locked, unit=hit.unit, listing=hit.listing, sent_at=now) for hit in fresh
    )
    locked.alerted_at = now
    locked.save(update_fields=["alerted_at"])
    mail.send_later("vacancies.alert", sent[0].pk)
    return len(sent)


def is_time(profile: SearchProfile, now: datetime) -> bool:
    if profile.alerted_at is None or profile.alert == Alert.IMMEDIATE:
        return True
    # By days, not hours: the morning's job may start some minutes earlier than the day before.
    days = (timezone.localdate(now) - timezone.localdate(profile.alerted_at)).days
    return days >= (WEEK.days if profile.alert == Alert.WEEKLY else 1)


def send_due_alerts(now: datetime) -> int:
    """The daily job. Returns how many listings were mailed."""
    waiting = (
        SearchProfile.objects.searching().exclude(alert=Alert.NEVER).filter(contribution__participant__isnull=False)
    )
    return sum(send_alerts(profile, now) for profile in waiting.order_by("pk").iterator(chunk_size=200))


@app.task(name="vacancies.tell_at_once", queue="alerts")
def send_immediate_alerts(*, listing: int) -> None:
    row = Listing.objects.published().filter(pk=listing, state=ListingState.PUBLISHED).for_cards().first()
    if row is None:
        return
    for hit in seekers_of(row.unit, row):
        if hit.profile.alert == Alert.IMMEDIATE and hit.match is None:
            send_alerts(hit.profile)
