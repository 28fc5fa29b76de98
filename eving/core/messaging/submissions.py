"""Submissions of public forms that ask for a mail: ordering it, the thanks page, correction of a mistyped address.

The thanks page says only what FormSubmission records. A signed link with a short life opens it, so that it may name
the address; the row itself holds none.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from eving.core import registry
from eving.core.messaging import mail
from eving.core.models import Contribution, FormSubmission, Participant
from eving.core.people import links, participants, rate_limits
from eving.core.workflow import lifecycle
from eving.runtime.database import locks

SHOW, CHANGE = "thanks", "change-address"  # purposes of the signed links
PARAMETER = "beleg"
MOST_CHANGES = 3  # of the address, for one form


INSERT = """
WITH submission AS (
    INSERT INTO core_formsubmission
        (form_key, content_digest, contribution_id, message, ticked, was_mailed, nonce, created_at)
    VALUES (%s, %s, %s, %s, %s, true, %s, %s) ON CONFLICT DO NOTHING RETURNING id
), bucket AS ({upsert}) SELECT submission.id, bucket.count FROM submission, bucket
"""


@dataclass(frozen=True)
class Receipt:
    """The facts that a thanks page displays."""

    address: str
    was_mailed: bool
    needs_confirmation: bool
    is_confirmed: bool
    change_url: str  # empty when there is nothing left to change


# ---------------------------------------------------------------- ordering a mail
def order_mail(
    email: str,
    message: str,
    contribution: Contribution,
    *,
    key: UUID,
    digest: str | None = None,
    about: Contribution | None = None,
    ticked: str = "",
) -> None:
    """Defer the mail a form asks for, once per form key and content, and record whether it goes out.

    An address above its daily limit gets no mail, and the page says so. Pass ``digest`` when the contribution came from
    an earlier form, ``about`` when the mail is about another contribution. Call it in the transaction that writes the
    contribution.
    """
    if not email:
        return
    submission = FormSubmission(
        form_key=key,
        content_digest=contribution.content_digest if digest is None else digest,
        contribution=contribution,
        message=message,
        ticked=ticked,
        was_mailed=True,
        created_at=timezone.now(),
    )
    # Only a form that was not sent before counts against the limit of its address.
    upsert, counted = mail.counting_confirmation(email, provided="EXISTS (SELECT FROM submission)")
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT.format(upsert=upsert),
            [
                key, submission.content_digest, contribution.pk, message, ticked, submission.nonce,
                submission.created_at, *counted,
            ],
        )  # fmt: skip
        inserted = cursor.fetchone()
    if not inserted:  # the same form sent again
        return
    submission.pk, number = inserted
    if mail.is_confirmation_allowed(number):
        mail.send_later(message, (about or contribution).pk)
    else:
        FormSubmission.objects.filter(pk=submission.pk).update(was_mailed=False)
        submission.was_mailed = False
    contribution.just_ordered = submission


# ---------------------------------------------------------------- what the thanks page says
def find(key: UUID, *digests: str) -> FormSubmission | None:
    """The submission of this form and content; of several digests the first that exists."""
    rows = FormSubmission.objects.select_related("contribution__participant")
    by_digest = {row.content_digest: row for row in rows.filter(form_key=key, content_digest__in=digests)}
    return next((by_digest[digest] for digest in digests if digest in by_digest), None)


def token(submission: FormSubmission, purpose: str = SHOW) -> str:
    """The same token for each call, so that twenty presses of the button redirect to one URL."""
    return links.make(submission, purpose, at=submission.created_at)


def thanks_address(url: str, submission: FormSubmission) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode({PARAMETER: token(submission)})}"


def behind_link(text: str, purpose: str) -> FormSubmission | None:
    """The submission of a link; None when it is forged, or older than THANKS_PAGE_MINUTES."""
    parsed = links.parse(text, purpose)
    if parsed is None or parsed.age > timedelta(minutes=settings.THANKS_PAGE_MINUTES):
        return None
    rows = FormSubmission.objects.select_related("contribution__participant")
    submission = rows.filter(pk=parsed.pk).first()
    return submission if submission and parsed.valid_for(submission) else None


def receipt(submission: FormSubmission) -> Receipt:
    contribution = submission.contribution
    kind = registry.contribution_kinds.get(contribution.kind)
    # A support or subscription is one row per person and target, whichever form was sent: a stranger who types
    # somebody's address must not learn that this person has confirmed.
    is_shared = kind is not None and kind.readdress is not None
    is_confirmed = contribution.confirmed_at is not None and not is_shared
    return Receipt(
        address=contribution.email.lower(),  # the stored spelling may come from another form, maybe of somebody else
        was_mailed=submission.was_mailed,
        needs_confirmation=bool(kind and kind.confirm),
        is_confirmed=is_confirmed,
        change_url="" if is_confirmed else links.address("change-address", token(submission, CHANGE)),
    )


# ---------------------------------------------------------------- correction of the address
@transaction.atomic
def change_address(submission: FormSubmission, email: str) -> FormSubmission:
    """Correct the address of an unconfirmed contribution: the old link is invalid, the new address gets the mail.

    Returns the submission whose page displays the outcome. At most three times for one form; the mail counts for both
    addresses. Raises ValidationError when it is too late or too often.
    """
    # An advisory lock makes other corrections of the same submission wait; a row lock would block an erasure.
    locks.take_turn(f"change-address {submission.pk}")
    stored = FormSubmission.objects.select_related("contribution__participant").filter(pk=submission.pk).first()
    if stored is None:
        raise ValidationError(_("This has been deleted in the meantime."))
    submission, contribution = stored, stored.contribution
    kind = registry.contribution_kinds[contribution.kind]
    if kind.readdress is None:  # otherwise the register locks its own row first, in the order that confirming does
        contribution = submission.contribution = lifecycle.locked(contribution)
    if participants.email_key(email) == participants.email_key(contribution.email):
        return submission
    if kind.readdress is None and contribution.confirmed_at:
        raise ValidationError(_("This address has been confirmed in the meantime. You can no longer change it here."))
    if kind.confirm and kind.readdress is None and not participants.waits_for_confirmation(contribution):
        raise ValidationError(_("This no longer waits for a confirmation."))
    if rate_limits.hit("change-address", submission.form_key.hex, timedelta(days=1)).above(MOST_CHANGES):
        raise ValidationError(
            _("You have changed the address three times. Please write to the office if it is still wrong.")
        )
    if kind.readdress is None:
        has_gone = not (submission.was_mailed and mail.take_back(submission.message, contribution.pk))
        submission.was_mailed = count_both(contribution.email, email, old_counts=has_gone)
        for row in kind.sent_together(contribution):
            if row.pk == contribution.pk:
                move(contribution, email)
            elif not row.confirmed_at:
                move(lifecycle.locked(row), email)
        submission.save(update_fields=["was_mailed"])
        if submission.was_mailed:
            mail.send_later(submission.message, contribution.pk)
        return submission
    digest = participants.digest_with(submission.content_digest, email)
    with translation.override(contribution.language):
        kind.readdress(contribution, email, submission.form_key, digest, submission.ticked)
    corrected = find(submission.form_key, digest)
    assert corrected is not None  # the register ordered a mail for the new address
    return corrected


def count_both(old: str, new: str, *, old_counts: bool) -> bool:
    """Count a correction against the daily limit of both addresses; returns whether the new one may get its mail.

    In sorted order, so that two opposite corrections cannot deadlock. The old address counts only when its mail has
    gone out, so that correcting cannot evade the limit; a mail taken back was counted when it was ordered.
    """
    keys = sorted({participants.email_key(new), *([participants.email_key(old)] if old_counts else [])})
    allowed = {key: mail.confirmation_allowed(key) for key in keys}
    return allowed[participants.email_key(new)]


@transaction.atomic
def correct_address(contribution: Contribution, email: str) -> tuple[Contribution, bool]:
    """Staff correct the address of an unconfirmed contribution: the old link is invalid, the new address gets one.

    Returns the contribution that waits now, and whether a mail goes out, which the daily limit may prevent.
    """
    kind = registry.contribution_kinds[contribution.kind]
    if kind.readdress:
        key = uuid4()
        with translation.override(contribution.language):
            new = kind.readdress(contribution, email, key, "", None)
        written = find(key, "")
        return new, written is not None and written.was_mailed
    mail.take_back(kind.confirm_mail, contribution.pk)
    move(contribution, email)
    mail.send_later(kind.confirm_mail, contribution.pk)
    return contribution, True


def repoint(old: Contribution, new: Contribution) -> None:
    FormSubmission.objects.filter(contribution=old).update(contribution=new)


@transaction.atomic
def move(contribution: Contribution, email: str) -> None:
    """Move a contribution to the participant of another address; links to the old one become invalid."""
    before, after = contribution.participant, participants.participant_for(email)
    # Lock both in one order, so that two opposite moves do not deadlock.
    both = [person.pk for person in (before, after) if person]
    locked = set(Participant.objects.select_for_update().filter(pk__in=both).order_by("pk"))
    # An opposite move may have deleted the new participant a moment ago: then create it again.
    contribution.participant = after if after is None or after in locked else participants.participant_for(email)
    contribution.readdressed_at = timezone.now()
    contribution.save(update_fields=["participant", "readdressed_at"])
    links.rotate(contribution)
    if before:
        participants.delete_if_orphaned(before)


def purge(now: datetime, dry_run: bool) -> int:
    old = FormSubmission.objects.filter(created_at__lt=now - timedelta(hours=settings.PURGE_SUBMISSIONS_HOURS))
    return old.count() if dry_run else old.delete()[0]
