"""Alerts for many searches at once: the same as one by one, whole after a crash, and for everybody."""

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.messaging import mail
from eving.core.models import Participant
from tests.vacancies.make import make_listing, make_profile
from tests.vacancies.profiles.many import Lots, public_listings, searches
from vacancies.matching.comparison import compare, ranked
from vacancies.matching.pairs import fresh_pairs
from vacancies.matching.premises import premises_of
from vacancies.matching.requirements import need_of
from vacancies.models import Alert, Listing, Match, SearchProfile
from vacancies.services import alerts

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def told() -> dict[int, set[int]]:
    """The listings that each search was mailed."""
    pairs = defaultdict(set)
    for profile, listing in Match.objects.filter(sent_at__isnull=False).values_list("profile", "listing"):
        pairs[profile].add(listing)
    return dict(pairs)


def one_by_one() -> dict[int, set[int]]:
    """What every search should be told, by comparing each with each listing."""
    free = list(Listing.objects.published().filter(state="published").for_cards())
    premises = [(listing, premises_of(listing)) for listing in free]
    pairs = {}
    for profile in SearchProfile.objects.searching().for_matching():
        known = set(profile.matches.values_list("listing", flat=True))
        need = need_of(profile)
        fits = ((listing, compare(need, facts)) for listing, facts in premises if listing.pk not in known)
        pairs[profile.pk] = {listing.pk for listing, _fit in ranked(fits)[: alerts.MOST_HITS]}
    return {profile: listings for profile, listings in pairs.items() if listings}


def mailed() -> list[int]:
    """The searches that a waiting mail is for."""
    jobs = ProcrastinateJob.objects.filter(task_name=mail.send_message.name, args__name="vacancies.alert")
    return sorted(Match.objects.get(pk=job.args["pk"]).profile_id for job in jobs)


@pytest.mark.parametrize(("seed", "together"), [(1, True), (2, True), (3, True), (1, False)])
def test_searches_are_told_what_fits_by_the_comparison_alone(seed: int, together: bool) -> None:
    lots = Lots(seed)
    public_listings(lots, 120)
    searches(lots, 250)
    known = [
        (profile, listing) for profile in SearchProfile.objects.all()[:60] for listing in Listing.objects.all()[:9]
    ]
    Match.objects.bulk_create(
        Match(profile=profile, unit_id=listing.unit_id, listing=listing, dismissed_at=timezone.now())
        for profile, listing in known
    )
    expected = one_by_one()
    full = [listings for listings in expected.values() if len(listings) == alerts.MOST_HITS]
    assert full and len(expected) > 200  # some are told no more than a mail holds

    now = timezone.now()
    if together:
        count = alerts.send_due_alerts(now)
    else:
        count = sum(alerts.send_alerts(profile, now) for profile in SearchProfile.objects.all())

    assert told() == expected
    assert count == sum(map(len, expected.values()))
    assert mailed() == sorted(expected)


def test_the_join_drops_what_is_known_not_to_fit() -> None:
    """The twin of the test above: a join that dropped nothing would pass it, and cost each comparison."""
    lots = Lots(4)
    public_listings(lots, 80)
    searches(lots, 100)
    facts = {row.pk: premises_of(row) for row in Listing.objects.select_related("unit__street")}
    needs = {row.pk: need_of(row) for row in SearchProfile.objects.for_matching()}

    pairs = fresh_pairs(list(needs), 500)

    fits = [compare(needs[profile], facts[row]).is_possible for profile, rows in pairs.items() for row in rows]
    free = Listing.objects.filter(state="published").count()
    assert fits.count(True) < len(needs) * free / 4
    assert fits.count(False) == 0


def test_of_very_many_listings_the_newest_are_compared() -> None:
    old, new = make_listing(), make_listing()
    Listing.objects.filter(pk=old.pk).update(published_at=timezone.now() - timedelta(days=3))
    profile = make_profile(alert=Alert.NEVER)

    assert fresh_pairs([profile.pk], 1) == {profile.pk: [new.pk]}
    assert fresh_pairs([profile.pk], 2) == {profile.pk: [new.pk, old.pk]}


