import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from eving.core.caching.versions import watch

# Words that people here use for the same; the office changes them. One group a line.
GROUPS = """
Bücherei, Bibliothek, Stadtbücherei, Leihbücherei
barrierefrei, behindertengerecht, behindertenfreundlich, rollstuhlgerecht, stufenlos
arbeitslos, Arbeitslosigkeit, Jobsuche, Arbeitssuche, Arbeitsvermittlung
Job, Arbeit, Arbeitsplatz, Stelle, Beschäftigung
Müll, Abfall, Sperrmüll, Unrat, Dreck
Kita, Kindergarten, Kindertagesstätte, Tagesmutter
Senioren, Ältere, Rentner, alte Menschen
Jugendliche, Jugend, Teenager, Heranwachsende
Fahrrad, Rad, Velo, Bike
Auto, PKW, Wagen
Bus, Bahn, ÖPNV, Nahverkehr, Straßenbahn, Stadtbahn
Parkplatz, Stellplatz, Parken
Laterne, Straßenlaterne, Beleuchtung, Straßenlampe, Licht
Bürgersteig, Gehweg, Fußweg, Gehsteig
Zebrastreifen, Fußgängerüberweg, Überweg
Spielplatz, Kinderspielplatz
Bank, Sitzbank, Sitzgelegenheit
Baum, Stadtbaum, Straßenbaum
Garten, Kleingarten, Schrebergarten
Grünanlage, Grünfläche, Park
Hilfe, Unterstützung, Beistand
Nachhilfe, Hausaufgabenhilfe, Hausaufgabenbetreuung, Lernhilfe
Deutschkurs, Sprachkurs, Integrationskurs
Geflüchtete, Flüchtlinge, Asyl
Zuwanderung, Migration, Migranten, Einwanderer
Beratung, Beratungsstelle, Sozialberatung, Anlaufstelle
Schulden, Schuldnerberatung, Überschuldung
Arzt, Arztpraxis, Praxis, Ärztin
Apotheke, Medikamente
Friseur, Frisör, Friseursalon, Haarsalon
Imbiss, Schnellimbiss, Döner, Takeaway
Restaurant, Gaststätte, Gastronomie, Lokal
Café, Cafe, Kaffeehaus
Kneipe, Bar, Gaststätte
Kiosk, Trinkhalle, Büdchen
Supermarkt, Lebensmittel, Nahversorgung
Flohmarkt, Trödelmarkt, Trödel
Wochenmarkt, Markt
Reparatur, Reparaturcafé, Reparieren
Büro, Bürofläche, Praxis, Arbeitsräume
Werkstatt, Handwerk, Werkraum
Lager, Lagerraum, Lagerfläche
Atelier, Studio, Kunstraum
Gründung, Existenzgründung, Start-up, Gründer
Zwischennutzung, Pop-up, vorübergehend
Miete, mieten, anmieten, Vermietung
Kirche, Kirchengemeinde, Gemeinde
Moschee, Moscheeverein
Sportverein, Turnverein, Sport
Verein, Klub, Club
Ehrenamt, Freiwillige, freiwillig, Engagement
Zeche, Bergwerk, Bergbau, Schacht, Kolonie
Fest, Feier, Stadtteilfest, Straßenfest
Hund, Hundewiese, Hundeauslauf
Toilette, WC, Klo
WLAN, Internet, Hotspot
türkisch, Türkçe, Turkish
ukrainisch, українська, Ukrainian
russisch, русский, Russian
arabisch, العربية, Arabic
kurdisch, Kurdî, Kurdish
polnisch, polski, Polish
rumänisch, română, Romanian
bulgarisch, български, Bulgarian
italienisch, italiano, Italian
spanisch, español, Spanish
französisch, français, French
griechisch, ελληνικά, Greek
serbisch, српски, srpski, Serbian
bosnisch, bosanski, Bosnian
albanisch, shqip, Albanian
persisch, فارسی, Farsi, Persian
englisch, English
deutsch, German
tamilisch, தமிழ், Tamil
vietnamesisch, tiếng Việt, Vietnamese
chinesisch, 中文, Chinese
portugiesisch, português, Portuguese
"""


def move_synonyms(apps, schema_editor):
    groups = apps.get_model("core", "SynonymGroup").objects
    for topic in apps.get_model("core", "Topic").objects.exclude(synonyms=[]):
        words = list(dict.fromkeys(" ".join(str(word).split())[:60] for word in topic.synonyms))
        if words := [word for word in words if word]:
            groups.create(topic=topic, words=words)


def move_back(apps, schema_editor):
    for group in apps.get_model("core", "SynonymGroup").objects.filter(topic__isnull=False).select_related("topic"):
        group.topic.synonyms = [*group.topic.synonyms, *group.words]
        group.topic.save(update_fields=["synonyms"])


def add_groups(apps, schema_editor):
    group = apps.get_model("core", "SynonymGroup")
    lines = [line.split(", ") for line in GROUPS.strip().splitlines()]
    group.objects.bulk_create(group(words=words) for words in lines)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0024_stored_pages'),
    ]

    operations = [
        migrations.CreateModel(
            name='FruitlessSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=80, verbose_name='searched')),
                ('day', models.DateField(verbose_name='day')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='how often')),
            ],
            options={
                'verbose_name': 'search without a hit',
                'verbose_name_plural': 'searches without a hit',
                'ordering': ['-day', '-count', 'words'],
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(fields=('words', 'day'), name='fruitlesssearch_words_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='SitePage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_vector', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('search_text', models.TextField(default='', editable=False)),
                ('code', models.CharField(max_length=120, unique=True, verbose_name='page')),
                ('is_internal', models.BooleanField(default=False, verbose_name='for the office alone')),
                ('texts', models.JSONField(default=dict, verbose_name='texts')),
                ('sort', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'page of the portal',
                'verbose_name_plural': 'pages of the portal',
                'ordering': ['sort', 'code'],
                'default_permissions': (),
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_vector'], name='sitepage_search'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('search_text', name='gin_trgm_ops'), name='sitepage_search_text')],
            },
        ),
        migrations.CreateModel(
            name='SynonymGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), help_text='In their basic form, with commas between them, for example: Bücherei, Bibliothek.', size=None, verbose_name='words')),
                ('topic', models.ForeignKey(blank=True, help_text='With a topic, these words also find everything that has it, after what holds the words itself.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='synonym_groups', to='core.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'words of the same meaning',
                'verbose_name_plural': 'words of the same meaning',
                'ordering': ['words'],
                'constraints': [models.CheckConstraint(condition=models.Q(('topic__isnull', False), ('words__len__gte', 2), _connector='OR'), name='synonymgroup_two_words', violation_error_message='Please enter at least two words, or choose a topic.'), models.CheckConstraint(condition=models.Q(('words__len__gte', 1)), name='synonymgroup_words', violation_error_message='Please enter at least one word.')],
            },
        ),
        migrations.RunPython(move_synonyms, move_back),
        migrations.RemoveField(model_name="topic", name="synonyms"),
        migrations.RunPython(add_groups, migrations.RunPython.noop),
        watch("core_compoundword", "core_synonymgroup"),
    ]
