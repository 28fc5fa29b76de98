# ruff: noqa: E501 - prose reads better in one piece
"""Invented ideas for the district. Nobody wrote them, no office gave these answers."""

from collections.abc import Sequence
from dataclasses import dataclass

LENA, MIRKO = "lena.beispiel", "mirko.muster"
STAFF = {
    LENA: ("Lena", "Beispiel-Quartier"),
    MIRKO: ("Mirko", "Mustermann-Eving"),
}


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist. Addresses under example.org reach nobody."""

    name: str
    email: str = ""
    phone: str = ""
    name_display: str = "first"


@dataclass(frozen=True)
class Act:
    """One step of an idea's way, so many days ago; without staff the author took it."""

    days_ago: int
    step: str
    text: str = ""
    by: str = LENA
    into: str = ""  # title of the idea that goes on, with the step "merge"


@dataclass(frozen=True)
class DemoIdea:
    """An idea, who had it, and its way through the office."""

    title: str
    text: str
    author: Person
    days_ago: int
    acts: Sequence[Act] = ()
    street: str = ""
    place_note: str = ""
    topics: Sequence[str] = ()  # the first one decides the field of action
    frameworks: Sequence[str] = ()
    photos: Sequence[tuple[str, str]] = ()  # name of a drawing, description
    channel: str = "web"
    screening: str = ""
    own_contribution: str = ""
    cost_text: str = ""


ERIKA = Person("Erika Beispiel", "erika.beispiel@example.org")
MEHMET = Person("Mehmet Muster", "mehmet.muster@example.org", name_display="full")
TILDA = Person("Tilda Testmann", phone="0231 000000")
JAN = Person("Jan Probe", "jan.probe@example.org", name_display="none")
SVETLANA = Person("Svetlana Musterova", "svetlana.musterova@example.org")
ALI = Person("Ali Ausgedacht", "ali.ausgedacht@example.org", name_display="full")
NELE = Person("Nele Fiktiv", "nele.fiktiv@example.org")
KALLE = Person("Kalle Exempel", "kalle.exempel@example.org", name_display="full")
INGRID = Person("Ingrid Erfunden", "ingrid.erfunden@example.org", "0231 000000", "none")
TOMASZ = Person("Tomasz Testowski", "tomasz.testowski@example.org")
FATMA = Person("Fatma Beispielsoy", "fatma.beispielsoy@example.org")
OTTO = Person("Otto Platzhalter", "otto.platzhalter@example.org", name_display="none")
LIV = Person("Liv Niemand", "liv.niemand@example.org")
HASSAN = Person("Hassan Irgendwer", "hassan.irgendwer@example.org")
GERDA = Person("Gerda Irgendwo", phone="0231 000000", name_display="none")

