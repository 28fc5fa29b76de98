"""Creates the invented messages to the office through their service, then backdates them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from eving.core.models import OfficeMessage, User
from eving.core.public.forms import PRIVACY_VERSION
from eving.core.working_days import promised_date
from eving.demo.content.messages import NOTES, DemoMessage
from eving.demo.filling.past import Clock, Filling, Jobs, is_there, key_of, make_staff, move_contribution
from eving.portal.services import office_messages


def fill_notes(clock: Clock, jobs: Jobs, messages: Sequence[DemoMessage] = NOTES) -> int:
    keys = {key_of("note", demo.text): demo for demo in messages}
    if is_there(keys):
        return 0
    staff = make_staff()
    for key, demo in keys.items():
        seed_message(key, demo, staff, clock, jobs)
    return len(keys)


def seed_message(key: UUID, demo: DemoMessage, staff: dict[str, User], clock: Clock, jobs: Jobs) -> OfficeMessage:
    transitions = [(demo.days_ago, False)]
    if demo.done_days_ago is not None:
        transitions.append((demo.done_days_ago, True))
    created_at, *closed = clock.moments(transitions, demo.text)
    message, _is_new = office_messages.submit(
        key=key,
        kind=demo.kind,
        text=demo.text,
        path=demo.path,
        reason=demo.reason,
        name=demo.author.name,
        email=demo.author.email,
        phone=demo.author.phone,
        privacy_version=PRIVACY_VERSION,
    )
    if closed:
        office_messages.close_message(message, by=staff[demo.done_by])
    received_on = timezone.localdate(created_at)
    due_on = (
        received_on + timedelta(days=settings.BARRIER_ANSWER_DAYS)
        if demo.kind == OfficeMessage.Kind.BARRIER
        else promised_date(received_on)
    )
    OfficeMessage.objects.filter(pk=message.pk).update(
        created_at=created_at, due_on=due_on, done_at=closed[0] if closed else None
    )
    assert message.contribution is not None  # submit() has just written it
    jobs.expect([message.contribution.pk], "portal.note_received")
    jobs.expect([message.pk], "portal.note_office")
    move_contribution(message.contribution, created_at, None, closed[0] if closed else created_at, clock)
    return message


FILLING = Filling("notes", gettext_lazy("Messages"), 20, fill_notes)
