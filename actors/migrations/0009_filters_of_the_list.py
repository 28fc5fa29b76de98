from django.db import migrations, models

PUBLIC = models.Q(published_at__isnull=False, hidden_at__isnull=True)


class Migration(migrations.Migration):
    """The index of the public list answers its filters without opening rows; the home page counts the new ones."""

    dependencies = [("actors", "0008_languages")]

    operations = [
        migrations.RemoveIndex("actor", "actor_public_by_name"),
        migrations.AddIndex(
            "actor",
            models.Index(
                condition=PUBLIC,
                fields=["name_sort", "id"],
                include=["group", "kind", "is_open_for_cooperation"],
                name="actor_public_by_name",
            ),
        ),
        migrations.AddIndex(
            "location",
            models.Index(
                fields=["actor"], include=["street", "part", "visibility", "step_free"], name="location_of_actor"
            ),
        ),
        migrations.AddIndex(
            "actor",
            models.Index(condition=PUBLIC, fields=["-published_at", "-id"], name="actor_public_newest"),
        ),
    ]
