from importlib import import_module

from django.conf import settings
from django.db import migrations

seed = import_module("eving.core.migrations.0003_frameworks_and_fields")
places = import_module("eving.core.migrations.0018_places_of_the_district")

COLUMNS = ("code", "name", "short_name", "owner", "summary")
SEEDED = [dict(zip(COLUMNS, row, strict=True)) for row in seed.FRAMEWORKS]
# Where the district's file names no frameworks the seeded ones stay, without the name of the first district.
NEUTRAL = {"soziale-stadt": {"summary": "Fördert Sozialräume, in denen viele Menschen wenig haben."}}


def correct(apps, schema_editor):
    framework = apps.get_model("core", "Framework")
    own = {row["code"]: row for row in settings.DISTRICT.frameworks}
    is_new = {row["code"] for row in SEEDED} == set(framework.objects.values_list("code", flat=True))
    for row in SEEDED:
        right = own.get(row["code"]) or (NEUTRAL.get(row["code"], {}) if not own else None)
        if right is None:
            forget(framework, row, schema_editor)
        else:
            change(framework, row, {**row, **right})
    if is_new:
        for sort, (code, row) in enumerate(own.items()):
            framework.objects.get_or_create(code=code, defaults={**row, "sort": sort})


def take_back(apps, schema_editor):
    framework = apps.get_model("core", "Framework")
    own = {row["code"]: row for row in settings.DISTRICT.frameworks}
    for row in SEEDED:
        change(framework, {**row, **own.get(row["code"], NEUTRAL.get(row["code"], {}))}, row)


def change(framework, before, after):
    """Each column by itself, and only where it still holds what it was given."""
    for column in COLUMNS[1:]:
        framework.objects.filter(**{"code": before["code"], column: before[column]}).update(**{column: after[column]})


def forget(framework, row, schema_editor):
    """A framework of another town goes, unless somebody wrote into it or it is in use."""
    places.unused(framework.objects.filter(**row), schema_editor.connection.cursor()).delete()


class Migration(migrations.Migration):
    """The retail plan and who is responsible for marketing by their right names; frameworks of the district's file.

    Untouched values only. Backwards a framework that another town's database lost does not come back.
    """

    dependencies = [("core", "0018_places_of_the_district")]

    operations = [migrations.RunPython(correct, take_back)]
