from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

import vacancies.models.features

PUBLIC = models.Q(published_at__isnull=False, hidden_at__isnull=True)
COLUMNS = {
    "is_corner": "ecklage",
    "has_accessible_wc": "barrierefreies-wc",
    "has_turning_space": "wendeflaeche",
    "has_water": "wasseranschluss",
    "has_three_phase": "starkstrom",
    "has_kitchenette": "teekueche",
    "has_extract_duct": "abluft",
    "has_grease_separator": "fettabscheider",
}


def codes(answer):
    each = ", ".join(f"CASE WHEN unit.{column} IS {answer} THEN '{code}' END" for column, code in COLUMNS.items())
    return f"array_remove(ARRAY[{each}], NULL)"


FILL = f"""
UPDATE vacancies_listing AS listing SET list_features = {codes("TRUE")}, list_without = {codes("FALSE")}
FROM vacancies_shopunit AS unit WHERE unit.id = listing.unit_id
"""


def index(name, fields, include):
    facts = [
        "kind", "list_area_m2", "list_steps", "list_gastronomy", "list_features", "list_without", "list_wanted",
        "list_excluded", "list_rent", "list_rent_m2", "available_from", "hidden_at",
    ]  # fmt: skip
    fields = [*fields, "let_rank", "-published_at", "-id"]
    return migrations.AddIndex(
        "listing", models.Index(condition=PUBLIC, fields=fields, include=[*include, *facts], name=name)
    )


class Migration(migrations.Migration):
    """Features that searches require, and their copies that the list of shops filters by, with those of today."""

    dependencies = [("vacancies", "0014_languages")]

    operations = [
        migrations.RemoveIndex("listing", "listing_public_newest"),
        migrations.RemoveIndex("listing", "listing_public_in_street"),
        *(
            migrations.AddField(
                "listing",
                name,
                ArrayField(models.CharField(max_length=30), blank=True, default=list, editable=False),
            )
            for name in ("list_features", "list_without")
        ),
        migrations.AddField(
            "searchprofile",
            "features",
            ArrayField(
                models.CharField(max_length=30, choices=vacancies.models.features.feature_choices),
                blank=True,
                default=list,
                verbose_name="required features",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        index("listing_public_newest", [], ["list_street"]),
        index("listing_public_in_street", ["list_street"], []),
    ]
