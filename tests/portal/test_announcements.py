"""Notices on top of every public page."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.models.texts import Announcement
from eving.core.texts import site_texts
from tests.factories import make_staff
from tests.pages import fill_in, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("starts", "ends", "is_shown"), [(0, 0, True), (-3, 0, True), (1, 2, False), (-3, -1, False)])
def test_a_notice_is_shown_from_its_first_to_its_last_day(
    client: Client, starts: int, ends: int, is_shown: bool
) -> None:
    today = timezone.localdate()

    Announcement.objects.create(
        title="Freitag zu", starts_on=today + timedelta(days=starts), ends_on=today + timedelta(days=ends)
    )

    assert [("Freitag zu" in client.get(path).content.decode()) for path in ("/", "/kontakt/")] == [is_shown] * 2


def test_the_days_of_a_notice_are_those_of_berlin(client: Client) -> None:
    """Winter: at 23:30 UTC it is already the next day here. A copy from before midnight knows that, too."""
    Announcement.objects.create(title="Heute zu", starts_on=date(2026, 1, 15), ends_on=date(2026, 1, 15))
    site_texts.keep(None)
    seen = []

    for moment in ("2026-01-14T22:30Z", "2026-01-14T23:30Z", "2026-01-15T22:30Z", "2026-01-15T23:30Z"):
        with time_machine.travel(moment, tick=False):
            seen.append("Heute zu" in client.get("/").content.decode())

    assert seen == [False, True, True, False]


def test_english_readers_get_the_english_notice_or_the_german_one_named_as_such(client: Client) -> None:
    today = timezone.localdate()
    Announcement.objects.create(title="Freitag zu", text="Bis Montag.", ends_on=today)
    Announcement.objects.create(
        title="Fest", text="Um drei.", titles={"en": "Party"}, texts={"en": "At three."}, ends_on=today
    )

    english, german = client.get("/en/").content.decode(), client.get("/").content.decode()

    assert '<span lang="de">Freitag zu</span>' in english and 'lang="de">Bis Montag.' in english
    assert "<span>Party</span>" in english and "At three." in english and "Um drei." not in english
    assert "<span>Fest</span>" in german and "Party" not in german


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_says_past_running_and_planned_and_costs_the_same(
    client: Client, number: int, django_assert_max_num_queries
) -> None:
    client.force_login(make_staff())
    today = timezone.localdate()
    for index in range(number):
        for days in (-5, 0, 5):
            day = today + timedelta(days=days)
            Announcement.objects.create(title=f"Zu {index}", starts_on=day, ends_on=day)

    with django_assert_max_num_queries(7):
        page = client.get(reverse("admin:core_announcement_changelist"))

    assert [page.content.decode().count(f">{word}<") for word in ("vorbei", "läuft", "geplant")] == [number] * 3


def test_a_last_day_before_the_first_is_refused(client: Client) -> None:
    client.force_login(make_staff())
    fields = {"tone": "info", "title": "Zu", "starts_on": "2026-05-02", "ends_on": "2026-05-01"}

    page = fill_in(client, reverse("admin:core_announcement_add"), **fields)

    assert "Der letzte Tag" in text_of(page)
    assert Announcement.objects.count() == 0


def test_a_notice_is_escaped_links_and_stays_out_of_the_back_office(client: Client) -> None:
    client.force_login(make_staff())
    Announcement.objects.create(
        title="Fest <b>", text="Mehr: /kontakt/\n<script>", ends_on=timezone.localdate(), tone="warning"
    )

    source = client.get("/").content.decode()

    assert "Fest &lt;b&gt;" in source and "<script>" not in source
    assert '<a href="/kontakt/">/kontakt/</a><br>&lt;script&gt;' in source and 'role="region"' in source
    assert "Fest" not in client.get("/verwaltung/").content.decode()
