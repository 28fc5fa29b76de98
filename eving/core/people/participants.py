"""Contributions of people: one row per act, at most once per form, and what a person may see and take back."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eving.core import registry
from eving.core.models import Contribution, Participant, RateBucket
from eving.core.models.users import User

# So many of what waits for a person are named on one page; somebody else may have typed their address a hundred times.
MOST_OPEN = 20


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
    digest: str = "",
    email: str,
    privacy_version: str,
    name: str = "",
    phone: str = "",
    name_display: str = "none",
    channel: str = "web",
    recorded_by: User | None = None,
    screening: str = "",
) -> tuple[Contribution, bool]:
    """Write down a contribution once per form key and content. Returns it and whether it is new.

    A second request with the same key and digest waits for the first and gets its row, so a double click, a reload and
    twenty parallel posts end in one. Other content by the same key, after the browser's Back, is a contribution of its
    own; so is the same content under another address once the first one is confirmed. Call inside the transaction
    that writes the register's own row.
    """
    write = partial(
        _contribute,
        kind=kind,
        key=key,
        email=email,
        privacy_version=privacy_version,
        name=name,
        phone=phone,
        name_display=name_display,
        channel=channel,
        recorded_by=recorded_by,
        screening=screening,
    )
    contribution, is_new = write(digest=digest)
    if not is_new and contribution.confirmed_at and email and email_key(email) != email_key(contribution.email):
        return write(digest=digest_with(digest, email))
    return contribution, is_new


def digest_with(digest: str, email: str) -> str:
    """The digest of the same content under another address."""
    return hashlib.sha256(f"{digest} {email_key(email)}".encode()).hexdigest()


def _contribute(*, key: UUID, digest: str, email: str, **details: Any) -> tuple[Contribution, bool]:
    # Insert first: nearly every contribution is new, and the unique key makes a second one wait for the first.
    try:
        with transaction.atomic():
            return Contribution.objects.create(
                idempotency_key=key, content_digest=digest, participant=participant_for(email), **details
            ), True
    except IntegrityError:
        return Contribution.objects.get(idempotency_key=key, content_digest=digest), False


def note_confirmed(contribution: Contribution, by: User | None) -> None:
    """Somebody pressed the button behind the link, or said so to a colleague on the telephone."""
    contribution.confirmed_at, contribution.confirmed_by = timezone.now(), by
    contribution.save(update_fields=["confirmed_at", "confirmed_by"])


def waits_for_confirmation(contribution: Contribution) -> bool:
    """Whether a press would still do something about it."""
    return Contribution.objects.filter(registry.waiting_for_confirmation(), pk=contribution.pk).exists()


def link_may_be_open(now: datetime, path: str = "contribution__") -> Q:
    """Contributions whose address was put right so lately that the link to the new one still runs."""
    return Q(**{f"{path}readdressed_at__gt": now - timedelta(days=settings.LINK_DAYS)})


def contributions_of(
    participant: Participant,
) -> list[tuple[Contribution, registry.ContributionKind, registry.PersonalDataView]]:
    """All contributions of a person, newest first, each with what its register says about it."""
    rows = participant.contributions.order_by("-created_at")
    return [(row, kind, kind.show(row)) for row in rows if (kind := registry.contribution_kinds.get(row.kind))]


@dataclass(frozen=True)
class OpenOne:
    """Something that waits for a person's confirmation: what it is, and since when."""

    contribution: Contribution
    label: str
    title: str
    url: str = ""

    def __str__(self) -> str:
        day = date_format(timezone.localtime(self.contribution.created_at), "SHORT_DATE_FORMAT")
        return _("%(day)s: %(title)s (%(kind)s)") % {"day": day, "title": self.title, "kind": self.label}


def open_ones(contribution: Contribution) -> list[OpenOne]:
    """What else waits for the confirmation of the same address, newest first; at most ``MOST_OPEN`` of it."""
    if contribution.participant is None:
        return []
    rows = contribution.participant.contributions.filter(registry.waiting_for_confirmation())
    return _described(contribution, rows)


def just_confirmed(contribution: Contribution) -> list[OpenOne]:
    """What the person confirmed within the last hour, this included; nothing when it is this alone."""
    if contribution.participant is None:
        return []
    since = timezone.now() - timedelta(hours=1)
    rows = contribution.participant.contributions.filter(confirmed_at__gte=since, kind__in=registry.confirmable())
    others = _described(contribution, rows)
    return [_described_one(contribution), *others] if others else []


def _described(contribution: Contribution, rows: QuerySet[Contribution]) -> list[OpenOne]:
    """The others in words, newest first; what is confirmed along with one of them is not named on its own."""
    others = list(rows.exclude(pk=contribution.pk).order_by("-created_at")[:MOST_OPEN])
    along = {
        also(row)
        for row in [contribution, *others]
        if (also := registry.contribution_kinds[row.kind].confirms_also) is not None
    }
    described = []
    for row in others:
        if row.idempotency_key in along:
            continue
        described.append(_described_one(row))
    return described


def _described_one(row: Contribution) -> OpenOne:
    kind = registry.contribution_kinds[row.kind]
    view = kind.show(row)
    return OpenOne(row, str(kind.label), view.title, view.url)


@transaction.atomic
def erase_contribution(contribution: Contribution) -> None:
    """Take back one contribution: its register removes what it holds, then the contribution goes."""
    participant = contribution.participant
    if kind := registry.contribution_kinds.get(contribution.kind):
        kind.erase(contribution)
    Contribution.objects.filter(pk=contribution.pk).delete()
    if participant:
        delete_if_orphaned(participant)


@transaction.atomic
def erase_participant(participant: Participant) -> int:
    """Take back everything a person gave us. Returns the number of contributions."""
    rows = list(participant.contributions.all())
    for row in rows:
        erase_contribution(row)
    Participant.objects.filter(pk=participant.pk).delete()
    return len(rows)


def delete_if_orphaned(participant: Participant) -> bool:
    """Remove a participant without contributions; whoever writes one down at this moment is waited for."""
    with transaction.atomic():
        stored = Participant.objects.select_for_update().filter(pk=participant.pk).first()
        if stored is None or stored.contributions.exists():
            return False
        stored.delete()
    return True


def forget_person(contribution: Contribution) -> None:
    """Purge the personal columns of a contribution; the contribution itself stays for its register."""
    participant = contribution.participant
    contribution.name = contribution.phone = ""
    contribution.participant = None
    contribution.purge_on = None
    contribution.name_display = "none"
    contribution.save(update_fields=["name", "phone", "participant", "purge_on", "name_display"])
    if participant:
        delete_if_orphaned(participant)


def purge_due(now: datetime, dry_run: bool) -> int:
    """Forget the persons behind contributions whose date has come."""
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
    """Remove addresses that no contribution needs; a fresh one waits a day for its contribution."""
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
