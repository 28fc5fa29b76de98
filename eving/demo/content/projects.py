# ruff: noqa: E501 - prose reads better in one piece
"""Projects for the demo. P-863 follows the town's own project sheet, all others are made up."""

from collections.abc import Sequence
from dataclasses import dataclass

from eving.demo.content.ideas.entry import Act
from eving.demo.content.people import MIRKO


@dataclass(frozen=True)
class DemoGoal:
    """A goal as a framework might contain it; its text says that it is an example."""

    framework: str
    number: str
    title: str
    fields: Sequence[str]


@dataclass(frozen=True)
class DemoProject:
    title: str
    summary: str
    days_ago: int
    acts: Sequence[Act]
    number: str = ""
    generation: int | None = None
    family: str = ""
    theme: str = ""
    starting_situation: str = ""
    description: str = ""
    goals: Sequence[str] = ()
    financial_frame: str = ""
    duration: str = ""
    starts_days_ago: int | None = None
    runs_days: int | None = None
    funding: str = ""
    field: str = ""
    topics: Sequence[str] = ()
    frameworks: Sequence[str] = ()
    framework_goals: Sequence[str] = ()  # numbers of goals
    street: str = ""
    place_note: str = ""
    idea: str = ""  # title of the idea it developed from
    actors: Sequence[tuple[str, str]] = ()  # role, name of an actor in the register
    names: Sequence[tuple[str, str]] = ()  # role, name of a participant who is not in the register
    photos: Sequence[tuple[str, str]] = ()
    document: tuple[str, Sequence[str]] = ("", ())  # title, lines


EXAMPLE = "Beispiel für diese Vorführung. Der Satz steht so nicht im Konzept."

GOALS = [
    DemoGoal("insekt", "B01", "Plätze schaffen, an denen man gern bleibt (Beispiel)", ["stadtplanung", "kultur"]),
    DemoGoal("insekt", "B02", "Kurze und sichere Wege zu Fuß und mit dem Rad (Beispiel)", ["stadtplanung"]),
    DemoGoal("insekt", "B03", "Die Geschichte des Bergbaus sichtbar machen (Beispiel)", ["kultur", "bildung"]),
    DemoGoal("einzelhandel", "B04", "Leere Läden an den Hauptstraßen neu nutzen (Beispiel)", ["wirtschaft", "stadtplanung"]),
    DemoGoal("einzelhandel", "B05", "Tägliches Einkaufen in der Nähe erhalten (Beispiel)", ["wirtschaft"]),
    DemoGoal("wirtschaft", "B06", "Menschen beim Gründen begleiten (Beispiel)", ["wirtschaft", "bildung"]),
    DemoGoal("wirtschaft", "B07", "Arbeitsplätze im Stadtbezirk halten (Beispiel)", ["wirtschaft"]),
    DemoGoal("soziale-stadt", "B08", "Treffpunkte ohne Eintritt anbieten (Beispiel)", ["soziale-arbeit"]),
    DemoGoal("soziale-stadt", "B09", "Kinder früh fördern und Eltern stärken (Beispiel)", ["soziale-arbeit", "bildung"]),
    DemoGoal("soziale-stadt", "B10", "Ältere Menschen aus der Wohnung holen (Beispiel)", ["soziale-arbeit"]),
    DemoGoal("marketing", "B11", "Feste und Märkte gemeinsam planen (Beispiel)", ["kultur", "wirtschaft"]),
    DemoGoal("marketing", "B12", "Gutes aus dem Stadtbezirk erzählen (Beispiel)", ["kultur"]),
]  # fmt: skip

