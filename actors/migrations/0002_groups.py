from django.db import migrations

GROUPS = [
    ("bewohner", "Bewohnergruppe", "Bewohnerinnen und Bewohner"),
    ("vereine", "Verein", "Vereine"),
    ("wohnungsunternehmen", "Wohnungsunternehmen", "Wohnungsunternehmen"),
    ("eigentuemer", "Eigentümergemeinschaft", "Private Eigentümer"),
    ("gewerbe", "Gewerbebetrieb", "Gewerbetreibende"),
    ("religion", "Religionsgemeinschaft", "Religionsgemeinschaften"),
    ("bildung", "Bildungsträger", "Bildungsträger"),
    ("politik", "Politik", "Politik"),
    ("verwaltung", "Verwaltung", "Verwaltung"),
]


def add(apps, schema_editor):
    group = apps.get_model("actors", "ActorGroup")
    for sort, (code, name, name_plural) in enumerate(GROUPS):
        group.objects.get_or_create(code=code, defaults={"name": name, "name_plural": name_plural, "sort": sort})


def remove(apps, schema_editor):
    apps.get_model("actors", "ActorGroup").objects.filter(code__in=[row[0] for row in GROUPS]).delete()


class Migration(migrations.Migration):
    """The nine groups of the founding document."""

    dependencies = [("actors", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
