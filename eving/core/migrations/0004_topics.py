from django.db import migrations

TOPICS = {
    "wirtschaft": [
        ("einkaufen", "Einkaufen und Läden", ["Geschäft", "Markt", "Leerstand", "Nahversorgung"]),
        ("arbeit", "Arbeit und Gründen", ["Job", "Ausbildung", "Start-up"]),
        ("gastronomie", "Essen und Trinken", ["Café", "Restaurant", "Kneipe"]),
    ],
    "soziale-arbeit": [
        ("nachbarschaft", "Nachbarschaft", ["Hilfe", "Treffpunkt", "Begegnung"]),
        ("kinder-jugend", "Kinder und Jugend", ["Spielplatz", "Jugendzentrum", "Familie"]),
        ("aeltere", "Ältere Menschen", ["Senioren", "Pflege"]),
        ("gesundheit", "Gesundheit und Sport", ["Turnen", "Verein", "Bewegung"]),
    ],
    "stadtplanung": [
        ("wege", "Wege und Verkehr", ["Fahrrad", "Radweg", "Bus", "Bahn", "Parken", "Gehweg"]),
        ("gruen", "Grün und Plätze", ["Park", "Bäume", "Bank", "Beet", "Wald"]),
        ("sauberkeit", "Sauberkeit und Sicherheit", ["Müll", "Licht", "Beleuchtung"]),
        ("wohnen", "Wohnen", ["Haus", "Miete"]),
        ("barrierefrei", "Ohne Barrieren", ["Stufe", "Rampe", "Rollstuhl"]),
    ],
    "bildung": [
        ("lernen", "Lernen und Sprache", ["Schule", "Kita", "Kurs", "Bücherei"]),
        ("digital", "Digitales", ["Internet", "WLAN", "Computer"]),
    ],
    "kultur": [
        ("feste", "Feste und Kunst", ["Konzert", "Musik", "Theater", "Markt"]),
        ("geschichte", "Geschichte und Bergbau", ["Zeche", "Kolonie", "Hammerkopfturm"]),
    ],
}


def add(apps, schema_editor):
    fields = {field.code: field for field in apps.get_model("core", "FieldOfAction").objects.all()}
    topic = apps.get_model("core", "Topic")
    for code, rows in TOPICS.items():
        for sort, (slug, name, synonyms) in enumerate(rows):
            topic.objects.get_or_create(
                slug=slug, defaults={"name": name, "field": fields[code], "synonyms": synonyms, "sort": sort}
            )


def remove(apps, schema_editor):
    slugs = [row[0] for rows in TOPICS.values() for row in rows]
    apps.get_model("core", "Topic").objects.filter(slug__in=slugs).delete()


class Migration(migrations.Migration):
    """What residents' ideas are sorted by on the first day; staff add to it."""

    dependencies = [("core", "0003_frameworks_and_fields")]

    operations = [migrations.RunPython(add, remove)]
