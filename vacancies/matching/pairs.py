"""Pairs of many searches and free listings that may fit: the filters of ``selection`` as one join."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Model

from vacancies.matching.comparison import AREA_TOLERANCE, RENT_TOLERANCE
from vacancies.models import Gastronomy, Listing, ListingKind, ListingState, Match, SearchProfile, ShopUnit
from vacancies.models.features import FEATURES

# Copies of what is compared, made once for a batch: the rows of both tables are wide with texts.
# An empty column of a search asks nothing, an empty one of a listing is unknown and drops nothing.
JOIN = """
WITH seekers AS MATERIALIZED (
    SELECT id, kinds, needs_gastronomy, needed_by, term_months, steps_max, shopfront_min_m, area_max_m2,
           area_min_m2 * %(area_from)s AS area_from, area_max_m2 * %(area_to)s AS area_to,
           rent_max_month * %(rent_to)s AS rent_to, rent_max_m2 * %(rent_to)s AS rent_m2_to,
           rent_max_month IS NULL AND rent_max_m2 IS NULL AND term_months IS NULL
               OR %(sale)s = ANY(kinds) AS hears_of_sales,
           ARRAY(SELECT code FROM unnest(features) AS code WHERE code = ANY(%(features)s))::text[] AS features,
           ARRAY(SELECT street_id FROM {streets} WHERE searchprofile_id = {profiles}.id) AS streets,
           ARRAY(SELECT useclass_id FROM {uses} WHERE searchprofile_id = {profiles}.id) AS uses,
           ARRAY(SELECT listing_id FROM {matches} WHERE profile_id = {profiles}.id AND listing_id IS NOT NULL) AS told
    FROM {profiles} WHERE id = ANY(%(profiles)s)
), offers AS MATERIALIZED (
    SELECT listing.id, listing.published_at, listing.kind, listing.list_street_id,
           listing.list_area_m2, listing.list_rent, listing.list_rent_m2, listing.list_steps, listing.list_gastronomy,
           listing.list_without::text[], listing.list_excluded::bigint[], listing.available_from,
           listing.min_term_months, listing.max_term_months, unit.divisible_from_m2, unit.shopfront_width_m
    FROM {listings} AS listing JOIN {units} AS unit ON unit.id = listing.unit_id
    WHERE listing.published_at IS NOT NULL AND listing.hidden_at IS NULL AND listing.state = %(free)s
)
SELECT seekers.id, newest.id FROM seekers CROSS JOIN LATERAL (
    SELECT offers.id FROM offers
    WHERE (seekers.kinds = '{{}}' OR offers.kind = ANY(seekers.kinds))
      AND (offers.kind <> %(sale)s OR seekers.hears_of_sales)
      AND (seekers.area_from > offers.list_area_m2) IS NOT TRUE
      AND (seekers.area_to < offers.list_area_m2 AND (offers.divisible_from_m2 <= seekers.area_max_m2) IS NOT TRUE)
          IS NOT TRUE
      AND (seekers.rent_to < offers.list_rent) IS NOT TRUE
      AND (seekers.rent_m2_to < offers.list_rent_m2) IS NOT TRUE
      AND (seekers.streets = '{{}}' OR offers.list_street_id IS NULL OR offers.list_street_id = ANY(seekers.streets))
      AND (seekers.steps_max < offers.list_steps) IS NOT TRUE
      AND (seekers.needed_by < offers.available_from) IS NOT TRUE
      AND (seekers.shopfront_min_m > offers.shopfront_width_m) IS NOT TRUE
      AND (offers.kind = %(sale)s OR (seekers.term_months > offers.max_term_months) IS NOT TRUE
          AND (seekers.term_months < offers.min_term_months) IS NOT TRUE)
      AND NOT (seekers.needs_gastronomy AND offers.list_gastronomy = %(no_gastronomy)s)
      AND NOT seekers.features && offers.list_without
      AND (seekers.uses = '{{}}' OR NOT seekers.uses <@ offers.list_excluded)
      AND offers.id <> ALL(seekers.told)
    ORDER BY offers.published_at DESC, offers.id DESC LIMIT %(most)s
) AS newest
"""


def fresh_pairs(profiles: Collection[int], most: int) -> dict[int, list[int]]:
    """For each search the free listings that may fit it and were not matched with it before: the newest ``most``.

    Keys only. Never drops what ``compare`` finds possible, which decides about the rest.
    """
    tables: dict[str, type[Model]] = {
        "profiles": SearchProfile, "streets": SearchProfile.streets.through, "uses": SearchProfile.uses.through,
        "listings": Listing, "units": ShopUnit, "matches": Match,
    }  # fmt: skip
    sql = JOIN.format(**{name: f'"{model._meta.db_table}"' for name, model in tables.items()})
    values: dict[str, Any] = {
        "profiles": list(profiles),
        "most": most,
        "area_from": 1 - AREA_TOLERANCE,
        "area_to": 1 + AREA_TOLERANCE,
        "rent_to": 1 + RENT_TOLERANCE,
        "sale": ListingKind.SALE,
        "free": ListingState.PUBLISHED,
        "no_gastronomy": Gastronomy.NO,
        "features": [feature.code for feature in FEATURES],
    }
    pairs: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for profile, listing in cursor.fetchall():
            pairs[profile].append(listing)
    return pairs
