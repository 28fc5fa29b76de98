# ruff: noqa: E501 - prose reads better in one piece
"""Invented ideas that are not public: waiting for somebody, withdrawn, or merged into another one."""

from eving.demo.content.ideas.entry import Act, DemoIdea
from eving.demo.content.people import FATMA, GERDA, JAN, MEHMET, MIRKO, Person

HIDDEN = [
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
