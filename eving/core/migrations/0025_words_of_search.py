import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from eving.core.caching.versions import watch

# Words that people here use for the same; the office changes them. One group a line.
GROUPS = """
Bücherei, Bibliothek, Stadtbücherei, Leihbücherei, library
Leerstand, leer stehen, leerer Laden, leere Läden, leeres Schaufenster, leere Schaufenster
barrierefrei, behindertengerecht, behindertenfreundlich, rollstuhlgerecht, Rollstuhl, stufenlos, ohne Stufen, accessible
Behinderung, behindert, Handicap, disability
arbeitslos, Arbeitslosigkeit, Jobsuche, Arbeitssuche, Arbeitsvermittlung, unemployed
Job, Arbeitsplatz, Arbeitsstelle
Praktikum, Praktikant, Praktikantin
Ausbildung, ausbilden, Lehrstelle, Ausbildungsplatz, Lehrling, apprenticeship
Müll, Abfall, Sperrmüll, Unrat, Dreck, rubbish, litter
Mülleimer, Abfalleimer, Eimer, Papierkorb
Hundekot, Hundehaufen, Hundedreck, Hundekotbeutel
Kita, Kindergarten, Kindertagesstätte, Tagesmutter, nursery
Senioren, Ältere, Rentner, alte Menschen, ältere Menschen, elderly
Hilfe, helfen, Unterstützung, unterstützen
Jugendliche, Jugend, Teenager, Heranwachsende, young people
Fahrrad, Rad, Velo, Bike, bicycle
Fahrradbügel, Fahrradständer, Radständer, Fahrradabstellplatz
Auto, PKW, Autoverkehr
Tempo, Geschwindigkeit, zu schnell, Raser, Verkehrsberuhigung
Bus, Nahverkehr, ÖPNV, Linienbus
Nachtbus, Spätbus, Nachtlinie, später Bus
Bahn, Straßenbahn, Stadtbahn, U-Bahn
Parkplatz, Stellplatz, Parken, parking
Laterne, Straßenlaterne, Straßenlampe, Straßenbeleuchtung, Beleuchtung, Lampe, street light
Bürgersteig, Gehweg, Fußweg, Gehsteig
Zebrastreifen, Fußgängerüberweg, Überweg
Schulweg, Weg zur Schule
Spielplatz, Kinderspielplatz, playground
Bank, Sitzbank, Sitzgelegenheit, bench
Baum, Stadtbaum, Straßenbaum, tree
Kleingarten, Kleingartenverein, Gartenverein, Schrebergarten, Gemeinschaftsgarten, Gartengruppe
Grünanlage, Grünfläche, Park, Grün, Beet, Hochbeet, Garten, Baum
Nachbarschaftshilfe, Nachbarn helfen, Hilfe unter Nachbarn
Nachhilfe, Hausaufgabenhilfe, Hausaufgabenbetreuung, Lernhilfe
Deutschkurs, Sprachkurs, Integrationskurs, Deutsch lernen, Sprachcafé, Deutsch üben, German course, language course
Geflüchtete, Flüchtlinge, Asyl, refugees
Zuwanderung, Migration, Migranten, Einwanderer
Beratung, Beratungsstelle, Sozialberatung, advice
Schulden, Schuldnerberatung, Überschuldung
Mieterberatung, Mieterhilfe, Mieterschutz, Mieterverein
Wohnung, Mietwohnung, Apartment, flat
Arzt, Arztpraxis, Ärztin, doctor
Apotheke, Medikamente
Gymnastik, Krankengymnastik, Physiotherapie, Turnen, Bewegung
Friseur, Frisör, Friseursalon, Haarsalon, hairdresser
Kosmetik, Kosmetikstudio, Nagelstudio, Dienstleistung
Imbiss, Schnellimbiss, Döner, Takeaway
Restaurant, Gaststätte, Gastronomie
Café, Kaffeehaus
Bäcker, Bäckerei, Brötchen, bakery
Kiosk, Trinkhalle, Büdchen, Nahversorgung
Supermarkt, Lebensmittel, Lebensmittelladen
Buchhandlung, Buchladen
Flohmarkt, Trödelmarkt, Trödel
Markt, Wochenmarkt, market
reparieren, Reparatur, Repair, repariert
nähen, Schneiderei, Nähkurs, Änderungsschneiderei, Nähmaschine, genäht
Büro, Bürofläche, Arbeitsräume, office
Werkstatt, Werkraum, workshop
Lager, Lagerraum, Lagerfläche
Atelier, Studio, Kunstraum
Gründung, Existenzgründung, Start-up, Gründer, selbstständig machen, Selbstständigkeit
Zwischennutzung, Pop-up, Popup, Pop-up-Store, vorübergehend, Laden auf Zeit, kurze Zeit
mietfrei, ohne Miete, kostenlos
Eigentümer, Hausbesitzer, Hauseigentümer, Vermieter, owner
Miete, mieten, anmieten, gemietet, rent
Kirche, Kirchengemeinde, church
Moschee, Moscheegemeinde, mosque
Sportverein, Turnverein, Fußballverein
Verein, Klub, club
Versammlungsraum, Besprechungsraum, Gemeinschaftsraum, Vereinsheim, Saal, Raum für Treffen, Raum für Verein
Ehrenamt, ehrenamtlich, Freiwillige, freiwillig, Engagement, volunteer
Zeche, Bergwerk, Bergbau, Schacht, Kolonie, colliery
Fest, Feier, Stadtteilfest
Hund, Hundewiese, Hundeauslauf
Toilette, WC, Klo
WLAN, Internet, Hotspot, wifi
Handy, Smartphone, Mobiltelefon, Tablet
Computer, PC, Laptop
Stadtteilfonds, Verfügungsfonds, Quartiersfonds
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


# Further words that find everything of a topic of the first day.
OF_TOPICS = {
    "arbeit": "Arbeit finden, Arbeit suchen, arbeitslos, Jobsuche, Stelle, Praktikum",
    "kinder-jugend": "Kinderbetreuung, Jugendtreff",
    "aeltere": "Rentner, Seniorinnen",
    "gesundheit": "Gymnastik, Fitness",
    "wege": "Verkehr, Straße, Bürgersteig, Ampel",
    "gruen": "Grünanlage, Grünfläche, Garten, Blumen",
    "sauberkeit": "Abfall, Sperrmüll, Dreck, Hundekot, Laterne",
    "wohnen": "Wohnung, Mietwohnung, Vermieter",
    "barrierefrei": "barrierefrei, behindertengerecht, rollstuhlgerecht, Rollator, Kinderwagen, stufenlos",
    "lernen": "Deutschkurs, Sprachkurs, Nachhilfe, Bibliothek",
    "digital": "Handy, Smartphone, Tablet",
    "geschichte": "Bergwerk, Denkmal, Museum",
}


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
    for topic in apps.get_model("core", "Topic").objects.filter(slug__in=OF_TOPICS):
        own = group.objects.filter(topic=topic).first() or group(topic=topic, words=[])
        own.words = list(dict.fromkeys([*own.words, *OF_TOPICS[topic.slug].split(", ")]))
        own.save()
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
                'constraints': [models.UniqueConstraint(fields=('day', 'words'), name='fruitlesssearch_words_of_a_day')],
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
