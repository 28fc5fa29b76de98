"""Very many public projects with photo, history, topics and one actor that takes part."""

from datetime import timedelta
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from eving.core.models import FieldOfAction, Framework, Role, Street, Topic
from eving.core.search import engine
from eving.demo.bench import copies
from eving.demo.bench.copies import Changes, Originals
from projects.models import Project, ProjectHistory, ProjectParticipation, ProjectPhoto, ProjectState

TABLES = (
    "projects_project", "projects_project_topics", "projects_project_frameworks", "projects_projecthistory",
    "projects_projectphoto", "projects_projectparticipation",
)  # fmt: skip

FACTS = """
CREATE TEMPORARY TABLE project_facts AS SELECT
    n,
    n + 200 * random() AS minute,
    CASE WHEN random() < 0.8 THEN streets[ceil(cardinality(streets) * random())] END AS street,
    topics[ceil(cardinality(topics) * random())] AS topic,
    topics[1 + n %% cardinality(topics)] AS other_topic,
    frameworks[ceil(cardinality(frameworks) * random())] AS framework,
    fields[ceil(cardinality(fields) * random())] AS field,
    (ARRAY['planned', 'running', 'running', 'paused', 'done', 'done', 'cancelled'])[ceil(7 * random())] AS state,
    (ARRAY['Garten', 'Platz', 'Fest', 'Radweg'])[ceil(4 * random())]
        || CASE WHEN n = 1 THEN ' an der Sternwarte'
                WHEN random() < 0.1 THEN ' mit Lesezelt'
                ELSE (ARRAY[' am Markt', ' am Park', ' vor der Schule'])[ceil(3 * random())] END
        || ' ' || n AS title
FROM generate_series(1, %(count)s) AS n,
    (SELECT %(streets)s::bigint[] AS streets, %(topics)s::bigint[] AS topics, %(fields)s::bigint[] AS fields,
        %(frameworks)s::bigint[] AS frameworks) AS choices
"""
COPIES: Changes = {
    Project: {
        "id": "facts.n",
        "number": "'P-' || facts.n",
        "slug": "'projekt-' || facts.n",
        "title": "facts.title",
        "description": "repeat(original.description || ' ', 20)",
        "street_id": "facts.street",
        "field_id": "facts.field",
        "state": "facts.state",
        **copies.found_by("title"),
    },
    ProjectHistory: {"id": "facts.n", "project_id": "facts.n"},
    ProjectParticipation: {"id": "facts.n", "project_id": "facts.n", "name": "'Verein ' || facts.n"},
    ProjectPhoto: copies.picture("project_id"),
}


def originals(cursor: CursorWrapper) -> Originals:
    now = timezone.now()
    project = Project.objects.create(
        number="P-0",
        title="",
        summary="Wir machen den Platz grün.",
        description="Ein Sommer lang, mit vielen Händen.",
        state=ProjectState.RUNNING,
        published_at=now - timedelta(days=365),
    )
    rows = [
        project,
        ProjectHistory.objects.create(
            project=project, at=now, role=Role.STAFF, from_state="planned", to_state="running", is_public=True
        ),
        ProjectParticipation.objects.create(project=project, name="Verein"),
        ProjectPhoto.objects.create(
            project=project, alt="Beete", width=1600, height=1067, byte_size=1, sha256="", approved_at=now
        ),
    ]
    engine.index(project)
    return copies.originals_of(cursor, rows)


def fill(cursor: CursorWrapper, found: Originals, count: int) -> None:
    values: dict[str, Any] = {
        "count": count,
        "streets": copies.first_keys(Street.objects.all()),
        "topics": copies.first_keys(Topic.objects.filter(is_active=True)),
        "fields": copies.first_keys(FieldOfAction.objects.all(), None),
        "frameworks": copies.first_keys(Framework.objects.all(), None),
    }
    with copies.facts(cursor, values, project_facts=FACTS):
        copies.multiply(cursor, found, COPIES, "project_facts")
        copies.relate(cursor, Project.topics, "project_facts", "topic", "other_topic")
        copies.relate(cursor, Project.frameworks, "project_facts", "framework")
