"""The copies that the public list filters by, for listings that are there already."""

from django.db import migrations

FILL = """
UPDATE vacancies_listing AS listing SET
    list_street_id = unit.street_id,
    list_area_m2 = coalesce(unit.total_area_m2, unit.sales_area_m2),
    list_steps = CASE WHEN unit.has_ramp THEN 0 ELSE unit.entrance_steps END,
    list_gastronomy = unit.gastronomy,
    list_wanted = ARRAY(
        SELECT useclass_id::integer FROM vacancies_listing_wanted_uses WHERE listing_id = listing.id ORDER BY 1
    ),
    list_excluded = ARRAY(
        SELECT useclass_id::integer FROM vacancies_listing_excluded_uses WHERE listing_id = listing.id ORDER BY 1
    )
FROM vacancies_shopunit AS unit WHERE unit.id = listing.unit_id
"""


class Migration(migrations.Migration):
    dependencies = [("vacancies", "0004_search_profiles")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
