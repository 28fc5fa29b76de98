"""Tests of mails against a real SMTP server that is down, refuses, or is back again."""

import contextlib
import email
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from asgiref.sync import async_to_sync
from django.core import mail as outbox
from django.db import connection, connections, transaction
from django.test import Client
from procrastinate import jobs
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.utils import utcnow

from eving.core.messaging import mail
from eving.core.models import FailedMail
from eving.core.people import participants
from projects.models import Idea
from tests.factories import make_idea
from tests.pages import hidden_fields, link_in

pytestmark = pytest.mark.server


class Postman:
    """An SMTP handler that keeps mails, or answers with a given status."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []
        self.refuse = ""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.letters.append(envelope)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def post_office(port: int, **options: Any) -> Iterator[Postman]:
    postman = Postman()
    controller = Controller(postman, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield postman
    finally:
        controller.stop()


@pytest.fixture
def smtp_port(settings) -> int:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return settings.EMAIL_PORT


async def _work() -> None:
    async with app.open_async():
        await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)


def work() -> None:
    """Run the real worker once."""

    def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()):
            async_to_sync(_work)()
        connections.close_all()

    # In another thread, because an event loop may be running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


IDEA = {"title": "Bänke für die Bergstraße", "text": "Zum Sitzen.", "name": "Jürgen Öztürk", "name_display": "none"}


def test_the_mail_server_is_down_and_the_mail_arrives_when_it_is_back(
    committed, client: Client, smtp_port: int
) -> None:
    fields = hidden_fields(client.get("/ideen/neu/"))
    answer = client.post("/ideen/neu/", {**fields, **IDEA, "email": "j@example.org"})
    assert answer.status_code == 302 and Idea.objects.count() == 1

    work()
    job = ProcrastinateJob.objects.get(task_name="core.send_message")
    assert (job.status, job.attempts) == ("todo", 1)
    make_due(job.pk)
    with post_office(smtp_port) as postman:
        work()

    [letter] = postman.letters
    assert letter.rcpt_tos == ["j@example.org"]
    assert ProcrastinateJob.objects.get(pk=job.pk).status == "succeeded"


def make_due(pk: int) -> None:
    # As if the time until the next attempt had passed.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = %s", [pk])


def test_a_server_that_says_no_for_good_ends_the_job_and_a_busy_one_does_not(committed, smtp_port: int) -> None:
    idea = make_idea(state="unconfirmed")
    with post_office(smtp_port) as postman:
        postman.refuse = "450 mailbox busy"
        work()
        assert ProcrastinateJob.objects.get().status == "todo"
        postman.refuse = "550 no such mailbox"
        make_due(ProcrastinateJob.objects.get().pk)
        work()

    assert ProcrastinateJob.objects.get().status == "succeeded"  # a failed mail is left to people, not retried
    assert FailedMail.objects.get().reason == "the mail server refused the address for good (550)"
    assert postman.letters == [] and Idea.objects.get() == idea


def test_a_wrong_password_of_our_own_is_no_fault_of_the_mail(committed, settings, smtp_port: int) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "eving", "alt"
    make_idea(state="unconfirmed")
    refuse = {"authenticator": lambda *_given: AuthResult(success=False, handled=False), "auth_require_tls": False}
    with post_office(smtp_port, **refuse):
        work()

    job = ProcrastinateJob.objects.get()
    assert (job.status, FailedMail.objects.exists()) == ("todo", False)
    make_due(job.pk)
    accept = {**refuse, "authenticator": lambda *_given: AuthResult(success=True)}
    with post_office(smtp_port, **accept) as postman:
        work()
    assert len(postman.letters) == 1


def test_a_mail_carries_umlauts_a_fixed_id_and_the_offices_address(committed, smtp_port: int) -> None:
    make_idea(state="unconfirmed", title="Größere Mülleimer", name="Jürgen Öztürk", email="j@example.org")
    number = ProcrastinateJob.objects.get().args["message_id"]
    with post_office(smtp_port) as postman:
        work()

    letter = email.message_from_bytes(postman.letters[0].content, policy=policy.default)
    assert letter["Subject"].strip() == "Bitte bestätigen Sie Ihre Idee für Eving"
    assert letter["Message-ID"] == f"<{number}@127.0.0.1>"
    assert letter["Reply-To"] == "buero@eving.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Öffnen" in letter.get_content() or "öffnen" in letter.get_content()
    assert link_in(letter.get_content(), "/bestaetigen/")


@pytest.mark.django_db
def test_a_job_holds_neither_address_nor_link() -> None:
    make_idea(state="unconfirmed", email="erika@example.org")

    [job] = ProcrastinateJob.objects.all()

    assert set(job.args) == {"name", "pk", "message_id"}
    assert "erika" not in str(job.args)


@pytest.mark.django_db
def test_a_rolled_back_transaction_sends_nothing() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        make_idea(state="unconfirmed")
        raise RuntimeError("crash before commit")

    assert not ProcrastinateJob.objects.exists() and not Idea.objects.exists()


@pytest.mark.django_db
def test_a_mail_to_somebody_who_was_erased_is_not_sent(drain) -> None:
    idea = make_idea(state="unconfirmed")
    participants.erase_participant(idea.contribution.participant)

    drain()

    assert outbox.outbox == []


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 10), (1, 20), (3, 80), (9, 3600), (100, 3600)])
def test_waiting_grows_and_never_beyond_an_hour(attempts: int, seconds: int) -> None:
    job = jobs.Job(id=1, queue="mail", lock=None, queueing_lock=None, task_name="t", attempts=attempts)
    decision = mail.Patience().get_retry_decision(exception=OSError(), job=job)

    assert decision is not None and decision.retry_at is not None
    assert abs((decision.retry_at - utcnow()).total_seconds() - seconds) < 5


def test_a_refusal_is_not_tried_again() -> None:
    job = jobs.Job(id=1, queue="mail", lock=None, queueing_lock=None, task_name="t", attempts=0)

    assert mail.Patience().get_retry_decision(exception=mail.Refused(), job=job) is None
