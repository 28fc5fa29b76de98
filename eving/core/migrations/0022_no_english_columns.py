from django.db import migrations


class Migration(migrations.Migration):
    """Their content stands in ``texts`` and ``titles`` since 0021."""

    dependencies = [("core", "0021_english_texts")]

    operations = [
        migrations.RemoveField("sitetext", "text_en"),
        migrations.RemoveField("announcement", "title_en"),
        migrations.RemoveField("announcement", "text_en"),
    ]
