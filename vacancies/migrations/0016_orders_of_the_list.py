from django.db import migrations, models
from django.db.models import F

PUBLIC = models.Q(published_at__isnull=False, hidden_at__isnull=True)
FACTS = [
    "list_street", "kind", "list_area_m2", "list_steps", "list_gastronomy", "list_features", "list_without",
    "list_wanted", "list_excluded", "list_rent", "list_rent_m2", "available_from", "hidden_at",
]  # fmt: skip


def in_order(name, column, order):
    facts = [fact for fact in FACTS if fact != column]
    newest = (F("published_at").desc(), F("id").desc())
    return migrations.AddIndex(
        "listing", models.Index("let_rank", order, *newest, include=facts, condition=PUBLIC, name=name)
    )


class Migration(migrations.Migration):
    """Each order of the list of shops has an index, so that no page reads more than it displays; free shops have one for home."""

    dependencies = [("vacancies", "0015_wanted_features")]

    operations = [
        migrations.AddIndex(
            "listing",
            models.Index(
                condition=PUBLIC & models.Q(state="published"),
                fields=["-published_at", "-id"],
                name="listing_public_free",
            ),
        ),
        in_order("listing_public_rent", "list_rent", F("list_rent").asc(nulls_last=True)),
        in_order("listing_public_area", "list_area_m2", F("list_area_m2").desc(nulls_last=True)),
        in_order("listing_public_soonest", "available_from", F("available_from").asc(nulls_first=True)),
    ]
