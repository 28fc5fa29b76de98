"""Participants and their contributions: creation once per form, data access, erasure, purge."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eving.core import registry
from eving.core.models import Contribution, Participant, RateBucket
from eving.core.models.participants import new_nonce
from eving.core.models.users import User

# Unconfirmed contributions named on one page: somebody else may have typed this address a hundred times.
MOST_OPEN = 20


def email_key(address: str) -> str:
    """The address folded for comparison: without surrounding space, lower case, domain as ASCII (IDNA)."""
    local, at, domain = address.strip().casefold().rpartition("@")
    with suppress(UnicodeError):  # not a host name: forms refuse it, and comparing the text as it is does no harm
        domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain}"


def participant_for(email: str) -> Participant | None:
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
    """Create a contribution once per form key and content. Returns it and whether it is new.

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
    return hashlib.sha256(f"{digest} {email_key(email)}".encode()).hexdigest()


def _contribute(*, key: UUID, digest: str, email: str, **details: Any) -> tuple[Contribution, bool]:
    contribution = Contribution(idempotency_key=key, content_digest=digest, **details)
    # Insert first: nearly every contribution is new, and the unique key makes a second one wait for the first.
    while not insert_once(contribution, email.strip()):
        if known := Contribution.objects.filter(idempotency_key=key, content_digest=digest).first():
            return known, False
        # Another request created the participant meanwhile, which this statement saw too late: once more.
    return contribution, True


# The participant is not created for a contribution that exists: nothing would hang on that address.
INSERT = """
WITH known AS (
    SELECT {person} FROM core_participant WHERE email_key = %(email_key)s
), created AS (
    INSERT INTO core_participant (email, email_key, nonce, created_at)
    SELECT %(email)s, %(email_key)s, %(person_nonce)s, %(now)s
    WHERE %(email)s <> '' AND NOT EXISTS (SELECT FROM known) AND NOT EXISTS (
        SELECT FROM core_contribution
        WHERE idempotency_key = %(idempotency_key)s AND content_digest = %(content_digest)s
    )
    ON CONFLICT (email_key) DO NOTHING RETURNING {person}
), person AS (
    SELECT * FROM known UNION ALL SELECT * FROM created
    UNION ALL SELECT {nobody} WHERE %(email)s = ''
), written AS (
    INSERT INTO core_contribution (participant_id, {columns}) SELECT id, {values} FROM person
    ON CONFLICT (idempotency_key, content_digest) DO NOTHING RETURNING id
)
SELECT written.id, {person_of} FROM written, person
"""


