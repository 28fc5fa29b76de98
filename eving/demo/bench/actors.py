"""Very many public actors with place, contact, logo and topics."""

from datetime import timedelta
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from actors.models import (
    Actor,
    ActorGroup,
    ActorHistory,
    ActorLogo,
    ActorState,
    ContactPoint,
    ContactVisibility,
    Location,
    PlaceVisibility,
)  # fmt: skip
from eving.core.models import DistrictPart, Role, Street, Topic
from eving.core.search import engine
from eving.demo.bench import copies
from eving.demo.bench.copies import Changes, Originals

TABLES = (
    "actors_actor", "actors_actor_topics", "actors_location", "actors_contactpoint", "actors_actorlogo",
    "actors_actorhistory",
)  # fmt: skip

FACTS = """
CREATE TEMPORARY TABLE actor_facts AS SELECT
    n,
    n + 200 * random() AS minute,
    streets[ceil(cardinality(streets) * random())] AS street,
    parts[ceil(cardinality(parts) * random())] AS part,
    topics[ceil(cardinality(topics) * random())] AS topic,
    topics[1 + n %% cardinality(topics)] AS other_topic,
    groups[ceil(cardinality(groups) * random())] AS actor_group,
    (ARRAY['organisation', 'organisation', 'group', 'network', 'public_body', 'business'])[ceil(6 * random())] AS kind,
    (ARRAY['exact', 'exact', 'district', 'hidden'])[ceil(4 * random())] AS visibility,
    (ARRAY['yes', 'partly', 'no', 'unknown'])[ceil(4 * random())] AS step_free,
    random() < 0.3 AS is_open,
    (ARRAY['Verein', 'Werkstatt', 'Chor', 'Laden'])[ceil(4 * random())]
        || CASE WHEN n = 1 THEN ' an der Sternwarte'
                WHEN random() < 0.1 THEN ' mit Lesezelt'
                ELSE (ARRAY[' am Markt', ' am Park', ' vor der Schule'])[ceil(3 * random())] END
        || ' ' || n AS name
FROM generate_series(1, %(count)s) AS n,
    (SELECT %(streets)s::bigint[] AS streets, %(parts)s::bigint[] AS parts, %(topics)s::bigint[] AS topics,
        %(groups)s::bigint[] AS groups) AS choices
"""
COPIES: Changes = {
    Actor: {
        "id": "facts.n",
        "number": "'A-' || facts.n",
        "slug": "'akteur-' || facts.n",
        "name": "facts.name",
        "name_sort": "lower(facts.name)",
        "kind": "facts.kind",
        "group_id": "facts.actor_group",
        "is_open_for_cooperation": "facts.is_open",
        "description": "repeat(original.description || ' ', 20)",
        **copies.found_by("name"),
    },
    Location: {
        "id": "facts.n",
        "actor_id": "facts.n",
        "street_id": "facts.street",
        "part_id": "facts.part",
        "house_number": "facts.n::text",
        "visibility": "facts.visibility",
        "step_free": "facts.step_free",
    },
    ContactPoint: {"id": "facts.n", "actor_id": "facts.n", "email": "'a' || facts.n || '@example.org'"},
    ActorHistory: {"id": "facts.n", "actor_id": "facts.n"},
    ActorLogo: copies.picture("actor_id", name="logo"),
}


def originals(cursor: CursorWrapper) -> Originals:
    now = timezone.now()
    actor = Actor.objects.create(
        number="A-0",
        name="",
        name_sort="",
        group=ActorGroup.objects.all()[0],
        summary="Wir reparieren, was noch gut ist.",
        description="Jeden Dienstag von drei bis sechs Uhr.",
        state=ActorState.PUBLISHED,
        published_at=now - timedelta(days=365),
    )
    rows = [
        actor,
        Location.objects.create(actor=actor, visibility=PlaceVisibility.EXACT),
        ContactPoint.objects.create(actor=actor, email="a0@example.org", visibility=ContactVisibility.PUBLIC),
        ActorHistory.objects.create(
            actor=actor, at=now, role=Role.STAFF, from_state="submitted", to_state="published", is_public=True
        ),
        ActorLogo.objects.create(
            actor=actor, alt="Ein Hammer", width=800, height=800, byte_size=1, sha256="", approved_at=now
        ),
    ]
    engine.index(actor)
    return copies.originals_of(cursor, rows)


def fill(cursor: CursorWrapper, found: Originals, count: int) -> None:
    values: dict[str, Any] = {
        "count": count,
        "streets": copies.first_keys(Street.objects.all()),
        "parts": copies.first_keys(DistrictPart.objects.all(), None),
        "topics": copies.first_keys(Topic.objects.filter(is_active=True)),
        "groups": copies.first_keys(ActorGroup.objects.all(), None),
    }
    with copies.facts(cursor, values, actor_facts=FACTS):
        copies.multiply(cursor, found, COPIES, "actor_facts")
        copies.relate(cursor, Actor.topics, "actor_facts", "topic", "other_topic")