PROJECTS = [
    DemoProject(
        number="P-863",
        title="Dortmund blickt nordwärts",
        summary="Ein Quartiersmanagement für Eving verbindet Menschen, Ideen und freie Räume.",
        generation=2,
        family="Ökonomie",
        theme="Stadtentwicklung",
        starting_situation="Wo heute Eving liegt, standen früher Höfe und Felder. Ab dem späten 19. Jahrhundert bestimmten Zeche und Industrie das Leben. Seit die Zeche geschlossen ist, hat sich der Stadtbezirk neu aufgestellt: Forschungsinstitute sind gekommen, und auf dem Gelände von Minister Stein arbeiten wieder Betriebe.\n\nZwei Dinge machen weiter Sorgen. Läden stehen leer, und viele Menschen geben ihr Geld an anderen Orten aus. Zwei Sozialräume in Eving gehören zum Aktionsplan Soziale Stadt.",
        description="Das Quartiersmanagement bringt alle an einen Tisch, die hier wohnen, arbeiten, lernen, glauben und entscheiden: Bewohnerinnen und Bewohner, Vereine, Wohnungsunternehmen, private Eigentümer, Betriebe, Religionsgemeinschaften, Bildungsträger, Politik und Verwaltung.\n\nEs hilft dabei, aus einer Idee ein Projekt zu machen. Es macht bekannt, was der Stadtbezirk zu bieten hat. Firmen, die einen Standort suchen, finden hier Begleitung. Das kann Arbeitsplätze sichern.\n\nAußerdem laufen hier fünf Fäden zusammen: InSEKt, Einzelhandelskonzept, Wirtschaftsförderung, Aktionsplan Soziale Stadt und Stadtbezirksmarketing.",
        goals=[
            "Besser wohnen und leben in ganz Eving",
            "Menschen, die sich engagieren, unterstützen und Nachbarn einander näherbringen",
            "Bergstraße und Evinger Straße beleben, indem Vorhandenes gut vermarktet wird",
            "Wirtschaft, soziale Arbeit, Planung, Bildung und Kultur zusammen denken",
        ],
        financial_frame="Noch festzulegen",
        duration="Noch festzulegen",
        funding="Noch zu prüfen",
        days_ago=690,
        acts=[Act(688, "publish", "Der Steckbrief liegt vor. Rahmen, Laufzeit und Förderung werden noch geklärt.")],
        field="wirtschaft",
        topics=["einkaufen", "nachbarschaft", "arbeit"],
        frameworks=["insekt", "einzelhandel", "wirtschaft", "soziale-stadt", "marketing"],
        framework_goals=["B01", "B04", "B07", "B08", "B12"],
        names=[
            ("sponsor", "Stadtplanung"),
            ("partner", "Wirtschaftsförderung"),
            ("partner", "Stadtbezirksmarketing"),
            ("partner", "Lokale Akteure"),
        ],
        actors=[("supporter", "Werbegemeinschaft Nordlicht"), ("supporter", "Wohnbau Beispielheim eG")],
        photos=[("tower", "Gezeichneter Hammerkopfturm über grünen Hügeln im Abendlicht")],
        document=(
            "Steckbrief P-863 (Beispiel)",
            [
                "Projektfamilie: Ökonomie, Generation 2",
                "Themenfeld: Stadtentwicklung",
                "Stadtbezirk: Eving",
                "Finanzieller Rahmen und Laufzeit: noch festzulegen",
                "Förderung: noch zu prüfen",
            ],
        ),
    ),
    DemoProject(
        title="Schaufenster im Wechsel",
        summary="Vereine und junge Läden nutzen leere Schaufenster für je drei Monate.",
        starting_situation="In der Bergstraße stehen mehrere Läden seit über einem Jahr leer. Dunkle Fenster machen die Straße unfreundlich.",
        description="Eigentümer überlassen uns das Fenster, die Nebenkosten trägt das Projekt. Jedes Vierteljahr zieht jemand anders ein. Wer bleiben möchte, bekommt Hilfe beim Mietvertrag.",
        goals=["Sechs Fenster im Jahr bespielen", "Zwei dauerhafte Mietverträge", "Eigentümer und Suchende kennen sich"],
        financial_frame="12.000 € im Jahr (Beispiel)",
        funding="Bewilligt für zwei Jahre (Beispiel)",
        days_ago=430,
        acts=[
            Act(426, "publish"),
            Act(352, "start", "Das erste Fenster ist hell: Eine Malgruppe stellt aus."),
        ],
        starts_days_ago=352,
        runs_days=730,
        family="Ökonomie",
        theme="Handel",
        field="wirtschaft",
        topics=["einkaufen", "feste"],
        frameworks=["einzelhandel", "marketing"],
        framework_goals=["B04", "B06"],
        street="bergstrasse",
        idea="Leere Schaufenster für Vereine öffnen",
        actors=[
            ("sponsor", "Quartiersbüro Musterkiez"),
            ("partner", "Kulturverein Lampenlicht"),
            ("partner", "Eigentümerrunde Evinger Straße"),
            ("funder", "Wohnbau Beispielheim eG"),
        ],
        photos=[("empty_shop", "Leeres Schaufenster mit einem Plakat, zwei Menschen bleiben stehen")],
    ),
    DemoProject(
        title="Sechs Fahrradbügel für die Evinger Straße",
        summary="Räder stehen jetzt sicher vor den Läden und niemandem im Weg.",
        description="Die Stadt hat den Gehweg vermessen und sechs Bügel gesetzt. Es bleiben 2,50 Meter Durchgang.",
        goals=["Zwölf Räder stehen sicher", "Gehwege bleiben frei"],
        financial_frame="3.200 € (Beispiel)",
        days_ago=272,
        acts=[
            Act(272, "publish"),
            Act(221, "start", "Die Bügel sind bestellt."),
            Act(148, "finish", "Die Bügel stehen und sind meistens belegt.", MIRKO),
        ],
        starts_days_ago=221,
        runs_days=73,
        theme="Mobilität",
        field="stadtplanung",
        topics=["wege", "einkaufen"],
        frameworks=["insekt"],
        framework_goals=["B02"],
        street="evinger-strasse",
        place_note="vor der Bäckerei",
        idea="Fahrradbügel vor den Läden in der Evinger Straße",
        actors=[("partner", "Radwerkstatt Speichenklang"), ("supporter", "Bäckerei Mustermehl")],
        names=[("sponsor", "Tiefbau (Beispiel)")],
        photos=[("bicycle_rack", "Fahrräder an Bügeln auf einem breiten Gehweg")],
    ),
    DemoProject(
        title="Grüner Evinger Platz",
        summary="Hochbeete, Bänke und Schatten machen den Platz zum Treffpunkt.",
        starting_situation="Der Platz ist groß, gepflastert und im Sommer heiß.",
        description="Drei Hochbeete stehen schon. Als Nächstes folgen zwei Bänke und ein Baum in einem Kübel. Nachbarinnen gießen nach einem Plan.",
        goals=["Fünf Beete bis zum Herbst", "Sitzplätze im Schatten", "Eine feste Gießgruppe"],
        financial_frame="8.500 € (Beispiel)",
        funding="Zur Hälfte bewilligt (Beispiel)",
        days_ago=255,
        acts=[Act(250, "start", "Die ersten drei Beete sind bepflanzt.")],
        starts_days_ago=250,
        runs_days=500,
        theme="Grün",
        field="stadtplanung",
        topics=["gruen", "nachbarschaft"],
        frameworks=["insekt", "soziale-stadt"],
        framework_goals=["B01", "B08"],
        street="evinger-platz",
        idea="Hochbeete für alle am Evinger Platz",
        actors=[("sponsor", "Gartengruppe Nollendorfplatz"), ("partner", "Beispielschule am Süggelwald")],
        photos=[
            ("raised_beds", "Drei Hochbeete mit Blumen, zwei Menschen gießen"),
            ("bench", "Eine Bank unter einem Baum auf einer Wiese"),
        ],
    ),
    DemoProject(
        title="Digital im Dreivierteltakt",
        summary="Ehrenamtliche erklären älteren Menschen ihr Handy, Schritt für Schritt.",
        description="Ein Kurs dauert 45 Minuten und hat höchstens sechs Plätze. Geräte zum Üben sind da.",
        goals=["Zehn Kurse im Jahr", "Acht Ehrenamtliche", "Ein Termin in jedem Ortsteil"],
        financial_frame="2.400 € im Jahr (Beispiel)",
        days_ago=198,
        acts=[Act(195, "publish"), Act(160, "start", "Der erste Kurs war nach zwei Tagen voll.")],
        starts_days_ago=160,
        theme="Bildung",
        field="bildung",
        topics=["digital", "aeltere", "lernen"],
        frameworks=["soziale-stadt"],
        framework_goals=["B10"],
        street="bergstrasse",
        actors=[("sponsor", "Digitalhilfe Mausklick"), ("partner", "Lernwerk Nord"), ("steering", "Quartiersbüro Musterkiez")],
        photos=[("bookcase", "Offener Bücherschrank mit einer Bank daneben")],
    ),
    DemoProject(
        title="Rampen für kleine Läden",
        summary="Läden mit einer Stufe bekommen eine Rampe, die man anlegen kann.",
        starting_situation="Fast jeder zweite Laden hat mindestens eine Stufe. Wer einen Rollator oder Kinderwagen schiebt, bleibt draußen.",
        description="Wir messen Stufen aus, bestellen passende Rampen und hängen eine Klingel neben die Tür. Die Läden zahlen ein Drittel.",
        goals=["Zwanzig Läden ohne Hürde", "Eine Liste aller Eingänge"],
        financial_frame="9.000 € (Beispiel)",
        days_ago=170,
        acts=[
            Act(166, "publish"),
            Act(140, "start", "Fünf Läden machen mit."),
            Act(38, "pause", "Die Firma für die Rampen hat aufgehört. Wir suchen eine neue."),
        ],
        starts_days_ago=140,
        runs_days=365,
        theme="Teilhabe",
        field="wirtschaft",
        topics=["barrierefrei", "einkaufen"],
        frameworks=["einzelhandel", "soziale-stadt"],
        framework_goals=["B05", "B10"],
        street="evinger-strasse",
        actors=[("sponsor", "Werbegemeinschaft Nordlicht"), ("partner", "Elektro Funkenmann")],
        photos=[("ramp", "Eine Rampe mit Geländer führt neben Stufen zu einer roten Tür")],
    ),
    DemoProject(
        title="Ein Wandbild erzählt vom Bergbau",
        summary="Jugendliche malen mit einer Künstlerin ein Bild an eine Hauswand.",
        description="In sechs Treffen sammelten zwölf Jugendliche Geschichten und zeichneten Entwürfe. In den Ferien wurde gemalt.",
        goals=["Ein Bild, das bleibt", "Zwölf Jugendliche machen mit", "Alte und Junge kommen ins Gespräch"],
        financial_frame="6.800 € (Beispiel)",
        funding="Aus einem Topf für Kunst im Stadtbezirk (Beispiel)",
        days_ago=390,
        acts=[
            Act(386, "publish"),
            Act(330, "start", "Das Gerüst steht."),
            Act(284, "finish", "Das Bild ist fertig. Zur Eröffnung kamen achtzig Menschen.", MIRKO),
        ],
        starts_days_ago=330,
        runs_days=46,
        theme="Kultur",
        field="kultur",
        topics=["geschichte", "kinder-jugend", "feste"],
        frameworks=["insekt", "marketing"],
        framework_goals=["B03", "B12"],
        street="deutsche-strasse",
        actors=[
            ("sponsor", "Kulturverein Lampenlicht"),
            ("partner", "Förderverein Hammerkopf e. V. (Beispiel)"),
            ("partner", "Jugendforum Nordstern (Beispiel)"),
        ],
        photos=[("mural", "Buntes Wandbild mit Turm und Blumen, eine Person malt auf einer Leiter")],
    ),
    DemoProject(
        title="Markt am Freitagnachmittag",
        summary="Zwölf Stände bringen Gemüse, Brot und Gespräche auf den Platz.",
        description="Der Markt beginnt um 14 Uhr, damit auch kommen kann, wer vormittags arbeitet. Vereine bekommen einen Stand umsonst.",
        goals=["Zwölf Stände", "Zweihundert Besucher am Tag", "Ein freier Stand für Vereine"],
        financial_frame="4.000 € für den Start (Beispiel)",
        days_ago=96,
        acts=[Act(90, "publish"), Act(52, "start", "Der erste Markt war gut besucht. Es fehlt noch ein Fischstand.")],
        starts_days_ago=52,
        family="Ökonomie",
        theme="Handel",
        field="wirtschaft",
        topics=["einkaufen", "feste", "gastronomie"],
        frameworks=["einzelhandel", "marketing"],
        framework_goals=["B05", "B11"],
        street="evinger-platz",
        actors=[
            ("sponsor", "Werbegemeinschaft Nordlicht"),
            ("partner", "Bäckerei Mustermehl"),
            ("partner", "Gemüse Garten Eden (Beispiel)"),
        ],
        photos=[("market", "Drei Marktstände mit gestreiften Dächern und Obst in Kisten")],
    ),
    DemoProject(
        title="Nähcafé in der Bergstraße",
        summary="Acht Frauen nähen, flicken und zeigen, wie es geht.",
        description="Nach langer Suche hat die Gruppe einen Laden gefunden. Zweimal in der Woche ist offen für alle.",
        goals=["Zwei offene Nachmittage", "Hundert gerettete Kleidungsstücke im Jahr"],
        financial_frame="Miete aus Beiträgen, Maschinen gespendet (Beispiel)",
        days_ago=61,
        acts=[Act(58, "publish", "Die Gruppe zieht in den nächsten Wochen ein.")],
        starts_days_ago=-20,
        theme="Nachbarschaft",
        field="soziale-arbeit",
        topics=["nachbarschaft", "lernen"],
        frameworks=["soziale-stadt", "einzelhandel"],
        framework_goals=["B04", "B08"],
        street="bergstrasse",
        names=[("sponsor", "Nähgruppe Knopfloch (Beispiel)")],
        actors=[("partner", "Schneiderei Fadenlauf"), ("supporter", "Quartiersbüro Musterkiez")],
        photos=[("street_party", "Lange Tafel auf der Straße unter bunten Wimpeln")],
    ),
    DemoProject(
        title="Sicher zur Kita",
        summary="Eine Mittelinsel soll den Weg zur Kita kürzer und sicherer machen.",
        starting_situation="Zwischen Haltestelle und Kita fehlt eine sichere Stelle zum Queren.",
        description="Die Stadt prüft eine Insel in der Mitte der Straße. Bis dahin helfen Eltern morgens beim Überqueren.",
        goals=["Eine sichere Querung", "Mehr Kinder kommen zu Fuß"],
        financial_frame="Noch festzulegen",
        duration="Im nächsten Jahr",
        funding="Noch zu prüfen",
        days_ago=45,
        acts=[Act(41, "publish")],
        theme="Mobilität",
        field="stadtplanung",
        topics=["wege", "kinder-jugend"],
        frameworks=["insekt"],
        framework_goals=["B02", "B09"],
        street="waldecker-strasse",
        actors=[("partner", "Kita Wirbelwind (Beispiel)"), ("supporter", "Elternkreis Kemminghausen")],
        names=[("sponsor", "Verkehrsplanung (Beispiel)")],
        photos=[("crossing", "Zebrastreifen mit einem Kind und einer erwachsenen Person")],
    ),
    DemoProject(
        title="Lotsen für Gründerinnen und Gründer",
        summary="Wer hier einen Laden eröffnen will, bekommt ein Jahr lang Rat.",
        description="Erfahrene Kaufleute begleiten ehrenamtlich beim Plan, beim Mietvertrag und in den ersten Monaten.",
        goals=["Fünf Lotsen", "Acht begleitete Vorhaben", "Vier neue Läden"],
        financial_frame="Noch festzulegen",
        funding="Noch zu prüfen",
        days_ago=28,
        acts=[Act(25, "publish", "Drei Lotsen haben zugesagt.", MIRKO)],
        duration="Zwei Jahre ab Frühjahr",
        family="Ökonomie",
        theme="Gründung",
        field="wirtschaft",
        topics=["arbeit", "einkaufen"],
        frameworks=["wirtschaft", "einzelhandel"],
        framework_goals=["B06", "B07"],
        actors=[("sponsor", "Werbegemeinschaft Nordlicht"), ("partner", "Institut für Erfundene Stadtfragen")],
        photos=[("street_trees", "Straße mit vier jungen Bäumen vor bunten Häusern")],
    ),
    DemoProject(
        title="Fest der hundert Tische",
        summary="Einen Sonntag lang gehörte die Bayrische Straße allen zum Essen und Reden.",
        description="Jede und jeder brachte einen Tisch und etwas zu essen mit. Gemeinden, Vereine und Läden machten Musik.",
        goals=["Hundert Tische", "Nachbarn lernen sich kennen"],
        financial_frame="1.900 € (Beispiel)",
        funding="Spenden der Läden (Beispiel)",
        days_ago=520,
        acts=[
            Act(515, "publish"),
            Act(470, "finish", "Es waren 87 Tische und ein Gewitter. Im nächsten Jahr wieder!"),
        ],
        starts_days_ago=471,
        runs_days=1,
        theme="Nachbarschaft",
        field="kultur",
        topics=["feste", "nachbarschaft"],
        frameworks=["marketing", "soziale-stadt"],
        framework_goals=["B08", "B11"],
        street="bayrische-strasse",
        actors=[
            ("sponsor", "Nachbarschaftsrunde Bergstraße"),
            ("partner", "Moscheegemeinde Musterlicht"),
            ("partner", "Gemeinde Sankt Beispiel"),
            ("partner", "Chor Grubengold"),
        ],
        photos=[("street_party", "Lange Tafel auf der Straße unter bunten Wimpeln")],
    ),
]  # fmt: skip
