"""What nobody confirmed: the office sees it after a day, puts the address right or confirms by telephone."""

import threading
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from eving.core.models import Contribution, User
from eving.core.people import participants
from eving.core.workflow.work_queue import queue_lines
from eving.portal.services import unconfirmed
from eving.portal.services.morning import lines_for
from projects.models import Idea, IdeaState, Support
from projects.services import ideas, participation
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, link_in, text_of

pytestmark = pytest.mark.django_db
LIST = "/verwaltung/core/contribution/"


def yesterday(*contributions: Contribution) -> None:
    Contribution.objects.filter(pk__in=[row.pk for row in contributions]).update(
        created_at=timezone.now() - timedelta(hours=25)
    )


@pytest.fixture
def idea() -> Idea:
    idea = make_idea(state="unconfirmed", email="mxa@example.org", title="Ein Brunnen", phone="0231 12345")
    yesterday(idea.contribution)
    return idea


@pytest.fixture
def staff(client: Client) -> User:
    user = make_staff(first_name="Tarik", last_name="Amt")
    client.force_login(user)
    return user


def page_of(contribution: Contribution) -> str:
    return f"{LIST}{contribution.pk}/change/"


def test_the_title_says_which_one_it_is(client: Client, staff: User, idea: Idea) -> None:
    page = client.get(page_of(idea.contribution)).content.decode()

    assert "<title>Ein Brunnen | Ohne Bestätigung – " in page


def test_it_waits_for_the_office_after_a_day(client: Client, staff: User, idea: Idea) -> None:
    make_idea(state="unconfirmed", title="Von heute")
    spam = make_idea(state="unconfirmed", screening="honeypot")
    told = ideas.record_idea(
        key=uuid.uuid4(), draft=ideas.IdeaDraft("Am Telefon", "Text"), author=ideas.Author(email="t@example.org"),
        channel="phone", privacy_version="t", by=staff,
    )[0]  # fmt: skip
    note = participants.contribute(kind="note", key=uuid.uuid4(), email="n@example.org", privacy_version="t")[0]
    yesterday(spam.contribution, told.contribution, note)

    [line] = [line for line in queue_lines(staff, timezone.now()) if line.name == "unconfirmed"]
    page = client.get(LIST)

    assert (line.count, line.url) == (1, LIST)
    assert "1 Beitrag ohne Bestätigung" in text_of(client.get("/verwaltung/"))
    assert "mxa@example.org" in text_of(page) and page.context["cl"].result_count == 1


def test_the_morning_mail_names_it_on_the_day_it_begins_to_wait(staff: User, idea: Idea) -> None:
    """In the evening of the day before it was too fresh; a day later it is no news any more."""
    began = timezone.now().replace(hour=5, minute=0)
    Contribution.objects.update(created_at=began - timedelta(days=1, hours=1))

    def named(at: datetime) -> bool:
        with time_machine.travel(at):
            return "unconfirmed" in {line.name for line in lines_for(staff, timezone.now())}

    days = [began + timedelta(days=number, hours=2) for number in range(-1, 6)]
    assert [named(day) for day in days].count(True) >= 1 and not named(days[0]) and not named(days[-1])


def test_the_list_takes_as_many_queries_for_twenty_as_for_one(
    client: Client, staff: User, idea: Idea, django_assert_max_num_queries
) -> None:
    seen = []
    for _round in range(2):
        client.get(LIST)
        with django_assert_max_num_queries(30) as queries:
            client.get(LIST)
        seen.append(len(queries))
        yesterday(*(make_idea(state="unconfirmed").contribution for _number in range(19)))

    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("role", "status"), [("Lesen", 403), ("Redaktion", 403), ("Moderation", 200), ("Leitung", 200)]
)
def test_only_who_may_see_persons_comes_in(client: Client, idea: Idea, role: str, status: int) -> None:
    user = make_staff(is_superuser=False)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    assert [client.get(path).status_code for path in (LIST, page_of(idea.contribution))] == [status] * 2
    assert client.post(page_of(idea.contribution), {"_leave": "1"}).status_code == (302 if status == 200 else 403)


def test_the_right_address_gets_the_link_and_the_old_one_ends(client: Client, staff: User, sent, idea: Idea) -> None:
    [old] = sent()
    path = page_of(idea.contribution)
    shown = text_of(client.get(path))

    answer = client.post(path, {"email": "max@example.org", "_correct": "1"}, follow=True)
    new = sent()[-1]
    idea.contribution.refresh_from_db()

    assert "Ein Brunnen" in shown and "0231 12345" in shown and "Bitte rufen Sie an" in shown
    assert "Der Link ist unterwegs an max@example.org." in text_of(answer)
    assert new.to == ["max@example.org"]
    assert Client().get(link_in(old.body, "/bestaetigen/")).status_code == 404
    assert fill_in(Client(), link_in(new.body, "/bestaetigen/")).status_code == 302
    assert Idea.objects.get().state == IdeaState.SUBMITTED
    entry = idea.history.get(text="Die Adresse wurde berichtigt.")
    assert entry.by == staff and "max@" not in LogEntry.objects.get().change_message


def test_it_waits_another_day_after_that(client: Client, staff: User, idea: Idea) -> None:
    client.post(page_of(idea.contribution), {"email": "max@example.org", "_correct": "1"})
    now = unconfirmed.waiting().count()

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert (now, unconfirmed.waiting().count()) == (0, 1)


