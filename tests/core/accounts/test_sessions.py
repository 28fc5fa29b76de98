"""Tests of how long staff stay signed in, and of what ends their sessions at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.accounts import factors, sessions
from eving.core.models import User
from eving.core.people import links
from tests.core.accounts.test_sign_in import (
    CODE,
    ENROL,
    NEW,
    PASSWORD,
    code_of,
    enrol,
    give_password,
    is_inside,
    with_factor,
)
from tests.factories import make_staff
from tests.pages import fill_in

pytestmark = pytest.mark.django_db


def inside(user: User, browsers: int = 2) -> list[Client]:
    clients = [Client() for _number in range(browsers)]
    for client in clients:
        client.force_login(user)
    assert all(map(is_inside, clients))
    return clients


def rows_of(user: User) -> int:
    return sum(row.get_decoded().get("_auth_user_id") == str(user.pk) for row in Session.objects.all())


def with_role(name: str = "Redaktion") -> User:
    user = make_staff(is_superuser=False)
    user.groups.add(Group.objects.get(name=name))
    return user


# ---------------------------------------------------------------- expiry
def test_two_idle_hours_end_a_session() -> None:
    [client] = inside(make_staff(), 1)

    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        assert not is_inside(client)


def test_who_works_stays_in_until_the_day_is_over() -> None:
    [client] = inside(make_staff(), 1)
    start = timezone.now()

    found = []
    for half_hours in range(1, 26):
        with time_machine.travel(start + timedelta(minutes=30 * half_hours)):
            found.append(is_inside(client))

    assert found[:23] == [True] * 23, "eleven and a half hours"
    assert found[-1] is False, "twelve and a half"


def test_pages_in_quick_succession_do_not_write_the_end_down_each_time() -> None:
    [client] = inside(make_staff(), 1)
    before = Session.objects.get().expire_date

    client.get("/verwaltung/konto/")

    assert Session.objects.get().expire_date == before


def test_public_pages_neither_read_nor_move_a_session() -> None:
    [client] = inside(make_staff(), 1)

    answer = client.get("/ideen/")

    assert "Cookie" not in answer.headers.get("Vary", "") and not answer.cookies


def test_sessions_that_have_ended_are_purged() -> None:
    inside(make_staff())
    later = timezone.now() + timedelta(hours=3)
    assert sessions.purge(timezone.now(), False) == 0

    assert sessions.purge(later, True) == 2 == Session.objects.count()
    assert sessions.purge(later, False) == 2 and not Session.objects.exists()


# ---------------------------------------------------------------- what ends sessions
def switch_off(user: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])


def make_no_staff(user: User) -> None:
    user.is_staff = False
    user.save(update_fields=["is_staff"])


def new_password(user: User) -> None:
    path = reverse("admin:new_password", args=[links.make(user, "password")])
    assert fill_in(Client(), path, new_password1=NEW, new_password2=NEW).status_code == 302


WAYS: list[Callable[[User], object]] = [
    switch_off,
    make_no_staff,
    new_password,
    factors.remove_factor,
    lambda user: user.groups.clear(),
    lambda user: user.groups.set([]),
    lambda user: user.groups.remove(*user.groups.all()),
    lambda user: user.groups.get().user_set.clear(),
    lambda user: user.groups.get().user_set.remove(user),
    lambda user: user.groups.get().delete(),
    lambda user: user.delete(),
]


@pytest.mark.parametrize("way", WAYS)
def test_all_sessions_of_the_account_end_at_once_and_those_of_others_stay(way: Callable[[User], object]) -> None:
    user, other = with_role(), with_role()
    clients, [beside] = inside(user), inside(other, 1)
    role = Group.objects.create(name="Zweite Rolle")
    other.groups.add(role)

    way(user)

    assert not any(map(is_inside, clients)) and is_inside(beside)
    assert rows_of(user) == 0


def test_an_account_that_is_switched_on_again_asks_for_the_password_anew() -> None:
    user = with_role()
    clients = inside(user)

    switch_off(user)
    user.is_active = True
    user.save(update_fields=["is_active"])

    assert not any(map(is_inside, clients))


def test_without_ending_them_the_sessions_would_come_back_to_life(monkeypatch) -> None:
    user = with_role()
    clients = inside(user)

    monkeypatch.setattr(sessions, "end", lambda *_args, **_kwargs: None)
    switch_off(user)
    user.is_active = True
    user.save(update_fields=["is_active"])

    assert all(map(is_inside, clients))


def test_an_account_switched_off_behind_our_back_loses_its_session_at_the_next_page() -> None:
    user = with_role()
    first, second = inside(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    first.get("/verwaltung/")
    User.objects.filter(pk=user.pk).update(is_active=True)

    assert not is_inside(first) and is_inside(second)


def test_who_keeps_a_role_or_needs_none_stays_in() -> None:
    user, boss = with_role(), make_staff()
    user.groups.add(Group.objects.get(name="Moderation"))
    boss.groups.add(Group.objects.get(name="Leitung"))
    [client], [of_boss] = inside(user, 1), inside(boss, 1)

    user.groups.remove(Group.objects.get(name="Redaktion"))
    boss.groups.clear()

    assert is_inside(client) and is_inside(of_boss)


def test_the_page_of_an_account_ends_its_sessions() -> None:
    user = with_role()
    clients = inside(user)
    lead = Client()
    lead.force_login(with_role("Leitung"))

    fill_in(
        lead, reverse("admin:core_user_change", args=[user.pk]),
        username=user.username, email=user.email, is_staff="on", groups=[user.groups.get().pk],
    )  # fmt: skip

    assert User.objects.get(pk=user.pk).is_active is False
    assert rows_of(user) == 0 and not any(map(is_inside, clients))


def test_a_request_that_was_under_way_does_not_bring_its_session_back() -> None:
    user = with_role()
    [client] = inside(user, 1)
    session = client.session
    session["something"] = "new"

    switch_off(user)

    with pytest.raises(UpdateError):
        session.save()
    assert rows_of(user) == 0


def test_a_password_changed_in_one_browser_ends_the_others() -> None:
    user = with_role()
    here, elsewhere = inside(user)

    fill_in(here, "/verwaltung/password_change/", old_password=PASSWORD, new_password1=NEW, new_password2=NEW)

    assert is_inside(here) and not is_inside(elsewhere)


def test_another_telephone_or_none_ends_what_the_old_one_opened() -> None:
    user, device = with_factor()
    here, elsewhere = Client(), Client()
    for steps, client in enumerate((here, elsewhere)):
        give_password(client, user)
        fill_in(client, CODE, code=code_of(device, steps=steps))
    assert is_inside(here) and is_inside(elsewhere)

    enrol(here)
    assert is_inside(here) and not is_inside(elsewhere)

    elsewhere.force_login(user)
    here.post(f"{ENROL}entfernen/")
    assert is_inside(here) and not is_inside(elsewhere) and not factors.has_factor(user)
