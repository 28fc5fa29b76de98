from django.db import migrations, models

import eving.core.models.participants
from eving.core.models.translations import TranslationsField, language_choices


class Migration(migrations.Migration):
    """Names and texts of the office in any number of languages, and the language in which a person gets mails."""

    dependencies = [("core", "0019_framework_names")]

    operations = [
        migrations.AddField("fieldofaction", "names", TranslationsField("name in other languages", of="name")),
        migrations.AddField("topic", "names", TranslationsField("name in other languages", of="name")),
        migrations.AddField("framework", "names", TranslationsField("name in other languages", of="name")),
        migrations.AddField(
            "framework", "short_names", TranslationsField("short name in other languages", of="short_name")
        ),
        migrations.RenameField("sitetext", "text_de", "text"),
        migrations.RenameField("announcement", "title_de", "title"),
        migrations.RenameField("announcement", "text_de", "text"),
        migrations.AddField("sitetext", "texts", TranslationsField("text in other languages", of="text")),
        migrations.AddField("announcement", "titles", TranslationsField("headline in other languages", of="title")),
        migrations.AddField("announcement", "texts", TranslationsField("text in other languages", of="text")),
        migrations.AlterField("sitetext", "text", models.TextField("text", blank=True, max_length=20000)),
        migrations.AddField(
            "contribution",
            "language",
            models.CharField(
                "language of e-mails",
                max_length=10,
                choices=language_choices,
                default=eving.core.models.participants.reader_language,
            ),
        ),
    ]
