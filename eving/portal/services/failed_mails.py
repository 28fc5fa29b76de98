"""Mails that the mail server refused, and what staff do about them."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy, ngettext

from eving.core.messaging import mail
from eving.core.models import Contribution, FailedMail, User
from eving.core.people import participants
from eving.core.registry import Purge, Queue
from eving.core.workflow import lifecycle

log = logging.getLogger("eving.mail")

# The first digits of the server's answer (RFC 5321), explained for the office.
REASONS = [
    (re.compile(r"\(55[013]\)"), gettext_lazy("The mailbox does not exist.")),
    (re.compile(r"\(552\)"), gettext_lazy("The mailbox is full, or the e-mail too large.")),
    (re.compile(r"\(5\d\d\)"), gettext_lazy("The mail server refuses the e-mail.")),
    (re.compile(mail.NOT_MAILABLE), gettext_lazy("No e-mail can reach this address.")),
    (re.compile(mail.GIVEN_UP), gettext_lazy("The mail server could not be reached for days.")),
]


def reason_text(reason: str) -> str:
    return next((str(sentence) for pattern, sentence in REASONS if pattern.search(reason)), reason)


@dataclass(frozen=True)
class Letter:
    """A mail as it would be sent now: its subject, and the URL of the page it is about."""

    subject: str = ""
    case_url: str = ""


def letter_of(failed: FailedMail) -> Letter:
    """A failed mail rendered anew; empty when its object is gone, or when rendering fails."""
    builder = mail.builders.get(failed.name)
    if builder is None:
        return Letter()
    try:
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            built = builder(failed.object_id)
            subject = mail.render(built).partition("\n")[0] if built else ""
    except OperationalError:  # the database is away, the mail itself may be fine
        raise
    except Exception:  # the fault that stopped the mail must not break this page as well
        log.exception("the mail %s about %s cannot be built", failed.name, failed.object_id)
        return Letter()
    return Letter(subject, built.case_url) if built else Letter()


@transaction.atomic
def settle(failed: FailedMail, outcome: FailedMail.Outcome, *, by: User) -> bool:
    """Record what was done about a failed mail and do it; False when a colleague was faster."""
    stored = lifecycle.locked(failed)
    if stored.done_at:
        return False
    stored.outcome, stored.done_at, stored.done_by = outcome, timezone.now(), by
    stored.save(update_fields=["outcome", "done_at", "done_by"])
    if outcome == FailedMail.Outcome.RESENT:
        mail.send_again(stored)
    if outcome == FailedMail.Outcome.WRONG_ADDRESS and stored.participant:
        participants.mark_wrong(stored.participant)
    return True


@transaction.atomic
def note_address(contribution: Contribution, *, is_wrong: bool) -> None:
    if contribution.participant and is_wrong:
        participants.mark_wrong(contribution.participant)
    elif contribution.participant:
        participants.mark_right(contribution.participant)


def purge_failed(now: datetime, dry_run: bool) -> int:
    old = FailedMail.objects.filter(done_at__lt=now - timedelta(days=settings.PURGE_SPAM_DAYS))
    return old.count() if dry_run else old.delete()[0]


QUEUES = [
    Queue(
        name="failed-mails",
        sentence=lambda number: (
            ngettext("%(n)d e-mail did not go out", "%(n)d e-mails did not go out", number) % {"n": number}
        ),
        button=gettext_lazy("See e-mails"),
        waiting=lambda: FailedMail.objects.filter(done_at__isnull=True),
        since="failed_at",
        url=lambda: reverse("admin:core_failedmail_changelist") + "?done_at__isnull=True",
        permission="core.change_failedmail",
    ),
]
PURGES = [Purge("failed-mails", gettext_lazy("Failed e-mails settled long ago"), purge_failed)]
