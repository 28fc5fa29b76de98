"""Very many public ideas with ten supports each, copied inside the database from ones that went their real way."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from eving.core.models import Contribution, FieldOfAction, Participant, Street, Topic
from eving.core.people import participants
from eving.core.search import engine
from projects.models import Idea, IdeaHistory, IdeaPhoto, Support
from tests.factories import make_idea
from tests.performance.copies import Changes, multiply, originals_of

STREETS, TOPICS, EACH = 10, 10, 10
TABLES = (
    "projects_idea, projects_idea_topics, projects_ideahistory, projects_ideaphoto, projects_support,"
    " core_contribution, core_participant"
)
JOINED = "core_street, core_topic, core_fieldofaction"

# What differs from idea to idea, each fact by itself and the same in every run.
FACTS = """
CREATE TEMPORARY TABLE idea_facts AS SELECT
    n,
    n + 200 * random() AS minute,
    CASE WHEN random() < 0.8 THEN streets[ceil(cardinality(streets) * random())] END AS street,
    topics[ceil(cardinality(topics) * random())] AS topic,
    topics[1 + n %% cardinality(topics)] AS other_topic,
    fields[ceil(cardinality(fields) * random())] AS field,
    (ARRAY['published', 'published', 'published', 'under_review', 'accepted', 'in_progress', 'done', 'declined',
           'archived'])[ceil(9 * random())] AS state,
    (ARRAY['Bank', 'Baum', 'Brunnen', 'Radweg'])[ceil(4 * random())]
        || CASE WHEN n = 1 THEN ' an der Sternwarte'
                WHEN random() < 0.1 THEN ' mit Lesezelt'
                ELSE (ARRAY[' am Markt', ' am Park', ' vor der Schule'])[ceil(3 * random())] END
        || ' ' || n AS title
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
COPIES: Changes = {
    Participant: {"id": "facts.n", "email": "'p' || facts.n || '@example.org'", "email_key": "'p' || facts.n"},
    Contribution: {
        "id": "facts.n",
        "participant_id": "facts.n",
        "idempotency_key": "md5(facts.n::text)::uuid",
        "kind": "'idea'",
    },
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
        "published_at": "original.published_at + facts.minute * interval '1 minute'",
        "search_text": "' ' || lower(facts.title) || original.search_text",
        "search_vector": "setweight(to_tsvector('german', facts.title), 'A') || original.search_vector",
    },
    IdeaHistory: {"id": "facts.n", "idea_id": "facts.n", "by_id": "NULL"},
    IdeaPhoto: {
        "id": "facts.n",
        "idea_id": "facts.n",
        "key": "lpad(facts.n::text, 22, 'bild')",
        "sha256": "original.sha256 || md5(facts.n::text)",
    },
}
SUPPORTS: Changes = {
    Participant: COPIES[Participant],
    Contribution: {**COPIES[Contribution], "kind": "'support'", "confirmed_at": "facts.confirmed"},
    Support: {
        "id": "facts.n",
        "idea_id": "facts.idea",
        "contribution_id": "facts.n",
        "participant_id": "facts.n",
        "confirmed_at": "facts.confirmed",
    },
}


@contextmanager
def ideas(count: int) -> Iterator[None]:
    """So many public ideas in the tables, with statistics and visibility as after autovacuum; nothing of them stays."""
    originals = originals_of_one_idea()
    try:
        with connection.cursor() as cursor:
            fill(cursor, originals, count)
            cursor.execute(f"VACUUM ANALYZE {TABLES}, {JOINED}")
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {TABLES} CASCADE")


def originals_of_one_idea() -> dict[type[models.Model], str]:
    """An idea with its author, history and photo, and a support, as JSON; what came with them is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        idea = make_idea()
        IdeaPhoto.objects.create(
            idea=idea, alt="Blick auf die Haltestelle", width=1600, height=1200, byte_size=1, approved_at=timezone.now()
        )
        idea.history.exclude(to_state="published").delete()
        Idea.objects.update(title="", published_at=timezone.now() - timedelta(days=365))
        engine.index(Idea.objects.get())  # the words all ideas share; each adds its own title
        rows = originals_of(cursor, list(COPIES))
        contribution, _is_new = participants.contribute(
            kind="support", key=uuid.uuid4(), email="ali@example.org", privacy_version="test"
        )
        Support.objects.create(idea=idea, contribution=contribution, participant=contribution.participant)
        rows.update(originals_of(cursor, [Support]))
        transaction.set_rollback(True)
    return rows


def fill(cursor: CursorWrapper, originals: dict[type[models.Model], str], count: int) -> None:
    values = {
        "count": count,
        "supports": EACH * count,
        "streets": list(Street.objects.values_list("pk", flat=True)[:STREETS]),
        "topics": list(Topic.objects.filter(is_active=True).values_list("pk", flat=True)[:TOPICS]),
        "fields": list(FieldOfAction.objects.values_list("pk", flat=True)),
    }
    cursor.execute("DROP TABLE IF EXISTS idea_facts, support_facts")
    cursor.execute("SELECT setseed(0.4)")
    cursor.execute(FACTS, values)
    cursor.execute(SUPPORT_FACTS, values)
    multiply(cursor, originals, COPIES, "idea_facts")
    multiply(cursor, originals, SUPPORTS, "support_facts")
    cursor.execute(
        "INSERT INTO projects_idea_topics (idea_id, topic_id)"
        " SELECT n, topic FROM idea_facts UNION SELECT n, other_topic FROM idea_facts"
    )
    cursor.execute(
        "UPDATE projects_idea SET support_count = counted.number FROM (SELECT idea_id, count(*) AS number"
        " FROM projects_support WHERE confirmed_at IS NOT NULL GROUP BY idea_id) AS counted"
        " WHERE counted.idea_id = projects_idea.id"
    )
    cursor.execute("DROP TABLE idea_facts, support_facts")
