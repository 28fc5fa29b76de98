"""Very many public shops: units with photo and listing."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from eving.core.models import Street
from eving.core.search import engine
from eving.demo.bench import copies
from eving.demo.bench.copies import Changes, Originals
from vacancies.models import EnergyStatus, Listing, ListingState, ShopUnit, Side, UnitPhoto, UseClass

TABLES = ("vacancies_listing", "vacancies_shopunit", "vacancies_unitphoto")

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
    CASE WHEN n > 1 AND random() < 0.05 THEN 'let' ELSE 'published' END AS state,
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
        "house_number": "facts.unit::text",
        "side": "CASE WHEN mod(facts.unit, 2) = 1 THEN 'odd' ELSE 'even' END",
        "position": "10 * facts.unit",
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
        "list_street_id": "facts.street",
        "list_area_m2": "facts.area",
        "list_steps": "facts.steps",
        "list_gastronomy": "facts.gastronomy",
        "list_features": answered("IS TRUE"),
        "list_without": answered("IS FALSE"),
        "list_wanted": "array_remove(ARRAY[facts.wanted], NULL)",
        "list_excluded": "array_remove(ARRAY[facts.excluded], NULL)",
        **copies.found_by("title"),
    },
    UnitPhoto: copies.picture("unit_id", "facts.unit"),
}


def originals(cursor: CursorWrapper) -> Originals:
    now = timezone.now()
    unit = ShopUnit.objects.create(
        number="U-0",
        street=Street.objects.all()[0],
        house_number="0",
        side=Side.ODD,
        position=0,
        total_area_m2=Decimal(80),
        shopfront_width_m=Decimal(5),
        in_inventory=DateRange(date(2020, 1, 1), None),
    )
    photo = UnitPhoto.objects.create(
        unit=unit, alt="Schaufenster von der Straße aus", width=1600, height=1067, byte_size=1000, approved_at=now
    )
    listing = Listing.objects.create(
        unit=unit,
        description="Heller Raum, gute Lage.",
        net_cold_rent_month=Decimal(640),
        energy_status=EnergyStatus.NOT_YET,
        owner_consent_on=date(2026, 11, 2),
        owner_consent_note="Brief der Eigentümerin",
        checked_on=timezone.localdate(),
        state=ListingState.PUBLISHED,
        published_at=now - timedelta(days=365),
    )
    engine.index(listing)  # the words all shops share; each adds its own title
    return copies.originals_of(cursor, [unit, listing, photo])


def fill(cursor: CursorWrapper, found: Originals, count: int) -> None:
    values: dict[str, Any] = {
        "count": count,
        "streets": copies.first_keys(Street.objects.all()),
        "uses": copies.first_keys(UseClass.objects.all(), None),
    }
    with copies.facts(cursor, values, shop_facts=FACTS):
        copies.multiply(cursor, found, COPIES, "shop_facts")
