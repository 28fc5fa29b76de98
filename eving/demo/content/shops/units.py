# ruff: noqa: E501 - prose reads better in one piece
"""All units of the invented inventory, their owners, and names of former tenants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

EMPTY, REBUILDING, INTERIM = "leer", "umbau", "zwischennutzung"
BERG, EVING = "bergstrasse", "evinger-strasse"


@dataclass(frozen=True)
class DemoUnit:
    """A shop unit and its present use, interim use or vacancy."""

    street: str
    house_number: str
    area: float  # m², the whole area that can be let
    window: float | None  # m, width of the shop window
    steps: int | None
    now: str  # code of a use class, or EMPTY, REBUILDING
    tenant: str = ""
    months: int = 0  # how long that has been so; 0: the seed chooses
    label: str = ""
    is_interim: bool = False
    known_since_years: int = 10  # the register has no earlier record
    facts: Mapping[str, Any] = field(default_factory=dict)


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
# Former shops by use class; where the list is short, the same chain opens twice.
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
