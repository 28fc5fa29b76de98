from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

PUBLIC = models.Q(published_at__isnull=False, hidden_at__isnull=True)


class Migration(migrations.Migration):
    """Where few shops fit a filter, an index finds them; the index of the list would be read to its end."""

    dependencies = [("vacancies", "0016_orders_of_the_list")]

    operations = [
        migrations.AddIndex(
            "listing", models.Index(condition=PUBLIC, fields=["list_rent_m2"], name="listing_public_rent_m2")
        ),
        migrations.AddIndex(
            "listing",
            GinIndex(
                condition=PUBLIC, fields=["list_features", "list_without", "list_wanted"], name="listing_public_facts"
            ),
        ),
    ]
