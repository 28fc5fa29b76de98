"""Messages to the office: questions, barriers, mistakes on a page, reported contents."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eving.core import registry
from eving.core.audit import log
from eving.core.messaging import mail, submissions
from eving.core.models import Contribution, OfficeMessage, Participant
from eving.core.models.users import User
from eving.core.people import links, participants
from eving.core.registry import ContributionKind, PersonalDataView, Purge, Queue
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import Case, Conflict
from eving.core.workflow.work_queue import follow_ups
from eving.core.working_days import promised_date

KIND = "note"


class Decision(models.TextChoices):
    KEPT = "kept", gettext_lazy("It stays as it is")
    CORRECTED = "corrected", gettext_lazy("It is corrected")
    REMOVED = "removed", gettext_lazy("It is removed")


# What the person who reported reads above the reason.
DECIDED = {
    Decision.KEPT: gettext_lazy("We decided: the content stays as it is."),
    Decision.CORRECTED: gettext_lazy("We decided: the content is corrected."),
    Decision.REMOVED: gettext_lazy("We decided: the content is removed."),
}


@transaction.atomic
def submit(
    *,
    key: UUID,
    digest: str = "",
    kind: str,
    text: str,
    path: str = "",
    reason: str = "",
    name: str = "",
    email: str = "",
    phone: str = "",
    privacy_version: str,
    screening: str = "",
) -> tuple[OfficeMessage, bool]:
    """Store a message; it reaches the office at once, although the address may be unconfirmed or missing."""
    contribution, is_new = participants.contribute(
        kind=KIND,
        key=key,
        digest=digest,
        email=email,
        name=name,
        phone=phone,
        privacy_version=privacy_version,
        screening=screening,
    )
    if not is_new:
        return contribution.office_message, False
    today = timezone.localdate()
    about_code, about_number = registry.resolve(path[:300])
    message = OfficeMessage.objects.create(
        kind=kind,
        text=text,
        path=path[:300],
        about_code=about_code,
        about_number=about_number,
        reason=reason,
        contribution=contribution,
        due_on=today + timedelta(days=settings.BARRIER_ANSWER_DAYS)
        if kind == OfficeMessage.Kind.BARRIER
        else promised_date(today),
    )
    mail.send_later("portal.note_office", message.pk)
    submissions.order_mail(email, "portal.note_received", contribution, key=key)
    return message, True


def locked(message: OfficeMessage, seen_version: int | None) -> OfficeMessage:
    """The stored row under ``SELECT … FOR UPDATE``. Raises Conflict when a colleague was faster."""
    stored = lifecycle.locked(message)
    if stored.done_at:
        raise Conflict(_("Somebody has already ticked off this message."))
    return lifecycle.locked(message, seen_version)


def can_be_mailed(message: OfficeMessage) -> bool:
    """Whether an answer would be mailed: there is an address, and it is not marked as wrong."""
    # Not the loaded object: the address may have been marked as wrong while the page was open.
    return Participant.objects.filter(contributions__office_message=message, wrong_since__isnull=True).exists()


@transaction.atomic
def close_message(
    message: OfficeMessage, *, by: User, answer: str = "", decision: str = "", seen_version: int | None = None
) -> bool:
    """Close a message, with an answer by mail or without; returns whether a mail goes out.

    A report can only be closed by a decision with its reason: it goes to the person who reported, as the rules
    promise, and where no mail arrives the office keeps it. The personal data is deleted after the time the privacy
    page states. Raises Conflict when a colleague was faster.
    """
    stored = locked(message, seen_version)
    arrives, is_report = can_be_mailed(message), message.kind == OfficeMessage.Kind.REPORT
    if is_report:
        answer = decided(decision, answer)
    elif answer.strip() and not arrives:
        raise ValidationError(
            _("The e-mail address is wrong or missing: your answer would not arrive. It is not stored yet.")
        )
    message.done_at, message.done_by, message.answer = timezone.now(), by, answer.strip()
    message.version = stored.version + 1
    message.save(update_fields=["done_at", "done_by", "answer", "version"])
    if message.contribution is None:
        return False
    message.contribution.purge_on = timezone.localdate() + timedelta(days=30 * settings.PURGE_NOTE_MONTHS)
    message.contribution.save(update_fields=["purge_on"])
    if not message.answer or not arrives:
        return False
    mail.send_later("portal.note_answer", message.pk)
    return True


def decided(decision: str, reason: str) -> str:
    """Decision and reason as the person reads them. Raises ValidationError while one of them is missing."""
    if decision not in Decision.values or not reason.strip():
        raise ValidationError(_("A report needs a decision and its reason."))
    return f"{DECIDED[Decision(decision)]}\n\n{reason.strip()}"


@transaction.atomic
def assign_message(
    message: OfficeMessage,
    *,
    assigned_to: User | None,
    follow_up_on: date | None,
    internal_note: str,
    seen_version: int | None,
) -> None:
    stored = locked(message, seen_version)
    message.assigned_to, message.follow_up_on, message.internal_note = assigned_to, follow_up_on, internal_note.strip()
    message.version = stored.version + 1
    message.save(update_fields=["assigned_to", "follow_up_on", "internal_note", "version"])


def receipt_number(message: OfficeMessage) -> str:
    """The number by which a person can ask about their report."""
    return f"M-{message.pk}"


def case_about(message: OfficeMessage) -> Case | None:
    """The case whose page a message is about; None for pages of no single case, and for deleted cases."""
    return registry.find_case(message.about_code, message.about_number)


def next_open() -> OfficeMessage | None:
    return OfficeMessage.objects.filter(done_at__isnull=True).order_by("due_on", "pk").first()


@mail.message("portal.note_office", label=gettext_lazy("Message, to the office"))
def message_office(pk: int) -> mail.Mail | None:
    message = OfficeMessage.objects.filter(pk=pk).first()
    if message is None:
        return None
    address = reverse("admin:core_officemessage_change", args=[message.pk])
    return mail.Mail(
        to=settings.OFFICE_EMAIL,
        name=settings.OFFICE["name"],
        case_url=address,
        template="portal/contact/mails/office.txt",
        context={"message": message, "admin_url": links.absolute(address)},
    )


@mail.message("portal.note_received", label=gettext_lazy("Receipt of a message"))
def message_received(pk: int) -> mail.Mail | None:
    contribution = (
        Contribution.objects.select_related("participant", "office_message")
        .filter(pk=pk, office_message__isnull=False)
        .first()
    )
    if contribution is None or contribution.participant is None:
        return None
    return mail.Mail(
        to=contribution.email,  # unconfirmed: without name and text, or anybody could mail anybody through the portal
        language=contribution.language,
        case_url=reverse("admin:core_officemessage_change", args=[contribution.office_message.pk]),
        template="portal/contact/mails/received.txt",
        context={"message": contribution.office_message, "number": receipt_number(contribution.office_message)},
    )


@mail.message("portal.note_answer", label=gettext_lazy("Answer to a message"))
def message_answer(pk: int) -> mail.Mail | None:
    """The office's answer; the answer to a barrier names the ombuds procedure, as the law of the Land demands."""
    message = (
        OfficeMessage.objects.select_related("contribution__participant", "done_by")
        .filter(pk=pk)
        .exclude(answer="")
        .first()
    )
    if message is None or message.contribution is None or message.contribution.participant is None:
        return None
    return mail.Mail(
        to=message.contribution.email,  # unconfirmed too, but this mail holds only what the office wrote
        language=message.contribution.language,
        case_url=reverse("admin:core_officemessage_change", args=[message.pk]),
        template="portal/contact/mails/answer.txt",
        context={
            "message": message,
            "number": receipt_number(message),
            "accessibility_url": links.absolute(reverse("portal:accessibility")),
            "land": settings.LAW,
            "office": settings.OFFICE,
        },
    )


