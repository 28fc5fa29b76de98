"""Mails as jobs of procrastinate: deferred in the transaction that needs them, built when they are sent.

A job carries the name of a message and an id, never an address or a link. The Message-ID is fixed when the job is
created, so that a crash after sending causes at most one duplicate, which mailboxes recognise by its Message-ID.
"""

import smtplib
import uuid
from collections.abc import Callable, Iterable
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
    name: str
    content: bytes
    kind: str  # MIME type


Builder = Callable[[int], "Mail | None"]
builders: dict[str, Builder] = {}
labels: dict[str, Any] = {}  # name of each message for staff


@dataclass(frozen=True)
class Mail:
    """One mail to one address; the first line of the rendered template is the subject."""

    to: str
    template: str
    context: dict
    name: str = ""
    reply_to: str = ""
    # Somebody has just typed this address into a form: sent even when the address is marked as wrong.
    is_user_requested: bool = False
    case_url: str = ""  # back-office page of the case that the mail is about, if any
    attachments: tuple[Attachment, ...] = ()
    # One-click unsubscribe (RFC 8058): mail programs offer it as a button of their own.
    stop_url: str = ""
    # That of the person, such as `contribution.language`; empty for staff, who get the portal's own.
    language: str = ""


# The reason noted when the mail server could not be reached for days, or the mail could not be built.
GIVEN_UP = "given up"
# For addresses stored before forms validated them with ``validate_mailable``.
NOT_MAILABLE = "not an address that mails can reach"


class Refused(Exception):
    """The mail server refused this mail for good (5xx)."""


def message(name: str, *, label: Any) -> Callable[[Builder], Builder]:
    """Register the decorated function, which builds a message from an id, or returns None to send nothing."""

    def register(builder: Builder) -> Builder:
        builders[name] = builder
        labels[name] = label
        return builder

    return register


def send_later(name: str, pk: int, *, language: str = "") -> None:
    """Send a message after the running transaction commits; nothing goes out when it rolls back.

    ``language`` is for messages that hang on no contribution, which would know its person's language.
    """
    chosen = {"language": language} if language else {}
    send_message.defer(name=name, pk=pk, message_id=str(uuid.uuid4()), **chosen)


def send_many_later(name: str, pks: Iterable[int]) -> None:
    """As ``send_later``, for many objects in one statement."""
    waiting: list[dict[str, Any]] = [{"name": name, "pk": pk, "message_id": str(uuid.uuid4())} for pk in pks]
    if waiting:
        send_message.batch_defer(*waiting)


def take_back(name: str, pk: int) -> bool:
    """Delete the waiting job of a message, before the address changes: it would be built with the new one.

    Returns False when none was waiting, that is when the mail has gone out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
            " AND args->>'name' = %s AND (args->>'pk')::bigint = %s",
            [send_message.name, name, pk],
        )
        return cursor.rowcount > 0


CONFIRMATION, DAY = "confirmation", timedelta(days=1)


def confirmation_allowed(email: str) -> bool:
    """Whether this address may get one more mail requested by a form today. Each call counts."""
    return is_confirmation_allowed(rate_limits.hit(CONFIRMATION, email_key(email), DAY).number)


def counting_confirmation(email: str, *, provided: str) -> tuple[str, list[Any]]:
    """``confirmation_allowed`` as a part of a statement (``rate_limits.upsert``)."""
    return rate_limits.upsert({rate_limits.key_of(CONFIRMATION, email_key(email))}, DAY, provided=provided)


def is_confirmation_allowed(number: int) -> bool:
    return number <= settings.MAIL_CONFIRMATIONS_PER_DAY


# Per address, whoever requests them.
MOST_LINKS_A_DAY = 10


def may_send_link(scope: str, address: str, sender: rate_limits.Prefix) -> bool:
    """Whether one more link that gives access may go to this address today. Each call counts.

    Limited per sender and address, with a higher limit per address alone, and apart from public forms: three requests
    of a stranger lock nobody out, and requests refused to one sender do not count against the address.
    """
    key = email_key(address)
    from_here = rate_limits.hit(f"{scope}-from", sender, DAY, about=key)
    if from_here.above(settings.MAIL_CONFIRMATIONS_PER_DAY):
        return False
    return not rate_limits.hit(scope, key, DAY).above(MOST_LINKS_A_DAY)


class Patience(BaseRetryStrategy):
    """Retry after 10 s, 20 s, 40 s … at most an hour apart, for about five days; never when refused for good."""

    def get_retry_decision(self, *, exception: BaseException, job: jobs.Job) -> RetryDecision | None:
        if isinstance(exception, Refused) or job.attempts >= 125:
            return None
        wait = min(10 * 2 ** min(job.attempts, 9), 3600)
        return RetryDecision(retry_in={"seconds": wait})


@app.task(name="core.send_message", queue="mail", retry=Patience())
def send_message(*, name: str, pk: int, message_id: str, language: str = "") -> None:
    mail, language = build(name, pk, language)
    with translation.override(language):
        if mail is None or (is_wrong(mail.to) and not mail.is_user_requested):
            return
        try:
            deliver(mail, message_id)
        except Refused as refusal:
            # A retry would not help: staff look at it as a FailedMail.
            note_failure(name, pk, message_id, str(refusal), mail.to)


def build(name: str, pk: int, language: str = "") -> tuple[Mail | None, str]:
    """A message and its language. Built a second time if only the first attempt tells whose language it is in."""
    chosen = known(language)
    with translation.override(chosen):
        mail = builders[name](pk)
    if mail is None or language or known(mail.language) == chosen:
        return mail, chosen
    return build(name, pk, mail.language)


def known(language: str) -> str:
    """The language, or the portal's own when it is none of the portal's any more."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def is_wrong(address: str) -> bool:
    return Participant.objects.filter(email_key=email_key(address), wrong_since__isnull=False).exists()


def note_failure(name: str, pk: int, message_id: str, reason: str, address: str = "") -> None:
    """Create the FailedMail of a message, or reopen it when the mail was sent again and refused again."""
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
    """Send a failed mail again with the same Message-ID, so that a copy that did arrive is recognised as the same."""
    send_message.defer(name=failed.name, pk=failed.object_id, message_id=str(failed.message_id))


def collect_given_up() -> int:
    """Turn jobs whose retries are exhausted into failed mails; returns how many.

    The job is deleted in the same transaction, so that each is recorded once; sending it again creates a new job.
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
    """Hand one mail to the mail server. Raises Refused on a permanent error; temporary ones propagate for a retry."""
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
        # Our own password is wrong: retried as if the server were down, until somebody corrects the setting.
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
