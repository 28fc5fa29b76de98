"""Searches that found nothing: how the office sees them, and when they are forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from eving.core.models import FruitlessSearch
from eving.portal.services import fruitless
from tests.factories import make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LIST = "/verwaltung/core/fruitlesssearch/"


def member(role: str) -> Client:
    user = make_staff(is_superuser=False)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def counted() -> dict[str, int]:
    return dict(FruitlessSearch.objects.values_list("words", "count"))


def note(words: str, *, days_ago: int = 0, times: int = 1) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    FruitlessSearch.objects.create(words=words, day=day, count=times)


# ---------------------------------------------------------------- what the office sees
def test_each_search_is_one_row_with_all_its_days_the_most_frequent_first() -> None:
    note("tischkicker", days_ago=9, times=2), note("tischkicker"), note("paintball", times=2), note("xylophon")
    office = member("Moderation")

    page = office.get(LIST)

    rows = [(row.words, row.times_searched, row.day) for row in page.context["cl"].result_list]
    today = timezone.localdate()
    assert rows == [("tischkicker", 3, today), ("paintball", 2, today), ("xylophon", 1, today)]
    assert page.context["cl"].result_count == 3
    assert "in den letzten 90 Tagen" in text_of(page)


def test_a_row_leads_to_the_search_and_to_words_of_the_same_meaning() -> None:
    note("tischkicker co")

    page = member("Moderation").get(LIST).content.decode()

    assert 'href="/suche/?q=tischkicker+co"' in page
    assert 'href="/verwaltung/core/synonymgroup/add/?words=tischkicker+co"' in page


def test_rows_are_found_by_their_words() -> None:
    note("tischkicker", days_ago=1), note("tischkicker"), note("paintball")

    found = member("Moderation").get(LIST, {"q": "kicker"}).context["cl"].result_list

    assert [(row.words, row.times_searched) for row in found] == [("tischkicker", 2)]


@pytest.mark.parametrize(
    ("role", "status"), [("Lesen", 403), ("Redaktion", 403), ("Moderation", 200), ("Leitung", 200)]
)
def test_who_may_see_persons_may_see_what_was_searched(role: str, status: int) -> None:
    note("sonja suchname")

    assert member(role).get(LIST).status_code == status


def test_nothing_is_entered_changed_or_deleted_by_hand() -> None:
    note("tischkicker")
    row = FruitlessSearch.objects.get()
    client = member("Leitung")

    answers = [
        client.post(f"{LIST}{path}", {"words": "anderes", "post": "yes"}).status_code
        for path in ("add/", f"{row.pk}/change/", f"{row.pk}/delete/")
    ]

    assert answers == [403, 403, 403]
    assert counted() == {"tischkicker": 1}


def test_the_list_costs_the_same_with_one_row_and_with_three(django_assert_max_num_queries: Any) -> None:
    client = member("Moderation")
    note("tischkicker")
    client.get(LIST)
    with django_assert_max_num_queries(20) as one:
        client.get(LIST)
    note("paintball"), note("xylophon")

    with django_assert_max_num_queries(20) as three:
        client.get(LIST)

    assert len(three) == len(one)


# ---------------------------------------------------------------- what goes
def test_a_search_is_forgotten_after_its_time(settings: Any) -> None:
    settings.PURGE_FRUITLESS_SEARCHES_DAYS = 10
    note("alt", days_ago=11), note("jung", days_ago=10)

    dry = fruitless.purge(timezone.now(), dry_run=True)
    assert (dry, counted()) == (1, {"alt": 1, "jung": 1})

    assert fruitless.purge(timezone.now()) == 1
    assert (fruitless.purge(timezone.now()), counted()) == (0, {"jung": 1})
