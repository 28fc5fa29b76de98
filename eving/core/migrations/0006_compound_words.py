from django.db import migrations

from eving.core.search.german import SEED_WORDS


def add(apps, schema_editor):
    word = apps.get_model("core", "CompoundWord")
    word.objects.bulk_create([word(word=text) for text in sorted(set(SEED_WORDS))], ignore_conflicts=True)


def remove(apps, schema_editor):
    apps.get_model("core", "CompoundWord").objects.filter(word__in=SEED_WORDS).delete()


class Migration(migrations.Migration):
    """The words that the search knows inside longer ones on the first day; staff add to them."""

    dependencies = [("core", "0005_places")]

    operations = [migrations.RunPython(add, remove)]
