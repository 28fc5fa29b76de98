from django.db import migrations, models

PUBLIC = models.Q(published_at__isnull=False, hidden_at__isnull=True)


def index(model, name, fields, include):
    return migrations.AddIndex(model, models.Index(condition=PUBLIC, fields=fields, include=include, name=name))


class Migration(migrations.Migration):
    """Indexes that answer the filters of the lists of ideas and projects without opening rows."""

    dependencies = [("projects", "0009_place_defaults")]

    operations = [
        index("idea", "idea_public_in_street", ["street", "-published_at", "-id"], ["state"]),
        index("idea", "idea_public_in_state", ["state", "-published_at", "-id"], ["street"]),
        migrations.RemoveIndex("project", "project_public_newest"),
        index("project", "project_public_newest", ["-published_at", "-id"], ["street", "field", "state"]),
    ]
