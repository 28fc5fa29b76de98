"""Messages to the office: questions, barriers, mistakes on a page."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eving.core import links, mail, participants
from eving.core.models import Contribution, Note
from eving.core.models.users import User
from eving.core.places import add_working_days
from eving.core.registry import DeedKind, DeedView, Purge, Queue
from eving.core.work_queue import follow_ups

KIND = "note"


@transaction.atomic
def send_note(
    *,
    key: UUID,
    kind: str,
    text: str,
    path: str = "",
    name: str = "",
    email: str = "",
    phone: str = "",
    privacy_version: str,
    screening: str = "",
) -> tuple[Note, bool]:
    """Hand a message to the office at once; the address may be unconfirmed, or missing."""
    contribution, is_new = participants.contribute(
        kind=KIND, key=key, email=email, name=name, phone=phone, privacy_version=privacy_version, screening=screening
    )
    if not is_new:
        return contribution.note, False
    today = timezone.localdate()
    note = Note.objects.create(
        kind=kind,
        text=text,
        path=path[:300],
        contribution=contribution,
        due_on=today + timedelta(days=settings.BARRIER_ANSWER_DAYS)
        if kind == Note.Kind.BARRIER
        else add_working_days(today, settings.REVIEW_WORKING_DAYS),
    )
    mail.send_later("portal.note_office", note.pk)
    if email and mail.may_confirm(email):
        mail.send_later("portal.note_received", contribution.pk)
    return note, True


@transaction.atomic
def close_note(note: Note, *, by: User) -> None:
    """The office has answered; the personal data goes after the time the privacy page names."""
    note.done_at, note.done_by = timezone.now(), by
    note.save(update_fields=["done_at", "done_by"])
    if note.contribution:
        note.contribution.purge_on = timezone.localdate() + timedelta(days=30 * settings.PURGE_NOTE_MONTHS)
        note.contribution.save(update_fields=["purge_on"])


@mail.message("portal.note_office")
def note_office(pk: int) -> mail.Mail | None:
    note = Note.objects.filter(pk=pk).first()
    if note is None:
        return None
    address = reverse("admin:core_note_change", args=[note.pk])
    return mail.Mail(
        to=settings.OFFICE_EMAIL,
        name=settings.OFFICE["name"],
        template="portal/mails/note_office.txt",
        context={"note": note, "admin_url": links.absolute(address)},
    )


@mail.message("portal.note_received")
def note_received(pk: int) -> mail.Mail | None:
    contribution = Contribution.objects.select_related("participant", "note").filter(pk=pk, note__isnull=False).first()
    if contribution is None or contribution.participant is None:
        return None
    return mail.Mail(
        to=contribution.email,  # unconfirmed: without name and text, or anybody could write to anybody through us
        template="portal/mails/note_received.txt",
        context={"note": contribution.note},
    )


def show(contribution: Contribution) -> DeedView:
    note = Note.objects.filter(contribution=contribution).first()
    if note is None:
        return DeedView(title=_("Message"), state="")
    return DeedView(
        title=note.get_kind_display(),
        state=_("answered") if note.done_at else _("waiting for the office"),
        fields={_("Message"): note.text, _("Page"): note.path},
    )


def erase(contribution: Contribution) -> None:
    Note.objects.filter(contribution=contribution).delete()


def purge_notes(now: datetime, dry_run: bool) -> int:
    """Remove answered messages when their time has come."""
    old = Note.objects.filter(done_at__lt=now - timedelta(days=30 * settings.PURGE_NOTE_MONTHS))
    if dry_run:
        return old.count()
    count = 0
    for note in old.select_related("contribution"):
        with transaction.atomic():
            if note.contribution:
                participants.erase_deed(note.contribution)
            Note.objects.filter(pk=note.pk).delete()
        count += 1
    return count


NOTE = DeedKind(code=KIND, label=gettext_lazy("Message to the office"), show=show, erase=erase)
QUEUES = [
    Queue(
        name="notes",
        sentence=lambda number: ngettext("%(n)d open message", "%(n)d open messages", number) % {"n": number},
        button=gettext_lazy("Read messages"),
        waiting=lambda: Note.objects.filter(done_at__isnull=True),
        since="created_at",
        due="due_on",
        url=lambda: reverse("admin:core_note_changelist") + "?done_at__isnull=True",
        permission="core.change_note",
    ),
    follow_ups(Note, "core.change_note", lambda: reverse("admin:core_note_changelist")),
]
PURGES = [Purge("notes", gettext_lazy("Answered messages"), purge_notes)]
