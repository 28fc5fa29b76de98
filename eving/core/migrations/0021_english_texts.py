from django.db import migrations

FIELDS = {
    "wirtschaft": "Economy",
    "soziale-arbeit": "Social work",
    "stadtplanung": "Urban planning",
    "bildung": "Education",
    "kultur": "Culture",
}
TOPICS = {
    "einkaufen": "Shopping and shops",
    "arbeit": "Work and start-ups",
    "gastronomie": "Food and drink",
    "nachbarschaft": "Neighbourhood",
    "kinder-jugend": "Children and young people",
    "aeltere": "Older people",
    "gesundheit": "Health and sport",
    "wege": "Streets and transport",
    "gruen": "Green spaces and squares",
    "sauberkeit": "Cleanliness and safety",
    "wohnen": "Housing",
    "barrierefrei": "Without barriers",
    "lernen": "Learning and language",
    "digital": "Digital life",
    "feste": "Festivals and the arts",
    "geschichte": "History and mining",
}
# German name: English name, English short name
FRAMEWORKS = {
    "Integriertes Stadtbezirksentwicklungskonzept": ("Integrated urban district development concept", "InSEKt"),
    "Masterplan Einzelhandel": ("Retail master plan", "Retail master plan"),
    "Einzelhandelskonzept": ("Retail concept", "Retail concept"),
    "Wirtschaftsförderung": ("Economic development", "Economic development"),
    "Aktionsplan Soziale Stadt": ("Social City action plan", "Social City"),
    "Stadtbezirksmarketing": ("District marketing", "District marketing"),
}


def to_columns(apps, schema_editor):
    """English texts move into the JSON columns; terms of the first day get their English names."""
    for row in apps.get_model("core", "SiteText").objects.exclude(text_en=""):
        row.texts = {"en": row.text_en}
        row.save(update_fields=["texts"])
    for row in apps.get_model("core", "Announcement").objects.all():
        row.titles = {"en": row.title_en} if row.title_en else {}
        row.texts = {"en": row.text_en} if row.text_en else {}
        row.save(update_fields=["titles", "texts"])
    for model, key, names in (("FieldOfAction", "code", FIELDS), ("Topic", "slug", TOPICS)):
        for code, name in names.items():
            apps.get_model("core", model).objects.filter(**{key: code}, names={}).update(names={"en": name})
    for german, (name, short_name) in FRAMEWORKS.items():
        rows = apps.get_model("core", "Framework").objects.filter(name=german, names={}, short_names={})
        rows.update(names={"en": name}, short_names={"en": short_name})


def to_english_columns(apps, schema_editor):
    for row in apps.get_model("core", "SiteText").objects.all():
        row.text_en = row.texts.get("en", "")
        row.save(update_fields=["text_en"])
    for row in apps.get_model("core", "Announcement").objects.all():
        row.title_en, row.text_en = row.titles.get("en", ""), row.texts.get("en", "")
        row.save(update_fields=["title_en", "text_en"])


class Migration(migrations.Migration):
    dependencies = [("core", "0020_languages")]

    operations = [migrations.RunPython(to_columns, to_english_columns)]
