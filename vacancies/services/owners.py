"""Services on talks with owners: next actions, willingness to let, deletion."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from eving.core.audit import log
from eving.core.models import User
from vacancies.models import OwnerTalk, PropertyContact, ShopUnit


def open_actions() -> QuerySet[OwnerTalk]:
    return OwnerTalk.objects.filter(done_on__isnull=True).exclude(next_action="")


def due_actions() -> QuerySet[OwnerTalk]:
    return open_actions().filter(next_action_on__lte=timezone.localdate())


@transaction.atomic
def note_talk(talk: OwnerTalk, *, by: User, closes_open_actions: bool = False) -> None:
    """Store a talk of the current user. Without a contact it was with the unit's owner.

    ``closes_open_actions`` marks the open actions of the unit's earlier talks as done.
    """
    talk.by = by
    if talk.contact_id is None:
        talk.contact_id = talk.unit.property_contact_id
    talk.save(force_insert=True)
    if closes_open_actions:
        open_actions().filter(unit=talk.unit_id).exclude(pk=talk.pk).update(done_on=talk.on)
    sync_willingness(talk.unit)


def sync_willingness(unit: ShopUnit) -> None:
    """Copies the answer of the latest talk by date: an older talk may be recorded after it."""
    latest = unit.talks.exclude(willing="").order_by("-on", "-pk").first()
    if latest and unit.owner_willing != latest.willing:
        unit.owner_willing = latest.willing
        unit.save(update_fields=["owner_willing"])


def finish_action(talk: OwnerTalk, *, on: date | None = None) -> bool:
    """False when the talk has no open action."""
    done_on = on or timezone.localdate()
    if not open_actions().filter(pk=talk.pk).update(done_on=done_on):
        return False
    talk.done_on = done_on
    return True


@transaction.atomic
def forget_contact(contact: PropertyContact) -> None:
    """Deletes an owner with all talks: their texts may name the person."""
    pk = contact.pk
    _remove(contact.talks.all())
    contact.delete()
    log.forget(PropertyContact, pk)


def purge_talks(now: datetime, dry_run: bool) -> int:
    """Delete talks older than PURGE_OWNER_TALK_MONTHS. Returns how many, also for ``dry_run``."""
    over = timezone.localdate(now) - timedelta(days=30 * settings.PURGE_OWNER_TALK_MONTHS)
    old = OwnerTalk.objects.filter(on__lt=over)
    return old.count() if dry_run else _remove(old)


def _remove(talks: QuerySet[OwnerTalk]) -> int:
    pks = list(talks.values_list("pk", flat=True))
    OwnerTalk.objects.filter(pk__in=pks).delete()
    for pk in pks:
        log.forget(OwnerTalk, pk)
    return len(pks)
