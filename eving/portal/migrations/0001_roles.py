from django.db import migrations

ROLES = ["Lesen", "Redaktion", "Moderation", "Leitung"]


def add(apps, schema_editor):
    """The groups alone: rights do not exist before the end of a first migration. eving.portal.roles fills them in."""
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("core", "0007_office"),
        ("actors", "0003_office_and_changes"),
        ("vacancies", "0003_office_and_changes"),
        ("projects", "0003_office_and_changes"),
    ]
    operations = [migrations.RunPython(add, remove)]
