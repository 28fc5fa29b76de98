"""Mails as jobs: deferred in the transaction that needs them, built when they are sent.

A job carries the name of a message and an id, never an address or a link. The Message-ID is fixed when the job is
made, so a crash between sending and noting leaves at most one copy that the reader's mailbox can tell.
"""

import smtplib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from procrastinate import BaseRetryStrategy, RetryDecision, jobs
from procrastinate.contrib.django import app

from eving.core.addresses import envelope
from eving.core.models import FailedMail, Participant
from eving.core.people import rate_limits
from eving.core.people.participants import email_key


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    kind: str  # "text/calendar"


Builder = Callable[[int], "Mail | None"]
builders: dict[str, Builder] = {}
labels: dict[str, Any] = {}  # how the office calls each message


@dataclass(frozen=True)
class Mail:
    """One mail to one address: a template whose first line is the subject, and what it needs."""

    to: str
    template: str
    context: dict
    name: str = ""
    reply_to: str = ""
    # The person has just filled in a form with this address: goes out even when it is marked as wrong.
    is_user_requested: bool = False
    case_url: str = ""  # the page of the back office about what the mail is about, when there is one
    attachments: tuple[Attachment, ...] = ()
    # Where one press ends mails of this kind: mail programs offer it as a button of their own (RFC 8058).
    stop_url: str = ""


# The reason noted when the mail server could not be reached for days, or the mail could not be built.
GIVEN_UP = "given up"
# An address from before such ones were refused at the door.
NOT_MAILABLE = "not an address that mails can reach"


class Refused(Exception):
    """The mail server will not take this mail, now or later."""


def message(name: str, *, label: Any) -> Callable[[Builder], Builder]:
    """Register the function that builds a message from an id; it returns None when there is nothing to send."""

    def register(builder: Builder) -> Builder:
        builders[name] = builder
        labels[name] = label
        return builder

    return register


def send_later(name: str, pk: int) -> None:
    """Send a message after the running transaction commits; nothing goes out when it rolls back."""
    send_message.defer(name=name, pk=pk, message_id=str(uuid.uuid4()))


