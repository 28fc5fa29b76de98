"""Tests of what happens when staff leave: the account is emptied, the history still names one person."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from eving.core.accounts import former_staff
from eving.core.models import User
from eving.core.workflow import lifecycle
from projects.models import Idea
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client) -> User:
    user = make_staff(username="leitung", first_name="Lea", last_name="Leitung")
    client.force_login(user)
    return user


@pytest.fixture
def leaving() -> User:
    user = make_staff(
        username="zwetschge", first_name="Zoe", last_name="Zwetschge", email="zwetschge@eving.example",
        is_superuser=False,
    )  # fmt: skip
    user.groups.add(Group.objects.get(name="Moderation"))
    TOTPDevice.objects.create(user=user, name="app")
    return user


def tables_with(word: str) -> list[str]:
    """Names of all tables in which any column contains a text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_nothing_personal_stays_and_the_history_still_points_to_somebody(
    client: Client, lead: User, leaving: User
) -> None:
    idea = make_idea(by=leaving)
    Idea.objects.filter(pk=idea.pk).update(assigned_to=leaving)

    page = client.get(reverse("admin:core_user_change", args=[leaving.pk]))
    question = client.get(reverse("admin:core_user_delete", args=[leaving.pk]))
    answer = fill_in(client, reverse("admin:core_user_delete", args=[leaving.pk]))

    leaving.refresh_from_db()
    idea.refresh_from_db()
    case = text_of(client.get(reverse("admin:projects_idea_change", args=[idea.pk])))
    assert "Konto leeren" in text_of(page) and "Konto leeren" in text_of(question)
    assert answer.status_code == 302
    assert str(leaving) == f"ehemalige Person {leaving.pk}"
    assert (leaving.is_active, leaving.is_staff, leaving.groups.count()) == (False, False, 0)
    assert not TOTPDevice.objects.filter(user=leaving).exists() and not leaving.has_usable_password()
    assert idea.history.filter(by=leaving).exists() and idea.assigned_to is None
    assert f"ehemalige Person {leaving.pk}" in case
    assert tables_with("zwetschge") == []
    assert LogEntry.objects.get().user == lead


def test_an_open_session_ends_and_nobody_gets_in_again(client: Client, lead: User, leaving: User) -> None:
    inside = Client()
    inside.force_login(leaving)

    former_staff.empty(leaving)
    former_staff.empty(leaving)

    assert inside.get("/verwaltung/").status_code == 302
    assert not Client().login(username="zwetschge", password="hammerkopf-1926-turm")
    assert client.post(reverse("admin:core_user_change", args=[leaving.pk]), {"is_active": "on"}).status_code == 403
    assert client.post(reverse("admin:core_user_delete", args=[leaving.pk])).status_code == 403


def test_two_who_leave_do_not_get_in_each_others_way(lead: User, leaving: User) -> None:
    other = make_staff(username="pflaume")
    for user in (leaving, other):
        former_staff.empty(user)

    assert len({leaving.username, other.username, leaving.email, other.email}) == 4
    lifecycle.apply(make_idea(state="submitted"), "publish", by=lead, text="")


def test_the_last_role_is_not_taken_unasked(client: Client, lead: User, leaving: User) -> None:
    page = reverse("admin:core_user_change", args=[leaving.pk])
    typed = {
        "username": leaving.username, "email": leaving.email, "first_name": "Zoe", "last_name": "Zwetschge",
        "is_staff": "on",
    }  # fmt: skip

    refused = fill_in(client, page, **typed, is_active="on")
    switched_off = fill_in(client, page, **typed)

    assert "Bitte wählen Sie mindestens eine Rolle" in text_of(refused)
    assert switched_off.status_code == 302 and not leaving.groups.exists()
