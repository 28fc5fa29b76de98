# ruff: noqa: E501 - prose reads better in one piece
"""Invented listings, and the one that an owner sent by the web form."""

from collections.abc import Sequence
from dataclasses import dataclass

from eving.demo.content.people import LENA, MIRKO, Person
from eving.demo.content.shops.units import BERG, EVING


@dataclass(frozen=True)
class DemoListing:
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
    commission: str = "none"  # none, unknown, or the commission as a text
    transfer_fee: str | int = "none"  # none, unknown, or the amount in €
    free_in_days: int = 0
    min_term: int | None = None
    max_term: int | None = None
    show_address: bool = True
    pictures: Sequence[tuple[str, str, str]] = ()  # drawing, kind, description
    by: str = LENA


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
    # ------------------------------------------------------------ reserved, let, paused, draft
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
