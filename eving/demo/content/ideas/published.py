# ruff: noqa: E501 - prose reads better in one piece
"""Invented ideas on the portal that are under review or not decided yet."""

from eving.demo.content.ideas.entry import Act, DemoIdea
from eving.demo.content.people import HASSAN, INGRID, JAN, KALLE, LIV, MIRKO, NELE, OTTO, TILDA, TOMASZ

PUBLISHED = [
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
]
