"""Deeds on entries of actors. Each is one transaction; mails are deferred inside it.

A function that is registered for a transition gets the locked row from ``lifecycle.apply`` and is called by it alone.
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
from django.db.models import ProtectedError, Q
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
from eving.core.series import next_number
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import By
from eving.core.working_days import promised_date

KIND = "actor"
CLOSED = (ActorState.ARCHIVED, ActorState.WITHDRAWN)


@dataclass(frozen=True)
class ActorDraft:
    """What somebody filled in about an actor."""

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
    """Where the actor is found, and how much of it everyone may see."""

    street: Street | None = None
    house_number: str = ""
    part: DistrictPart | None = None
    visibility: str = PlaceVisibility.HIDDEN
    step_free: str = StepFree.UNKNOWN


@dataclass(frozen=True)
class Contact:
    """How the public reaches the actor; shown only when somebody said that it may be."""

    email: str = ""
    phone: str = ""
    may_be_shown: bool = False


@dataclass(frozen=True)
class Registrant:
    """The person who registers the actor. Never shown."""

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
    """Write down an actor from the web form and mail the confirmation link. Returns it and whether it is new."""
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
    if place and (place.street or place.part):
        Location.objects.create(
            actor=actor,
            street=place.street,
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
            visibility=ContactVisibility.PUBLIC if contact.may_be_shown else ContactVisibility.STAFF,
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
    """Set what follows from the name: the key of sorted lists and the words in the address."""
    actor.name_sort = sort_key(actor.name, 200)
    actor.slug = slugify(fold(actor.name))[:60].strip("-")


@transaction.atomic
def save_actor(actor: Actor, *, by: User, columns: Sequence[str] = ()) -> None:
    """Write what staff typed: a new entry becomes a draft, an old one keeps all columns but the named ones.

    Places, contacts and topics come afterwards; then call ``search.index``.
    """
    name_actor(actor)
    if actor.pk is None:
        actor.state = ActorState.DRAFT
        actor.save()
        lifecycle.add_entry(actor, by=by, before="", after=ActorState.DRAFT)
        return
    actor.version = lifecycle.locked(actor).version + 1  # a step may have been taken since the row was read
    actor.save(update_fields=["version", "name_sort", "slug", *columns])


def fill_part(location: Location) -> None:
    """A street says in which part of the district it lies, when nobody else did."""
    if location.part is None and location.street:
        location.part = location.street.part


@transaction.atomic
def confirm_actor(contribution: Contribution, by: User | None = None) -> Actor:
    """The person pressed the button behind the link: the entry goes to the office. Twice changes nothing."""
    actor = Actor.objects.select_for_update(of=("self",)).get(contribution=contribution)
    if actor.state != ActorState.UNCONFIRMED:
        return actor
    participants.note_confirmed(contribution, by)
    lifecycle.apply(actor, "confirm", by=by or Role.AUTHOR)
    mail.send_later("actors.actor_received", contribution.pk)
    return actor


# ---------------------------------------------------------------- the way of an entry
@lifecycle.on(Actor, "confirm")
def hand_in(actor: Actor, *, by: By, text: str) -> ActorHistory:
    """The entry goes to the office, with a number and a promise."""
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
    """Show an entry to everyone, with its logo, and tell the person who registered it."""
    if not actor.summary:
        raise ValidationError(_("A public actor needs a sentence that says what it does."))
    if actor.kind == ActorKind.PERSON and not actor.person_consent_on:
        raise ValidationError(_("A single person appears only with consent. Please note its date."))
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
    """Archive or withdraw: what was public answers 410 from now on."""
    return move(actor, name, by=by, text=text, hidden_at=timezone.now() if actor.published_at else None)


def move(actor: Actor, name: str, *, by: By, text: str, **changes: Any) -> ActorHistory:
    """Write a transition with what follows for the person: a mail, and the date on which personal data goes."""
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
lifecycle.on(Actor, "spam")(partial(lifecycle.write, name="spam"))  # nobody is told


def _plan_purge(actor: Actor, contribution: Contribution) -> None:
    months = timedelta(days=30 * settings.PURGE_IDEA_MONTHS)
    purge_on = timezone.localdate() + months if actor.state in CLOSED else None
    if purge_on != contribution.purge_on:
        contribution.purge_on = purge_on
        contribution.save(update_fields=["purge_on"])


@transaction.atomic
def erase_actor(contribution: Contribution) -> None:
    """Remove what a person registered. What was public leaves an empty shell, so that its address answers 410."""
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
    except ProtectedError:  # a project still names it
        _empty(actor)
        return
    log.forget(Actor, pk)


def _empty(actor: Actor) -> None:
    """Leave of a withdrawn entry its number only."""
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
    """Entries never confirmed, and those that were declined, withdrawn or spam long ago."""
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
    """Remove what is due with everything that came with it; of what was public an empty shell stays."""
    due = due_for_removal(now)
    if dry_run:
        return due.count()
    count = 0
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            actor = due.select_for_update(of=("self",)).filter(pk=pk).first()
            if actor is None:  # its person or the office did something at this very moment
                continue
            contribution = actor.contribution
            if actor.published_at:
                _empty(actor)
            else:
                _delete(actor)
            if contribution:
                participants.erase_deed(contribution)
        count += 1
    return count
