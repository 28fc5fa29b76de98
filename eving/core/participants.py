"""Deeds of people: one row per deed, at most once per form, and what a person may see and take back."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from eving.core import registry
from eving.core.models import Contribution, Participant, RateBucket
from eving.core.models.users import User


def email_key(address: str) -> str:
    """The address folded for comparison: without surrounding space, lower case, domain as ASCII (IDNA)."""
    local, at, domain = address.strip().casefold().rpartition("@")
    with suppress(UnicodeError):  # no host name: the form refuses it, comparing the text as it is does no harm
        domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain}"


def participant_for(email: str) -> Participant | None:
    """The participant of an address, made when new; None without an address."""
    if not email.strip():
        return None
    participant, _created = Participant.objects.get_or_create(
        email_key=email_key(email), defaults={"email": email.strip()}
    )
    return participant


def contribute(
    *,
    kind: str,
    key: UUID,
    email: str,
    privacy_version: str,
    name: str = "",
    phone: str = "",
    name_display: str = "none",
    channel: str = "web",
    recorded_by: User | None = None,
    screening: str = "",
) -> tuple[Contribution, bool]:
    """Write down a deed once per form key. Returns it and whether it is new.

    A second request with the same key waits for the first and gets its row, so a double click, a reload and
    twenty parallel posts end in one deed. Call inside the transaction that writes the register's own row.
    """
    # Insert first: nearly every deed is new, and the unique key makes a second one wait for the first.
    try:
        with transaction.atomic():
            return Contribution.objects.create(
                idempotency_key=key,
                kind=kind,
                participant=participant_for(email),
                name=name,
                phone=phone,
                name_display=name_display,
                channel=channel,
                recorded_by=recorded_by,
                privacy_version=privacy_version,
                screening=screening,
            ), True
    except IntegrityError:
        return Contribution.objects.get(idempotency_key=key), False


def deeds_of(participant: Participant) -> list[tuple[Contribution, registry.DeedKind, registry.DeedView]]:
    """All deeds of a person, newest first, each with what its register says about it."""
    rows = participant.contributions.order_by("-created_at")
    return [(row, kind, kind.show(row)) for row in rows if (kind := registry.deeds.get(row.kind))]


@transaction.atomic
def erase_deed(contribution: Contribution) -> None:
    """Take back one deed: its register removes what it holds, then the deed goes."""
    participant = contribution.participant
    if kind := registry.deeds.get(contribution.kind):
        kind.erase(contribution)
    Contribution.objects.filter(pk=contribution.pk).delete()
    if participant:
        drop_if_idle(participant)


@transaction.atomic
def erase_participant(participant: Participant) -> int:
    """Take back everything a person gave us. Returns the number of deeds."""
    rows = list(participant.contributions.all())
    for row in rows:
        erase_deed(row)
    Participant.objects.filter(pk=participant.pk).delete()
    return len(rows)


def drop_if_idle(participant: Participant) -> bool:
    """Remove a participant without deeds; whoever writes one down at this moment is waited for."""
    with transaction.atomic():
        stored = Participant.objects.select_for_update().filter(pk=participant.pk).first()
        if stored is None or stored.contributions.exists():
            return False
        stored.delete()
    return True


def forget_person(contribution: Contribution) -> None:
    """Purge the personal columns of a deed; the deed itself stays for its register."""
    participant = contribution.participant
    contribution.name = contribution.phone = ""
    contribution.participant = None
    contribution.purge_on = None
    contribution.name_display = "none"
    contribution.save(update_fields=["name", "phone", "participant", "purge_on", "name_display"])
    if participant:
        drop_if_idle(participant)


def purge_due(now: datetime, dry_run: bool) -> int:
    """Forget the persons behind deeds whose date has come."""
    today: date = timezone.localdate(now)
    due = Contribution.objects.filter(purge_on__lte=today)
    if dry_run:
        return due.count()
    count = 0
    for contribution in due.iterator(chunk_size=200):
        with transaction.atomic():
            forget_person(contribution)
        count += 1
    return count


def purge_idle(now: datetime, dry_run: bool) -> int:
    """Remove addresses that no deed needs; a fresh one waits a day for its deed."""
    idle = Participant.objects.filter(contributions__isnull=True, created_at__lt=now - timedelta(days=1))
    return idle.count() if dry_run else idle.delete()[0]


def purge_limits(now: datetime, dry_run: bool) -> int:
    """Remove counters whose window is over."""
    over = RateBucket.objects.filter(expires_at__lt=now)
    return over.count() if dry_run else over.delete()[0]


def mark_wrong(participant: Participant) -> None:
    """Mails to this address come back: none goes there any more, unless the person asks for one by a form."""
    participant.wrong_since = timezone.now()
    participant.save(update_fields=["wrong_since"])


def mark_right(participant: Participant) -> None:
    """The address works after all: a person pressed the button behind a link, or the office knows better."""
    if participant.wrong_since:
        participant.wrong_since = None
        participant.save(update_fields=["wrong_since"])
