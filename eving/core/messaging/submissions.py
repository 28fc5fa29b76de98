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

from eving.core import registry
from eving.core.messaging import mail
from eving.core.models import Contribution, FormSubmission, Participant
from eving.core.models.participants import new_nonce
from eving.core.people import links, participants, rate_limits
from eving.core.workflow import lifecycle
from eving.runtime.database import locks

SHOW, CHANGE = "thanks", "change-address"  # what the links of a thanks page are for
PARAMETER = "beleg"
MOST_CHANGES = 3  # of the address, for one form


@dataclass(frozen=True)
class Receipt:
    """What a thanks page says about the mail of its form."""

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
    """Order the mail a form asks for, once per form key and content, and note whether it goes.

    An address that had its share of today gets no mail, and the page says so. ``digest`` is that of the contribution
    unless the contribution is of an earlier form; the mail is about another one when ``about`` says so. Call it in the
    transaction that writes the contribution.
    """
    if not email:
        return
    digest = contribution.content_digest if digest is None else digest
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_formsubmission"
            " (form_key, content_digest, contribution_id, message, ticked, was_mailed, nonce, created_at)"
            " VALUES (%s, %s, %s, %s, %s, true, %s, %s) ON CONFLICT DO NOTHING RETURNING id",
            [key, digest, contribution.pk, message, ticked, new_nonce(), timezone.now()],
        )
        inserted = cursor.fetchone()
    if not inserted:  # the same form once more
        return
    if mail.confirmation_allowed(email):
        mail.send_later(message, (about or contribution).pk)
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
    kind = registry.contribution_kinds.get(contribution.kind)
    # One row stands for a person and what they support or follow, whichever form they sent: a stranger who typed their
    # address must not learn that they confirmed.
    is_shared = kind is not None and kind.readdress is not None
    is_confirmed = contribution.confirmed_at is not None and not is_shared
    return Receipt(
        address=contribution.email.lower(),  # as it was typed elsewhere is nobody's business
        was_mailed=submission.was_mailed,
        needs_confirmation=bool(kind and kind.confirm),
        is_confirmed=is_confirmed,
        change_url="" if is_confirmed else links.address("change-address", token(submission, CHANGE)),
    )


# ---------------------------------------------------------------- a slip in the address
@transaction.atomic
def change_address(submission: FormSubmission, email: str) -> FormSubmission:
    """Put the address of an unconfirmed contribution right; the old link ends, and the new address gets the mail.

    Returns the submission whose page tells the outcome. At most three times for one form; old and new address are
    counted. Raises ValidationError with a sentence when it is too late or too often.
    """
    # Other corrections of the same sending wait; a row lock would stand in the way of whoever erases.
    locks.take_turn(f"change-address {submission.pk}")
    stored = FormSubmission.objects.select_related("contribution__participant").filter(pk=submission.pk).first()
    if stored is None:
        raise ValidationError(_("This has been deleted in the meantime."))
    submission, contribution = stored, stored.contribution
    kind = registry.contribution_kinds[contribution.kind]
    if kind.readdress is None:  # else the register locks its own row first, as whoever confirms does
        contribution = submission.contribution = lifecycle.locked(contribution)
    if participants.email_key(email) == participants.email_key(contribution.email):
        return submission
    if kind.readdress is None and contribution.confirmed_at:
        raise ValidationError(_("This address has been confirmed meanwhile. You can no longer change it here."))
    if kind.confirm and kind.readdress is None and not participants.waits_for_confirmation(contribution):
        raise ValidationError(_("This no longer waits for a confirmation."))
    if rate_limits.hit("change-address", submission.form_key.hex, timedelta(days=1)).above(MOST_CHANGES):
        raise ValidationError(
            _("You have changed the address three times. Please write to the office if it is still wrong.")
        )
    if kind.readdress is None:
        has_gone = not (submission.was_mailed and mail.take_back(submission.message, contribution.pk))
        submission.was_mailed = count_both(contribution.email, email, old_counts=has_gone)
        move(contribution, email)
        submission.save(update_fields=["was_mailed"])
        if submission.was_mailed:
            mail.send_later(submission.message, contribution.pk)
        return submission
    digest = participants.digest_with(submission.content_digest, email)
    kind.readdress(contribution, email, submission.form_key, digest, submission.ticked)
    found = find(submission.form_key, digest)
    assert found is not None  # the register ordered a mail for the new address
    return found


def count_both(old: str, new: str, *, old_counts: bool) -> bool:
    """Count a correction for both addresses, in one order for everybody; whether the new one may get its mail.

    The old one counts when its mail has gone out: correcting is no way round the limit. A mail that still waited was
    taken back, and its person lost one of the day already.
    """
    keys = sorted({participants.email_key(new), *([participants.email_key(old)] if old_counts else [])})
    allowed = {key: mail.confirmation_allowed(key) for key in keys}
    return allowed[participants.email_key(new)]


@transaction.atomic
def correct_address(contribution: Contribution, email: str) -> tuple[Contribution, bool]:
    """The office puts the address of something unconfirmed right: the old link ends, the new address gets one.

    Returns what waits now, and whether a mail goes out: an address may have had its share of today.
    """
    kind = registry.contribution_kinds[contribution.kind]
    if kind.readdress:
        key = uuid4()
        new = kind.readdress(contribution, email, key, "", None)
        written = find(key, "")
        return new, written is not None and written.was_mailed
    mail.take_back(kind.confirm_mail, contribution.pk)
    move(contribution, email)
    mail.send_later(kind.confirm_mail, contribution.pk)
    return contribution, True


def repoint(old: Contribution, new: Contribution) -> None:
    """Thanks pages about a contribution that is written anew speak of the new one from now on."""
    FormSubmission.objects.filter(contribution=old).update(contribution=new)


@transaction.atomic
def move(contribution: Contribution, email: str) -> None:
    """Give a contribution to the person of another address; links that went to the old one end."""
    before, after = contribution.participant, participants.participant_for(email)
    # Two who move crosswise wait for each other here, in one order for everybody.
    both = [person.pk for person in (before, after) if person]
    still_there = set(Participant.objects.select_for_update().filter(pk__in=both).order_by("pk"))
    # The other way round, somebody may have dropped the address a moment ago: it is written down anew.
    contribution.participant = after if after is None or after in still_there else participants.participant_for(email)
    contribution.readdressed_at = timezone.now()
    contribution.save(update_fields=["participant", "readdressed_at"])
    links.rotate(contribution)
    if before:
        participants.delete_if_orphaned(before)


def purge(now: datetime, dry_run: bool) -> int:
    """Forget what thanks pages said; nobody can open them any more."""
    old = FormSubmission.objects.filter(created_at__lt=now - timedelta(hours=settings.PURGE_SUBMISSIONS_HOURS))
    return old.count() if dry_run else old.delete()[0]
