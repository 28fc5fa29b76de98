from django.db import migrations

USES = [
    ("einzelhandel", "Einzelhandel", "retail"),
    ("lebensmittel", "Lebensmittel und Nahversorgung", "retail"),
    ("gastronomie", "Gastronomie mit Küche", "food"),
    ("cafe", "Café oder Imbiss ohne große Küche", "food"),
    ("handwerk", "Handwerk und Reparatur", "service"),
    ("dienstleistung", "Dienstleistung", "service"),
    ("praxis", "Praxis und Gesundheit", "health"),
    ("kosmetik", "Friseur und Kosmetik", "health"),
    ("kultur", "Kunst und Kultur", "culture"),
    ("soziales", "Verein und Soziales", "social"),
    ("bildung", "Bildung und Beratung", "social"),
    ("buero", "Büro", "office"),
    ("lager", "Lager", "other"),
]
# Crossing streets that the district's papers name, after which house number of the focus street (roughly).
CROSSINGS = [
    ("bergstrasse", "Winterkampweg", 60),
    ("evinger-strasse", "Deutsche Straße", 160),
    ("evinger-strasse", "Bergstraße", 210),
    ("evinger-strasse", "Amtsstraße", 280),
]


def add(apps, schema_editor):
    use, street = apps.get_model("vacancies", "UseClass"), apps.get_model("core", "Street")
    crossing = apps.get_model("core", "CrossStreet")
    for sort, (code, name, group) in enumerate(USES):
        use.objects.get_or_create(code=code, defaults={"name": name, "group": group, "sort": sort})
    for slug, name, after in CROSSINGS:
        # Another town may have a street of that name, or none: core 0018 gave it its own.
        for focus in street.objects.filter(slug=slug, part__slug__in=["eving", "lindenhorst"]):
            crossing.objects.get_or_create(street=focus, name=name, defaults={"after_house_number": after})


def remove(apps, schema_editor):
    apps.get_model("vacancies", "UseClass").objects.filter(code__in=[row[0] for row in USES]).delete()
    for slug, name, _after in CROSSINGS:
        apps.get_model("core", "CrossStreet").objects.filter(street__slug=slug, name=name).delete()


class Migration(migrations.Migration):
    """Uses of shop units, and where other streets meet the two focus streets."""

    dependencies = [("vacancies", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
