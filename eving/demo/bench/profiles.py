"""Very many public space-wanted ads with their uses and streets."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from eving.core.models import Contribution, Participant, Street
from eving.core.search import engine
from eving.demo.bench import copies
from eving.demo.bench.copies import Changes, Originals
from eving.demo.bench.ideas import person
from vacancies.models import ProfileState, SearchProfile, UseClass

BEYOND = 100_000_000  # their people come after those of ideas and supports
TABLES = (
    "vacancies_searchprofile", "vacancies_searchprofile_uses", "vacancies_searchprofile_streets",
    "core_contribution", "core_participant",
)  # fmt: skip

FACTS = """
CREATE TEMPORARY TABLE profile_facts AS SELECT
    n,
    n + %(beyond)s AS person,
    n + 200 * random() AS minute,
    uses[ceil(cardinality(uses) * random())] AS use_class,
    CASE WHEN random() < 0.5 THEN streets[ceil(cardinality(streets) * random())] END AS street,
    CASE WHEN random() < 0.7 THEN round((20 + 200 * random())::numeric) END AS area,
    (ARRAY['Laden', 'Atelier', 'Werkstatt', 'Büro'])[ceil(4 * random())]
        || CASE WHEN n = 1 THEN ' an der Sternwarte'
                WHEN random() < 0.1 THEN ' mit Eckfenster'
                ELSE (ARRAY[' mit Hof', ' am Markt', ' im Erdgeschoss'])[ceil(3 * random())] END
        || ' gesucht ' || n AS title
FROM generate_series(1, %(count)s) AS n,
    (SELECT %(streets)s::bigint[] AS streets, %(uses)s::integer[] AS uses) AS choices
"""
COPIES: Changes = {
    Participant: {
        "id": "facts.person",
        "email": "'s' || facts.n || '@example.org'",
        "email_key": "'s' || facts.n",
    },
    Contribution: {
        "id": "facts.person",
        "participant_id": "facts.person",
        "idempotency_key": "md5('s' || facts.n)::uuid",
    },
    SearchProfile: {
        "id": "facts.n",
        "number": "'G-' || facts.n",
        "slug": "'gesuch-' || facts.n",
        "title": "facts.title",
        "text": "repeat(original.text || ' ', 12)",
        "area_min_m2": "facts.area",
        "area_max_m2": "2 * facts.area",
        "contribution_id": "facts.person",
        **copies.found_by("title"),
    },
}


def originals(cursor: CursorWrapper) -> Originals:
    now = timezone.now()
    participant, seeker = person("search_profile")
    profile = SearchProfile.objects.create(
        number="G-0",
        title="",
        text="Wir suchen einen hellen Raum.",
        contribution=seeker,
        wants_ad=True,
        rent_max_month=Decimal(900),
        expires_on=timezone.localdate() + timedelta(days=180),
        state=ProfileState.PUBLISHED,
        published_at=now - timedelta(days=365),
    )
    engine.index(profile)
    return copies.originals_of(cursor, [participant, seeker, profile])


def fill(cursor: CursorWrapper, found: Originals, count: int) -> None:
    values: dict[str, Any] = {
        "count": count,
        "beyond": BEYOND,
        "streets": copies.first_keys(Street.objects.all()),
        "uses": copies.first_keys(UseClass.objects.all(), None),
    }
    with copies.facts(cursor, values, profile_facts=FACTS):
        copies.multiply(cursor, found, COPIES, "profile_facts")
        copies.relate(cursor, SearchProfile.uses, "profile_facts", "use_class")
        copies.relate(cursor, SearchProfile.streets, "profile_facts", "street")
