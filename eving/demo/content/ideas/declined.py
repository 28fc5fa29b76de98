# ruff: noqa: E501 - prose reads better in one piece
"""Invented ideas that were forwarded to another office or declined."""

from eving.demo.content.ideas.entry import Act, DemoIdea
from eving.demo.content.people import ALI, HASSAN, MIRKO, OTTO, SVETLANA

DECLINED = [
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
]
