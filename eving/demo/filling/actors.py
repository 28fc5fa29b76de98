"""Creates the invented actors through the services of their register, then backdates them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy

from actors import services
from actors.models import Actor, ActorGroup, ActorHistory, ActorKind, ActorLogo, ContactPoint, Location
from eving.core.models import DistrictPart, Street, Topic, User
from eving.core.public.forms import PRIVACY_VERSION
from eving.core.search import engine
from eving.core.workflow import lifecycle
from eving.core.working_days import promised_date
from eving.demo.content.actors import ACTORS
from eving.demo.content.actors.entry import DemoActor, DemoPlace
from eving.demo.content.people import LENA, Person
from eving.demo.filling.past import Clock, Filling, Jobs, is_there, key_of, make_staff, move_contribution
from eving.demo.filling.pictures import hang

# Transitions by final state, each with the days since the one before.
WAYS = {
    "draft": [],
    "submitted": [("confirm", 0)],
    "published": [("publish", 2)],
    "archived": [("publish", 2), ("archive", 330)],
}


def fill_actors(clock: Clock, jobs: Jobs, actors: Sequence[DemoActor] = ACTORS) -> int:
    keys = [key_of("actor", demo.name) for demo in actors]
    if is_there(keys) or Actor.objects.filter(name__in=[demo.name for demo in actors]).exists():
        return 0
    staff = make_staff()[LENA]
    for demo in sorted(actors, key=lambda demo: -demo.days_ago):
        seed_actor(demo, staff, clock, jobs)
    return len(actors)


def seed_actor(demo: DemoActor, staff: User, clock: Clock, jobs: Jobs) -> Actor:
    transitions = list(WAYS[demo.state])
    if demo.registrant and demo.state == "published":
        transitions.insert(0, ("confirm", 0))
    plan, days_ago = [(demo.days_ago, demo.registrant is None)], demo.days_ago
    for transition, days_later in transitions:
        days_ago -= days_later
        plan.append((max(days_ago, 0), transition != "confirm"))
    created_at, *moments = clock.moments(plan, demo.name)
    actor = register(demo, demo.registrant, clock.today) if demo.registrant else write_down(demo, staff, clock.today)
    if demo.logo:
        alt = f"Logo: {demo.name}"
        hang(ActorLogo, demo.logo, alt, created_at, actor=actor)
    for transition, _days in transitions:
        if transition == "confirm":
            assert actor.contribution is not None  # registered by the web form a moment ago
            actor = services.confirm_actor(actor.contribution)
        else:
            lifecycle.apply(actor, transition, by=staff)
    engine.index(actor)
    at = dict(zip((transition for transition, _days in transitions), moments, strict=True))
    move_actor(actor, created_at, moments, at, clock, jobs)
    return actor


def register(demo: DemoActor, person: Person, today: date) -> Actor:
    topics = Topic.objects.in_bulk(list(demo.topics), field_name="slug")
    actor, _is_new = services.register_actor(
        key=key_of("actor", demo.name),
        draft=services.ActorDraft(
            name=demo.name,
            group=ActorGroup.objects.get(code=demo.group),
            kind=demo.kind,
            summary=demo.summary,
            description=demo.description,
            topics=[topics[slug] for slug in demo.topics],
            languages=demo.languages,
            website=demo.website,
            opening_hours=demo.opening_hours,
            is_open_for_cooperation=bool(demo.cooperation),
            cooperation_note=demo.cooperation,
        ),
        registrant=services.Registrant(name=person.name, email=person.email, phone=person.phone),
        privacy_version=PRIVACY_VERSION,
    )
    add_places_and_contacts(actor, demo, today)
    date_hours(actor, demo, today)
    return actor


def write_down(demo: DemoActor, staff: User, today: date) -> Actor:
    is_person = demo.kind == ActorKind.PERSON
    actor = Actor(
        name=demo.name,
        short_name=demo.short_name,
        group=ActorGroup.objects.get(code=demo.group),
        kind=demo.kind,
        summary=demo.summary,
        description=demo.description,
        languages=demo.languages,
        website=demo.website,
        opening_hours=demo.opening_hours,
        is_open_for_cooperation=bool(demo.cooperation),
        cooperation_note=demo.cooperation,
        internal_note=demo.internal_note,
        person_consent_on=today - timedelta(days=demo.days_ago) if is_person else None,
    )
    services.save_actor(actor, by=staff)
    actor.topics.set(Topic.objects.filter(slug__in=demo.topics))
    add_places_and_contacts(actor, demo, today)
    date_hours(actor, demo, today)
    return actor


def add_places_and_contacts(actor: Actor, demo: DemoActor, today: date) -> None:
    for number, place in enumerate(demo.places):
        location = make_location(actor, place, is_primary=number == 0)
        services.fill_part(location)
        location.save()
    consent_on = today - timedelta(days=demo.days_ago)
    for contact in demo.contacts:
        ContactPoint.objects.create(
            actor=actor,
            label=contact.label,
            person_name=contact.person,
            email=contact.email,
            phone=contact.phone,
            visibility=contact.shown,
            consent_on=consent_on if contact.person and contact.shown == "public" else None,
        )


def make_location(actor: Actor, place: DemoPlace, *, is_primary: bool) -> Location:
    return Location(
        actor=actor,
        label=place.label,
        street=Street.objects.select_related("part").get(slug=place.street) if place.street else None,
        other_street=place.other_street,
        house_number=place.house_number,
        part=DistrictPart.objects.get(slug=place.part) if place.part else None,
        visibility=place.shown,
        step_free=place.step_free,
        is_primary=is_primary,
    )


def date_hours(actor: Actor, demo: DemoActor, today: date) -> None:
    if demo.opening_hours:
        confirmed_on = today - timedelta(days=min(demo.hours_confirmed_days_ago, demo.days_ago))
        Actor.objects.filter(pk=actor.pk).update(opening_hours_confirmed_on=confirmed_on)


def move_actor(
    actor: Actor, created_at: datetime, moments: list[datetime], at: dict[str, datetime], clock: Clock, jobs: Jobs
) -> None:
    entries = list(actor.history.order_by("pk"))
    for entry, moment in zip(entries, [created_at, *moments], strict=True):
        ActorHistory.objects.filter(pk=entry.pk).update(at=moment)
    state_changed_at = moments[-1] if moments else created_at
    submitted_at = at.get("confirm")
    Actor.objects.filter(pk=actor.pk).update(
        created_at=created_at,
        submitted_at=submitted_at,
        state_changed_at=state_changed_at,
        answer_due_on=promised_date(timezone.localdate(submitted_at)) if submitted_at else None,
        published_at=at.get("publish"),
        hidden_at=at.get("archive"),
    )
    actor.logos.update(approved_at=at.get("publish"))
    contribution = actor.contribution
    if contribution:
        jobs.expect([contribution.pk], "actors.actor_confirm", "actors.actor_received")
        jobs.expect([entry.pk for entry in entries], "actors.actor_step")
        move_contribution(contribution, created_at, submitted_at, state_changed_at, clock)


FILLING = Filling("actors", gettext_lazy("Local organisations"), 30, fill_actors)
