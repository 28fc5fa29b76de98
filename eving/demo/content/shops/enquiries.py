# ruff: noqa: E501 - prose reads better in one piece
"""Invented enquiries about listings, and how they ended."""

from collections.abc import Sequence
from dataclasses import dataclass

from eving.demo.content.people import Person
from eving.demo.content.shops.units import BERG, EVING


@dataclass(frozen=True)
class DemoEnquiry:
    """An enquiry: how long ago it came, and its transitions (name, days later, text)."""

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
    transitions: Sequence[tuple[str, int, str]] = ()
    next_action: str = ""
    next_in_days: int = 0  # working days from today
    viewing_in_days: int = 0  # from today; 0: no viewing is planned


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
        transitions=[
            ("contact", 1, "Angerufen, Termin vorgeschlagen."),
            ("view", 5, "Sie bringt eine Kollegin mit. Der Hausmeister schließt auf."),
        ],
        next_action="Schlüssel beim Hausmeister bestellen",
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
        transitions=[
            ("contact", 2, "Unterlagen geschickt."),
            ("view", 8, "Besichtigt, gefällt ihr gut."),
            ("negotiate", 20, "Die Eigentümerin hält den Laden bis Ende des Monats frei."),
        ],
        next_action="Nach dem Vertragsentwurf fragen",
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
        transitions=[
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
        transitions=[("lose", 3, "Die Einfahrt ist zu niedrig. Wir haben ihm eine Adresse im Gewerbegebiet genannt.")],
    ),
]
