"""Services on ideas. Each is one transaction; mails are queued inside it.

A function registered for a transition gets the locked row from ``lifecycle.apply``, which alone may call it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from actors.models import Actor
from eving.core.audit import log
from eving.core.messaging import mail, submissions
from eving.core.models import Channel, Contribution, FieldOfAction, Role, Street, Topic
from eving.core.models.users import User
from eving.core.people import participants
from eving.core.photos import pending
from eving.core.search import engine
from eving.core.series import next_number, next_numbers
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import By
from eving.core.working_days import promised_date
from projects.models import Idea, IdeaHistory, IdeaPhoto, IdeaState
from projects.services import counting
from projects.workflow.ideas import CLOSED, WAITING

KIND = "idea"
NOTHING_PREPARED: dict[str, Any] = {"prepared_transition": "", "prepared_text": "", "prepared_on": None}


@dataclass(frozen=True)
class IdeaDraft:
    """What a form says about an idea."""

    title: str
    text: str
    street: Street | None = None
    place_note: str = ""
    field: FieldOfAction | None = None
    topics: Sequence[Topic] = ()
    own_contribution: str = ""
    cost_text: str = ""
    actor: Actor | None = None


@dataclass(frozen=True)
class Author:
    """Who had the idea, and how to reach them. Only staff may leave the e-mail address empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    name_display: str = "none"


@transaction.atomic
def submit_idea(
    *,
    key: UUID,
    digest: str = "",
    draft: IdeaDraft,
    author: Author,
    privacy_version: str,
    photo_keys: Collection[str] = (),
    screening: str = "",
) -> tuple[Idea, bool]:
    """Store an idea from the web form and mail the confirmation link. Returns it and whether it is new.

    ``photo_keys`` name the uploaded photos to keep, in a mapping with their descriptions; other uploads of the same
    form are deleted.
    """
    contribution, is_new = participants.contribute(
        kind=KIND,
        key=key,
        digest=digest,
        email=author.email,
        name=author.name,
        phone=author.phone,
        name_display=author.name_display,
        privacy_version=privacy_version,
        screening=screening,
    )
    if not is_new:
        return contribution.idea, False
    idea = _write(draft, contribution)
    if photo_keys:
        pending.adopt(key, IdeaPhoto, {"idea": idea}, photo_keys)
    lifecycle.add_entry(idea, by=Role.AUTHOR, before="", after=IdeaState.UNCONFIRMED)
    submissions.order_mail(author.email, "projects.idea_confirm", contribution, key=key)
    return idea, True


@transaction.atomic
def record_idea(
    *, key: UUID, digest: str = "", draft: IdeaDraft, author: Author, channel: str, privacy_version: str, by: User
) -> tuple[Idea, bool]:
    """Store an idea received by telephone, desk or paper, submitted at once. Returns it and whether it is new."""

    if channel not in Channel.values or channel == Channel.WEB:
        raise ValidationError({"channel": "web is not a channel for staff"})
    contribution, is_new = participants.contribute(
        kind=KIND,
        key=key,
        digest=digest,
        email=author.email,
        name=author.name,
        phone=author.phone,
        name_display=author.name_display,
        privacy_version=privacy_version,
        channel=channel,
        recorded_by=by,
    )
    if not is_new:
        return contribution.idea, False
    idea = _write(draft, contribution)
    lifecycle.apply(idea, "confirm", by=by)
    if author.email:
        mail.send_later("projects.idea_received", contribution.pk)
    return idea, True


@dataclass(frozen=True)
class Received:
    """How an idea on paper or by the desk came in."""

    author: Author
    channel: str


@transaction.atomic
def record_ideas(received: Sequence[tuple[Idea, Received]], *, privacy_version: str, by: User) -> None:
    """As ``record_idea`` for several new ideas without an address, in a few statements; their topics come afterwards.

    Call ``engine.index_together`` last.
    """
    contributions = [
        Contribution(
            kind=KIND,
            idempotency_key=uuid4(),
            name=how.author.name,
            phone=how.author.phone,
            privacy_version=privacy_version,
            channel=how.channel,
            recorded_by=by,
        )
        for _idea, how in received
    ]
    Contribution.objects.bulk_create(contributions)
    now, today = timezone.now(), timezone.localdate()
    numbers = next_numbers("I", len(received), today.year)
    for (idea, _how), contribution, number in zip(received, contributions, numbers, strict=True):
        idea.contribution, idea.number, idea.submitted_at = contribution, number, now
        idea.slug, idea.answer_due_on = slugify(engine.fold(idea.title))[:60].strip("-"), promised_date(today)
        idea.state, idea.version = IdeaState.UNCONFIRMED, 1
    rows = [idea for idea, _how in received]
    Idea.objects.bulk_create(rows)
    lifecycle.write_together(rows, "confirm", by=by)


