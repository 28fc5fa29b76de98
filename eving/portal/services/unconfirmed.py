"""What people sent and nobody confirmed: after a day the office looks whether the address was mistyped."""

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
# What people do as well, such as a school class behind one connection, is looked at.
MACHINES = ("honeypot", "too fast")


def unconfirmed() -> QuerySet[Contribution]:
    """All that a confirmation would still do something about; what a machine sent stays out."""
    return Contribution.objects.filter(registry.waiting_for_confirmation(), channel=Channel.WEB).exclude(
        screening__in=MACHINES
    )


def waiting(now: datetime | None = None) -> QuerySet[Contribution]:
    """What the office should look at: older than a day, and not set aside; ``waits_since`` says since when."""
    a_day_old = ExpressionWrapper(F("created_at") + WAITS, output_field=DateTimeField())
    rows = unconfirmed().annotate(waits_since=Greatest(a_day_old, "set_aside_until"))
    return rows.filter(waits_since__lte=now or timezone.now())


def locked(contribution: Contribution) -> Contribution:
    """The stored row, for us alone, after its case: the order of everybody who confirms, erases or decides.

    Raises Conflict when its person or a colleague was faster, or when nothing waits any more.
    """
    if case := case_of(contribution):
        lifecycle.locked(case)
    stored = lifecycle.locked(contribution)
    check(stored)
    return stored


def check(contribution: Contribution) -> None:
    """Raises Conflict with what is so when this does not wait for a confirmation."""
    if contribution.confirmed_at:
        raise lifecycle.Conflict(_("This has been confirmed in the meantime."))
    if not participants.waits_for_confirmation(contribution):
        raise lifecycle.Conflict(_("This no longer waits for a confirmation."))


@transaction.atomic
def correct(contribution: Contribution, email: str, *, by: User) -> bool:
    """Mail the link to the right address, and look again after another day; returns whether the mail goes out."""
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
    """The person said on the telephone that it is theirs; the address is the one they read out, or none."""
    kind = registry.contribution_kinds[contribution.kind]
    if case := case_of(contribution):
        lifecycle.locked(case)
    contribution.refresh_from_db()
    check(contribution)
    is_other = participants.email_key(email) != participants.email_key(contribution.email)
    if is_other and kind.readdress:  # counted by address: the new one has to answer itself
        raise ValidationError(_("Here the address itself counts. Please send the link to the right one."))
    assert kind.confirm is not None  # only such kinds wait here
    kind.confirm(contribution, by)
    stored = lifecycle.locked(contribution)
    if stored.confirmed_by != by:
        raise lifecycle.Conflict(_("This has been confirmed in the meantime."))
    if is_other:
        submissions.move(stored, email)
    note(stored, by, _("Confirmed by telephone."))


@transaction.atomic
def leave(contribution: Contribution, *, by: User) -> None:
    """Nobody can be reached: it goes by itself when its time is over."""
    stored = locked(contribution)
    set_aside(stored, stored.created_at + timedelta(days=settings.PURGE_UNCONFIRMED_DAYS + 1))
    note(stored, by, _("Left as it is, because nobody could be reached."))


def set_aside(contribution: Contribution, until: datetime) -> None:
    contribution.set_aside_until = until
    contribution.save(update_fields=["set_aside_until"])


def note(contribution: Contribution, by: User, sentence: str) -> None:
    """Who did what and when: in the history of the case, where there is one, and in the log of the back office."""
    if case := case_of(contribution):
        lifecycle.add_internal_note(case, by=by, text=sentence)
    LogEntry.objects.log_actions(by.pk, [contribution], CHANGE, sentence, single_object=True)


def case_of(contribution: Contribution) -> Any:
    """The idea, entry or search that a contribution brought; None for what has no history of its own."""
    with_person = {relation.related_model for relation in Contribution._meta.related_objects}
    found = (
        model._default_manager.filter(contribution=contribution).first()
        for model in registry.cases
        if model in with_person
    )
    return next(filter(None, found), None)


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
