"""Contributions that nobody has confirmed: after a day the office checks whether the address was mistyped."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eving.core import registry
from eving.core.messaging import submissions
from eving.core.models import Channel, Contribution
from eving.core.models.users import User
from eving.core.people import participants
from eving.core.registry import Queue
from eving.core.workflow import lifecycle

WAITS = timedelta(days=1)
# Other reasons of screening may be people, such as a school class behind one connection: those are looked at.
MACHINES = ("honeypot", "too fast")


def unconfirmed() -> QuerySet[Contribution]:
    """Everything a confirmation would still change, except what a machine sent."""
    return Contribution.objects.filter(registry.waiting_for_confirmation(), channel=Channel.WEB).exclude(
        screening__in=MACHINES
    )


def waiting(now: datetime | None = None) -> QuerySet[Contribution]:
    """What the office should check: older than a day and not set aside; ``waits_since`` says since when."""
    a_day_old = ExpressionWrapper(F("created_at") + WAITS, output_field=DateTimeField())
    rows = unconfirmed().annotate(waits_since=Greatest(a_day_old, "set_aside_until"))
    return rows.filter(waits_since__lte=now or timezone.now())


def locked(contribution: Contribution) -> Contribution:
    """The stored row, locked after its case: the same order as in confirming, erasing and deciding.

    Raises Conflict when the person or a colleague was faster, or when nothing waits any more.
    """
    if case := case_of(contribution):
        lifecycle.locked(case)
    stored = lifecycle.locked(contribution)
    check(stored)
    return stored


def check(contribution: Contribution) -> None:
    """Raises Conflict with the reason when this does not wait for a confirmation."""
    if contribution.confirmed_at:
        raise lifecycle.Conflict(_("This has been confirmed in the meantime."))
    if not participants.waits_for_confirmation(contribution):
        raise lifecycle.Conflict(_("This no longer waits for a confirmation."))


@transaction.atomic
def correct(contribution: Contribution, email: str, *, by: User) -> bool:
    """Mail the link to the right address, and check again after another day; returns whether the mail goes out."""
    if registry.contribution_kinds[contribution.kind].readdress is None:
        contribution = locked(contribution)
    else:
        contribution.refresh_from_db()
        check(contribution)
    if participants.email_key(email) == participants.email_key(contribution.email):
        raise ValidationError(_("That is the address we have. Please correct it, or confirm by telephone."))
    waiting_now, was_mailed = submissions.correct_address(contribution, email)
    set_aside(waiting_now, timezone.now() + WAITS)
    note(waiting_now, by, _("The address was corrected."))
    return was_mailed


@transaction.atomic
def confirm_by_telephone(contribution: Contribution, email: str, *, by: User) -> None:
    """The person confirmed by telephone; ``email`` is the address they spelled, or empty."""
    kind = registry.contribution_kinds[contribution.kind]
    if case := case_of(contribution):
        lifecycle.locked(case)
    contribution.refresh_from_db()
    check(contribution)
    is_other = participants.email_key(email) != participants.email_key(contribution.email)
    if is_other and kind.readdress:  # supports count once per address: the new address has to confirm by itself
        raise ValidationError(_("Here the address itself counts. Please send the link to the right one."))
    assert kind.confirm is not None  # only kinds with ``confirm`` wait here
    kind.confirm(contribution, by)
    stored = lifecycle.locked(contribution)
    if stored.confirmed_by != by:
        raise lifecycle.Conflict(_("This has been confirmed in the meantime."))
    if is_other:
        submissions.move(stored, email)
    note(stored, by, _("Confirmed by telephone."))


@transaction.atomic
def leave(contribution: Contribution, *, by: User) -> None:
    """Nobody can be reached: do nothing until the purge deletes it."""
    stored = locked(contribution)
    set_aside(stored, stored.created_at + timedelta(days=settings.PURGE_UNCONFIRMED_DAYS + 1))
    note(stored, by, _("Left as it is, because nobody could be reached."))


def set_aside(contribution: Contribution, until: datetime) -> None:
    contribution.set_aside_until = until
    contribution.save(update_fields=["set_aside_until"])


def note(contribution: Contribution, by: User, sentence: str) -> None:
    """Write to the history of the case, where there is one, and to Django's admin log."""
    if case := case_of(contribution):
        lifecycle.add_internal_note(case, by=by, text=sentence)
    LogEntry.objects.log_actions(by.pk, [contribution], CHANGE, sentence, single_object=True)


def case_of(contribution: Contribution) -> Any:
    """The idea, listing or search that a contribution created; None for kinds without a history of their own."""
    with_person = {relation.related_model for relation in Contribution._meta.related_objects}
    cases = (
        model._default_manager.filter(contribution=contribution).first()
        for model in registry.cases
        if model in with_person
    )
    return next(filter(None, cases), None)


QUEUES = [
    Queue(
        name="unconfirmed",
        sentence=lambda number: (
            ngettext("%(n)d contribution nobody confirmed", "%(n)d contributions nobody confirmed", number)
            % {"n": number}
        ),
        button=gettext_lazy("Look at addresses"),
        waiting=waiting,
        since="waits_since",
        url=lambda: reverse("admin:core_contribution_changelist"),
        permission="core.view_contribution",
    ),
]
