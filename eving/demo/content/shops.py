# ruff: noqa: E501 - prose reads better in one piece
"""An invented stock of shops: the streets exist, their shops, tenants and owners do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eving.demo.content.ideas import LENA, MIRKO, Person

EMPTY, REBUILDING, INTERIM = "leer", "umbau", "zwischennutzung"


@dataclass(frozen=True)
class DemoUnit:
    """A shop unit and what is in it now: a use, an interim use, or nothing."""

    street: str
    house_number: str
    area: float  # m², all of it that can be let
    window: float | None  # m, width of the shop window
    steps: int | None
    now: str  # code of a use, or EMPTY, REBUILDING
    tenant: str = ""
    months: int = 0  # since how many months; 0: the seed makes something up
    label: str = ""
    is_interim: bool = False
    known_since_years: int = 10  # before that nobody wrote anything down
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DemoListing:
    """An offer, when the office wrote it down, and how far it is."""

    unit: tuple[str, str, str]  # street, house number, part of the house
    title: str
    text: str
    days_ago: int
    rent_m2: float | None  # € per m² and month; None is on request, 0 an interim use for the running costs alone
    uses: Sequence[str]
    energy: str
    kind: str = "lease"
    state: str = "published"
    location_text: str = ""
    excluded: Sequence[str] = ()
    charges_m2: float | None = 2.2
    heating_m2: float | None = 1.1
    heating_included: bool = False
    vat_charged: bool | None = False
    deposit_months: int | None = 3
    commission: str = "none"  # none, unknown, or what is to be paid
    transfer_fee: str | int = "none"  # likewise, in €
    free_in_days: int = 0
    min_term: int | None = None
    max_term: int | None = None
    show_address: bool = True
    pictures: Sequence[tuple[str, str, str]] = ()  # drawing, kind, description
    by: str = LENA


@dataclass(frozen=True)
class DemoEnquiry:
    """Somebody wants a shop: when they wrote, and what came of it (step, days later, text)."""

    unit: tuple[str, str, str]
    person: Person
    text: str
    days_ago: int
    use: str = ""
    company: str = ""
    start_wanted: str = ""
    wants_viewing: bool = False
    wants_call: bool = False
    owner_may_know: bool = False
    steps: Sequence[tuple[str, int, str]] = ()
    next_step: str = ""
    next_in_days: int = 0  # working days from today
    viewing_in_days: int = 0  # likewise; 0: no viewing lies ahead


@dataclass(frozen=True)
class DemoTalk:
    """What an owner told the office, and what the office does next."""

    unit: tuple[str, str, str]
    days_ago: int
    channel: str
    result: str
    willing: str = ""
    empty_in_days: int = 0  # from today; 0: nothing threatens to fall empty
    next_step: str = ""
    next_in_days: int = 0  # from today; may lie behind


BERG, EVING = "bergstrasse", "evinger-strasse"

OWNERS = [
    # kind, name, e-mail
    ("manager", "Hausverwaltung Musterbau (erfunden)", "musterbau"),
    ("manager", "Beispiel & Söhne Immobilien", "beispielsoehne"),
    ("manager", "Verwaltung Platzhalter GmbH", "platzhalter"),
    ("owner", "Wohnbau Beispielheim eG", "laeden.beispielheim"),
    ("owner", "Erbengemeinschaft Exempel", "erben.exempel"),
    ("owner", "Gisela Ungenannt", "gisela.ungenannt"),
    ("owner", "Rüdiger Niemand", "ruediger.niemand"),
    ("owner", "Ayşe Musterhan", "ayse.musterhan"),
    ("owner", "Boris Beispielow", "boris.beispielow"),
    ("owner", "Hilde Irgendwer", "hilde.irgendwer"),
    ("owner", "Eigentümergemeinschaft Haus Fiktiv", "haus.fiktiv"),
    ("owner", "Clemens Ausgedacht", "clemens.ausgedacht"),
]

# Names of shops that were there before, by use; where the list is short, the same chain opened twice.
FORMER = {
    "einzelhandel": ["Schuh Schnürsenkel", "Moden Musterfrau", "Spielzeug Purzelbaum", "Wolle & Knopf Beispiel", "Haushaltswaren Topfdeckel", "Blumen Blütenreich", "Uhren Ticktack"],
    "lebensmittel": ["Feinkost Probierstück", "Kiosk Ecke Eins", "Metzgerei Beispielwurst", "Gemüse Korbvoll"],
    "gastronomie": ["Gasthaus Zum Muster", "Pizzeria Bella Prova", "Grill Glutnest"],
    "cafe": ["Eiscafé Nordpol", "Imbiss Heiße Kiste", "Teestube Beispiel"],
    "handwerk": ["Schlüssel Schlossgeist", "Schuster Absatz", "Raumausstatter Faltenwurf"],
    "dienstleistung": ["Reisebüro Weitweg", "Reinigung Blitzblank Muster", "Versicherung Sicher & Fiktiv", "Handyladen Klingelton"],
    "praxis": ["Ergotherapie Handwerk Muster", "Hörgeräte Lauschmal", "Optik Klarblick Beispiel"],
    "kosmetik": ["Salon Scherenschnitt", "Nagelstudio Muster Nord", "Barbier Bartolomäus Beispiel"],
    "soziales": ["Spielecafé Würfelglück", "Kleiderstube Beispiel"],
    "bildung": ["Nachhilfe Einserschmiede", "Musikschule Tonleiter Muster"],
    "buero": ["Steuerbüro Zahlenreich", "Planungsbüro Luftschloss"],
}  # fmt: skip

UNITS = [
    # ------------------------------------------------------------ Bergstraße, odd side
    DemoUnit(BERG, "5", 62, 4.8, 1, "kosmetik", "Salon Lockenkopf"),
    DemoUnit(BERG, "9", 84, 6.2, 1, EMPTY, months=14),
    DemoUnit(BERG, "13", 48, 3.6, 2, "handwerk", "Schneiderei Fadenlauf", 150),
    DemoUnit(BERG, "17", 110, 7.4, 0, "einzelhandel", "Möbel Holzwurm (Beispiel)"),
    DemoUnit(BERG, "21", 75, 5.0, 1, "buero", "Werbegemeinschaft Nordlicht"),
    DemoUnit(BERG, "27", 58, 4.2, 2, "soziales", "Mieterhilfe Musterviertel"),
    DemoUnit(BERG, "33", 96, 6.6, 1, EMPTY, months=31, facts={"has_water": True, "year_built": 1912}),
    DemoUnit(BERG, "41", 132, 8.0, 0, "lebensmittel", "Markt Musterkorb"),
    DemoUnit(BERG, "47", 54, 4.0, 1, "kultur", "Atelier Kreidestrich", 5, is_interim=True),
    DemoUnit(BERG, "53", 70, 5.2, 0, "soziales", "Quartiersbüro Musterkiez", 96),
    DemoUnit(BERG, "63", 66, 4.6, 1, "cafe", "Imbiss Kumpelpause"),
    DemoUnit(BERG, "67", 88, 5.8, None, EMPTY, months=9),
    DemoUnit(BERG, "71", 45, 3.4, 2, "dienstleistung", "Paketladen Schnürchen"),
    DemoUnit(BERG, "85", 120, 7.8, 0, EMPTY, months=6, facts={"gastronomy": "yes", "has_extract_duct": True, "has_grease_separator": True, "power_kw": 27, "has_three_phase": True, "has_water": True, "wc_count": 3}),
    DemoUnit(BERG, "91", 74, 5.0, 1, "kosmetik", "Barbier Messerscharf (Beispiel)"),
    # ------------------------------------------------------------ Bergstraße, even side
    DemoUnit(BERG, "4", 92, 6.0, 0, "lebensmittel", "Kiosk Zur Kaue"),
    DemoUnit(BERG, "8", 51, 3.8, 1, "handwerk", "Schlüsseldienst Riegelfest"),
    DemoUnit(BERG, "12", 78, 5.4, 0, EMPTY, months=3, label="links"),
    DemoUnit(BERG, "12", 64, 4.4, 1, "dienstleistung", "Reinigung Kragenweiß", label="rechts"),
    DemoUnit(BERG, "16", 105, 7.0, 0, "einzelhandel", "Fahrrad Kettenglied (Beispiel)"),
    DemoUnit(BERG, "22", 60, 4.4, 2, "praxis", "Fußpflege Leichtfuß"),
    DemoUnit(BERG, "28", 140, 9.0, None, REBUILDING, months=2),
    DemoUnit(BERG, "34", 98, 6.4, 0, "lebensmittel", "Gemüse Garten Eden (Beispiel)", 74),
    DemoUnit(BERG, "40", 56, 4.0, 1, EMPTY, months=22, facts={"has_water": True, "has_kitchenette": True}),
    DemoUnit(BERG, "46", 150, 8.6, 0, "soziales", "Tafelrunde Lindenhorst", 80),
    DemoUnit(BERG, "52", 68, 4.8, 1, "bildung", "Musikschule Notenschlüssel"),
    DemoUnit(BERG, "64", 59, 4.2, 0, "soziales", "Digitalhilfe Mausklick", 30),
    DemoUnit(BERG, "70", 82, 5.6, 1, "gastronomie", "Gasthaus Zum Förderkorb"),
    DemoUnit(BERG, "76", 47, 3.6, 3, EMPTY, months=19),
    DemoUnit(BERG, "82", 124, 7.2, 0, "praxis", "Physiotherapie Beweglich", 100),
    DemoUnit(BERG, "90", 73, 5.0, None, "einzelhandel", "Zoo Federvieh (Beispiel)", known_since_years=4),
    # ------------------------------------------------------------ Evinger Straße, odd side
    DemoUnit(EVING, "137", 80, 5.6, 1, "kosmetik", "Nagelstudio Farbtupfer"),
    DemoUnit(EVING, "143", 115, 7.6, 0, "einzelhandel", "Betten Traumweich (Beispiel)"),
    DemoUnit(EVING, "151", 64, 4.6, 1, EMPTY, months=8),
    DemoUnit(EVING, "159", 90, 6.0, 1, "praxis", "Hörgeräte Spitzohr"),
    DemoUnit(EVING, "167", 210, 12.0, 0, "lebensmittel", "Supermarkt Musterland"),
    DemoUnit(EVING, "175", 55, 4.0, 2, "dienstleistung", "Reisebüro Fernweh Muster"),
    DemoUnit(EVING, "183", 86, 6.2, 0, "lebensmittel", "Bäckerei Mustermehl", 118),
    DemoUnit(EVING, "191", 70, 5.0, 3, EMPTY, months=11, facts={"is_listed": True, "year_built": 1904}),
    DemoUnit(EVING, "207", 102, 6.8, None, "gastronomie", "Restaurant Schlagwetter"),
    DemoUnit(EVING, "221", 61, 4.4, 1, "kosmetik", "Friseur Kurz & Knapp"),
    DemoUnit(EVING, "233", 260, 14.0, 0, EMPTY, months=26, facts={"storage_area_m2": 40, "has_three_phase": True, "power_kw": 40, "wc_count": 2}),
    DemoUnit(EVING, "245", 94, 6.4, 0, "einzelhandel", "Buchladen Seitenweise", 60),
    DemoUnit(EVING, "257", 50, 3.8, 1, "einzelhandel", "Brillen Weitsicht (Beispiel)"),
    DemoUnit(EVING, "289", 76, 5.2, 2, EMPTY, months=5),
    DemoUnit(EVING, "301", 240, 13.0, 0, "soziales", "Freie Gemeinde Neuer Morgen (Beispiel)", 40),
    # ------------------------------------------------------------ Evinger Straße, even side
    DemoUnit(EVING, "140", 72, 5.0, 1, "dienstleistung", "Versicherung Netz & Boden"),
    DemoUnit(EVING, "148", 88, 6.0, 1, "cafe", "Eiscafé Schneeflocke Muster"),
    DemoUnit(EVING, "156", 57, 4.2, 2, "handwerk", "Uhrmacher Unruh"),
    DemoUnit(EVING, "164", 130, 8.2, 0, EMPTY, months=4, facts={"has_accessible_wc": True, "door_width_cm": 100, "wc_count": 2, "has_water": True}),
    DemoUnit(EVING, "178", 66, 4.8, 1, "praxis", "Zahnlabor Perlweiß"),
    DemoUnit(EVING, "190", 48, 3.4, 2, "dienstleistung", "Copy-Ecke Blattwerk"),
    DemoUnit(EVING, "202", 108, 7.0, None, "einzelhandel", "Teppich Webstuhl (Beispiel)", known_since_years=6),
    DemoUnit(EVING, "214", 84, 5.8, 0, "soziales", "Radwerkstatt Speichenklang", 70),
    DemoUnit(EVING, "228", 79, 5.4, 0, "cafe", "Café Kohlenkännchen", 66),
    DemoUnit(EVING, "240", 63, 4.6, 1, EMPTY, months=16, facts={"has_water": True}),
    DemoUnit(EVING, "252", 160, 9.4, 0, "einzelhandel", "Drogerie Seifenblase Muster"),
    DemoUnit(EVING, "262", 91, 6.2, 1, "handwerk", "Elektro Funkenmann", 110),
    DemoUnit(EVING, "276", 118, 7.4, 0, "bildung", "Lernwerk Nord", 88),
    DemoUnit(EVING, "290", 53, 3.8, 0, EMPTY, months=13),
    DemoUnit(EVING, "304", 95, 6.0, 1, "buero", "Steuerbüro Nullsumme"),
]  # fmt: skip

NEAR_TRAM = "Die Stadtbahn hält vor der Tür. Bäcker, Post und Markt sind zu Fuß in fünf Minuten erreicht."
QUIET = "Viele kommen zu Fuß aus den Siedlungen nebenan. Kurzzeitparkplätze gibt es am Straßenrand."

LISTINGS = [
    DemoListing(
        (BERG, "9", ""),
        "Heller Laden mit großem Schaufenster",
        "Der Laden hat eine breite Front und einen ruhigen Raum nach hinten. Zuletzt wurden hier Schuhe verkauft. Boden und Wände sind frisch gestrichen.\n\nIm Hof können Sie Ware anliefern.",
        186,
        8.5,
        ["einzelhandel", "dienstleistung", "kultur"],
        "office_new",
        location_text=QUIET,
        min_term=24,
        pictures=[
            ("front_red", "outside", "Ladenfront mit roter Markise und einer Stufe vor der Tür"),
            ("room_light", "inside", "Leerer Verkaufsraum mit hellem Boden und drei Lampen"),
            ("plan_two", "floor_plan", "Grundriss: Verkaufsraum zur Straße, dahinter zwei Räume"),
        ],
    ),
    DemoListing(
        (BERG, "33", ""),
        "Altes Haus, hohe Decken: Platz für eine Werkstatt",
        "Ein Laden mit Geschichte: Terrazzo am Eingang, hohe Decken, ein großes Schaufenster. Der Vermieter lässt beim Umbau mit sich reden.",
        142,
        5.0,
        ["handwerk", "kultur", "soziales"],
        "not_yet",
        location_text=QUIET,
        heating_m2=None,
        min_term=12,
        pictures=[
            ("front_amber", "outside", "Ladenfront mit gelb gestreifter Markise, Tür links mit einer Stufe"),
            ("room_grey", "inside", "Leerer Raum mit grauem Boden und Blick auf das Schaufenster"),
        ],
        by=MIRKO,
    ),
    DemoListing(
        (BERG, "67", ""),
        "Laden auf Zeit für Ihr Vorhaben",
        "Bis der Umbau beginnt, steht der Laden für eine Zwischennutzung offen. Ideal zum Ausprobieren, für eine Ausstellung oder einen Markt vor Weihnachten.",
        88,
        0,
        ["kultur", "soziales", "einzelhandel", "cafe"],
        "not_yet",
        kind="interim",
        charges_m2=1.8,
        heating_m2=None,
        deposit_months=None,
        min_term=1,
        max_term=9,
        pictures=[("front_blue", "outside", "Ladenfront mit blau gestreifter Markise")],
    ),
    DemoListing(
        (BERG, "85", ""),
        "Gastronomie mit Abluft und Fettabscheider",
        "Küche, Gastraum und drei Toiletten sind vorhanden. Abluft und Fettabscheider wurden zuletzt vor vier Jahren geprüft. Vor dem Haus ist Platz für sechs Tische.",
        64,
        11.0,
        ["gastronomie", "cafe"],
        "ends_soon",
        location_text=NEAR_TRAM,
        vat_charged=True,
        transfer_fee=8500,
        min_term=60,
        pictures=[
            ("front_brown", "outside", "Ladenfront mit brauner Markise und ebenem Eingang"),
            ("room_light", "inside", "Leerer Gastraum mit hellem Boden"),
            ("plan_three", "floor_plan", "Grundriss: Gastraum zur Straße, dahinter drei Räume"),
        ],
    ),
    DemoListing(
        (BERG, "12", "links"),
        "Kleiner Laden neben der Reinigung",
        "Ein Raum, eine Teeküche, ein WC. Der Laden ist sofort frei und braucht nur Ihre Theke.",
        41,
        9.0,
        ["einzelhandel", "dienstleistung", "kosmetik"],
        "home",
        excluded=["gastronomie"],
        heating_included=True,
        heating_m2=None,
        pictures=[
            ("front_green", "outside", "Ladenfront mit grüner Markise, Tür links ohne Stufe"),
            ("plan_two", "floor_plan", "Grundriss mit einem großen und zwei kleinen Räumen"),
        ],
    ),
    DemoListing(
        (EVING, "151", ""),
        "Laden an der Stadtbahn, gut zu sehen",
        "Wer aus der Bahn steigt, schaut auf dieses Fenster. Der Raum ist rechteckig und lässt sich leicht einrichten.",
        72,
        12.5,
        ["einzelhandel", "lebensmittel", "dienstleistung"],
        "office_new",
        location_text=NEAR_TRAM,
        min_term=36,
        commission="2 Monatsmieten zuzüglich Umsatzsteuer",
        pictures=[
            ("front_amber", "outside", "Ladenfront mit gelb gestreifter Markise an einer breiten Straße"),
            ("room_grey", "inside", "Rechteckiger leerer Raum mit grauem Boden"),
        ],
    ),
    DemoListing(
        (EVING, "191", ""),
        "Denkmal sucht Buchhandlung, Galerie oder Praxis",
        "Das Haus steht unter Denkmalschutz. Fenster und Tür sind aus Holz, die Decke ist mit Stuck verziert. Der Eigentümer wünscht sich eine ruhige Nutzung.",
        121,
        None,
        ["kultur", "einzelhandel", "praxis"],
        "exempt",
        excluded=["gastronomie", "cafe"],
        charges_m2=None,
        heating_m2=None,
        deposit_months=None,
        commission="unknown",
        pictures=[("front_mint", "outside", "Alte Ladenfront mit heller Markise und drei Stufen")],
        by=MIRKO,
    ),
    DemoListing(
        (EVING, "233", ""),
        "Große Fläche mit Lager und Kraftstrom",
        "Auf 260 Quadratmetern ist Platz für einen Markt, ein Studio oder eine Werkstatt. Das Lager hat ein Tor zum Hof. Die Fläche lässt sich teilen.",
        158,
        6.5,
        ["einzelhandel", "handwerk", "bildung", "lager"],
        "office_new",
        location_text=NEAR_TRAM,
        vat_charged=True,
        min_term=60,
        free_in_days=45,
        pictures=[
            ("front_brown", "outside", "Breite Ladenfront mit brauner Markise und ebenem Eingang"),
            ("room_grey", "inside", "Großer leerer Raum mit grauem Boden"),
            ("plan_corner", "floor_plan", "Grundriss eines Ladens an der Ecke mit zwei Nebenräumen"),
        ],
    ),
    DemoListing(
        (EVING, "164", ""),
        "Stufenloser Laden mit breiter Tür",
        "Alles auf einer Ebene, die Tür ist einen Meter breit, ein WC ist für Rollstühle gebaut. Gut für eine Praxis oder Beratung.",
        33,
        10.5,
        ["praxis", "bildung", "soziales", "dienstleistung"],
        "office_new",
        location_text=NEAR_TRAM,
        pictures=[
            ("front_green", "outside", "Ladenfront mit grüner Markise und ebenem Eingang"),
            ("room_light", "inside", "Heller leerer Raum mit Tresen"),
            ("plan_three", "floor_plan", "Grundriss: großer Raum zur Straße, drei Räume dahinter"),
        ],
    ),
    DemoListing(
        (EVING, "178", ""),
        "Halber Laden zur Untermiete",
        "Wir brauchen nur noch den hinteren Teil. Den vorderen Raum mit Schaufenster geben wir in Untermiete ab, die Küche teilen wir.",
        19,
        7.0,
        ["dienstleistung", "kosmetik", "buero"],
        "not_yet",
        kind="sublease",
        charges_m2=3.0,
        heating_included=True,
        heating_m2=None,
        deposit_months=2,
        max_term=24,
        commission="unknown",
        transfer_fee="unknown",
        show_address=False,
        pictures=[("front_red", "outside", "Ladenfront mit roter Markise, Tür rechts mit einer Stufe")],
    ),
    # ------------------------------------------------------------ not simply free
    DemoListing(
        (EVING, "289", ""),
        "Laden mit zwei Fenstern und Hofzugang",
        "Zwei Schaufenster, ein Büro nach hinten und ein Zugang zum Hof. Eine Nachbarin hält den Laden gerade für ihr Vorhaben frei.",
        76,
        9.5,
        ["einzelhandel", "cafe"],
        "home",
        state="reserved",
        location_text=NEAR_TRAM,
        pictures=[("front_blue", "outside", "Ladenfront mit blau gestreifter Markise und zwei Stufen")],
    ),
    DemoListing(
        (BERG, "40", ""),
        "Kleiner Laden mit Teeküche",
        "Ein Raum mit Teeküche und Wasseranschluss. Der Laden ist nach langer Suche vermietet.",
        205,
        7.5,
        ["dienstleistung", "kultur", "soziales"],
        "not_yet",
        state="let",
        pictures=[("front_amber", "outside", "Ladenfront mit gelb gestreifter Markise und einer Stufe")],
    ),
    DemoListing(
        (EVING, "240", ""),
        "Laden nach dem Wasserschaden",
        "Nach einem Wasserschaden wird der Boden erneuert. Danach bieten wir den Laden wieder an.",
        112,
        8.0,
        ["einzelhandel", "kosmetik"],
        "not_yet",
        state="paused",
        pictures=[("front_amber", "outside", "Ladenfront mit gelb gestreifter Markise")],
    ),
    DemoListing(
        (BERG, "76", ""),
        "Ladenlokal mit drei Stufen",
        "Kleiner Laden im Hochparterre.",
        12,
        6.0,
        ["buero", "handwerk"],
        "missing",
        state="draft",
        charges_m2=None,
        heating_m2=None,
        deposit_months=None,
        commission="unknown",
        transfer_fee="unknown",
        by=MIRKO,
    ),
]

# An owner offered this one by the web form three days ago; nobody has looked at it yet.
OFFERED, OFFERER, OFFER_DAYS_AGO = (EVING, "290", ""), Person("Wanda Irgendwo", "wanda.irgendwo@example.org", "0231 000000"), 3  # fmt: skip
OFFER_TEXT = (
    "Der Laden steht seit dem letzten Herbst leer. Ich wünsche mir einen ruhigen Mieter, gern auch einen Verein."
)
OFFER_PICTURE = ("front_green", "Ladenfront mit grüner Markise, aufgenommen von der anderen Straßenseite")

LET_TO = "Nähcafé Knopfloch"
LET_USE = "soziales"
LET_DAYS_AGO = 24

ENQUIRIES = [
    DemoEnquiry(
        (EVING, "151", ""),
        Person("Mia Beispielhaft", "mia.beispielhaft@example.org", "0231 000000"),
        "Ich möchte einen Laden für gebrauchte Kinderkleidung eröffnen. Ich habe zwei Jahre auf Märkten verkauft und suche jetzt einen festen Ort.",
        1,
        "einzelhandel",
        start_wanted="im Frühjahr",
        wants_viewing=True,
    ),
    DemoEnquiry(
        (BERG, "85", ""),
        Person("Emre Fiktiv", "emre.fiktiv@example.org"),
        "Wir sind zwei Köche und möchten mittags Eintöpfe anbieten. Ist die Abluft stark genug für zwei Herde?",
        4,
        "gastronomie",
        company="Eintopf & Co. (in Gründung)",
        wants_viewing=True,
        owner_may_know=True,
    ),
    DemoEnquiry(
        (EVING, "164", ""),
        Person("Dr. Vera Ausgedacht", "vera.ausgedacht@example.org", "0231 000000"),
        "Ich suche Räume für eine Praxis für Sprachtherapie. Wichtig ist mir, dass Eltern mit Kinderwagen gut hineinkommen.",
        17,
        "praxis",
        start_wanted="zum Halbjahr",
        wants_call=True,
        steps=[
            ("contact", 1, "Angerufen, Termin vorgeschlagen."),
            ("view", 5, "Sie bringt eine Kollegin mit. Der Hausmeister schließt auf."),
        ],
        next_step="Schlüssel beim Hausmeister bestellen",
        next_in_days=1,
        viewing_in_days=2,
    ),
    DemoEnquiry(
        (EVING, "289", ""),
        Person("Olga Testowa", "olga.testowa@example.org"),
        "Ich möchte ein kleines Café mit Blumenladen eröffnen. Den Laden kenne ich noch als Drogerie.",
        48,
        "cafe",
        wants_viewing=True,
        owner_may_know=True,
        steps=[
            ("contact", 2, "Unterlagen geschickt."),
            ("view", 8, "Besichtigt, gefällt ihr gut."),
            ("negotiate", 20, "Die Eigentümerin hält den Laden bis Ende des Monats frei."),
        ],
        next_step="Nach dem Vertragsentwurf fragen",
        next_in_days=3,
    ),
    DemoEnquiry(
        (BERG, "40", ""),
        Person("Renate Probe", "renate.probe@example.org"),
        "Unsere Nähgruppe sucht einen Ort, an dem die Maschinen stehen bleiben können. Wir sind acht Frauen und zahlen die Miete aus Beiträgen.",
        118,
        "soziales",
        company=LET_TO,
        start_wanted="möglichst bald",
        wants_viewing=True,
        owner_may_know=True,
        steps=[
            ("contact", 2, ""),
            ("view", 9, "Besichtigt mit vier Frauen."),
            ("negotiate", 40, ""),
            ("win", 94, "Vertrag unterschrieben."),
        ],
    ),
    DemoEnquiry(
        (EVING, "233", ""),
        Person("Timo Nirgends", "timo.nirgends@example.org"),
        "Ich suche eine Halle zum Unterstellen von fünf Wohnwagen.",
        62,
        "lager",
        steps=[("lose", 3, "Die Einfahrt ist zu niedrig. Wir haben ihm eine Adresse im Gewerbegebiet genannt.")],
    ),
]

# Shops in use whose lease ends in so many days; the last one is over, and the use goes on.
LEASES_END = {(BERG, "91", ""): 74, (EVING, "143", ""): 215, (BERG, "47", ""): -12}
SOON_EMPTY = (BERG, "13", "")
TALKS = [
    DemoTalk(
        (BERG, "16", ""),
        19,
        "phone",
        "Der Mieter hat angekündigt, dass er aus Altersgründen aufhört. Eine Nachfolge gibt es noch nicht.",
        "yes",
        empty_in_days=130,
        next_step="Treffen mit Eigentümer und Mieter vereinbaren",
        next_in_days=-1,
    ),
    DemoTalk(
        (BERG, "33", ""),
        40,
        "visit",
        "Vor Ort angesehen. Das Dach muss gemacht werden, vorher wird nicht vermietet.",
        "later",
        next_step="Nach dem Angebot des Dachdeckers fragen",
        next_in_days=20,
    ),
    DemoTalk(
        (BERG, "76", ""),
        90,
        "letter",
        "Zweiter Brief ohne Antwort.",
        "unreached",
        next_step="Beim Nachbarn nach einer Telefonnummer fragen",
        next_in_days=6,
    ),
]
