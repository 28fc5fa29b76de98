"""Tests of idempotency keys: a double click, a reload and twenty parallel requests make one row and one mail."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.models import Contribution
from eving.core.people import participants
from projects.models import Idea
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


@pytest.mark.django_db
def test_a_reload_of_the_sent_form_gives_the_same_answer(client: Client, sent) -> None:
    fields = hidden_fields(client.get("/ideen/neu/"))

    answers = [client.post("/ideen/neu/", {**fields, **IDEA})["Location"] for _number in range(3)]

    assert len(set(answers)) == 1 and answers[0].startswith("/ideen/neu/danke/?beleg=")
    assert Idea.objects.count() == 1 and len(sent()) == 1