def _write(draft: IdeaDraft, contribution: Contribution) -> Idea:
    idea = Idea.objects.create(
        title=draft.title,
        text=draft.text,
        street=draft.street,
        place_note=draft.place_note,
        field=draft.field,
        own_contribution=draft.own_contribution,
        cost_text=draft.cost_text,
        actor=draft.actor,
        contribution=contribution,
        slug=slugify(engine.fold(draft.title))[:60].strip("-"),
    )
    idea.topics.add(*draft.topics)
    return idea


@lifecycle.on(Idea, "confirm")
def hand_in(idea: Idea, *, by: By, text: str = "") -> IdeaHistory:
    now = timezone.now()
    today = timezone.localdate(now)
    entry = lifecycle.write(
        idea,
        "confirm",
        by=by,
        text=text,
        number=idea.number or next_number("I", today.year),
        submitted_at=now,
        answer_due_on=promised_date(today),
    )
    engine.index(idea)
    return entry


@transaction.atomic
def confirm_idea(contribution: Contribution, by: User | None = None) -> Idea:
    """The author confirmed by the link: submit the idea to the office. Confirming again changes nothing."""
    idea = Idea.objects.select_for_update(of=("self",)).get(contribution=contribution)
    if idea.state != IdeaState.UNCONFIRMED:
        return idea
    participants.note_confirmed(contribution, by)
    lifecycle.apply(idea, "confirm", by=by or Role.AUTHOR)
    mail.send_later("projects.idea_received", contribution.pk)
    return idea


# ---------------------------------------------------------------- transitions
@lifecycle.on(Idea, "publish")
def publish_idea(idea: Idea, *, by: By, text: str) -> IdeaHistory:
    now = timezone.now()
    entry = move(idea, "publish", by=by, text=text, published_at=idea.published_at or now, hidden_at=None)
    idea.photos.filter(approved_at__isnull=True).update(approved_at=now)
    return entry


@lifecycle.on(Idea, "ask")
def ask_author(idea: Idea, *, by: User, text: str) -> IdeaHistory:
    """Raises ValidationError when no mail reaches the author."""
    participant = idea.contribution.participant if idea.contribution else None
    if participant is None:
        raise ValidationError(
            _("There is no e-mail address. Please call the person and note the answer in the description.")
        )
    if participant.wrong_since:
        raise ValidationError(
            _("E-mails to this address bounce. Please call the person and note the answer in the description.")
        )
    return move(idea, "ask", by=by, text=text)


@lifecycle.on(Idea, "answer")
def answer_query(idea: Idea, *, by: By, text: str) -> IdeaHistory:
    due_on = promised_date(timezone.localdate())
    return lifecycle.write(idea, "answer", by=by, text=text, answer_due_on=due_on, prepared_on=None)


@lifecycle.on(Idea, "withdraw")
def withdraw_idea(idea: Idea, *, by: By, text: str) -> IdeaHistory:
    hidden_at = timezone.now() if idea.published_at else None
    return move(idea, "withdraw", by=by, text=text, hidden_at=hidden_at, **NOTHING_PREPARED)


@lifecycle.on(Idea, "spam")
def mark_spam(idea: Idea, *, by: User, text: str) -> IdeaHistory:
    return lifecycle.write(idea, "spam", by=by, text=text, **NOTHING_PREPARED)


@lifecycle.on(Idea, "not_spam")
def not_spam(idea: Idea, *, by: User, text: str) -> IdeaHistory:
    today = timezone.localdate()
    return lifecycle.write(
        idea,
        "not_spam",
        by=by,
        text=text,
        number=idea.number or next_number("I", today.year),
        submitted_at=idea.submitted_at or timezone.now(),
        answer_due_on=promised_date(today),
    )


@lifecycle.on(Idea, "reconsider")
def reconsider_idea(idea: Idea, *, by: User, text: str) -> IdeaHistory:
    due_on = promised_date(timezone.localdate())
    return move(idea, "reconsider", by=by, text=text, answer_due_on=due_on, merged_into=None)


@lifecycle.on(Idea, "unmerge")
def unmerge_idea(idea: Idea, *, by: User, text: str) -> IdeaHistory:
    counting.count_out_of_others(idea)
    return move(idea, "unmerge", by=by, text=text, merged_into=None)


