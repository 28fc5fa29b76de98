"""Talks with owners: recording, next actions, early warnings, deletion."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from eving.core.models import Street, User
from eving.core.workflow.work_queue import queue_lines
from tests.factories import make_staff
from tests.pages import fill_in, text_of
from tests.portal.database import tables_with
from tests.vacancies.make import make_unit, use
from vacancies.models import OccupancyPeriod, OwnerTalk, PropertyContact, ShopUnit
from vacancies.services import offers, owners, persons, units
from vacancies.services.early_warnings import early_warnings, years_from

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY = NOW.date()
ADD = "/verwaltung/vacancies/ownertalk/add/"
WARNINGS = "/verwaltung/vacancies/shopunit/fruehwarnung/"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


def enter(role: str = "") -> Client:
    """A logged-in client with this role, by default the head of the office."""
    user = make_staff(is_superuser=not role, first_name="Kai", last_name="Kollege")
    user.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    return client


def make_owner(**fields: Any) -> PropertyContact:
    return PropertyContact.objects.create(**{"name": "Otto Eigentum", "email": "otto@example.org", **fields})


def make_talk(unit: ShopUnit | None = None, **fields: Any) -> OwnerTalk:
    values = {"on": TODAY, "result": "Überlegt noch.", **fields}
    return OwnerTalk.objects.create(unit=unit or make_unit(), **values)


def talk_fields(unit: ShopUnit, **fields: Any) -> dict[str, Any]:
    return {"unit": unit.pk, "on": "2026-11-26", "channel": "phone", "result": "Möchte vermieten.", **fields}


# ---------------------------------------------------------------- noting a talk
def test_a_talk_is_noted_from_the_page_of_a_shop() -> None:
    owner = make_owner()
    unit, staff = make_unit(property_contact=owner), enter()
    page = staff.get(reverse("admin:vacancies_shopunit_change", args=[unit.pk]))
    form = staff.get(f"{ADD}?unit={unit.pk}").context["adminform"].form

    answer = fill_in(
        staff,
        f"{ADD}?unit={unit.pk}",
        **talk_fields(unit, willing="later", next_action="Anrufen", next_action_on="2027-01-11"),
    )

    assert f"{ADD}?unit={unit.pk}" in page.content.decode()
    assert (form["unit"].value(), form["contact"].value(), form["on"].value()) == (str(unit.pk), owner.pk, TODAY)
    assert answer.status_code == 302, text_of(answer)
    talk = OwnerTalk.objects.get()
    assert (talk.contact, str(talk.by), talk.next_action_on, talk.done_on) == (
        owner, "Kai Kollege", date(2027, 1, 11), None,
    )  # fmt: skip
    unit.refresh_from_db()
    assert unit.owner_willing == "later"
    page_text = text_of(staff.get(reverse("admin:vacancies_shopunit_change", args=[unit.pk])))
    assert "Möchte vermieten." in page_text and "Nächster Schritt: Anrufen, 11. Januar 2027" in page_text


def test_an_action_without_a_word_is_refused() -> None:
    unit = make_unit()

    answer = fill_in(enter(), ADD, **talk_fields(unit, next_action_on="2027-01-11"))

    assert "Bitte schreiben Sie, was der nächste Schritt ist." in text_of(answer)
    assert not OwnerTalk.objects.exists()


@pytest.mark.parametrize(("tick", "done_on"), [({"closes_open_actions": "on"}, TODAY), ({}, None)])
def test_a_new_talk_settles_what_was_planned_when_told(tick: dict, done_on: date | None) -> None:
    unit = make_unit()
    before = enter().get(f"{ADD}?unit={unit.pk}").context["adminform"].form["closes_open_actions"].value()
    planned = make_talk(unit, next_action="Anrufen", next_action_on=TODAY)
    offered = enter().get(f"{ADD}?unit={unit.pk}").context["adminform"].form["closes_open_actions"].value()
    elsewhere = make_talk(next_action="Anrufen", next_action_on=TODAY)

    fill_in(enter(), ADD, **talk_fields(unit, next_action="Wieder anrufen", **tick))

    assert (before, offered) == (False, True)
    assert OwnerTalk.objects.get(pk=planned.pk).done_on == done_on
    assert OwnerTalk.objects.get(pk=elsewhere.pk).done_on is None
    assert OwnerTalk.objects.get(next_action="Wieder anrufen").done_on is None


def test_the_latest_word_counts_even_when_an_older_one_is_noted_after_it() -> None:
    unit = make_unit()
    for on, willing in (("2026-11-20", "yes"), ("2026-11-10", "no"), ("2026-11-25", "")):
        fill_in(enter(), ADD, **talk_fields(unit, on=on, willing=willing))

    unit.refresh_from_db()
    assert unit.owner_willing == "yes"


def test_a_corrected_talk_corrects_the_shop() -> None:
    unit, staff = make_unit(), enter()
    fill_in(staff, ADD, **talk_fields(unit, willing="yes"))
    talk = OwnerTalk.objects.get()

    fill_in(staff, reverse("admin:vacancies_ownertalk_change", args=[talk.pk]), **talk_fields(unit, willing="no"))

    unit.refresh_from_db()
    assert unit.owner_willing == "no"


def test_a_strange_unit_in_the_address_does_no_harm() -> None:
    for wish in ("x", "9" * 40, "-1", "0", "²"):
        assert enter().get(f"{ADD}?unit={wish}").status_code in {200, 302}, wish


# ---------------------------------------------------------------- what is due
def test_a_due_action_waits_in_the_work_queue_until_it_is_done() -> None:
    talk = make_talk(next_action="Anrufen", next_action_on=TODAY - timedelta(days=1))
    make_talk(next_action="Später anrufen", next_action_on=TODAY + timedelta(days=1))
    make_talk(next_action="Ohne Tag")
    staff = enter("Moderation")
    user = User.objects.get(first_name="Kai")

    before = {line.name: line.count for line in queue_lines(user, NOW)}
    rows = list(staff.get("/verwaltung/vacancies/ownertalk/?next_action=due").context["cl"].queryset)
    opened = staff.get("/verwaltung/vacancies/ownertalk/?next_action=open").context["cl"].queryset.count()
    staff.post("/verwaltung/vacancies/ownertalk/sammelaktion/finish/", {"seen": f"{talk.pk}:0"})

    assert before["owner-steps"] == 1 and rows == [talk] and opened == 3
    talk.refresh_from_db()
    assert talk.done_on == TODAY
    assert "owner-steps" not in {line.name for line in queue_lines(user, NOW)}
    assert owners.finish_action(talk) is False


def test_only_who_may_see_owners_sees_talks() -> None:
    unit = make_unit(property_contact=make_owner())
    talk = make_talk(unit, result="Zwetschge sagt ja.", warns=True)
    units.set_status(unit, "occupied", date(2026, 1, 1), use_class=use("buero"))
    change = reverse("admin:vacancies_shopunit_change", args=[unit.pk])
    own_page = reverse("admin:vacancies_ownertalk_change", args=[talk.pk])

    for role, sees in (("Lesen", False), ("Redaktion", False), ("Moderation", True), ("Leitung", True)):
        client = enter(role)
        pages = [client.get(path) for path in (change, WARNINGS)]
        assert ["Zwetschge" in text_of(pages[0]), "könnte leer fallen" in text_of(pages[1])] == [sees, sees], role
        assert [page.status_code for page in pages] == [200, 200]
        assert client.get(own_page).status_code == (200 if sees else 403), role


def test_a_right_to_talks_alone_opens_nothing() -> None:
    """A custom role may hold the one right without the other."""
    talk, client = make_talk(), enter("Lesen")
    group = Group.objects.create(name="Nur Gespräche")
    group.permissions.set(Group.objects.get(name="Moderation").permissions.filter(content_type__model="ownertalk"))
    User.objects.get(first_name="Kai").groups.add(group)

    assert client.get(reverse("admin:vacancies_ownertalk_change", args=[talk.pk])).status_code == 403
    assert client.get(ADD).status_code == 403


# ---------------------------------------------------------------- early warnings
def in_use(
    unit: ShopUnit | None = None, since: date = date(2025, 1, 1), status: str = "occupied", **fields: Any
) -> ShopUnit:
    unit = unit or make_unit()
    OccupancyPeriod.objects.create(
        unit=unit, status=status, period=DateRange(since, None), use_class=use("gastronomie"), **fields
    )
    return unit


def warned() -> list[tuple[ShopUnit, date | None]]:
    return [(row.unit, row.on) for row in early_warnings(TODAY)]


def test_leases_that_end_within_a_year_are_on_the_list_and_later_ones_are_not() -> None:
    over = in_use(lease_ends_on=TODAY - timedelta(days=10))
    last = in_use(lease_ends_on=date(2027, 11, 26))
    in_use(lease_ends_on=date(2027, 11, 27))
    in_use()
    in_use(status="vacant", lease_ends_on=TODAY)

    rows = early_warnings(TODAY)

    assert [(row.unit, row.on) for row in rows] == [(over, date(2026, 11, 16)), (last, date(2027, 11, 26))]
    assert [row.reasons for row in rows] == [
        ("Der Mietvertrag endete am 16. November 2026, die Nutzung läuft weiter.",),
        ("Der Mietvertrag endet am 26. November 2027.",),
    ]


def test_a_use_that_is_over_warns_no_more() -> None:
    unit = make_unit()
    OccupancyPeriod.objects.create(
        unit=unit,
        status="occupied",
        period=DateRange(date(2024, 1, 1), TODAY),
        use_class=use("buero"),
        ends_soon=True,
        lease_ends_on=TODAY,
    )
    in_use(unit, since=TODAY)

    assert warned() == []


def test_what_an_owner_says_warns_while_the_same_use_runs() -> None:
    announced = in_use(since=date(2026, 1, 1))
    make_talk(announced, on=date(2026, 1, 1), warns=True, empty_from=date(2027, 3, 1))
    before = in_use(since=date(2026, 1, 1))
    make_talk(before, on=date(2025, 12, 31), warns=True)
    old = in_use(since=date(2020, 1, 1))
    make_talk(old, on=date(2024, 11, 25), warns=True)
    calm = in_use()
    make_talk(calm)

    [row] = early_warnings(TODAY)

    assert (row.unit, row.on) == (announced, date(2027, 3, 1))
    assert row.reasons == ("Gespräch vom 1. Januar 2026: könnte ab 1. März 2027 leer sein.",)
    assert early_warnings(TODAY, with_talks=False) == []


def test_the_soonest_stands_first_and_an_unknown_day_last() -> None:
    unknown = in_use(ends_soon=True)
    later = in_use(lease_ends_on=date(2027, 6, 1))
    sooner = in_use(status="interim", lease_ends_on=date(2027, 7, 1))
    make_talk(sooner, on=date(2026, 11, 1), warns=True, empty_from=date(2027, 2, 1))

    rows = early_warnings(TODAY)

    assert [(row.unit, row.on) for row in rows] == [
        (sooner, date(2027, 2, 1)),
        (later, date(2027, 6, 1)),
        (unknown, None),
    ]
    assert [len(row.reasons) for row in rows] == [2, 1, 1]
    assert rows[0].use == f"{use('gastronomie')} (Zwischennutzung)"


def test_the_next_open_action_stands_beside_the_shop() -> None:
    unit = in_use(ends_soon=True)
    make_talk(unit, next_action="Erledigt", next_action_on=TODAY, done_on=TODAY)
    make_talk(unit, next_action="Ohne Tag")
    first = make_talk(unit, next_action="Besuch", next_action_on=date(2026, 12, 1))

    assert [row.next_talk for row in early_warnings(TODAY)] == [first]
    assert [row.next_talk for row in early_warnings(TODAY, with_talks=False)] == [None]


def test_a_leap_day_has_a_day_a_year_later() -> None:
    assert (years_from(date(2028, 2, 29), 1), years_from(date(2028, 2, 28), 1)) == (
        date(2029, 2, 28),
        date(2029, 2, 28),
    )


def test_thirty_shops_cost_as_many_queries_as_one(django_assert_num_queries) -> None:
    client = enter()
    for number in range(30):
        unit = in_use(lease_ends_on=date(2027, 1, 1) + timedelta(days=number))
        make_talk(unit, warns=True, next_action="Anrufen", next_action_on=TODAY)
        if number in (0, 29):
            with django_assert_num_queries(3):
                assert len(early_warnings(TODAY)) == number + 1
    client.get(WARNINGS)
    with django_assert_num_queries(5):  # session and user, then the three above
        assert text_of(client.get(WARNINGS)).count("Anrufen") == 30


def test_the_list_is_found_from_the_shops_and_says_when_it_is_empty() -> None:
    client, unit = enter(), make_unit()
    pages = [
        client.get(reverse("admin:vacancies_shopunit_changelist")),
        client.get(reverse("admin:vacancies_shopunit_change", args=[unit.pk])),
    ]

    assert [f'href="{WARNINGS}"' in page.content.decode() for page in pages] == [True, True]
    assert "Kein Laden droht leer zu fallen" in text_of(client.get(WARNINGS))
    assert Client().get(WARNINGS).status_code == 302


# ---------------------------------------------------------------- and forgotten
def test_talks_go_after_three_years(settings) -> None:
    settings.PURGE_OWNER_TALK_MONTHS = 36
    make_talk(on=TODAY - timedelta(days=1081), result="Zwetschge ist alt.")
    kept = make_talk(on=TODAY - timedelta(days=1080))

    assert owners.purge_talks(NOW, True) == 1
    assert owners.purge_talks(NOW, False) == 1
    assert owners.purge_talks(NOW, False) == 0

    assert list(OwnerTalk.objects.all()) == [kept]
    assert tables_with("Zwetschge") == []


def test_an_owner_goes_with_what_they_said() -> None:
    owner = make_owner(purge_on=TODAY)
    make_talk(make_unit(property_contact=owner), contact=owner, result="Herr Zwetschge will nicht.")
    kept = make_talk()

    offers.purge_offers(NOW, False)

    assert not PropertyContact.objects.filter(pk=owner.pk).exists()
    assert list(OwnerTalk.objects.all()) == [kept] and tables_with("Zwetschge") == []


def test_an_owner_who_asks_for_erasure_goes_with_what_they_said() -> None:
    draft = offers.OfferDraft(street=Street.objects.get(slug="bergstrasse"), house_number="5")
    person = persons.Person(name="Otto Zwetschge", email="otto@example.org")
    listing, _is_new = offers.offer_unit(key=uuid.uuid4(), draft=draft, person=person, privacy_version="t")
    make_talk(listing.unit, contact=PropertyContact.objects.get(), result="Herr Zwetschge ruft zurück.")

    offers.erase_offer(listing.contribution)

    assert not OwnerTalk.objects.exists() and not PropertyContact.objects.exists()


@pytest.mark.parametrize("many", [False, True])
def test_an_owner_deleted_by_hand_goes_with_what_they_said(many: bool) -> None:
    owner, client = make_owner(), enter("Leitung")
    make_talk(contact=owner)

    if many:
        values = {"action": "delete_selected", "_selected_action": owner.pk, "post": "yes"}
        client.post(reverse("admin:vacancies_propertycontact_changelist"), values)
    else:
        client.post(reverse("admin:vacancies_propertycontact_delete", args=[owner.pk]), {"post": "yes"})

    assert not PropertyContact.objects.filter(pk=owner.pk).exists() and not OwnerTalk.objects.exists()