def take_back(name: str, pk: int) -> bool:
    """Drop a message that waits: it is built when it is sent, and would go to the address of that moment.

    Returns whether one waited; else it has gone out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
            " AND args->>'name' = %s AND (args->>'pk')::bigint = %s",
            [send_message.name, name, pk],
        )
        return cursor.rowcount > 0


def confirmation_allowed(email: str) -> bool:
    """Whether this address may get one more mail that somebody asked for by a form today; asking counts."""
    count = rate_limits.hit("confirmation", email_key(email), timedelta(days=1))
    return not count.above(settings.MAIL_CONFIRMATIONS_PER_DAY)


# To one address, whoever asks for them.
MOST_LINKS_A_DAY = 10


def may_send_link(scope: str, address: str, sender: rate_limits.Prefix) -> bool:
    """Whether a link that opens something may go to this address once more today; asking counts.

    Counted for who asks and, higher, for the address, and apart from public forms: three posts of a stranger cut nobody
    off, and what is refused to one sender uses up nothing of the others' share.
    """
    key, day = email_key(address), timedelta(days=1)
    from_here = rate_limits.hit(f"{scope}-from", sender, day, about=key)
    if from_here.above(settings.MAIL_CONFIRMATIONS_PER_DAY):
        return False
    return not rate_limits.hit(scope, key, day).above(MOST_LINKS_A_DAY)


class Patience(BaseRetryStrategy):
    """Try again after 10 s, 20 s, 40 s … at most an hour apart, for about five days; never when refused for good."""

    def get_retry_decision(self, *, exception: BaseException, job: jobs.Job) -> RetryDecision | None:
        if isinstance(exception, Refused) or job.attempts >= 125:
            return None
        wait = min(10 * 2 ** min(job.attempts, 9), 3600)
        return RetryDecision(retry_in={"seconds": wait})


@app.task(name="core.send_message", queue="mail", retry=Patience())
def send_message(*, name: str, pk: int, message_id: str) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        mail = builders[name](pk)
        if mail is None or (is_wrong(mail.to) and not mail.is_user_requested):
            return
        try:
            deliver(mail, message_id)
        except Refused as refusal:
            # A lasting no is for people to look at; trying again would not help.
            note_failure(name, pk, message_id, str(refusal), mail.to)


def is_wrong(address: str) -> bool:
    """Whether the office noted that mails to this address come back."""
    return Participant.objects.filter(email_key=email_key(address), wrong_since__isnull=False).exists()


def note_failure(name: str, pk: int, message_id: str, reason: str, address: str = "") -> None:
    """Write down a mail that did not go out; sent once more and refused again, it waits anew."""
    participant = Participant.objects.filter(email_key=email_key(address)).first() if address else None
    FailedMail.objects.update_or_create(
        message_id=message_id,
        defaults={
            "name": name,
            "object_id": pk,
            "reason": reason[:200],
            "participant": participant,
            "failed_at": timezone.now(),
            "outcome": "",
            "done_at": None,
            "done_by": None,
        },
    )


def send_again(failed: FailedMail) -> None:
    """Send a mail that failed once more, as the same mail: a copy that got through after all is recognised."""
    send_message.defer(name=failed.name, pk=failed.object_id, message_id=str(failed.message_id))


def collect_given_up() -> int:
    """Turn jobs whose patience has ended without a lasting no into failed mails; returns how many.

    The job goes in the same transaction: each is written down once, and one that is sent once more and given up
    again is a new job.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'failed'"
                " RETURNING args->>'name', (args->>'pk')::bigint, args->>'message_id'",
                [send_message.name],
            )
            given_up = cursor.fetchall()
        for name, pk, message_id in given_up:
            note_failure(name, pk, message_id, GIVEN_UP)
    return len(given_up)


def deliver(mail: Mail, message_id: str) -> None:
    """Hand one mail to the mail server. Raises Refused when it answers with a lasting no."""
    host = settings.BASE_URL.split("//", 1)[1].split("/")[0].split(":")[0]
    subject, _line, body = render(mail).partition("\n")
    try:
        to, reply_to = envelope(mail.to), envelope(mail.reply_to or settings.OFFICE_EMAIL)
    except ValueError:
        raise Refused(NOT_MAILABLE) from None
    server = get_connection()
    email = EmailMessage(
        subject=" ".join(subject.split()),
        body=body.lstrip("\n"),
        to=[formataddr((" ".join(mail.name.split()), to))],
        reply_to=[reply_to],
        headers={
            "Message-ID": f"<{message_id}@{host}>",
            "Date": timezone.localtime().strftime("%a, %d %b %Y %H:%M:%S %z"),
            "Auto-Submitted": "auto-generated",
            **stop_headers(mail),
        },
        connection=server,
    )
    for attachment in mail.attachments:
        email.attach(attachment.name, attachment.content, attachment.kind)
    try:
        email.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        if all(code >= 500 for code in codes):
            raise Refused(f"the mail server refused the address for good ({codes[0]})") from None
        raise
    except smtplib.SMTPAuthenticationError:
        # Our own password is wrong: like a server that is down, until somebody puts it right.
        server.close()  # Django leaves it open
        raise
    except smtplib.SMTPResponseException as error:
        if error.smtp_code >= 500:
            raise Refused(f"the mail server refused the mail for good ({error.smtp_code})") from None
        raise


def stop_headers(mail: Mail) -> dict[str, str]:
    if not mail.stop_url:
        return {}
    return {"List-Unsubscribe": f"<{mail.stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def render(mail: Mail) -> str:
    context = {"office": settings.OFFICE, "base_url": settings.BASE_URL, "name": mail.name, **mail.context}
    return render_to_string(mail.template, context)
