"""Very many public ideas with author, history, photo and topics, and supports."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from eving.core.models import Contribution, FieldOfAction, Participant, Role, Street, Topic
from eving.core.search import engine
from eving.demo.bench import copies
from eving.demo.bench.copies import Changes, Originals
from projects.models import Idea, IdeaHistory, IdeaPhoto, IdeaState, Support

EACH, MOST_SUPPORTS = 10, 100_000
TABLES = (
    "projects_idea", "projects_idea_topics", "projects_ideahistory", "projects_ideaphoto", "projects_support",
    "core_contribution", "core_participant",
)  # fmt: skip

# What differs from idea to idea, each fact by itself and the same in every run. Where there are too many ideas for ten
# supports each, the others came on paper.
FACTS = """
CREATE TEMPORARY TABLE idea_facts AS SELECT
    n,
    n + 200 * random() AS minute,
    CASE WHEN random() < 0.8 THEN streets[ceil(cardinality(streets) * random())] END AS street,
    topics[ceil(cardinality(topics) * random())] AS topic,
    topics[1 + n %% cardinality(topics)] AS other_topic,
    fields[ceil(cardinality(fields) * random())] AS field,
    CASE WHEN n = 1 THEN 'published' ELSE
        (ARRAY['published', 'published', 'published', 'under_review', 'accepted', 'in_progress', 'done', 'declined',
               'archived'])[ceil(9 * random())] END AS state,
    (ARRAY['Bank', 'Baum', 'Brunnen', 'Radweg'])[ceil(4 * random())]
        || CASE WHEN n = 1 THEN ' an der Sternwarte'
                WHEN random() < 0.1 THEN ' mit Lesezelt'
                ELSE (ARRAY[' am Markt', ' am Park', ' vor der Schule'])[ceil(3 * random())] END
        || ' ' || n AS title,
    CASE WHEN %(supports)s < 10 * %(count)s THEN floor(40 * power(random(), 3))::integer ELSE 0 END AS on_paper
FROM generate_series(1, %(count)s) AS n,
    (SELECT %(streets)s::bigint[] AS streets, %(topics)s::bigint[] AS topics, %(fields)s::bigint[] AS fields) AS choices
"""
# Some ideas have very many supports, most have few; every eleventh address is not confirmed.
SUPPORT_FACTS = """
CREATE TEMPORARY TABLE support_facts AS SELECT
    %(count)s + n AS n,
    1 + floor(%(count)s * power(random(), 2))::bigint AS idea,
    CASE WHEN n %% 11 > 0 THEN now() - n * interval '1 second' END AS confirmed
FROM generate_series(1, %(supports)s) AS n
"""
PERSON: Changes = {
    Participant: {"id": "facts.n", "email": "'p' || facts.n || '@example.org'", "email_key": "'p' || facts.n"},
    Contribution: {
        "id": "facts.n",
        "participant_id": "facts.n",
        "idempotency_key": "md5(facts.n::text)::uuid",
    },
}
COPIES: Changes = {
    Participant: PERSON[Participant],
    Contribution: {**PERSON[Contribution], "kind": "'idea'"},
    Idea: {
        "id": "facts.n",
        "number": "'I-' || facts.n",
        "slug": "'idee-' || facts.n",
        "title": "facts.title",
        "text": "repeat(original.text || ' ', 12)",
        "street_id": "facts.street",
        "field_id": "facts.field",
        "state": "facts.state",
        "contribution_id": "facts.n",
        "paper_support_count": "facts.on_paper",
        **copies.found_by("title"),
    },
    IdeaHistory: {"id": "facts.n", "idea_id": "facts.n", "by_id": "NULL"},
    IdeaPhoto: copies.picture("idea_id"),
}
SUPPORTS: Changes = {
    Participant: PERSON[Participant],
    Contribution: {**PERSON[Contribution], "kind": "'support'", "confirmed_at": "facts.confirmed"},
    Support: {
        "id": "facts.n",
        "idea_id": "facts.idea",
        "contribution_id": "facts.n",
        "participant_id": "facts.n",
        "confirmed_at": "facts.confirmed",
    },
}


def person(kind: str) -> tuple[Participant, Contribution]:
    participant = Participant.objects.create(email="p0@example.org", email_key=f"{kind}0")
    return participant, Contribution.objects.create(
        kind=kind, participant=participant, name="Erika Beispiel", privacy_version="bench", idempotency_key=uuid4(),
        confirmed_at=timezone.now(), name_display="full",
    )  # fmt: skip


def originals(cursor: CursorWrapper) -> Originals:
    now = timezone.now()
    _participant, author = person("idea")
    idea = Idea.objects.create(
        number="I-0",
        title="",
        text="Wer auf den Bus wartet, möchte sitzen.",
        contribution=author,
        state=IdeaState.PUBLISHED,
        submitted_at=now,
        answer_due_on=timezone.localdate(),
        published_at=now - timedelta(days=365),
    )
    photo = IdeaPhoto.objects.create(
        idea=idea, alt="Blick auf die Haltestelle", width=1600, height=1200, byte_size=1, approved_at=now
    )
    entry = IdeaHistory.objects.create(
        idea=idea, at=now, role=Role.STAFF, from_state="submitted", to_state="published", is_public=True,
        text="Wir haben darüber gesprochen.",
    )  # fmt: skip
    participant, supporter = person("support")
    support = Support.objects.create(idea=idea, contribution=supporter, participant=participant)
    engine.index(idea)  # the words all ideas share; each adds its own title
    return copies.originals_of(cursor, [participant, supporter, idea, entry, photo, support])


def fill(cursor: CursorWrapper, found: Originals, count: int) -> None:
    supports = min(EACH * count, MOST_SUPPORTS)
    values: dict[str, Any] = {
        "count": count,
        "supports": supports,
        "streets": copies.first_keys(Street.objects.all()),
        "topics": copies.first_keys(Topic.objects.filter(is_active=True)),
        "fields": copies.first_keys(FieldOfAction.objects.all(), None),
    }
    with copies.facts(cursor, values, idea_facts=FACTS, support_facts=SUPPORT_FACTS):
        copies.multiply(cursor, found, COPIES, "idea_facts")
        copies.multiply(cursor, found, SUPPORTS, "support_facts")
        copies.relate(cursor, Idea.topics, "idea_facts", "topic", "other_topic")
    cursor.execute("ALTER TABLE projects_idea DISABLE TRIGGER USER")
    cursor.execute(
        "UPDATE projects_idea SET support_count = counted.number FROM (SELECT idea_id, count(*) AS number"
        " FROM projects_support WHERE confirmed_at IS NOT NULL GROUP BY idea_id) AS counted"
        " WHERE counted.idea_id = projects_idea.id"
    )
    cursor.execute("ALTER TABLE projects_idea ENABLE TRIGGER USER")
