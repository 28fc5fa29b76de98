from django.db import migrations

from eving.core.models.translations import TranslationsField

USES = {
    "einzelhandel": "Retail",
    "lebensmittel": "Food and everyday goods",
    "gastronomie": "Restaurant with kitchen",
    "cafe": "Café or snack bar without a large kitchen",
    "handwerk": "Crafts and repair",
    "dienstleistung": "Services",
    "praxis": "Medical practice and health",
    "kosmetik": "Hairdresser and cosmetics",
    "kultur": "Arts and culture",
    "soziales": "Association and social work",
    "bildung": "Education and advice",
    "buero": "Office",
    "lager": "Storage",
}


def add(apps, schema_editor):
    for code, name in USES.items():
        apps.get_model("vacancies", "UseClass").objects.filter(code=code, names={}).update(names={"en": name})


class Migration(migrations.Migration):
    """Names of uses in any number of languages, English for those of the first day."""

    dependencies = [("vacancies", "0013_other_street"), ("core", "0022_no_english_columns")]

    operations = [
        migrations.AddField("useclass", "names", TranslationsField("name in other languages", of="name")),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
