from django.db import migrations

from eving.core.models.translations import TranslationsField

GROUPS = {
    "bewohner": ("Residents' group", "Residents"),
    "vereine": ("Association", "Associations"),
    "wohnungsunternehmen": ("Housing company", "Housing companies"),
    "eigentuemer": ("Owners' association", "Private owners"),
    "gewerbe": ("Business", "Businesses"),
    "religion": ("Religious community", "Religious communities"),
    "bildung": ("Education provider", "Education providers"),
    "politik": ("Politics", "Politics"),
    "verwaltung": ("Public administration", "Public administration"),
}


def add(apps, schema_editor):
    for code, (name, name_plural) in GROUPS.items():
        groups = apps.get_model("actors", "ActorGroup").objects.filter(code=code, names={}, names_plural={})
        groups.update(names={"en": name}, names_plural={"en": name_plural})


class Migration(migrations.Migration):
    """Names of groups in any number of languages, English for those of the first day."""

    dependencies = [("actors", "0007_other_street"), ("core", "0022_no_english_columns")]

    operations = [
        migrations.AddField("actorgroup", "names", TranslationsField("name in other languages", of="name")),
        migrations.AddField(
            "actorgroup", "names_plural", TranslationsField("plural name in other languages", of="name_plural")
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
