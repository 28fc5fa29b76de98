"""Counters of ideas under concurrent requests."""

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from typing import Any

import pytest
from django.db import connections

from eving.core.models import Contribution
from eving.core.workflow import lifecycle
from projects.models import Idea, Support
from projects.services import counting, participation
from projects.services.participation import HelpDraft, Helper
from tests.factories import make_idea, make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.server]
WORKERS = 25


def at_once(action: Callable[[Any], object], given: Sequence[Any]) -> None:
    """Run an action for each item in as many threads as there are connections; the first ones start together."""
    start = Barrier(min(WORKERS, len(given)))

    def run(number: int) -> None:
        try:
            if number < start.parties:
                start.wait(timeout=30)
            action(given[number])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(run, range(len(given))))


def support_and_confirm(idea: Idea, email: str) -> None:
    row = participation.support(idea, key=uuid.uuid4(), email=email, also_follow=True, privacy_version="test")
    participation.confirm_support(row.contribution)


def stored(idea: Idea) -> tuple[int, int]:
    """The stored counter, and the number of rows it should match."""
    idea.refresh_from_db()
    return idea.support_count, Support.objects.filter(idea=idea, confirmed_at__isnull=False).count()


def test_fifty_times_one_person_counts_once(committed) -> None:
    idea = make_idea()

    at_once(lambda email: support_and_confirm(idea, email), ["uli@example.org", " ULI@example.org "] * 25)

    assert stored(idea) == (1, 1)


@pytest.mark.bulk
def test_two_hundred_people_count_two_hundred(committed) -> None:
    idea = make_idea()

    at_once(lambda number: support_and_confirm(idea, f"p{number}@example.org"), range(200))

    assert stored(idea) == (200, 200)


def test_a_careless_counter_would_lose_people(committed) -> None:
    """The twin: read, add, write. Two who read before either writes count as one."""
    idea = make_idea()
    both_have_read = Barrier(2)

    def careless(_number: int) -> None:
        own = Idea.objects.get(pk=idea.pk)
        both_have_read.wait(timeout=30)
        own.support_count += 1
        own.save(update_fields=["support_count"])

    at_once(careless, range(2))

    idea.refresh_from_db()
    assert idea.support_count == 1


def test_confirming_without_a_lock_would_count_one_person_twice(committed) -> None:
    """The other twin: only the lock of the row makes a second confirmation harmless."""
    idea = make_idea()
    row = participation.support(
        idea, key=uuid.uuid4(), email="u@example.org", also_follow=False, privacy_version="test"
    )
    both_have_read = Barrier(2)

    def careless(_number: int) -> None:
        own = Support.objects.get(pk=row.pk)
        both_have_read.wait(timeout=30)
        if own.confirmed_at is None:
            participation.note_confirmed(own, own.contribution, None)
            Idea.objects.filter(pk=idea.pk).update(support_count=participation.F("support_count") + 1)

    at_once(careless, range(2))

    assert stored(idea) == (2, 1)


def test_confirming_and_taking_back_at_once_leaves_exact_counters(committed) -> None:
    idea = make_idea()
    people = [f"p{number}@example.org" for number in range(20)]
    rows = [
        participation.support(idea, key=uuid.uuid4(), email=email, also_follow=False, privacy_version="test")
        for email in people
    ]
    offers = [
        participation.offer_help(
            idea, key=uuid.uuid4(), draft=HelpDraft("time"), helper=Helper(name="H", email=email),
            privacy_version="test",
        )[0]
        for email in people
    ]  # fmt: skip
    actions = []
    for row, offer in zip(rows, offers, strict=True):
        actions += [
            (participation.confirm_support, row.contribution),
            (participation.erase_support, row.contribution),
            (participation.confirm_help, offer.contribution),
            (participation.erase_help, offer.contribution),
            (participation.confirm_support, row.contribution),
        ]

    at_once(lambda pair: pair[0](pair[1]), actions)

    counted, there = stored(idea)
    assert counted == there
    assert idea.help_count == idea.help_offers.filter(confirmed_at__isnull=False).count()


def test_merging_and_separating_while_people_press_leaves_exact_counters(committed) -> None:
    """Some support both ideas, some withdraw, and the office merges and separates meanwhile."""
    old, goes_on, staff = make_idea(), make_idea(), make_staff()

    def asked(idea: Idea, number: int) -> Contribution:
        email = f"p{number}@example.org"
        row = participation.support(idea, key=uuid.uuid4(), email=email, also_follow=False, privacy_version="test")
        return row.contribution

    def decide(_round: int) -> None:
        idea = Idea.objects.get(pk=old.pk)
        if idea.state == "merged":
            lifecycle.apply(idea, "unmerge", by=staff, text="Doch nicht.")
        else:
            lifecycle.apply(idea, "merge", into=Idea.objects.get(pk=goes_on.pk), by=staff, text="Dasselbe.")

    actions: list[tuple[Callable[[Any], object], Any]] = []
    for number in range(16):
        for idea in (old, goes_on) if number % 2 else (old,):
            action = asked(idea, number)
            actions.append((participation.confirm_support, action))
            if number % 3 == 0:
                actions.append((participation.erase_support, action))
    for place in (3, 11, 19, 27, 35):  # an odd number of decisions: merged in the end
        actions.insert(place, (decide, place))

    lock = Lock()

    def run(pair: tuple[Callable[[Any], object], Any]) -> None:
        action, given = pair
        if action is decide:
            with lock:  # one person decides, as often as they like
                action(given)
        else:
            action(given)

    at_once(run, actions)

    for idea in (old, goes_on):
        idea.refresh_from_db()
        assert idea.support_count == len(counting.people_for(idea.pk)) > 5
    assert old.merged_into == goes_on
