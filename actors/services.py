"""Services on entries of actors. Each is one transaction; mails are queued inside it.

A function registered for a transition gets the locked row from ``lifecycle.apply``, which alone may call it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, ProtectedError, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from actors.models import (
    Actor,
    ActorGroup,
    ActorHistory,
    ActorKind,
    ActorLogo,
    ActorQuerySet,
    ActorState,
    ContactPoint,
    ContactVisibility,
    Location,
    PlaceVisibility,
    StepFree,
)
from eving.core.audit import log
from eving.core.messaging import mail, submissions
from eving.core.models import Contribution, DistrictPart, Role, Street, Topic
from eving.core.models.users import User
from eving.core.people import participants
from eving.core.photos import pending
from eving.core.search import engine
from eving.core.search.german import fold, sort_key
from eving.core.series import next_number, next_numbers
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import By
from eving.core.working_days import promised_date

KIND = "actor"
CLOSED = (ActorState.ARCHIVED, ActorState.WITHDRAWN)


@dataclass(frozen=True)
class ActorDraft:
    """What the web form says about an actor."""

    name: str
    group: ActorGroup
    kind: str = ActorKind.ORGANISATION
    summary: str = ""
    description: str = ""
    topics: Sequence[Topic] = ()
    languages: str = ""
    website: str = ""
    opening_hours: str = ""
    is_open_for_cooperation: bool = False
    cooperation_note: str = ""
    person_consents: bool = False


@dataclass(frozen=True)
class Place:
    street: Street | None = None
    house_number: str = ""
    part: DistrictPart | None = None
    visibility: str = PlaceVisibility.HIDDEN
    step_free: str = StepFree.UNKNOWN
    other_street: str = ""  # in the person's words, where no street is chosen


@dataclass(frozen=True)
class Contact:
    """``may_be_shown``: consent to publish; without it only the office sees the contact."""

    email: str = ""
    phone: str = ""
    may_be_published: bool = False


@dataclass(frozen=True)
class Registrant:
    """The person who registers the actor; never public."""

    name: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def register_actor(
    *,
    key: UUID,
    digest: str = "",
    draft: ActorDraft,
    registrant: Registrant,
    privacy_version: str,
    place: Place | None = None,
    contact: Contact | None = None,
    logo_keys: Collection[str] = (),
    screening: str = "",
) -> tuple[Actor, bool]:
    """Store an actor from the web form and mail the confirmation link. Returns it and whether it is new."""
    contribution, is_new = participants.contribute(
        kind=KIND,
        key=key,
        digest=digest,
        email=registrant.email,
        name=registrant.name,
        phone=registrant.phone,
        privacy_version=privacy_version,
        screening=screening,
    )
    if not is_new:
        return contribution.actor, False
    actor = _write(draft, contribution)
    if place and (place.street or place.other_street or place.part):
        Location.objects.create(
            actor=actor,
            street=place.street,
            other_street=place.other_street,
            house_number=place.house_number,
            part=place.part or (place.street.part if place.street else None),
            visibility=place.visibility,
            step_free=place.step_free,
        )
    if contact and (contact.email or contact.phone):
        ContactPoint.objects.create(
            actor=actor,
            email=contact.email,
            phone=contact.phone,
            visibility=ContactVisibility.PUBLIC if contact.may_be_published else ContactVisibility.STAFF,
        )
    if logo_keys:
        pending.adopt(key, ActorLogo, {"actor": actor}, logo_keys)
    lifecycle.add_entry(actor, by=Role.AUTHOR, before="", after=ActorState.UNCONFIRMED)
    submissions.order_mail(registrant.email, "actors.actor_confirm", contribution, key=key)
    return actor, True


def _write(draft: ActorDraft, contribution: Contribution) -> Actor:
    today = timezone.localdate()
    actor = Actor(
        name=draft.name,
        group=draft.group,
        kind=draft.kind,
        summary=draft.summary,
        description=draft.description,
        languages=draft.languages,
        website=draft.website,
        opening_hours=draft.opening_hours,
        opening_hours_confirmed_on=today if draft.opening_hours else None,
        is_open_for_cooperation=draft.is_open_for_cooperation,
        cooperation_note=draft.cooperation_note,
        person_consent_on=today if draft.kind == ActorKind.PERSON and draft.person_consents else None,
        contribution=contribution,
        state=ActorState.UNCONFIRMED,
    )
    name_actor(actor)
    actor.save()
    if draft.topics:
        actor.topics.add(*draft.topics)
    return actor


def name_actor(actor: Actor) -> None:
    """Derive sort key and slug from the name. Does not save."""
    actor.name_sort = sort_key(actor.name, 200)
    actor.slug = slugify(fold(actor.name))[:60].strip("-")


@transaction.atomic
def save_actor(actor: Actor, *, by: User, columns: Sequence[str] = ()) -> None:
    """Save what staff typed. A new entry becomes a draft; of an existing one only ``columns`` are written.

    Places, contacts and topics are saved afterwards; then call ``engine.index``.
    """
    name_actor(actor)
    if actor.pk is None:
        actor.state = ActorState.DRAFT
        actor.save()
        lifecycle.add_entry(actor, by=by, before="", after=ActorState.DRAFT)
        return
    actor.version = lifecycle.locked(actor).version + 1  # a transition may have happened since the row was read
    actor.save(update_fields=["version", "name_sort", "slug", *columns])


@transaction.atomic
def save_actors(actors: Sequence[Actor], *, by: User, columns: Collection[str] = ()) -> None:
    """As ``save_actor`` for several entries, in a few statements. Those that are stored must be locked already."""
    new: list[Actor] = []
    stored: list[Actor] = []
    for actor in actors:
        name_actor(actor)
        if actor.pk is None:
            actor.state = ActorState.DRAFT
            new.append(actor)
        else:
            actor.version = F("version") + 1
            stored.append(actor)
    for actor, number in zip(new, next_numbers("A", len(new)), strict=True):
        actor.number = number
    Actor.objects.bulk_create(new)
    lifecycle.add_entries(new, by=by, before="", after=ActorState.DRAFT)
    Actor.objects.bulk_update(stored, {"version", "name_sort", "slug", *columns})


def fill_part(location: Location) -> None:
    """Derive the part of the district from the street where none is set. Does not save."""
    if location.part is None and location.street:
        location.part = location.street.part


@transaction.atomic
def confirm_actor(contribution: Contribution, by: User | None = None) -> Actor:
    """The registrant confirmed by the link: submit the entry to the office. Confirming again changes nothing."""
    actor = Actor.objects.select_for_update(of=("self",)).get(contribution=contribution)
    if actor.state != ActorState.UNCONFIRMED:
        return actor
    participants.note_confirmed(contribution, by)
    lifecycle.apply(actor, "confirm", by=by or Role.AUTHOR)
    mail.send_later("actors.actor_received", contribution.pk)
    return actor


# ---------------------------------------------------------------- transitions
@lifecycle.on(Actor, "confirm")
def hand_in(actor: Actor, *, by: By, text: str) -> ActorHistory:
    now = timezone.now()
    entry = lifecycle.write(
        actor,
        "confirm",
        by=by,
        text=text,
        number=actor.number or next_number("A"),
        submitted_at=now,
        answer_due_on=promised_date(timezone.localdate(now)),
    )
    engine.index(actor)
    return entry


@lifecycle.on(Actor, "publish")
def publish_actor(actor: Actor, *, by: User, text: str) -> ActorHistory:
    """Publishes the entry with its logo. Raises ValidationError without summary, or for a person without consent."""
    if not actor.summary:
        raise ValidationError(_("A public actor needs a sentence that says what it does."))
    if actor.kind == ActorKind.PERSON and not actor.person_consent_on:
        raise ValidationError(_("An individual appears only with consent. Please note its date."))
    now = timezone.now()
    entry = move(
        actor,
        "publish",
        by=by,
        text=text,
        number=actor.number or next_number("A"),
        published_at=actor.published_at or now,
        hidden_at=None,
    )
    actor.logos.filter(approved_at__isnull=True).update(approved_at=now)
    engine.index(actor)
    return entry


def hide_actor(actor: Actor, name: str, *, by: By, text: str) -> ActorHistory:
    return move(actor, name, by=by, text=text, hidden_at=timezone.now() if actor.published_at else None)


def move(actor: Actor, name: str, *, by: By, text: str, **changes: Any) -> ActorHistory:
    """Write a transition, mail the registrant unless they caused it, and set the day on which personal data goes."""
    entry = lifecycle.write(actor, name, by=by, text=text, **changes)
    contribution = actor.contribution
    if contribution:
        _plan_purge(actor, contribution)
        if contribution.participant_id and by != Role.AUTHOR:
            mail.send_later("actors.actor_step", entry.pk)
    return entry


for name in ("archive", "withdraw"):
    lifecycle.on(Actor, name)(partial(hide_actor, name=name))
lifecycle.on(Actor, "decline")(partial(move, name="decline"))
lifecycle.on(Actor, "spam")(partial(lifecycle.write, name="spam"))  # without mail


def _plan_purge(actor: Actor, contribution: Contribution) -> None:
    months = timedelta(days=30 * settings.PURGE_IDEA_MONTHS)
    purge_on = timezone.localdate() + months if actor.state in CLOSED else None
    if purge_on != contribution.purge_on:
        contribution.purge_on = purge_on
        contribution.save(update_fields=["purge_on"])


@transaction.atomic
def erase_actor(contribution: Contribution) -> None:
    """Erase on request. A published entry remains as an empty row, so that its address answers 410."""
    actor = Actor.objects.select_for_update(of=("self",)).filter(contribution=contribution).first()
    if actor is None:
        return
    if not actor.published_at:
        _delete(actor)
        return
    if actor.state != ActorState.WITHDRAWN:
        lifecycle.apply(actor, "withdraw", by=Role.AUTHOR)
    _empty(actor)


def _delete(actor: Actor) -> None:
    pk = actor.pk
    for logo in actor.logos.all():
        pending.remove(logo)
    try:
        with transaction.atomic():
            actor.delete()
    except ProtectedError:  # a project still refers to it
        _empty(actor)
        return
    log.forget(Actor, pk)


def _empty(actor: Actor) -> None:
    """Clear everything but the number, and erase the recorded changes."""
    for logo in actor.logos.all():
        pending.remove(logo)
    actor.locations.all().delete()
    actor.contacts.all().delete()
    actor.topics.clear()
    for entry in actor.history.exclude(text="").filter(redacted_at__isnull=True):
        lifecycle.redact(entry, reason="erasure on request")
    actor.name = lifecycle.REDACTED
    blank = [
        "name_sort", "slug", "short_name", "summary", "description", "languages", "website", "opening_hours",
        "cooperation_note", "internal_note",
    ]  # fmt: skip
    for name in blank:
        setattr(actor, name, "")
    actor.contribution = actor.opening_hours_confirmed_on = actor.person_consent_on = None
    actor.save(update_fields=["name", *blank, "contribution", "opening_hours_confirmed_on", "person_consent_on"])
    engine.index(actor)
    log.forget(Actor, actor.pk)


def due_for_removal(now: datetime) -> ActorQuerySet:
    return Actor.objects.exclude(name=lifecycle.REDACTED).filter(
        (
            Q(state=ActorState.UNCONFIRMED, created_at__lt=now - timedelta(days=settings.PURGE_UNCONFIRMED_DAYS))
            & ~participants.link_may_be_open(now)
        )
        | Q(
            state__in=[ActorState.SPAM, ActorState.DECLINED, ActorState.WITHDRAWN],
            state_changed_at__lt=now - timedelta(days=settings.PURGE_SPAM_DAYS),
        )
    )


def purge_actors(now: datetime, dry_run: bool) -> int:
    """Delete what is due with its contribution; empty published entries. Returns how many, also for ``dry_run``."""
    due = due_for_removal(now)
    if dry_run:
        return due.count()
    count = 0
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            actor = due.select_for_update(of=("self",)).filter(pk=pk).first()
            if actor is None:  # changed by its registrant or the office since the list was read
                continue
            contribution = actor.contribution
            if actor.published_at:
                _empty(actor)
            else:
                _delete(actor)
            if contribution:
                participants.erase_contribution(contribution)
        count += 1
    return count
