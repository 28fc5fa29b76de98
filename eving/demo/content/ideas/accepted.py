# ruff: noqa: E501 - prose reads better in one piece
"""Invented ideas that the office accepted, some of them carried out."""

from eving.demo.content.ideas.entry import Act, DemoIdea
from eving.demo.content.people import ALI, ERIKA, FATMA, KALLE, MEHMET, MIRKO, NELE, SVETLANA, TOMASZ

ACCEPTED = [
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
]
