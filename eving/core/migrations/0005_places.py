from django.db import migrations

PARTS = [
    ("eving", "Eving"),
    ("lindenhorst", "Lindenhorst"),
    ("kemminghausen", "Kemminghausen"),
    ("brechten", "Brechten"),
    ("holthausen", "Holthausen"),
]
# name, key for sorting, address, part of the district, focus street
STREETS = [
    ("Bergstraße", "bergstrasse", "bergstrasse", "lindenhorst", True),
    ("Evinger Straße", "evinger strasse", "evinger-strasse", "eving", True),
    ("Amtsstraße", "amtsstrasse", "amtsstrasse", "eving", False),
    ("Bayrische Straße", "bayrische strasse", "bayrische-strasse", "eving", False),
    ("Brechtener Straße", "brechtener strasse", "brechtener-strasse", "kemminghausen", False),
    ("Deutsche Straße", "deutsche strasse", "deutsche-strasse", "eving", False),
    ("Evinger Platz", "evinger platz", "evinger-platz", "eving", False),
    ("Kemminghauser Straße", "kemminghauser strasse", "kemminghauser-strasse", "kemminghausen", False),
    ("Lüdinghauser Straße", "ludinghauser strasse", "luedinghauser-strasse", "eving", False),
    ("Nollendorfplatz", "nollendorfplatz", "nollendorfplatz", "lindenhorst", False),
    ("Süggelweg", "suggelweg", "sueggelweg", "kemminghausen", False),
    ("Waldecker Straße", "waldecker strasse", "waldecker-strasse", "kemminghausen", False),
    ("Winterkampweg", "winterkampweg", "winterkampweg", "lindenhorst", False),
]


def add(apps, schema_editor):
    part, street = apps.get_model("core", "DistrictPart"), apps.get_model("core", "Street")
    parts = {
        slug: part.objects.get_or_create(slug=slug, defaults={"name": name, "sort": sort})[0]
        for sort, (slug, name) in enumerate(PARTS)
    }
    for name, name_sort, slug, in_part, is_focus in STREETS:
        street.objects.get_or_create(
            slug=slug,
            defaults={"name": name, "name_sort": name_sort, "part": parts[in_part], "is_focus": is_focus},
        )


def remove(apps, schema_editor):
    apps.get_model("core", "Street").objects.filter(slug__in=[row[2] for row in STREETS]).delete()
    apps.get_model("core", "DistrictPart").objects.filter(slug__in=[row[0] for row in PARTS]).delete()


class Migration(migrations.Migration):
    """The parts of the district and the streets that its papers name."""

    dependencies = [("core", "0004_topics")]

    operations = [migrations.RunPython(add, remove)]