def insert_once(contribution: Contribution, email: str) -> bool:
    """Insert a contribution with its participant in one statement; both are created once, however many ask for it."""
    fields = [
        field for field in Contribution._meta.concrete_fields if not field.primary_key and field.name != "participant"
    ]
    columns = [field.attname for field in fields]
    person = [field.attname for field in Participant._meta.concrete_fields]
    sql = INSERT.format(
        person=", ".join(person),
        person_of=", ".join(f"person.{name}" for name in person),
        nobody=", ".join(f"NULL::{field.db_type(connection)}" for field in Participant._meta.concrete_fields),
        columns=", ".join(columns),
        values=", ".join(f"%({name})s" for name in columns),
    )
    values = {
        field.attname: field.get_db_prep_save(field.pre_save(contribution, add=True), connection) for field in fields
    }
    values |= {"email": email, "email_key": email_key(email), "person_nonce": new_nonce(), "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    if row is None:
        return False
    contribution.pk, *about_person = row
    contribution._state.adding, contribution._state.db = False, connection.alias
    contribution.participant = Participant.from_db(connection.alias, person, about_person) if email else None
    return True


def note_confirmed(contribution: Contribution, by: User | None) -> None:
    """Record the confirmation; ``by`` is the member of staff who took it by telephone, None for the link."""
    contribution.confirmed_at, contribution.confirmed_by = timezone.now(), by
    contribution.save(update_fields=["confirmed_at", "confirmed_by"])


def waits_for_confirmation(contribution: Contribution) -> bool:
    return Contribution.objects.filter(registry.waiting_for_confirmation(), pk=contribution.pk).exists()


def link_may_be_open(now: datetime, path: str = "contribution__") -> Q:
    """Contributions whose address was corrected so recently that the link to the new one is still valid."""
    return Q(**{f"{path}readdressed_at__gt": now - timedelta(days=settings.LINK_DAYS)})


def contributions_of(
    participant: Participant,
) -> list[tuple[Contribution, registry.ContributionKind, registry.PersonalDataView]]:
    rows = participant.contributions.order_by("-created_at")
    return [(row, kind, kind.show(row)) for row in rows if (kind := registry.contribution_kinds.get(row.kind))]


@dataclass(frozen=True)
class OpenOne:
    """A contribution described for the page that lists what waits for confirmation, or was just confirmed."""

    contribution: Contribution
    label: str
    title: str
    url: str = ""

    def __str__(self) -> str:
        day = date_format(timezone.localtime(self.contribution.created_at), "SHORT_DATE_FORMAT")
        return _("%(day)s: %(title)s (%(kind)s)") % {"day": day, "title": self.title, "kind": self.label}


def open_ones(contribution: Contribution) -> list[OpenOne]:
    """Other contributions of the same address that wait for confirmation, newest first; at most ``MOST_OPEN``."""
    if contribution.participant is None:
        return []
    rows = contribution.participant.contributions.filter(registry.waiting_for_confirmation())
    return _described(contribution, rows)


def just_confirmed(contribution: Contribution) -> list[OpenOne]:
    """What the person confirmed within the last hour, this one first; empty when it is the only one."""
    if contribution.participant is None:
        return []
    since = timezone.now() - timedelta(hours=1)
    rows = contribution.participant.contributions.filter(confirmed_at__gte=since, kind__in=registry.confirmable())
    others = _described(contribution, rows)
    return [_described_one(contribution), *others] if others else []


def _described(contribution: Contribution, rows: QuerySet[Contribution]) -> list[OpenOne]:
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
    """Delete one contribution for good, first what its register holds of it, last its participant if orphaned."""
    participant = contribution.participant
    if kind := registry.contribution_kinds.get(contribution.kind):
        kind.erase(contribution)
    Contribution.objects.filter(pk=contribution.pk).delete()
    if participant:
        delete_if_orphaned(participant)


@transaction.atomic
def erase_participant(participant: Participant) -> int:
    """Delete a person with all contributions (GDPR, article 17). Returns the number of contributions."""
    rows = list(participant.contributions.all())
    for row in rows:
        erase_contribution(row)
    Participant.objects.filter(pk=participant.pk).delete()
    return len(rows)


def delete_if_orphaned(participant: Participant) -> bool:
    """Delete a participant without contributions. The row lock waits for a contribution being created right now."""
    with transaction.atomic():
        stored = Participant.objects.select_for_update().filter(pk=participant.pk).first()
        if stored is None or stored.contributions.exists():
            return False
        stored.delete()
    return True


def forget_person(contribution: Contribution) -> None:
    participant = contribution.participant
    contribution.name = contribution.phone = ""
    contribution.participant = None
    contribution.purge_on = None
    contribution.name_display = "none"
    contribution.save(update_fields=["name", "phone", "participant", "purge_on", "name_display"])
    if participant:
        delete_if_orphaned(participant)


def purge_due(now: datetime, dry_run: bool) -> int:
    """``forget_person`` for contributions whose ``purge_on`` has come, each in its own transaction."""
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
    """Delete participants without contributions that are older than a day; younger ones may be about to get one."""
    idle = Participant.objects.filter(contributions__isnull=True, created_at__lt=now - timedelta(days=1))
    return idle.count() if dry_run else idle.delete()[0]


def purge_limits(now: datetime, dry_run: bool) -> int:
    expired = RateBucket.objects.filter(expires_at__lt=now)
    return expired.count() if dry_run else expired.delete()[0]


def mark_wrong(participant: Participant) -> None:
    """Mark an address whose mails come back: it gets only mails requested by a form (``is_user_requested``)."""
    participant.wrong_since = timezone.now()
    participant.save(update_fields=["wrong_since"])


def mark_right(participant: Participant) -> None:
    """Clear the mark: somebody opened a link mailed to the address, or staff know that it works."""
    if participant.wrong_since:
        participant.wrong_since = None
        participant.save(update_fields=["wrong_since"])
