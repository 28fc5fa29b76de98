"""Very many public shops, copied inside the database from one that went its real way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from eving.core.models import Street
from eving.core.search import engine
from tests.performance.copies import Changes, multiply, originals_of
from tests.vacancies.make import make_listing
from vacancies.models import Listing, ShopUnit, UnitPhoto, UseClass

STREETS = 10
TABLES = "vacancies_listing, vacancies_shopunit, vacancies_unitphoto"
JOINED = "core_street, core_districtpart, vacancies_useclass"

# What differs from shop to shop, each fact by itself and the same in every run. An office publishes roughly in the
# order in which it takes in; the units were registered before, in another order.
FACTS = """
CREATE TEMPORARY TABLE shop_facts AS SELECT
    n,
    unit,
    n + 200 * random() AS minute,
    streets[n %% cardinality(streets) + 1] AS street,
    CASE WHEN random() < 0.9 THEN round((20 + 380 * random())::numeric, 1) END AS area,
    round((300 + 3000 * random())::numeric) AS rent,
    random() < 0.15 AS on_request,
    (ARRAY[0, 0, 1, 1, 1, 2, 3, NULL])[ceil(8 * random())] AS steps,
    (ARRAY['yes', 'no', 'no', 'unclear', 'unclear'])[ceil(5 * random())] AS gastronomy,
    (ARRAY['lease', 'lease', 'lease', 'lease', 'lease', 'sublease', 'interim', 'sale'])[ceil(8 * random())] AS kind,
    CASE WHEN random() < 0.05 THEN 'let' ELSE 'published' END AS state,
    CASE WHEN random() < 0.4 THEN date '2026-11-01' + (400 * random())::integer END AS available_from,
    CASE WHEN random() < 0.4 THEN uses[ceil(cardinality(uses) * random())] END AS wanted,
    CASE WHEN random() < 0.4 THEN uses[ceil(cardinality(uses) * random())] END AS excluded,
    (ARRAY[true, false, NULL])[ceil(3 * random())] AS has_water,
    (ARRAY[true, false, NULL, NULL, NULL])[ceil(5 * random())] AS has_extract_duct,
    (ARRAY['Laden', 'Ladenlokal', 'Werkstatt', 'Büro'])[ceil(4 * random())]
        || CASE WHEN n = 1 THEN ' an der Sternwarte'
                WHEN random() < 0.1 THEN ' mit Eckfenster'
                ELSE (ARRAY[' mit Hof', ' am Markt', ' im Erdgeschoss'])[ceil(3 * random())] END
        || ' ' || n AS title
FROM (SELECT n, row_number() OVER (ORDER BY random()) AS unit FROM generate_series(1, %(count)s) AS n) AS numbers,
    (SELECT %(streets)s::bigint[] AS streets, %(uses)s::integer[] AS uses) AS choices
"""


def answered(condition: str) -> str:
    """The codes of the features with this answer. Two are the same for all units, so that rows have a real width."""
    codes = {
        "facts.has_water": "wasseranschluss",
        "facts.has_extract_duct": "abluft",
        "true": "ecklage",
        "false": "teekueche",
    }
    each = ", ".join(f"CASE WHEN {column} {condition} THEN '{code}' END" for column, code in codes.items())
    return f"array_remove(ARRAY[{each}]::varchar[], NULL)"


COPIES: Changes = {
    ShopUnit: {
        "id": "facts.unit",
        "number": "'U-' || facts.unit",
        "street_id": "facts.street",
        "property_contact_id": "NULL",
        "house_number": "facts.unit::text",
        "total_area_m2": "facts.area",
        "entrance_steps": "facts.steps",
        "gastronomy": "facts.gastronomy",
        "has_water": "facts.has_water",
        "has_extract_duct": "facts.has_extract_duct",
        "equipment_note": "repeat('Regale und Theke bleiben. ', 6)",
        "internal_note": "repeat('Der Schlüssel liegt im Büro. ', 8)",
    },
    Listing: {
        "id": "facts.n",
        "unit_id": "facts.unit",
        "number": "'L-' || facts.n",
        "slug": "'laden-' || facts.n",
        "title": "facts.title",
        "description": "repeat(original.description || ' ', 25)",
        "kind": "facts.kind",
        "state": "facts.state",
        "max_term_months": "CASE WHEN facts.kind = 'interim' THEN 6 END",
        "sale_price": "CASE WHEN facts.kind = 'sale' THEN 100 * facts.rent END",
        "net_cold_rent_month": "facts.rent",
        "rent_on_request": "facts.on_request",
        "available_from": "facts.available_from",
        "published_at": "original.published_at + facts.minute * interval '1 minute'",
        "list_street_id": "facts.street",
        "list_area_m2": "facts.area",
        "list_steps": "facts.steps",
        "list_gastronomy": "facts.gastronomy",
        "list_features": answered("IS TRUE"),
        "list_without": answered("IS FALSE"),
        "list_wanted": "array_remove(ARRAY[facts.wanted], NULL)",
        "list_excluded": "array_remove(ARRAY[facts.excluded], NULL)",
        "search_text": "' ' || lower(facts.title) || original.search_text",
        "search_vector": "setweight(to_tsvector('german', facts.title), 'A') || original.search_vector",
    },
    UnitPhoto: {
        "id": "facts.n",
        "unit_id": "facts.unit",
        "key": "lpad(facts.n::text, 22, 'bild')",
        "sha256": "original.sha256 || md5(facts.n::text)",
    },
}


@contextmanager
def shops(count: int) -> Iterator[None]:
    """So many public shops in the tables, with statistics and visibility as after autovacuum; nothing of them stays."""
    originals = originals_of_one_shop()
    try:
        with connection.cursor() as cursor:
            copy(cursor, originals, count)
            cursor.execute(f"VACUUM ANALYZE {TABLES}, {JOINED}")
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {TABLES} CASCADE")


def originals_of_one_shop() -> dict[type[models.Model], str]:
    """Unit, listing and photo as the portal makes them, as JSON; what else came with them is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        make_listing()
        UnitPhoto.objects.update(approved_at=timezone.now())
        ShopUnit.objects.update(property_contact=None)  # owners are taken back with the rest
        Listing.objects.update(title="", published_at=timezone.now() - timedelta(days=365))
        engine.index(Listing.objects.get())  # the words all shops share; each adds its own title
        rows = originals_of(cursor, list(COPIES))
        transaction.set_rollback(True)
    return rows


def copy(cursor: CursorWrapper, originals: dict[type[models.Model], str], count: int) -> None:
    values = {
        "count": count,
        "streets": list(Street.objects.values_list("pk", flat=True)[:STREETS]),
        "uses": list(UseClass.objects.values_list("pk", flat=True)),
    }
    cursor.execute("DROP TABLE IF EXISTS shop_facts")
    cursor.execute("SELECT setseed(0.4)")
    cursor.execute(FACTS, values)
    multiply(cursor, originals, COPIES, "shop_facts")
    cursor.execute("DROP TABLE shop_facts")