def show(contribution: Contribution) -> PersonalDataView:
    message = OfficeMessage.objects.filter(contribution=contribution).first()
    if message is None:
        return PersonalDataView(title=_("Message"), state="")
    return PersonalDataView(
        title=message.get_kind_display(),
        state=_("answered") if message.done_at else _("waiting for the office"),
        fields={
            _("Reason"): message.get_reason_display() if message.reason else "",
            _("Message"): message.text,
            _("Page"): message.path,
            _("Our answer"): message.answer,
        },
    )


def erase(contribution: Contribution) -> None:
    for message in OfficeMessage.objects.filter(contribution=contribution):
        _remove(message)


def _remove(message: OfficeMessage) -> None:
    pk = message.pk
    message.delete()
    log.forget(OfficeMessage, pk)


def purge_messages(now: datetime, dry_run: bool) -> int:
    old = OfficeMessage.objects.filter(done_at__lt=now - timedelta(days=30 * settings.PURGE_NOTE_MONTHS))
    if dry_run:
        return old.count()
    count = 0
    for message in old.select_related("contribution"):
        with transaction.atomic():
            contribution = message.contribution
            _remove(message)
            if contribution:
                participants.erase_contribution(contribution)
        count += 1
    return count


OFFICE_MESSAGE = ContributionKind(code=KIND, label=gettext_lazy("Message to the office"), show=show, erase=erase)
QUEUES = [
    Queue(
        name="notes",
        sentence=lambda number: ngettext("%(n)d open message", "%(n)d open messages", number) % {"n": number},
        button=gettext_lazy("Read messages"),
        waiting=lambda: OfficeMessage.objects.filter(done_at__isnull=True).exclude(kind=OfficeMessage.Kind.REPORT),
        since="created_at",
        due="due_on",
        url=lambda: reverse("admin:core_officemessage_changelist") + "?done_at__isnull=True",
        permission="core.change_officemessage",
    ),
    Queue(
        name="reports",
        sentence=lambda number: ngettext("%(n)d report of content", "%(n)d reports of content", number) % {"n": number},
        button=gettext_lazy("Check reports"),
        waiting=lambda: OfficeMessage.objects.filter(done_at__isnull=True, kind=OfficeMessage.Kind.REPORT),
        since="created_at",
        due="due_on",
        url=lambda: reverse("admin:core_officemessage_changelist") + "?done_at__isnull=True&kind__exact=report",
        permission="core.change_officemessage",
    ),
    follow_ups(OfficeMessage, "core.change_officemessage", lambda: reverse("admin:core_officemessage_changelist")),
]
PURGES = [Purge("notes", gettext_lazy("Answered messages"), purge_messages)]