def move(idea: Idea, name: str, *, by: By, text: str, **changes: Any) -> IdeaHistory:
    """Write a transition, mail the author unless they caused it, and set the date on which personal data is purged.

    A prepared answer is cleared by its own transition; any other removes its date, so that staff look at it again.
    """
    prepared = NOTHING_PREPARED if name == idea.prepared_transition else {"prepared_on": None}
    entry = lifecycle.write(idea, name, by=by, text=text, **{**prepared, **changes})
    contribution = idea.contribution
    if contribution:
        _plan_purge(idea, contribution)
        if contribution.participant_id and by != Role.AUTHOR:
            mail.send_later("projects.idea_step", entry.pk)
    return entry


for name in ("resume", "review", "accept", "start", "finish", "decline", "forward", "reopen", "archive"):
    lifecycle.on(Idea, name)(partial(move, name=name))


def save_as_new_version(idea: Idea, *columns: str) -> None:
    """Save columns of a locked row and raise its version, so that forms opened before conflict."""
    idea.version += 1
    idea.save(update_fields=["version", *columns])


def _plan_purge(idea: Idea, contribution: Contribution) -> None:
    closed = idea.state in CLOSED or idea.state == IdeaState.WITHDRAWN
    purge_on = timezone.localdate() + timedelta(days=30 * settings.PURGE_IDEA_MONTHS) if closed else None
    if purge_on != contribution.purge_on:
        contribution.purge_on = purge_on
        contribution.save(update_fields=["purge_on"])


def author_may_correct(idea: Idea) -> bool:
    return idea.published_at is None and idea.state in (IdeaState.UNCONFIRMED, *WAITING)


@transaction.atomic
def change_idea(idea: Idea, *, draft: IdeaDraft, seen_version: int | None = None) -> None:
    """The author edits an idea that is not published yet. Raises Conflict when it changed since ``seen_version``."""
    idea = lifecycle.locked(idea, seen_version)
    if not author_may_correct(idea):
        raise ValidationError(_("A published idea is changed by the office. Please write to us."))
    idea.title, idea.text = draft.title, draft.text
    idea.street, idea.place_note = draft.street, draft.place_note
    idea.own_contribution, idea.cost_text, idea.actor = draft.own_contribution, draft.cost_text, draft.actor
    idea.version += 1
    fields = ["title", "text", "street", "place_note", "own_contribution", "cost_text", "actor", "version"]
    idea.save(update_fields=fields)
    engine.index(idea)


@transaction.atomic
def erase_idea(contribution: Contribution) -> None:
    """Erase on request. A published idea remains as an empty row, so that its address answers 410."""
    idea = Idea.objects.select_for_update(of=("self",)).filter(contribution=contribution).first()
    if idea is None:
        return
    for photo in idea.photos.all():
        pending.remove(photo)
    pk = idea.pk
    if not idea.published_at:
        idea.delete()
        log.forget(Idea, pk)
        return
    if idea.state != IdeaState.WITHDRAWN:
        lifecycle.apply(idea, "withdraw", by=Role.AUTHOR)
    for entry in idea.history.exclude(text=""):
        lifecycle.redact(entry, reason="erasure on request")
    idea.proposals.all().delete()
    idea.title = idea.text = lifecycle.REDACTED
    idea.slug = idea.place_note = idea.own_contribution = idea.cost_text = ""
    idea.street = idea.contribution = idea.actor = None
    texts = ["title", "text", "slug", "place_note", "own_contribution", "cost_text"]
    idea.save(update_fields=[*texts, "street", "actor", "contribution"])
    idea.topics.clear()
    engine.index(idea)
    log.forget(Idea, pk)


def purge_unconfirmed(now: datetime, dry_run: bool) -> int:
    """Delete unconfirmed ideas, spam, and ideas withdrawn before publication, each with its contribution.

    Returns how many are due; with ``dry_run`` nothing is deleted.
    """
    unconfirmed_before = now - timedelta(days=settings.PURGE_UNCONFIRMED_DAYS)
    spam_before = now - timedelta(days=settings.PURGE_SPAM_DAYS)
    old = Idea.objects.filter(
        (Q(state=IdeaState.UNCONFIRMED, created_at__lt=unconfirmed_before) & ~participants.link_may_be_open(now))
        | Q(state=IdeaState.WITHDRAWN, published_at__isnull=True, state_changed_at__lt=unconfirmed_before)
        | Q(state=IdeaState.SPAM, state_changed_at__lt=spam_before)
    )
    if dry_run:
        return old.count()
    count = 0
    for pk in old.values_list("pk", flat=True):
        with transaction.atomic():
            idea = old.select_for_update(of=("self",)).filter(pk=pk).first()
            if idea is None:  # changed by its author or the office since the list was read
                continue
            contribution = idea.contribution
            for photo in idea.photos.all():
                pending.remove(photo)
            idea.delete()
            if contribution:
                participants.erase_contribution(contribution)
            log.forget(Idea, pk)
        count += 1
    return count
