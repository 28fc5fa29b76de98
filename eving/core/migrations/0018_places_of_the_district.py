from importlib import import_module

from django.conf import settings
from django.db import migrations
from django.utils.text import slugify

from eving.core.search.german import fold, sort_key

seed = import_module("eving.core.migrations.0005_places")

REFERENCES = """
    SELECT conrelid::regclass::text, attname
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND confrelid = %s::regclass AND conrelid::regclass::text <> 'core_crossstreet'
"""


def settle(apps, schema_editor):
    district, cursor = settings.DISTRICT, schema_editor.connection.cursor()
    part, street = apps.get_model("core", "DistrictPart"), apps.get_model("core", "Street")
    seeded = {name for _slug, name in seed.PARTS}, {row[0] for row in seed.STREETS}
    kept = set(part.objects.values_list("name", flat=True)), set(street.objects.values_list("name", flat=True))
    # Streets that an office added or deleted are its own matter.
    untouched = kept in (seeded, (set(), set()))
    if untouched or not seeded[0] & set(district.parts):
        followed = set(
            apps.get_model("core", "Subscription").objects.filter(kind="street").values_list("target", flat=True)
        )
        foreign_streets = street.objects.filter(name__in=seeded[1] - {place.name for place in district.streets})
        unused(foreign_streets.exclude(slug__in=followed), cursor).delete()
        unused(part.objects.filter(name__in=seeded[0] - set(district.parts)), cursor).delete()
    if untouched or not street.objects.exists():
        add(part, street, district)


def unused(rows, cursor):
    """The rows to which nothing points but their own crossings; other apps' tables only the database knows here."""
    cursor.execute(REFERENCES, [rows.model._meta.db_table])
    for table, column in cursor.fetchall():
        cursor.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608 - from the catalogue
        rows = rows.exclude(pk__in=[pk for (pk,) in cursor.fetchall()])
    return rows


def add(part, street, district):
    for sort, name in enumerate(district.parts):
        part.objects.get_or_create(name=name, defaults={"slug": slugify(fold(name)), "sort": sort})
    for place in district.streets:
        street.objects.get_or_create(
            name=place.name,
            defaults={
                "name_sort": sort_key(place.name),
                "slug": slugify(fold(place.name)),
                "part": part.objects.get(name=place.part),
                "is_focus": place.is_focus,
            },
        )


class Migration(migrations.Migration):
    """In a new database the parts and streets of the district's file instead of those of the first portal.

    Backwards it does nothing: what it added may be in use by then, and 0005 takes its own rows back.
    """

    dependencies = [("core", "0017_wording")]

    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
