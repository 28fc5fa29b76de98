"""Tests of idempotency keys: a double click, a reload and twenty parallel requests make one row and one mail."""

import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.models import Contribution, Participant
from eving.core.people import participants
from projects.models import Idea
from tests.factories import make_staff
from tests.pages import hidden_fields

pytestmark = pytest.mark.server

IDEA = {"title": "Bank", "text": "Zum Sitzen.", "name": "Erika", "name_display": "none", "email": "e@example.org"}


def in_parallel(number: int, action: Callable[[], object]) -> list:
    """Run an action in that many threads at the same moment; each gets its own connection."""
    start = threading.Barrier(number)

    def run(_number: int) -> object:
        start.wait()
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def test_twenty_parallel_posts_make_one_idea_one_mail_and_twenty_equal_answers(committed, settings) -> None:
    settings.PUBLIC_POSTS_HARD_PER_HOUR = 100
    fields = hidden_fields(Client().get("/ideen/neu/"))

    def post() -> tuple:
        client = Client()
        client.cookies.clear()
        answer = client.post("/ideen/neu/", {**fields, **IDEA})
        return answer.status_code, answer.headers.get("Location"), answer.content

    answers = in_parallel(20, post)

    [(status, address, body)] = set(answers)
    assert (status, body) == (302, b"") and address.startswith("/ideen/neu/danke/?beleg=")
    assert Idea.objects.count() == Contribution.objects.count() == 1
    assert ProcrastinateJob.objects.count() == 1


def test_without_the_guard_parallel_posts_would_make_several_rows(committed) -> None:
    """Twin: the same race with a look-up alone, as in code without a unique key."""
    key = uuid.uuid4().hex[:20]
    looked = threading.Barrier(5)

    def careless() -> None:
        with transaction.atomic():
            exists = Contribution.objects.filter(kind="idea", privacy_version=key).exists()
            looked.wait()
            if not exists:
                Contribution.objects.create(kind="idea", privacy_version=key)

    in_parallel(5, careless)

    assert Contribution.objects.count() == 5


def test_the_guard_of_the_service_itself_holds_in_a_race(committed) -> None:
    key = uuid.uuid4()

    def action() -> bool:
        with transaction.atomic():
            _row, is_new = participants.contribute(kind="idea", key=key, email="e@example.org", privacy_version="t")
        return is_new

    assert sorted(in_parallel(10, action)) == [False] * 9 + [True]
    assert Contribution.objects.count() == 1


def test_twenty_forms_of_one_new_address_at_once_have_one_participant(committed) -> None:
    def action() -> tuple[bool, int | None]:
        with transaction.atomic():
            row, is_new = participants.contribute(
                kind="idea", key=uuid.uuid4(), email="E@example.org", privacy_version="t"
            )
        return is_new, row.participant_id

    [(is_new, participant)] = set(in_parallel(20, action))

    assert is_new and participant == Participant.objects.get().pk
    assert Contribution.objects.filter(participant=participant).count() == 20


def test_a_single_statement_would_lose_whoever_comes_second(committed) -> None:
    """Twin: it does not see the participant that another request created while it waited."""
    begun, answers = threading.Event(), []

    def second() -> None:
        begun.wait(10)
        try:
            answers.append(participants.insert_once(Contribution(kind="idea", privacy_version="t"), "e@example.org"))
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        participants.contribute(kind="idea", key=uuid.uuid4(), email="e@example.org", privacy_version="t")
        begun.set()
        wait_for_a_blocked_statement()
    thread.join(10)

    assert answers == [False]


def wait_for_a_blocked_statement() -> None:
    with connection.cursor() as cursor:
        for _time in range(3000):
            # A transaction sees the same activity each time unless it asks anew.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("the other request never waited")


@pytest.mark.django_db
def test_the_same_content_from_another_address_leaves_no_row_of_that_address() -> None:
    key = uuid.uuid4()
    details = {"kind": "idea", "key": key, "digest": "d", "privacy_version": "t"}
    first, _is_new = participants.contribute(email="a@example.org", **details)

    again, is_new = participants.contribute(email="b@example.org", **details)

    assert (again, is_new) == (first, False)
    assert [person.email for person in Participant.objects.all()] == ["a@example.org"]


@pytest.mark.django_db
def test_what_is_written_in_one_statement_is_what_the_models_say() -> None:
    staff = make_staff()
    with translation.override("en"):
        row, _is_new = participants.contribute(
            kind="idea", key=uuid.uuid4(), digest="d", email=" E@example.org ", privacy_version="t", name="Erika %s",
            phone="0231", name_display="full", channel="phone", recorded_by=staff, screening="honeypot",
        )  # fmt: skip
    nobody, _is_new = participants.contribute(kind="idea", key=uuid.uuid4(), email="", privacy_version="t")

    stored = Contribution.objects.get(pk=row.pk)
    names = [field.attname for field in Contribution._meta.concrete_fields]
    assert [getattr(row, name) for name in names] == [getattr(stored, name) for name in names]
    assert (stored.name, stored.language, stored.recorded_by, stored.created_at) == (
        "Erika %s", "en", staff, row.created_at,
    )  # fmt: skip
    assert row.participant == stored.participant and vars(row.participant).items() >= {
        "email": "E@example.org", "email_key": "e@example.org", "nonce": stored.participant.nonce, "wrong_since": None,
    }.items()  # fmt: skip
    assert (nobody.participant, Contribution.objects.get(pk=nobody.pk).participant_id) == (None, None)


@pytest.mark.django_db
def test_a_reload_of_the_sent_form_gives_the_same_answer(client: Client, sent) -> None:
    fields = hidden_fields(client.get("/ideen/neu/"))

    answers = [client.post("/ideen/neu/", {**fields, **IDEA})["Location"] for _number in range(3)]

    assert len(set(answers)) == 1 and answers[0].startswith("/ideen/neu/danke/?beleg=")
    assert Idea.objects.count() == 1 and len(sent()) == 1
