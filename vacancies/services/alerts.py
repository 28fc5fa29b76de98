"""Which listings a search hears of, and when: at once, once a day or once a week, and no listing twice."""

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

# A single page or mail is no catalogue: beyond these many, the list on the portal serves better.
MOST_HITS = 50
WEEK = timedelta(days=7)
# Nobody gets repeated mails whose person has not pressed the button behind the link.
MAY_BE_MAILED = {"contribution__participant__isnull": False, "contribution__confirmed_at__isnull": False}


@dataclass(frozen=True)
class Hit:
    """A listing or unit and a search that fit each other, and what happened between them."""

    profile: SearchProfile
    unit: ShopUnit
    listing: Listing | None
    fit: Fit
    match: Match | None = None

    @property
    def is_dismissed(self) -> bool:
        return self.match is not None and self.match.dismissed_at is not None


def hits_of(profile: SearchProfile, *, only_news: bool = False) -> list[Hit]:
    """The public listings that fit a search, best first, at most 50.

    ``only_news`` leaves out what is reserved and what this search has heard of before.
    """
    need = need_of(profile)
    public = Listing.objects.published().filter(state__in=LIVE)
    if only_news:
        known = profile.matches.filter(listing__isnull=False).values("listing")
        public = public.filter(state=ListingState.PUBLISHED).exclude(pk__in=known)
    newest = may_fit(need, public.for_cards()).order_by("-published_at", "-pk")[: 10 * MOST_HITS]
    found = ranked((listing, compare(need, premises_of(listing))) for listing in newest)[:MOST_HITS]
    matches = {match.listing_id: match for match in profile.matches.filter(listing__isnull=False)}
    return [Hit(profile, listing.unit, listing, fit, matches.get(listing.pk)) for listing, fit in found]


def units_for(profile: SearchProfile) -> list[Hit]:
    """Units that stand empty without an offer and fit a search, best first: only the office knows them."""
    need = need_of(profile)
    today = timezone.localdate()
    empty = (
        ShopUnit.objects.filter(periods__period__contains=today, periods__status=OccupancyStatus.VACANT)
        .exclude(listings__state__in=LIVE)
        .filter(in_inventory__contains=today)
        .select_related("street")
        .order_by("pk")
    )
    found = ranked((unit, compare(need, premises_of_unit(unit, is_free=True))) for unit in empty[: 10 * MOST_HITS])
    matches = {match.unit_id: match for match in profile.matches.filter(listing__isnull=True)}
    return [Hit(profile, unit, None, fit, matches.get(unit.pk)) for unit, fit in found[:MOST_HITS]]


def premises_today(unit: ShopUnit) -> Premises:
    """A unit without an offer: free when it stands empty, else from the end of the lease on, if somebody knows it."""
    period = unit.periods.on(timezone.localdate()).first()
    if period is None or period.status == OccupancyStatus.VACANT:
        return premises_of_unit(unit, is_free=period is not None)
    return premises_of_unit(unit, free_from=period.lease_ends_on)


def seekers_of(unit: ShopUnit, listing: Listing | None) -> list[Hit]:
    """The running searches that fit a listing, or the unit as it is without one, best first, at most 50."""
    premises = premises_of(listing) if listing else premises_today(unit)
    searching = SearchProfile.objects.searching().for_matching().select_related("contribution")
    profiles = who_may_fit(premises, searching)
    newest = profiles.order_by("-pk")[: 10 * MOST_HITS]
    found = ranked((profile, compare(need_of(profile), premises)) for profile in newest)[:MOST_HITS]
    rows = Match.objects.filter(unit=unit, listing=listing)
    matches = {match.profile_id: match for match in rows}
    return [Hit(profile, unit, listing, fit, matches.get(profile.pk)) for profile, fit in found]


@transaction.atomic
def send_alerts(profile: SearchProfile, now: datetime | None = None) -> int:
    """Mail a search the free listings it has not heard of, all in one mail; returns how many.

    What is written down here is never told again, also when two of these run at once: the row is locked first.
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
    told = Match.objects.bulk_create(
        Match(profile=locked, unit=hit.unit, listing=hit.listing, sent_at=now) for hit in fresh
    )
    locked.alerted_at = now
    locked.save(update_fields=["alerted_at"])
    mail.send_later("vacancies.alert", told[0].pk)
    return len(told)


def is_time(profile: SearchProfile, now: datetime) -> bool:
    """Whether the rhythm of a search allows a mail: weekly ones wait a week after the last, daily ones a day."""
    if profile.alerted_at is None or profile.alert == Alert.IMMEDIATE:
        return True
    # By days and not hours: the job of each morning may start some minutes earlier than yesterday's.
    days = (timezone.localdate(now) - timezone.localdate(profile.alerted_at)).days
    return days >= (WEEK.days if profile.alert == Alert.WEEKLY else 1)


def send_due_alerts(now: datetime) -> int:
    """The morning's alerts of all searches; returns how many listings were told."""
    waiting = (
        SearchProfile.objects.searching().exclude(alert=Alert.NEVER).filter(contribution__participant__isnull=False)
    )
    return sum(send_alerts(profile, now) for profile in waiting.order_by("pk").iterator(chunk_size=200))


@app.task(name="vacancies.tell_at_once", queue="alerts")
def send_immediate_alerts(*, listing: int) -> None:
    """A listing has just become public: whoever wants to hear at once hears of it."""
    row = Listing.objects.published().filter(pk=listing, state=ListingState.PUBLISHED).for_cards().first()
    if row is None:
        return
    for hit in seekers_of(row.unit, row):
        if hit.profile.alert == Alert.IMMEDIATE and hit.match is None:
            send_alerts(hit.profile)
