"""Creates the invented ideas through the services of their register, then backdates them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy

from eving.core.models import Contribution, Framework, NumberSequence, PendingPhoto, Role, Street, Topic, User
from eving.core.public.forms import PRIVACY_VERSION
from eving.core.series import next_number
from eving.core.workflow import lifecycle
from eving.core.working_days import promised_date
from eving.demo.content.ideas import IDEAS
from eving.demo.content.ideas.entry import Act, DemoIdea
from eving.demo.content.people import Person
from eving.demo.filling.past import Clock, Filling, Jobs, is_there, key_of, make_staff, move_contribution
from eving.demo.filling.pictures import stored
from projects.models import Idea, IdeaHistory
from projects.services.ideas import Author, IdeaDraft, confirm_idea, record_idea, submit_idea


def fill_ideas(clock: Clock, jobs: Jobs, ideas: Sequence[DemoIdea] = IDEAS) -> int:
    keys = {key_of("idea", demo.title): demo for demo in ideas}
    if is_there(keys):
        return 0
    staff = make_staff()
    for key, demo in sorted(keys.items(), key=lambda row: -row[1].days_ago):
        seed_idea(key, demo, staff, clock, jobs)
    return len(keys)


def seed_idea(key: UUID, demo: DemoIdea, staff: dict[str, User], clock: Clock, jobs: Jobs) -> Idea:
    first_by_office = demo.channel != "web"
    acts = list(demo.acts)
    transitions = [(demo.days_ago, first_by_office), *((act.days_ago, not is_author(act)) for act in acts)]
    created_at, *moments = clock.moments(transitions, demo.title)
    idea = write_down(key, demo, staff)
    for act in acts:
        idea = take(idea, act, staff)
    entries = list(idea.history.order_by("pk"))
    for entry, moment in zip(entries, [created_at, *moments], strict=True):
        IdeaHistory.objects.filter(pk=entry.pk).update(at=moment)
    contribution = idea.contribution
    assert contribution is not None  # the idea was recorded with one a moment ago
    jobs.expect([contribution.pk], "projects.idea_confirm", "projects.idea_received")
    jobs.expect([entry.pk for entry in entries], "projects.idea_step")
    move_idea(idea, contribution, created_at, dict(zip((act.transition for act in acts), moments, strict=True)), clock)
    return idea


def is_author(act: Act) -> bool:
    return act.transition in {"confirm", "answer", "withdraw"}


def write_down(key: UUID, demo: DemoIdea, staff: dict[str, User]) -> Idea:
    by_slug = {topic.slug: topic for topic in Topic.objects.filter(slug__in=demo.topics).select_related("field")}
    topics = [by_slug[slug] for slug in demo.topics]
    draft = IdeaDraft(
        title=demo.title,
        text=demo.text,
        street=Street.objects.get(slug=demo.street) if demo.street else None,
        place_note=demo.place_note,
        field=topics[0].field if topics else None,
        topics=topics,
        own_contribution=demo.own_contribution,
        cost_text=demo.cost_text,
    )
    if demo.channel != "web":
        idea, _is_new = record_idea(
            key=key,
            draft=draft,
            author=author_of(demo.author),
            channel=demo.channel,
            privacy_version=PRIVACY_VERSION,
            by=next(iter(staff.values())),
        )
    else:
        idea, _is_new = submit_idea(
            key=key,
            draft=draft,
            author=author_of(demo.author),
            privacy_version=PRIVACY_VERSION,
            photo_keys=pending_photos(key, demo),
            screening=demo.screening,
        )
    idea.frameworks.set(Framework.objects.filter(code__in=demo.frameworks))
    return idea


def author_of(person: Person) -> Author:
    return Author(name=person.name, email=person.email, phone=person.phone, name_display=person.name_display)


def pending_photos(key: UUID, demo: DemoIdea) -> list[str]:
    return [
        PendingPhoto.objects.create(
            form_key=key, name=f"{name}.png", alt=alt, rights_confirmed=True, sort=number, **stored(name)
        ).key
        for number, (name, alt) in enumerate(demo.photos)
    ]


def take(idea: Idea, act: Act, staff: dict[str, User]) -> Idea:
    if act.transition == "confirm":
        assert idea.contribution is not None  # nobody has erased it since
        return confirm_idea(idea.contribution)
    if act.transition == "answer":
        lifecycle.apply(idea, "answer", by=Role.AUTHOR, text=act.text)
    elif act.transition == "withdraw":
        lifecycle.apply(idea, "withdraw", by=Role.AUTHOR, text=act.text)
    elif act.transition == "merge":
        lifecycle.apply(idea, "merge", into=Idea.objects.get(title=act.into), by=staff[act.by], text=act.text)
    else:
        lifecycle.apply(idea, act.transition, by=staff[act.by], text=act.text)
    return idea


def move_idea(
    idea: Idea, contribution: Contribution, created_at: datetime, at: dict[str, datetime], clock: Clock
) -> None:
    is_web = contribution.channel == "web"
    submitted_at = at.get("confirm") if is_web else created_at
    state_changed_at = max([created_at, *at.values()])
    promised_at = at.get("answer") or submitted_at
    if submitted_at:
        move_number(idea, submitted_at, clock)
    Idea.objects.filter(pk=idea.pk).update(
        created_at=created_at,
        submitted_at=submitted_at,
        state_changed_at=state_changed_at,
        answer_due_on=promised_date(timezone.localdate(promised_at)) if promised_at else None,
        published_at=at.get("publish"),
        hidden_at=at.get("withdraw"),
    )
    idea.photos.update(created_at=created_at, approved_at=at.get("publish"))
    move_contribution(contribution, created_at, at.get("confirm"), state_changed_at, clock)


def move_number(idea: Idea, submitted_at: datetime, clock: Clock) -> None:
    # An idea's number carries the year in which it came in; the number taken from this year's series is given back.
    year = timezone.localdate(submitted_at).year
    if year == clock.today.year:
        return
    NumberSequence.objects.filter(series="I", year=clock.today.year).update(last=F("last") - 1)
    Idea.objects.filter(pk=idea.pk).update(number=next_number("I", year))


FILLING = Filling("ideas", gettext_lazy("Ideas"), 10, fill_ideas)
