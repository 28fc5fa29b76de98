from django.db import migrations

FIELDS = [
    ("wirtschaft", "Wirtschaft"),
    ("soziale-arbeit", "Soziale Arbeit"),
    ("stadtplanung", "Stadtplanung"),
    ("bildung", "Bildung"),
    ("kultur", "Kultur"),
]
FRAMEWORKS = [
    (
        "insekt",
        "Integriertes Stadtbezirksentwicklungskonzept",
        "InSEKt",
        "Stadtplanung",
        "Sagt, wie sich der Stadtbezirk als Ganzes entwickeln soll: Wohnen, Wege, Grün, Zentren.",
    ),
    (
        "einzelhandel",
        "Einzelhandelskonzept",
        "Einzelhandelskonzept",
        "Stadtplanung und Wirtschaftsförderung",
        "Sagt, wo Geschäfte gestärkt werden und welche Sortimente wohin gehören.",
    ),
    (
        "wirtschaft",
        "Wirtschaftsförderung",
        "Wirtschaftsförderung",
        "Wirtschaftsförderung",
        "Hilft Betrieben, sich anzusiedeln, zu wachsen und Arbeitsplätze zu halten.",
    ),
    (
        "soziale-stadt",
        "Aktionsplan Soziale Stadt",
        "Soziale Stadt",
        "Sozialdezernat",
        "Fördert Sozialräume, in denen viele Menschen wenig haben; zwei davon liegen in Eving.",
    ),
    (
        "marketing",
        "Stadtbezirksmarketing",
        "Stadtbezirksmarketing",
        "Bezirksvertretung",
        "Macht bekannt, was der Stadtbezirk hat, und bringt Menschen zu Festen und Märkten zusammen.",
    ),
]


def add(apps, schema_editor):
    field, framework = apps.get_model("core", "FieldOfAction"), apps.get_model("core", "Framework")
    for sort, (code, name) in enumerate(FIELDS):
        field.objects.get_or_create(code=code, defaults={"name": name, "sort": sort})
    for sort, (code, name, short_name, owner, summary) in enumerate(FRAMEWORKS):
        framework.objects.get_or_create(
            code=code,
            defaults={"name": name, "short_name": short_name, "owner": owner, "summary": summary, "sort": sort},
        )


def remove(apps, schema_editor):
    apps.get_model("core", "Framework").objects.filter(code__in=[row[0] for row in FRAMEWORKS]).delete()
    apps.get_model("core", "FieldOfAction").objects.filter(code__in=[row[0] for row in FIELDS]).delete()


class Migration(migrations.Migration):
    """The five action frameworks and the five fields of action of the founding document."""

    dependencies = [("core", "0002_extensions")]

    operations = [migrations.RunPython(add, remove)]
