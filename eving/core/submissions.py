"""Sendings of public forms: which mail each asked for, whether it goes, and a slip in the address put right.

A thanks page says only what this module noted. It is reached by a signed link with a short life, so that it may name
the address; the row itself holds none.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core import lifecycle, limits, links, mail, participants, registry
from eving.core.models import Contribution, FormSubmission
from eving.core.models.participants import new_nonce

SHOW, CHANGE = "thanks", "change-address"  # what the links of a thanks page are for
PARAMETER = "beleg"
MOST_CHANGES = 3  # of the address, for one form


class TooManyChanges(ValidationError):
    """The address of a form was put right more often than slips explain."""


@dataclass(frozen=True)
class Receipt:
    """What a thanks page says about the mail of its form."""

    address: str
    was_mailed: bool
    needs_confirmation: bool
    is_confirmed: bool
    change_url: str  # empty when there is nothing left to change


# ---------------------------------------------------------------- ordering a mail
def order_mail(email: str, message: str, contribution: Contribution, *, key: UUID, digest: str | None = None) -> None:
    """Order the mail a form asks for, once per form key and content, and note whether it goes.

    An address that had its share of today gets no mail, and the page says so. ``digest`` is that of the contribution
    unless the contribution is of an earlier form. Call it in the transaction that writes the contribution.
    """
    if not email:
        return
    digest = contribution.content_digest if digest is None else digest
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_formsubmission"
            " (form_key, content_digest, contribution_id, message, was_mailed, nonce, created_at)"
            " VALUES (%s, %s, %s, %s, true, %s, %s) ON CONFLICT DO NOTHING RETURNING id",
            [key, digest, contribution.pk, message, new_nonce(), timezone.now()],
        )
        inserted = cursor.fetchone()
    if not inserted:  # the same form once more
        return
    if mail.may_confirm(email):
        mail.send_later(message, contribution.pk)
    else:
        FormSubmission.objects.filter(pk=inserted[0]).update(was_mailed=False)


# ---------------------------------------------------------------- what the thanks page says
def find(key: UUID, *digests: str) -> FormSubmission | None:
    """What was noted for this form and content; of several digests the first that is known."""
    rows = FormSubmission.objects.select_related("contribution__participant")
    found = {row.content_digest: row for row in rows.filter(form_key=key, content_digest__in=digests)}
    return next((found[digest] for digest in digests if digest in found), None)


def token(submission: FormSubmission, purpose: str = SHOW) -> str:
    """Always the same for one submission, so that twenty presses of one button lead to one address."""
    return links.make(submission, purpose, at=submission.created_at)


def thanks_address(url: str, submission: FormSubmission) -> str:
    """The address of a thanks page that may name the address of this submission for a while."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode({PARAMETER: token(submission)})}"


def behind_link(text: str, purpose: str) -> FormSubmission | None:
    """The submission of a link; None when it is forged, or older than the page may name an address."""
    parsed = links.parse(text, purpose)
    if parsed is None or parsed.age > timedelta(minutes=settings.THANKS_PAGE_MINUTES):
        return None
    rows = FormSubmission.objects.select_related("contribution__participant")
    submission = rows.filter(pk=parsed.pk).first()
    return submission if submission and parsed.valid_for(submission) else None


def receipt(submission: FormSubmission) -> Receipt:
    contribution = submission.contribution
    kind = registry.deeds.get(contribution.kind)
    is_own = is_of_this_form(submission)
    # Of a contribution that another form made, a stranger must learn nothing.
    is_confirmed = is_own and contribution.confirmed_at is not None
    return Receipt(
        address=contribution.email,
        was_mailed=submission.was_mailed,
        needs_confirmation=bool(kind and kind.confirm),
        is_confirmed=is_confirmed,
        change_url="" if is_confirmed else links.address("change-address", token(submission, CHANGE)),
    )


def is_of_this_form(submission: FormSubmission) -> bool:
    """Whether this form made the contribution; else an earlier form of the same person did."""
    return submission.contribution.idempotency_key == submission.form_key


# ---------------------------------------------------------------- a slip in the address
@transaction.atomic
def change_address(submission: FormSubmission, email: str) -> FormSubmission:
    """Put the address of an unconfirmed contribution right; the old link ends, and the new address gets the mail.

    Returns the submission whose page tells the outcome. At most three times for one form; old and new address are
    counted. Raises ValidationError with a sentence when it is too late or too often.
    """
    contribution, kind = submission.contribution, registry.deeds[submission.contribution.kind]
    if kind.readdress is None:  # else the register locks its own row first, as whoever confirms does
        contribution = submission.contribution = lifecycle.locked(contribution)
    if participants.email_key(email) == participants.email_key(contribution.email):
        return submission
    if is_of_this_form(submission) and contribution.confirmed_at:
        raise ValidationError(_("This address has been confirmed meanwhile. You can no longer change it here."))
    if limits.hit("change-address", submission.form_key.hex, timedelta(days=1)).above(MOST_CHANGES):
        raise TooManyChanges(
            _("You have changed the address three times. Please write to the office if it is still wrong.")
        )
    mail.may_confirm(contribution.email)  # counts: changing is no way round the limit
    if kind.readdress is None:
        mail.take_back(submission.message, contribution.pk)
        move(contribution, email)
        submission.was_mailed = mail.may_confirm(email)
        submission.save(update_fields=["was_mailed"])
        if submission.was_mailed:
            mail.send_later(submission.message, contribution.pk)
        return submission
    digest = participants.digest_with(submission.content_digest, email)
    kind.readdress(contribution, email, submission.form_key, digest, is_of_this_form(submission))
    found = find(submission.form_key, digest)
    assert found is not None  # the register ordered a mail for the new address
    return found


@transaction.atomic
def correct_address(contribution: Contribution, email: str) -> bool:
    """The office puts the address of something unconfirmed right: the old link ends, the new address gets one.

    Returns whether a mail goes out: an address may have had its share of today.
    """
    kind = registry.deeds[contribution.kind]
    if kind.readdress:
        key = uuid4()
        kind.readdress(contribution, email, key, "", True)
        written = find(key, "")
        return written is not None and written.was_mailed
    mail.take_back(kind.confirm_mail, contribution.pk)
    move(contribution, email)
    mail.send_later(kind.confirm_mail, contribution.pk)
    return True


@transaction.atomic
def move(contribution: Contribution, email: str) -> None:
    """Give a contribution to the person of another address; links that went to the old one end."""
    before = contribution.participant
    contribution.participant = participants.participant_for(email)
    contribution.save(update_fields=["participant"])
    links.rotate(contribution)
    if before:
        participants.drop_if_idle(before)


def purge(now: datetime, dry_run: bool) -> int:
    """Forget what thanks pages said; nobody can open them any more."""
    old = FormSubmission.objects.filter(created_at__lt=now - timedelta(hours=settings.PURGE_SUBMISSIONS_HOURS))
    return old.count() if dry_run else old.delete()[0]
