"""Sources of subscriptions in this app (ideas, topics, streets) and the events that subscribers are mailed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from eving.core.messaging.subscriptions import Event, Source
from eving.core.models import Street, Topic
from projects.models import Idea, IdeaHistory, IdeaState
from projects.services import counting
from projects.services.participation import IDEA, STREET, TOPIC


def idea_named(number: str) -> tuple[str, str] | None:
    idea = Idea.objects.published().filter(number=number).only("number", "slug", "title").first()
    return (idea.title, idea.get_absolute_url()) if idea else None


def topic_named(slug: str) -> tuple[str, str] | None:
    topic = Topic.objects.filter(slug=slug).first()
    return (_("Topic: %(name)s") % {"name": topic}, f"{list_address()}?thema={slug}") if topic else None


def street_named(slug: str) -> tuple[str, str] | None:
    street = Street.objects.filter(slug=slug).first()
    return (_("Street: %(name)s") % {"name": street.name}, f"{list_address()}?strasse={slug}") if street else None


def list_address() -> str:
    return reverse("projects:idea-list")


def transitions_of_ideas(targets: Sequence[str] | None, since: datetime, until: datetime) -> Iterator[Event]:
    """Public history entries of ideas; redacted ones are left out.

    Followers of a merged idea also get the events of the idea it was merged into.
    """
    together = counting.numbers_by_head()
    entries = IdeaHistory.objects.filter(
        is_public=True,
        redacted_at__isnull=True,
        at__gt=since,
        at__lte=until,
        idea__in=Idea.objects.published().values("pk"),
    ).select_related("idea__contribution")
    if targets is not None:
        heads = [head for head, others in together.items() if not set(others).isdisjoint(targets)]
        entries = entries.filter(idea__number__in=[*targets, *heads])
    for entry in entries:
        idea = entry.idea
        wording = idea.lifecycle.wording(entry.from_state, entry.to_state, entry.role)
        if entry.corrects_id:
            wording = _("The office corrected an answer")
        own = str(idea.number)  # a public idea always has a number
        for number in [own, *together.get(own, [])]:
            if targets is None or number in targets:
                yield Event(
                    target=number,
                    at=entry.at,
                    url=idea.get_absolute_url(),
                    title=idea.title,
                    sentence=wording or str(IdeaState(entry.to_state).label),
                    text=entry.text,
                    told=author_of(idea),
                )


def author_of(idea: Idea) -> frozenset[int]:
    """Participants who need no event: the author gets a mail of each transition at once, or caused it."""
    person = idea.contribution.participant_id if idea.contribution else None
    return frozenset([person] if person else [])


def new_ideas(since: datetime, until: datetime) -> QuerySet[Idea]:
    rows = Idea.objects.published().filter(published_at__gt=since, published_at__lte=until)
    return rows.select_related("contribution")


def new_in_topics(targets: Sequence[str] | None, since: datetime, until: datetime) -> Iterator[Event]:
    ideas = new_ideas(since, until).filter(topics__isnull=False).annotate(followed=F("topics__slug"))
    wanted = ideas if targets is None else ideas.filter(followed__in=targets)
    yield from as_events((idea.followed, idea) for idea in wanted)


def new_in_streets(targets: Sequence[str] | None, since: datetime, until: datetime) -> Iterator[Event]:
    ideas = new_ideas(since, until).filter(street__isnull=False).annotate(followed=F("street__slug"))
    wanted = ideas if targets is None else ideas.filter(followed__in=targets)
    yield from as_events((idea.followed, idea) for idea in wanted)


def as_events(ideas: Iterable[tuple[str, Idea]]) -> Iterator[Event]:
    for followed, idea in ideas:
        assert idea.published_at is not None
        yield Event(
            target=followed,
            at=idea.published_at,
            url=idea.get_absolute_url(),
            title=idea.title,
            sentence=_("New idea"),
            told=author_of(idea),
        )


SOURCES = (
    Source(IDEA, idea_named, transitions_of_ideas),
    Source(TOPIC, topic_named, new_in_topics),
    Source(STREET, street_named, new_in_streets),
)