def test_confirmed_by_telephone_says_who_and_when(client: Client, staff: User, sent, idea: Idea) -> None:
    client.post(page_of(idea.contribution), {"email": "max@example.org", "_confirmed": "1"})
    case = text_of(client.get(f"/verwaltung/projects/idea/{idea.pk}/change/"))
    idea.refresh_from_db()
    contribution = Contribution.objects.get()

    assert idea.state == IdeaState.SUBMITTED and idea.number
    assert (contribution.confirmed_by, contribution.email) == (staff, "max@example.org")
    assert idea.history.get(to_state=IdeaState.SUBMITTED, from_state=IdeaState.UNCONFIRMED).by == staff
    assert "telefonisch bestätigt: Tarik Amt" in case
    assert sent()[-1].to == ["Erika Beispiel <max@example.org>"]
    assert not unconfirmed.waiting().exists()


def test_without_an_address_the_person_is_confirmed_and_nothing_is_mailed(
    client: Client, staff: User, sent, idea: Idea
) -> None:
    sent().clear()

    client.post(page_of(idea.contribution), {"email": "", "_confirmed": "1"})

    assert Idea.objects.get().state == IdeaState.SUBMITTED
    assert Contribution.objects.get().participant is None
    assert sent() == []


def test_what_is_left_goes_by_itself(client: Client, staff: User, idea: Idea, settings) -> None:
    client.post(page_of(idea.contribution), {"email": "mxa@example.org", "_leave": "1"})

    assert not unconfirmed.waiting().exists()
    with time_machine.travel(timezone.now() + timedelta(days=settings.PURGE_UNCONFIRMED_DAYS)):
        ideas.purge_unconfirmed(timezone.now(), False)
    assert not Idea.objects.exists()


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"email": "", "_correct": "1"}, "Bitte geben Sie die richtige Adresse ein."),
        ({"email": "mxa@example.org", "_correct": "1"}, "Das ist die Adresse, die wir haben."),
        ({"email": "kein-at", "_correct": "1"}, "gültige E-Mail"),
        ({"email": "a\u200b@example.org", "_confirmed": "1"}, "unsichtbares Zeichen"),
    ],
)
def test_bad_input_is_answered(client: Client, staff: User, idea: Idea, posted: dict[str, Any], said: str) -> None:
    page = client.post(page_of(idea.contribution), posted)

    assert page.status_code == 422 and said in text_of(page)
    assert Contribution.objects.get().email == "mxa@example.org"


def test_a_support_is_corrected_by_a_new_link_and_confirmed_as_it_stands(client: Client, staff: User, sent) -> None:
    idea = make_idea(email="wer@example.org")
    rows = [
        participation.support(idea, key=uuid.uuid4(), email=email, also_follow=False, privacy_version="t")
        for email in ("eins@example.org", "zwei@example.org")
    ]
    yesterday(*(row.contribution for row in rows))
    sent().clear()

    refused = client.post(page_of(rows[0].contribution), {"email": "neu@example.org", "_confirmed": "1"})
    client.post(page_of(rows[0].contribution), {"email": "neu@example.org", "_correct": "1"})
    client.post(page_of(rows[1].contribution), {"email": "zwei@example.org", "_confirmed": "1"})

    assert refused.status_code == 422 and "Hier zählt die Adresse selbst" in text_of(refused)
    assert [letter.to for letter in sent()] == [["neu@example.org"]]
    assert {row.participant.email: bool(row.confirmed_at) for row in Support.objects.all()} == {
        "neu@example.org": False, "zwei@example.org": True,
    }  # fmt: skip


def test_nobody_learns_that_a_mail_goes_which_does_not(client: Client, staff: User, settings) -> None:
    settings.MAIL_CONFIRMATIONS_PER_DAY = 0
    idea = make_idea(email="wer@example.org")
    row = participation.support(idea, key=uuid.uuid4(), email="a@example.org", also_follow=False, privacy_version="t")
    yesterday(row.contribution)

    answer = client.post(page_of(row.contribution), {"email": "neu@example.org", "_correct": "1"}, follow=True)

    assert "Heute geht keine mehr hinaus" in text_of(answer)


def test_who_comes_second_is_told(client: Client, staff: User, idea: Idea) -> None:
    path = page_of(idea.contribution)
    ideas.confirm_idea(idea.contribution)

    for button in ("_correct", "_confirmed", "_leave"):
        page = client.post(path, {"email": "max@example.org", button: "1"})
        assert page.status_code == 422 and "Das wurde inzwischen bestätigt." in text_of(page), button
    assert Contribution.objects.get().email == "mxa@example.org"


def test_the_person_presses_while_the_office_confirms_by_telephone(committed) -> None:
    """One of both counts, none waits for the other in a circle."""
    idea = make_idea(state="unconfirmed", email="max@example.org")
    staff = make_staff()
    results: list[str] = []

    def press() -> None:
        ideas.confirm_idea(Contribution.objects.get(pk=idea.contribution_id))

    def call() -> None:
        try:
            unconfirmed.confirm_by_telephone(
                Contribution.objects.get(pk=idea.contribution_id), "anders@example.org", by=staff
            )
        except ValidationError as error:
            results.append(error.messages[0])

    def run(contribution: Any) -> None:
        try:
            contribution()
        except Exception as error:
            results.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(contribution,)) for contribution in (press, call, call)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert all(result == "Das wurde inzwischen bestätigt." for result in results), results
    transitions = Idea.objects.get().history.filter(from_state=IdeaState.UNCONFIRMED, to_state=IdeaState.SUBMITTED)
    assert transitions.count() == 1
