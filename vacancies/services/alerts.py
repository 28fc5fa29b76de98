"""Matching of listings and searches, and the mail alerts about them; no search is mailed a listing twice."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from eving.core.messaging import mail
from eving.core.models.search import SEARCH_COLUMNS
from vacancies.matching.comparison import Fit, compare, ranked
from vacancies.matching.pairs import fresh_pairs
from vacancies.matching.premises import Premises, premises_of, premises_of_unit
from vacancies.matching.requirements import need_of
from vacancies.matching.selection import may_fit, who_may_fit
from vacancies.models import Alert, Listing, ListingState, Match, OccupancyStatus, SearchProfile, ShopUnit
from vacancies.models.profiles import SearchProfileQuerySet
from vacancies.workflow.listings import LIVE

# Longer lists help nobody: beyond that the public list serves better.
MOST_HITS = 50
# Of very many that may fit, the newest are compared.
MOST_COMPARED = 10 * MOST_HITS
# Searches that are told in one transaction. Their rows are locked meanwhile, and a person who changes one waits.
BATCH = 100
WEEK = timedelta(days=7)


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


def hits_of(profile: SearchProfile) -> list[Hit]:
    """Public listings that fit a search, best first, at most MOST_HITS."""
    need = need_of(profile)
    public = Listing.objects.published().filter(state__in=LIVE)
    newest = may_fit(need, public.for_cards()).order_by("-published_at", "-pk")[:MOST_COMPARED]
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
    best = ranked((unit, compare(need, premises_of_unit(unit, is_free=True))) for unit in empty[:MOST_COMPARED])
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
    newest = profiles.order_by("-pk")[:MOST_COMPARED]
    best = ranked((profile, compare(need_of(profile), premises)) for profile in newest)[:MOST_HITS]
    rows = Match.objects.filter(unit=unit, listing=listing)
    matches = {match.profile_id: match for match in rows}
    return [Hit(profile, unit, listing, fit, matches.get(profile.pk)) for profile, fit in best]


def mailable() -> SearchProfileQuerySet:
    """Searches that run and whose persons want mails at a confirmed address: only those get repeated ones."""
    return SearchProfile.objects.searching().filter(
        ~Q(alert=Alert.NEVER), contribution__participant__isnull=False, contribution__confirmed_at__isnull=False
    )


def send_alerts(profile: SearchProfile, now: datetime | None = None) -> int:
    """Mail the person of a search all free listings that are new to it, in one mail. Returns how many."""
    return tell([profile.pk], now or timezone.now()).listings


@dataclass(frozen=True)
class Told:
    listings: int
    busy: frozenset[int]  # searches that somebody else holds, left out


@transaction.atomic
def tell(keys: Collection[int], now: datetime, *, wait: bool = True) -> Told:
    """One mail for each search, with the best MOST_HITS of what is new to it: a constant number of queries.

    The searches are locked before their matches are written: two concurrent runs do not mail a listing twice. Whoever
    locks several does not ``wait``, as another transaction may hold one of them and want the next.
    """
    rows = mailable().filter(pk__in=keys).for_matching().order_by("pk")
    locked = {row.pk: row for row in rows.select_for_update(of=("self",), skip_locked=not wait)}
    due = {pk: profile for pk, profile in locked.items() if is_time(profile, now)}
    pairs = fresh_pairs(due, MOST_COMPARED) if len(due) > 1 else {pk: fresh_for(due[pk]) for pk in due}
    listings = Listing.objects.filter(pk__in=set().union(*pairs.values())).select_related("unit__street")
    premises = {listing.pk: (listing, premises_of(listing)) for listing in listings.defer(*SEARCH_COLUMNS)}
    matches, told = [], []
    for pk, candidates in pairs.items():
        need = need_of(due[pk])
        compared = ((listing, compare(need, facts)) for listing, facts in map(premises.__getitem__, candidates))
        best = [listing for listing, _fit in ranked(compared)[:MOST_HITS]]
        matches += [Match(profile_id=pk, unit_id=each.unit_id, listing_id=each.pk, sent_at=now) for each in best]
        told += [pk] if best else []
    if told:
        # The mail of a search hangs on the first of its matches.
        first = {match.profile_id: match.pk for match in reversed(Match.objects.bulk_create(matches))}
        SearchProfile.objects.filter(pk__in=told).update(alerted_at=now)
        mail.send_many_later("vacancies.alert", [first[pk] for pk in told])
    return Told(len(matches), frozenset(keys) - locked.keys())


def fresh_for(profile: SearchProfile) -> list[int]:
    """As ``fresh_pairs`` for one search: the index of the newest is walked until there are enough."""
    free = Listing.objects.published().filter(state=ListingState.PUBLISHED, let_rank=0)
    known = profile.matches.filter(listing__isnull=False).values("listing")
    newest = may_fit(need_of(profile), free).exclude(pk__in=known).order_by("let_rank", "-published_at", "-pk")
    return list(newest.values_list("pk", flat=True)[:MOST_COMPARED])


def is_time(profile: SearchProfile, now: datetime) -> bool:
    # A run that was killed begins anew: who was told by it is not told the rest of a long list by the same mail.
    if profile.alerted_at is not None and profile.alerted_at >= now:
        return False
    if profile.alerted_at is None or profile.alert == Alert.IMMEDIATE:
        return True
    # By days, not hours: the morning's job may start some minutes earlier than the day before.
    days = (timezone.localdate(now) - timezone.localdate(profile.alerted_at)).days
    return days >= (WEEK.days if profile.alert == Alert.WEEKLY else 1)


def send_due_alerts(now: datetime) -> int:
    """The daily job. Returns how many listings were mailed."""
    return sum(tell_all(batches_of(mailable().only("pk")), lambda: now))


def batches_of(profiles: QuerySet[SearchProfile]) -> Iterator[list[SearchProfile]]:
    """In the order of their keys, each batch read when it is asked for."""
    last = 0
    while batch := list(profiles.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def tell_all(batches: Iterable[Collection[SearchProfile]], at: Callable[[], datetime]) -> Iterator[int]:
    """Each batch in its own transaction: what was told stays told when a later one fails or the worker dies."""
    busy: list[int] = []
    for batch in batches:
        told = tell([profile.pk for profile in batch], at(), wait=False)
        busy += sorted(told.busy)
        yield told.listings
    for pk in busy:
        yield tell([pk], at()).listings


@app.task(name="vacancies.tell_at_once", queue="alerts")
def send_immediate_alerts(*, listing: int) -> None:
    """Tell everybody whom a new listing fits. Begun anew after a crash, it goes on with those who were not told."""
    row = Listing.objects.published().filter(pk=listing, state=ListingState.PUBLISHED).for_cards().first()
    if row is None:
        return
    premises = premises_of(row)
    waiting = mailable().filter(alert=Alert.IMMEDIATE).exclude(matches__listing=row)
    batches = batches_of(who_may_fit(premises, waiting.for_matching()))
    seekers = ([profile for profile in batch if compare(need_of(profile), premises).is_possible] for batch in batches)
    for _count in tell_all(seekers, timezone.now):
        pass
