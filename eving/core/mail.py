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

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from procrastinate import BaseRetryStrategy, RetryDecision, jobs
from procrastinate.contrib.django import app

from eving.core import limits
from eving.core.participants import email_key

Builder = Callable[[int], "Mail | None"]
builders: dict[str, Builder] = {}


@dataclass(frozen=True)
class Mail:
    """One mail to one address: a template whose first line is the subject, and what it needs."""

    to: str
    template: str
    context: dict
    name: str = ""
    reply_to: str = ""


class Refused(Exception):
    """The mail server will not take this mail, now or later."""


def message(name: str) -> Callable[[Builder], Builder]:
    """Register the function that builds a message from an id; it returns None when there is nothing to send."""

    def register(builder: Builder) -> Builder:
        builders[name] = builder
        return builder

    return register


def send_later(name: str, pk: int) -> None:
    """Send a message after the running transaction commits; nothing goes out when it rolls back."""
    send_message.defer(name=name, pk=pk, message_id=str(uuid.uuid4()))


def may_confirm(email: str) -> bool:
    """Whether this address may get one more confirmation mail today."""
    count = limits.hit("confirmation", email_key(email), timedelta(days=1))
    return not count.above(settings.MAIL_CONFIRMATIONS_PER_DAY)


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
        if mail is not None:
            deliver(mail, message_id)


def deliver(mail: Mail, message_id: str) -> None:
    """Hand one mail to the mail server. Raises Refused when it answers with a lasting no."""
    host = settings.BASE_URL.split("//", 1)[1].split("/")[0].split(":")[0]
    subject, _line, body = render(mail).partition("\n")
    email = EmailMessage(
        subject=" ".join(subject.split()),
        body=body.lstrip("\n"),
        to=[formataddr((" ".join(mail.name.split()), mail.to))],
        reply_to=[mail.reply_to or settings.OFFICE_EMAIL],
        headers={
            "Message-ID": f"<{message_id}@{host}>",
            "Date": timezone.localtime().strftime("%a, %d %b %Y %H:%M:%S %z"),
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        email.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        if all(code >= 500 for code in codes):
            raise Refused(f"the mail server refused the address for good ({codes[0]})") from None
        raise
    except smtplib.SMTPResponseException as error:
        if error.smtp_code >= 500:
            raise Refused(f"the mail server refused the mail for good ({error.smtp_code})") from None
        raise


def render(mail: Mail) -> str:
    context = {"office": settings.OFFICE, "base_url": settings.BASE_URL, "name": mail.name, **mail.context}
    return render_to_string(mail.template, context)