IDEAS = [
    # ------------------------------------------------------------ done and archived
    DemoIdea(
        title="Fahrradbügel vor den Läden in der Evinger Straße",
        text="Wer mit dem Rad einkauft, findet vor den Läden keinen Platz zum Anschließen. Die Räder lehnen dann an Laternen und Schaufenstern und stehen im Weg, besonders für Kinderwagen und Rollatoren.\n\nMein Vorschlag: fünf oder sechs Bügel auf dem breiten Stück vor der Bäckerei. Dort nimmt es niemandem Platz weg. Ich habe an einem Samstag gezählt: In einer Stunde kamen 23 Leute mit dem Rad.",
        author=MEHMET,
        days_ago=296,
        street="evinger-strasse",
        place_note="vor der Bäckerei, breiter Gehweg",
        own_contribution="Ich zähle gern noch einmal, wenn die Bügel stehen.",
        cost_text="etwa 1.500 Euro für sechs Bügel",
        topics=["wege", "einkaufen"],
        frameworks=["einzelhandel", "insekt"],
        photos=[("bicycle_rack", "Fahrräder an Bügeln auf dem Gehweg vor einem Laden mit grüner Markise")],
        acts=[
            Act(296, "confirm"),
            Act(293, "publish", "Danke für die genaue Zählung. Wir geben die Idee an die Planung weiter."),
            Act(
                272,
                "accept",
                "Die Stadt hat sich die Stelle mit uns angesehen. Sechs Bügel passen auf den Gehweg, es bleiben 2,50 Meter Durchgang. Wir warten auf den Termin für den Einbau.",
                MIRKO,
            ),
            Act(221, "start", "Die Bügel sind bestellt. Der Einbau ist für den Sommer geplant.", MIRKO),
            Act(
                148, "finish", "Seit dieser Woche stehen sechs Bügel vor den Läden. Vielen Dank für den Anstoß!", MIRKO
            ),
        ],
    ),
    DemoIdea(
        title="Hochbeete für alle am Evinger Platz",
        text="Auf dem Platz ist viel Pflaster und wenig Grün. Drei Hochbeete mit Kräutern und Blumen würden ihn freundlicher machen. Ernten dürfen alle.\n\nWir sind vier Nachbarinnen und würden das Gießen übernehmen. Wir brauchen nur die Beete, Erde und einen Platz für die Kannen.",
        author=SVETLANA,
        days_ago=284,
        street="evinger-platz",
        place_note="an der Südseite, wo die Sonne hinkommt",
        topics=["gruen", "nachbarschaft"],
        frameworks=["soziale-stadt"],
        photos=[("raised_beds", "Drei Hochbeete aus Holz mit Blumen auf einer Wiese, zwei Menschen gießen")],
        acts=[
            Act(283, "confirm"),
            Act(279, "ask", "Könnten Sie uns sagen, wer im Urlaub gießt? Dann können wir die Idee besser vertreten."),
            Act(
                276,
                "answer",
                "Wir wechseln uns wochenweise ab und haben schon einen Plan gemacht. Es gibt auch einen Ersatz.",
            ),
            Act(275, "publish"),
            Act(
                254,
                "accept",
                "Der Stadtteilfonds bezahlt Holz und Erde. Gebaut wird gemeinsam: am zweiten Samstag im Mai ab 10 Uhr. Handschuhe liegen bereit.",
            ),
            Act(
                186,
                "finish",
                "Am Samstag haben 18 Menschen die drei Beete gebaut und bepflanzt. Die Gießgruppe trifft sich dienstags um 18 Uhr.",
            ),
        ],
    ),
    DemoIdea(
        title="Ein offener Bücherschrank zum Tauschen",
        text="Viele von uns haben Bücher, die sie nicht mehr lesen. Ein wetterfester Schrank am Platz wäre schön: Buch hineinstellen, Buch mitnehmen, ohne Karte und ohne Gebühr. Auch Kinderbücher und Bücher in anderen Sprachen.",
        author=ERIKA,
        days_ago=268,
        street="nollendorfplatz",
        place_note="neben der großen Linde",
        topics=["lernen", "nachbarschaft"],
        photos=[("bookcase", "Roter Bücherschrank im Grünen, daneben eine Bank und ein Baum")],
        acts=[
            Act(268, "confirm"),
            Act(265, "publish", "Eine schöne Idee. Wir suchen Menschen, die sich um den Schrank kümmern."),
            Act(240, "review", "Drei Patinnen und Paten haben sich gemeldet. Jetzt klären wir den Standort.", MIRKO),
            Act(205, "accept", "Der Standort ist genehmigt. Ein Verein aus der Nachbarschaft baut den Schrank.", MIRKO),
            Act(171, "start", "", MIRKO),
            Act(
                122,
                "finish",
                "Der Bücherschrank steht. Bitte keine Kisten davor abstellen, er ist schon gut gefüllt.",
                MIRKO,
            ),
        ],
    ),
    DemoIdea(
        title="Sprachcafé am Mittwochnachmittag",
        text="Deutsch lernt man am besten beim Reden. Einmal in der Woche ein Tisch mit Kaffee, wo man einfach kommen und sprechen kann. Ich würde mitmachen und kann Türkisch, Deutsch und ein bisschen Polnisch.",
        author=FATMA,
        days_ago=260,
        topics=["lernen", "nachbarschaft"],
        frameworks=["soziale-stadt"],
        acts=[
            Act(259, "confirm"),
            Act(257, "publish"),
            Act(
                238, "accept", "Wir stellen unseren Gruppenraum zur Verfügung: mittwochs von 15 bis 17 Uhr, mit Kaffee."
            ),
            Act(224, "start", "Das erste Treffen war gut besucht: elf Menschen, sieben Sprachen."),
            Act(
                110,
                "finish",
                "Das Sprachcafé läuft jede Woche und organisiert sich jetzt selbst. Kommen Sie gern vorbei!",
            ),
            Act(31, "archive", "", MIRKO),
        ],
    ),
    # ------------------------------------------------------------ under way
    DemoIdea(
        title="Eine Bank an der Haltestelle in der Bergstraße",
        text="Der Bus kommt alle 20 Minuten. Wer nicht lange stehen kann, geht deshalb lieber gar nicht aus dem Haus. An der Haltestelle stadteinwärts gibt es ein Dach, aber keine Sitzplätze.\n\nEine Bank mit Lehne und Armstützen würde vielen helfen. Meine Mutter ist 84 und sagt: Dann fahre ich wieder zum Markt.",
        author=ERIKA,
        days_ago=203,
        street="bergstrasse",
        place_note="Haltestelle stadteinwärts",
        topics=["aeltere", "wege", "barrierefrei"],
        frameworks=["insekt", "soziale-stadt"],
        photos=[
            ("bus_stop", "Zwei Menschen warten stehend an einer Haltestelle mit Dach, aber ohne Sitze"),
            ("bench", "Eine Holzbank mit Lehne unter einem Baum, so könnte sie aussehen"),
        ],
        acts=[
            Act(202, "confirm"),
            Act(199, "publish", "Danke, das Anliegen hören wir oft. Wir fragen beim Betreiber der Haltestelle nach."),
            Act(178, "review", "Der Betreiber prüft, ob unter dem Dach genug Platz für eine Bank ist.", MIRKO),
            Act(
                131,
                "accept",
                "Es passt: Eine Bank mit drei Sitzen und Armstützen kommt unter das Dach. Die Kosten teilen sich der Betreiber und der Stadtteilfonds.",
                MIRKO,
            ),
            Act(45, "start", "Die Bank ist bestellt. Die Lieferung dauert etwa zehn Wochen.", MIRKO),
        ],
    ),
    DemoIdea(
        title="Rampe und Handlauf am Eingang des Gemeindehauses",
        text="Drei Stufen sind drei zu viel. Mit Rollator oder Kinderwagen kommt man nur hinein, wenn jemand hilft. Im Gemeindehaus treffen sich der Seniorenkreis, die Krabbelgruppe und der Chor. Eine Rampe mit Handlauf wäre für alle drei ein Gewinn.",
        author=KALLE,
        days_ago=190,
        street="amtsstrasse",
        place_note="Haupteingang",
        topics=["barrierefrei", "aeltere"],
        frameworks=["soziale-stadt"],
        photos=[("ramp", "Eingang mit drei Stufen, daneben eine flache Rampe mit Geländer, ein Mensch mit Rollator")],
        acts=[
            Act(190, "confirm"),
            Act(186, "publish"),
            Act(
                160,
                "accept",
                "Der Eigentümer ist einverstanden. Ein Planungsbüro aus der Nachbarschaft zeichnet die Rampe kostenlos: sechs Prozent Steigung, Handlauf auf beiden Seiten.",
            ),
            Act(
                58, "start", "Der Bau hat begonnen. Bis zum Ende nutzen Sie bitte den Seiteneingang, er ist ebenerdig."
            ),
        ],
    ),
    DemoIdea(
        title="Hausaufgabenhilfe mit Studierenden",
        text="Nicht jedes Kind hat zu Hause einen ruhigen Platz zum Lernen. Studierende könnten zweimal in der Woche bei den Hausaufgaben helfen, am besten in einem leeren Laden: mitten im Viertel und ohne Schwelle.",
        author=NELE,
        days_ago=176,
        street="deutsche-strasse",
        topics=["lernen", "kinder-jugend"],
        frameworks=["soziale-stadt", "wirtschaft"],
        acts=[
            Act(175, "confirm"),
            Act(172, "publish", "Wir suchen Räume und Helfende. Wer mitmachen möchte, meldet sich bitte bei uns."),
            Act(
                139,
                "accept",
                "Ein Ladenlokal steht bis zum nächsten Sommer mietfrei bereit. Fünf Studierende sind dabei.",
                MIRKO,
            ),
            Act(
                75,
                "start",
                "Es geht los: dienstags und donnerstags von 14 bis 17 Uhr. Eine Anmeldung ist nicht nötig.",
                MIRKO,
            ),
        ],
    ),
    # ------------------------------------------------------------ accepted
    DemoIdea(
        title="Ein Wandbild zur Geschichte der Zeche",
        text="Die graue Giebelwand sieht man schon von Weitem. Ein großes Bild mit Förderturm, Gärten und Menschen von heute würde zeigen, woher wir kommen und wer wir sind. Jugendliche könnten es mit einer Künstlerin entwerfen und malen.",
        author=ALI,
        days_ago=158,
        street="luedinghauser-strasse",
        place_note="Giebelwand am Parkplatz",
        topics=["geschichte", "feste", "kinder-jugend"],
        frameworks=["marketing"],
        photos=[
            ("mural", "Ein großes Wandbild mit Förderturm, Sonne und Blumen entsteht, jemand malt auf einer Leiter")
        ],
        acts=[
            Act(157, "confirm"),
            Act(153, "publish"),
            Act(125, "review", "Wir sprechen mit dem Eigentümer der Wand und mit dem Jugendtreff.", MIRKO),
            Act(
                34,
                "accept",
                "Der Eigentümer hat zugesagt, die Wand wird im Frühjahr grundiert. Ab Januar treffen sich die Jugendlichen zum Entwerfen. Ort und Zeit geben wir hier bekannt.",
                MIRKO,
            ),
        ],
    ),
    DemoIdea(
        title="Feierabendmarkt einmal im Monat",
        text="Der Wochenmarkt ist vormittags, da arbeiten viele von uns. Ein Markt am ersten Donnerstag im Monat von 16 bis 20 Uhr mit Obst, Brot, etwas Warmem und ein paar Tischen wäre ein Grund, nach der Arbeit noch im Viertel zu bleiben.",
        author=TOMASZ,
        days_ago=141,
        street="evinger-platz",
        topics=["einkaufen", "gastronomie", "feste"],
        frameworks=["einzelhandel", "marketing"],
        photos=[("market", "Drei Marktstände mit gestreiften Dächern, davor Menschen beim Einkaufen")],
        acts=[
            Act(141, "confirm"),
            Act(137, "publish", "Wir fragen die Händlerinnen und Händler, wer abends kommen würde."),
            Act(96, "review", "Sechs Stände haben Interesse. Wir klären Strom, Abfall und die Genehmigung."),
            Act(
                18,
                "accept",
                "Der Feierabendmarkt kommt: zuerst drei Mal zur Probe, im April, Mai und Juni. Danach fragen wir Sie, wie es war.",
            ),
        ],
    ),
    # ------------------------------------------------------------ under review
    DemoIdea(
        title="Leere Schaufenster für Vereine öffnen",
        text="In der Bergstraße stehen Läden leer, und die Fenster sind zugeklebt. Vereine suchen gleichzeitig Platz, um sich zu zeigen. Könnten sie die Schaufenster nutzen, bis ein Geschäft einzieht? Das kostet wenig und die Straße sieht gleich anders aus.",
        author=KALLE,
        days_ago=127,
        street="bergstrasse",
        topics=["einkaufen", "nachbarschaft"],
        frameworks=["einzelhandel", "wirtschaft", "marketing"],
        photos=[("empty_shop", "Ein leeres Ladenlokal mit großem Schaufenster, darin ein gelbes Plakat")],
        acts=[
            Act(126, "confirm"),
            Act(122, "publish", "Das passt gut zu unserer Arbeit mit den Eigentümerinnen und Eigentümern."),
            Act(
                88,
                "review",
                "Wir haben mit vier Eigentümern gesprochen, zwei sind offen dafür. Wir klären die Versicherung.",
                MIRKO,
            ),
        ],
    ),
    DemoIdea(
        title="Mehr Bäume in der Bergstraße",
        text="Im Sommer heizt sich die Straße auf, Schatten gibt es kaum. Zwischen den Parkplätzen wäre immer wieder Platz für einen Baum. Ich würde eine Baumscheibe vor meinem Haus pflegen und kenne zwei Nachbarn, die das auch tun würden.",
        author=INGRID,
        days_ago=118,
        street="bergstrasse",
        topics=["gruen", "wohnen"],
        frameworks=["insekt"],
        photos=[("street_trees", "Eine Häuserzeile mit einer Reihe junger Straßenbäume und breitem Gehweg")],
        acts=[
            Act(118, "confirm"),
            Act(115, "publish"),
            Act(
                79,
                "review",
                "Unter dem Gehweg liegen Leitungen. Das Grünflächenamt prüft, an welchen Stellen Wurzeln genug Raum haben. Mit dem Ergebnis rechnen wir bis Ende des Jahres.",
            ),
        ],
    ),
    DemoIdea(
        title="Tempoanzeige in der Waldecker Straße",
        text="Morgens fahren viele zu schnell, gerade wenn die Kinder zur Schule gehen. Eine Anzeige mit lachendem oder traurigem Gesicht wirkt oft besser als ein Schild. Sie könnte alle paar Wochen den Platz wechseln.",
        author=JAN,
        days_ago=215,
        street="waldecker-strasse",
        topics=["wege", "kinder-jugend"],
        acts=[
            Act(214, "confirm"),
            Act(210, "publish"),
            Act(
                196, "forward", "Für Tempoanzeigen ist das Ordnungsamt zuständig. Wir haben Ihre Idee dorthin gegeben."
            ),
            Act(
                52,
                "reopen",
                "Das Ordnungsamt hat geantwortet: Es verleiht eine Anzeige, wenn jemand sie betreut. Wir suchen mit den Schulen eine Lösung.",
            ),
        ],
    ),
    DemoIdea(
        title="Sonnensegel über dem Spielplatz",
        text="Ab Mittag liegt der Sandkasten voll in der Sonne. Die Rutsche wird so heiß, dass die Kinder sie nicht benutzen können. Ein Sonnensegel von Mai bis September würde reichen, bis die Bäume groß sind.",
        author=LIV,
        days_ago=92,
        street="nollendorfplatz",
        place_note="Spielplatz, Sandkasten",
        topics=["kinder-jugend", "gruen", "gesundheit"],
        photos=[("playground", "Spielplatz mit Rutsche und Schaukel in der Sonne, Bäume nur am Rand")],
        acts=[
            Act(92, "confirm"),
            Act(88, "publish", "Danke für den Hinweis. Im Sommer haben uns mehrere Eltern darauf angesprochen."),
            Act(
                61,
                "review",
                "Wir lassen prüfen, ob die Pfosten im Boden halten und wer das Segel im Winter lagert.",
                MIRKO,
            ),
        ],
    ),
    # ------------------------------------------------------------ published
    DemoIdea(
        title="Führungen am Hammerkopfturm, auch für Kinder",
        text="Der Turm ist das Wahrzeichen des Stadtteils, aber die wenigsten wissen, wie er funktioniert hat. Führungen an zwei Sonntagen im Jahr, eine davon für Kinder, wären ein schöner Anfang. Frühere Bergleute könnten erzählen, solange es sie noch gibt.",
        author=OTTO,
        days_ago=66,
        street="evinger-strasse",
        place_note="am Hammerkopfturm",
        topics=["geschichte", "lernen"],
        frameworks=["marketing"],
        photos=[("tower", "Ein Förderturm aus Backstein mit breitem Kopf, davor Wiese und Bäume")],
        acts=[
            Act(65, "confirm"),
            Act(
                61, "publish", "Wir suchen Menschen, die früher auf der Zeche gearbeitet haben. Bitte melden Sie sich."
            ),
        ],
    ),
    DemoIdea(
        title="Repair-Café für Toaster, Hosen und Fahrräder",
        text="Vieles landet im Müll, obwohl nur eine Kleinigkeit kaputt ist. Einmal im Monat könnten wir zusammen reparieren. Ich bin gelernter Elektriker und habe Werkzeug. Es fehlen ein Raum und jemand mit Nähmaschine.",
        author=HASSAN,
        days_ago=54,
        topics=["nachbarschaft", "sauberkeit"],
        acts=[
            Act(54, "confirm"),
            Act(50, "publish", "Wer kann nähen, löten oder Räder flicken? Melden Sie sich, wir bringen Sie zusammen."),
        ],
    ),
    DemoIdea(
        title="Bewegung im Park für Ältere",
        text="Zusammen macht es mehr Spaß: einmal in der Woche eine halbe Stunde Gymnastik im Freien, ohne Sportkleidung und ohne Verein. Danach vielleicht ein Kaffee. Ich rufe an, weil ich kein Internet habe.",
        author=TILDA,
        days_ago=47,
        street="sueggelweg",
        place_note="Wiese am Waldrand",
        topics=["gesundheit", "aeltere"],
        channel="phone",
        acts=[Act(46, "publish", "Die Idee kam am Telefon. Wir suchen jemanden, der die Gruppe anleitet.")],
    ),
    DemoIdea(
        title="Straßenfest in der Bayrischen Straße",
        text="Früher gab es jedes Jahr ein Fest, bei dem alle einen Tisch vor die Tür gestellt haben. Das möchten wir wieder aufleben lassen: Kuchen, Musik von Leuten aus der Straße und Spiele für die Kinder. Wir brauchen Hilfe bei der Anmeldung und bei der Sperrung.",
        author=NELE,
        days_ago=39,
        street="bayrische-strasse",
        topics=["feste", "nachbarschaft"],
        frameworks=["marketing"],
        photos=[("street_party", "Eine lange Tafel auf der Straße, darüber bunte Wimpel, dahinter Menschen")],
        acts=[
            Act(38, "confirm"),
            Act(33, "publish", "Sehr gern. Wir haben eine Liste, woran man bei einem Straßenfest denken muss.", MIRKO),
        ],
    ),
    DemoIdea(
        title="Beutel und Eimer für Hundekot am Winterkampweg",
        text="Am Weg zwischen den Gärten liegt oft Hundekot. Die meisten würden ihn wegräumen, wenn es Beutel und einen Eimer gäbe. Zwei Stellen reichen: am Anfang und am Ende des Weges.",
        author=INGRID,
        days_ago=30,
        street="winterkampweg",
        topics=["sauberkeit", "gruen"],
        acts=[Act(29, "confirm"), Act(25, "publish")],
    ),
    DemoIdea(
        title="Ein Stadtplan mit allen Wegen ohne Stufen",
        text="Ich fahre Rollstuhl und kenne inzwischen jede Bordsteinkante. Andere müssen das erst mühsam herausfinden. Ein Plan mit Wegen ohne Stufen, mit Toiletten und Bänken würde vielen helfen, auch Eltern mit Kinderwagen. Ich stelle mein Wissen gern zur Verfügung.",
        author=TOMASZ,
        days_ago=17,
        topics=["barrierefrei", "wege", "digital"],
        frameworks=["insekt"],
        photos=[
            ("lowered_kerb", "Ein Mensch im Rollstuhl an einem abgesenkten Bordstein, daneben jemand mit einer Karte")
        ],
        acts=[
            Act(17, "confirm"),
            Act(13, "ask", "Gibt es Ihren Plan schon auf Papier? Dann zeigen wir ihn der Planungsgruppe."),
            Act(11, "answer", "Ich habe eine Karte mit Notizen. Ich bringe sie am Donnerstag ins Büro."),
            Act(10, "publish", "Die erste Karte hängt bei uns im Büro aus. Ergänzungen sind willkommen."),
        ],
    ),
    DemoIdea(
        title="Zebrastreifen vor der Kita",
        text="Vor der Kita müssen die Kinder zwischen parkenden Autos über die Straße. Ein Zebrastreifen oder eine Verengung der Fahrbahn würde sie sichtbar machen. Morgens zwischen 7:30 und 8:30 Uhr ist es am schlimmsten.",
        author=LIV,
        days_ago=9,
        street="kemminghauser-strasse",
        place_note="vor der Kita",
        topics=["wege", "kinder-jugend", "sauberkeit"],
        photos=[("crossing", "Eine erwachsene Person geht mit einem Kind über einen Zebrastreifen")],
        acts=[
            Act(9, "confirm"),
            Act(6, "publish", "Wir sehen uns die Stelle nächste Woche morgens um 8 Uhr an.", MIRKO),
        ],
    ),
    # ------------------------------------------------------------ forwarded and declined
    DemoIdea(
        title="Bessere Beleuchtung am Weg zum Süggelwald",
        text="Im Herbst ist es um 17 Uhr dunkel, und zwei von vier Lampen am Weg sind aus. Viele nehmen lieber den Umweg an der Straße. Lampen mit Bewegungsmelder wären gut, dann bleibt es für die Tiere nachts dunkel.",
        author=SVETLANA,
        days_ago=104,
        street="sueggelweg",
        place_note="Fußweg zum Wald",
        topics=["sauberkeit", "wege", "gruen"],
        photos=[("lamps", "Ein Weg im Park bei Nacht: Zwei Laternen leuchten, zwei sind dunkel")],
        acts=[
            Act(104, "confirm"),
            Act(101, "publish"),
            Act(
                85,
                "forward",
                "Für die Lampen ist das Tiefbauamt zuständig. Die zwei dunklen Lampen sind gemeldet. Über neue Lampen mit Bewegungsmelder entscheidet das Amt im nächsten Jahr, wir fragen dann nach.",
                MIRKO,
            ),
        ],
    ),
    DemoIdea(
        title="Ein später Bus am Wochenende",
        text="Nach dem Kino kommt man am Samstag nicht mehr nach Hause. Der letzte Bus fährt zu früh. Ein Bus gegen 1 Uhr würde schon reichen, vielleicht auch als Sammeltaxi.",
        author=HASSAN,
        days_ago=163,
        street="brechtener-strasse",
        topics=["wege"],
        acts=[
            Act(162, "confirm"),
            Act(158, "publish"),
            Act(
                144,
                "forward",
                "Den Fahrplan machen die Verkehrsbetriebe. Wir haben Ihre Idee dort für den neuen Fahrplan eingereicht.",
            ),
        ],
    ),
    DemoIdea(
        title="Trinkbrunnen auf dem Nollendorfplatz",
        text="An heißen Tagen wäre ein Brunnen mit Trinkwasser gut, für Kinder, für Ältere und für alle, die mit dem Rad unterwegs sind. In anderen Städten gibt es das schon.",
        author=OTTO,
        days_ago=235,
        street="nollendorfplatz",
        topics=["gesundheit", "gruen"],
        acts=[
            Act(235, "confirm"),
            Act(231, "publish"),
            Act(204, "review", "", MIRKO),
            Act(
                152,
                "decline",
                "Auf dem Platz liegt keine Wasserleitung. Ein Anschluss würde die Mittel von drei Jahren kosten. Deshalb können wir den Brunnen nicht bauen. Fünf Läden am Platz füllen aber gern Ihre Flasche auf: Achten Sie auf den blauen Aufkleber an der Tür.",
                MIRKO,
            ),
        ],
    ),
    DemoIdea(
        title="Freies WLAN in der ganzen Evinger Straße",
        text="Ein offenes Netz entlang der Straße würde Menschen ohne Vertrag helfen und die Läden beleben. Vielleicht machen die Geschäfte mit und stellen einen Router ins Fenster.",
        author=ALI,
        days_ago=247,
        street="evinger-strasse",
        topics=["digital", "einkaufen"],
        frameworks=["wirtschaft"],
        acts=[
            Act(246, "confirm"),
            Act(242, "publish"),
            Act(
                218,
                "decline",
                "Für die ganze Straße reicht das Geld nicht, und nur wenige Läden wollten mitmachen. Im Büro des Quartiersmanagements gibt es freies WLAN während der Öffnungszeiten.",
            ),
        ],
    ),
    # ------------------------------------------------------------ waiting for the office or for the author
    DemoIdea(
        title="Blühstreifen statt kurzem Rasen",
        text="Am Straßenrand wird der Rasen alle zwei Wochen gemäht, dabei wächst dort kaum etwas. Ein Blühstreifen braucht weniger Pflege und hilft Bienen und Schmetterlingen. Unsere Schulklasse würde ein Schild malen.",
        author=JAN,
        days_ago=11,
        street="brechtener-strasse",
        topics=["gruen", "lernen"],
        acts=[Act(11, "confirm")],
    ),
    DemoIdea(
        title="Ein Platz für Lastenräder zum Ausleihen",
        text="Wer kein Auto hat, kann große Einkäufe schlecht nach Hause bringen. Zwei Lastenräder zum Ausleihen am Platz wären toll. Ein Fahrradladen könnte sie warten.",
        author=MEHMET,
        days_ago=15,
        street="amtsstrasse",
        topics=["wege", "wohnen"],
        acts=[
            Act(15, "confirm"),
            Act(
                12,
                "ask",
                "Haben Sie schon mit einem Laden gesprochen? Dann laden wir ihn zu einem Gespräch ein.",
                MIRKO,
            ),
            Act(3, "answer", "Ja, der Laden an der Ecke macht mit. Am liebsten montags, da ist es dort ruhig."),
        ],
    ),
    DemoIdea(
        title="Bänke auf dem Weg zum Friedhof",
        text="Frau Irgendwo sagt am Schalter: Der Weg ist lang und steigt an. Zwei Bänke auf halber Strecke würden reichen, damit man sich ausruhen kann. Sie würde gern bei der Auswahl der Stellen helfen.",
        author=GERDA,
        days_ago=2,
        street="winterkampweg",
        topics=["aeltere", "gruen"],
        channel="desk",
    ),
    DemoIdea(
        title="Tischtennisplatte für den Schulhof",
        text="Eine Platte aus Beton, die auch nachmittags offen ist. Dann müssten wir nicht immer im Hausflur spielen.",
        author=FATMA,
        days_ago=8,
        street="deutsche-strasse",
        topics=["kinder-jugend", "gesundheit"],
        acts=[
            Act(8, "confirm"),
            Act(5, "ask", "Welche Schule meinen Sie? Und ist der Schulhof nachmittags heute schon offen?"),
        ],
    ),
    DemoIdea(
        title="Skatebahn unter der Brücke",
        text="Unter der Brücke ist es trocken und es stört niemanden. Ein paar Rampen aus Holz würden für den Anfang reichen.",
        author=Person("Finn Unbestätigt", "finn.unbestaetigt@example.org"),
        days_ago=1,
        topics=["kinder-jugend", "gesundheit"],
    ),
    # ------------------------------------------------------------ taken back, set aside
    DemoIdea(
        title="Flohmarkt im Innenhof",
        text="Im Sommer könnten wir im Innenhof zusammen verkaufen, was im Keller steht. Einmal im Monat wäre gut.",
        author=Person("Rita Ruhig", "rita.ruhig@example.org"),
        days_ago=112,
        street="bayrische-strasse",
        topics=["feste"],
        acts=[
            Act(112, "confirm"),
            Act(109, "publish"),
            Act(95, "withdraw", "Die Hausgemeinschaft möchte den Innenhof lieber ruhig haben."),
        ],
    ),
    DemoIdea(
        title="GÜNSTIGE Kredite ohne Prüfung!!!",
        text="Sofort Geld, heute noch anrufen. Beste Konditionen für alle. Jetzt schnell sein.",
        author=Person("Werbung Werbung", "werbung@example.org"),
        days_ago=20,
        acts=[Act(20, "confirm"), Act(19, "spam", "Werbung, kein Bezug zum Stadtteil.", MIRKO)],
        screening="honeypot",
    ),
    # ------------------------------------------------------------ goes on as another one
    DemoIdea(
        title="Sitzplätze für Wartende in der Bergstraße",
        text="An der Haltestelle stehen morgens oft zehn Leute. Zwei oder drei Sitze unter dem Dach würden vielen helfen.",
        author=Person("Pia Platzsucher", "pia.platzsucher@example.org"),
        days_ago=120,
        street="bergstrasse",
        place_note="Haltestelle stadteinwärts",
        topics=["aeltere"],
        acts=[
            Act(120, "confirm"),
            Act(117, "publish"),
            Act(
                110,
                "merge",
                "Für diese Haltestelle ist schon eine Bank zugesagt. Beide Ideen laufen zusammen weiter.",
                MIRKO,
                "Eine Bank an der Haltestelle in der Bergstraße",
            ),
        ],
    ),
]