def test_ten_times_the_searches_need_the_same_queries() -> None:
    lots = Lots(5)
    public_listings(lots, 20)
    counts = {}
    for count in (8, 80):
        searches(lots, count, asks=0.1)
        with CaptureQueriesContext(connection) as queries:
            assert alerts.send_due_alerts(timezone.now()) > 2 * count
        counts[count] = len(queries)
        Participant.objects.all().delete()
        SearchProfile.objects.all().delete()

    assert counts[80] == counts[8] <= 12


def test_whoever_wants_to_hear_at_once_hears_also_after_the_fiftieth() -> None:
    lots = Lots(6)
    searches(lots, 130, alert=Alert.IMMEDIATE, asks=0)
    searches(lots, 5, alert=Alert.DAILY, asks=0, first=200)
    listing = make_listing()

    alerts.send_immediate_alerts(listing=listing.pk)

    assert told() == {pk: {listing.pk} for pk in at_once()}
    assert mailed() == at_once()


def at_once() -> list[int]:
    return sorted(SearchProfile.objects.filter(alert=Alert.IMMEDIATE).values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("job", ["at once", "each morning"])
def test_a_run_that_is_killed_is_finished_by_the_next_without_a_second_mail(
    job: str, committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    lots = Lots(7)
    searches(lots, 25, alert=Alert.IMMEDIATE, asks=0)
    listing, now = make_listing(), timezone.now()
    monkeypatch.setattr(alerts, "BATCH", 10)
    run = {
        "at once": lambda: alerts.send_immediate_alerts(listing=listing.pk),
        "each morning": lambda: alerts.send_due_alerts(now),
    }[job]
    with killed_at_the_mails_of(batch=2), pytest.raises(KeyboardInterrupt):
        run()
    first = at_once()[:10]
    assert (sorted(told()), mailed()) == (first, first)

    run()

    assert told() == {pk: {listing.pk} for pk in at_once()}
    assert mailed() == at_once()


@contextmanager
def killed_at_the_mails_of(batch: int) -> Iterator[None]:
    """The process ends while the jobs of a batch are written."""
    seen = 0

    def die(execute, sql, params, many, context):
        nonlocal seen
        seen += "procrastinate_defer_jobs" in sql
        if seen == batch:
            raise KeyboardInterrupt
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die):
        yield


@pytest.mark.django_db(transaction=True)
def test_who_is_changing_a_search_is_not_waited_for_by_the_others_and_told_after_all(committed) -> None:
    searches(Lots(8), 5, alert=Alert.DAILY, asks=0)
    listing = make_listing()
    held, *_others = at_work = sorted(SearchProfile.objects.values_list("pk", flat=True))
    begun, may_end = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                SearchProfile.objects.select_for_update().get(pk=held)
                begun.set()
                may_end.wait(10)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        begun.wait(10)
        batches = alerts.tell_all(alerts.batches_of(alerts.mailable()), timezone.now)
        assert next(batches) == 4
        assert held not in told()
        may_end.set()
        holding.result()
        assert sum(batches) == 1

    assert told() == {pk: {listing.pk} for pk in at_work}


def test_a_run_that_begins_anew_does_not_put_the_rest_of_a_long_list_into_the_first_mail(sent) -> None:
    lots = Lots(9)
    public_listings(lots, alerts.MOST_HITS + 20)
    Listing.objects.update(state="published")
    searches(lots, 1, alert=Alert.IMMEDIATE, asks=0)
    now = timezone.now()

    assert [alerts.send_due_alerts(now), alerts.send_due_alerts(now)] == [alerts.MOST_HITS, 0]
    assert alerts.send_due_alerts(now + timedelta(days=1)) == 20
