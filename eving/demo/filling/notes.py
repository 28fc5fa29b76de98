"""Puts the invented messages to the office through their service, and then moves them into the past."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from eving.core.models import Note, User
from eving.core.public.forms import PRIVACY_VERSION
from eving.core.working_days import promised_date
from eving.demo.content.notes import NOTES, DemoNote
from eving.demo.filling.past import Clock, Jobs, is_there, key_of, make_staff, move_contribution
from eving.portal.services import notes


def fill_notes(clock: Clock, jobs: Jobs, messages: Sequence[DemoNote] = NOTES) -> int:
    """Write down the invented messages unless one of them is there; how many are new."""
    keys = {key_of("note", demo.text): demo for demo in messages}
    if is_there(keys):
        return 0
    staff = make_staff()
    for key, demo in keys.items():
        seed_note(key, demo, staff, clock, jobs)
    return len(keys)


def seed_note(key: UUID, demo: DemoNote, staff: dict[str, User], clock: Clock, jobs: Jobs) -> Note:
    """One message to the office, in the past."""
    transitions = [(demo.days_ago, False)]
    if demo.done_days_ago is not None:
        transitions.append((demo.done_days_ago, True))
    created_at, *closed = clock.moments(transitions, demo.text)
    note, _is_new = notes.send_note(
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
        notes.close_note(note, by=staff[demo.done_by])
    received_on = timezone.localdate(created_at)
    due_on = (
        received_on + timedelta(days=settings.BARRIER_ANSWER_DAYS)
        if demo.kind == Note.Kind.BARRIER
        else promised_date(received_on)
    )
    Note.objects.filter(pk=note.pk).update(created_at=created_at, due_on=due_on, done_at=closed[0] if closed else None)
    assert note.contribution is not None  # send_note has just written it
    jobs.expect([note.contribution.pk], "portal.note_received")
    jobs.expect([note.pk], "portal.note_office")
    move_contribution(note.contribution, created_at, None, closed[0] if closed else created_at, clock)
    return note
