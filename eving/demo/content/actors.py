# ruff: noqa: E501 - prose reads better in one piece
"""Invented actors of the district: none of these clubs, shops and schools exists."""

from collections.abc import Sequence
from dataclasses import dataclass

from eving.demo.content.ideas import Person

PHONE = "0231 000000"


@dataclass(frozen=True)
class DemoPlace:
    """Where an actor is found; ``shown`` says how much of it everyone may see."""

    street: str = ""
    house_number: str = ""
    shown: str = "exact"
    step_free: str = "unknown"
    part: str = ""
    label: str = ""


@dataclass(frozen=True)
class DemoContact:
    """A way to reach an actor; a person's name is public only with consent, which the seed dates."""

    label: str = ""
    person: str = ""
    email: str = ""
    phone: str = ""
    shown: str = "public"


@dataclass(frozen=True)
class DemoActor:
    """An actor, since when it is in the register, and who put it there (nobody: the office)."""

    name: str
    group: str
    summary: str
    days_ago: int
    description: str = ""
    kind: str = "organisation"
    short_name: str = ""
    topics: Sequence[str] = ()
    places: Sequence[DemoPlace] = ()
    contacts: Sequence[DemoContact] = ()
    languages: str = ""
    website: str = ""
    opening_hours: str = ""
    hours_confirmed_days_ago: int = 40
    cooperation: str = ""
    logo: str = ""
    registrant: Person | None = None
    state: str = "published"
    internal_note: str = ""


def mail(address: str, label: str = "", phone: str = "", shown: str = "public") -> DemoContact:
    return DemoContact(label, "", f"{address}@example.org", phone, shown)


ACTORS = [
    # ------------------------------------------------------------ residents
    DemoActor(
        name="Nachbarschaftsrunde Bergstraße",
        group="bewohner",
        kind="group",
        days_ago=612,
        summary="Nachbarinnen und Nachbarn treffen sich jeden ersten Dienstag und packen kleine Dinge selbst an.",
        description="Wir gießen Baumscheiben, räumen zweimal im Jahr auf und begrüßen neue Nachbarn mit einem Korb.\n\nWer kommen möchte, kommt einfach. Eine Anmeldung braucht es nicht.",
        topics=["nachbarschaft", "sauberkeit", "gruen"],
        places=[DemoPlace("bergstrasse", shown="district")],
        contacts=[mail("runde.bergstrasse")],
        languages="Deutsch, Türkisch",
        cooperation="Wir suchen einen Raum für den Winter und helfen gern bei Festen.",
        logo="logo_hands",
    ),
    DemoActor(
        name="Elternkreis Kemminghausen",
        group="bewohner",
        kind="group",
        days_ago=388,
        summary="Eltern kleiner Kinder tauschen Kleidung, Spielzeug und Erfahrungen.",
        topics=["kinder-jugend", "nachbarschaft"],
        places=[DemoPlace(part="kemminghausen", shown="district")],
        contacts=[mail("elternkreis"), DemoContact("Leitung", "Nele Fiktiv", "", PHONE, "staff")],
        languages="Deutsch, Arabisch, Polnisch",
        registrant=Person("Nele Fiktiv", "nele.fiktiv@example.org"),
    ),
    DemoActor(
        name="Gartengruppe Nollendorfplatz",
        group="bewohner",
        kind="group",
        days_ago=274,
        summary="Vier Hochbeete, zwölf Gießkannen und jede Menge Kräuter für alle.",
        topics=["gruen", "nachbarschaft"],
        places=[DemoPlace("nollendorfplatz", shown="district", step_free="yes")],
        contacts=[mail("gartengruppe")],
        cooperation="Wir geben Setzlinge ab und suchen Erde und Bretter.",
        logo="logo_leaf",
    ),
    DemoActor(
        name="Tilda Testmann, Führungen durch die Alte Kolonie",
        group="bewohner",
        kind="person",
        days_ago=203,
        summary="Führt ehrenamtlich durch die Bergarbeitersiedlung und erzählt von früher.",
        topics=["geschichte"],
        places=[DemoPlace(part="lindenhorst", shown="district")],
        contacts=[DemoContact("Anmeldung", "Tilda Testmann", "tilda.testmann@example.org", PHONE)],
        languages="Deutsch, Englisch",
        cooperation="Führungen für Schulklassen und Vereine, kostenlos.",
    ),
    DemoActor(
        name="Jugendtreff ohne Dach",
        group="bewohner",
        kind="group",
        days_ago=6,
        summary="Jugendliche suchen einen Ort, an dem sie niemanden stören.",
        topics=["kinder-jugend"],
        places=[DemoPlace(part="eving", shown="district")],
        contacts=[mail("ohnedach", shown="staff")],
        registrant=Person("Jan Probe", "jan.probe@example.org"),
        state="submitted",
    ),
    # ------------------------------------------------------------ clubs
    DemoActor(
        name="SV Musterhammer Eving",
        group="vereine",
        short_name="SVM",
        days_ago=702,
        summary="Fußball, Turnen und Tischtennis für alle ab vier Jahren.",
        description="Elf Mannschaften, drei Turngruppen und eine Tischtennisrunde. Probetraining ist jederzeit möglich.\n\nFür Familien mit wenig Geld gibt es den halben Beitrag.",
        topics=["gesundheit", "kinder-jugend"],
        places=[
            DemoPlace("sueggelweg", "1", step_free="yes", label="Platz und Vereinsheim"),
            DemoPlace("waldecker-strasse", "2", step_free="partly", label="Turnhalle"),
        ],
        contacts=[
            mail("info.musterhammer", "Geschäftsstelle", PHONE),
            DemoContact("Jugend", "Kalle Exempel", "kalle.exempel@example.org"),
        ],
        website="https://example.org/musterhammer",
        opening_hours="Dienstag und Donnerstag 17 bis 19 Uhr",
        hours_confirmed_days_ago=25,
        cooperation="Unser Vereinsheim steht vormittags leer und kann genutzt werden.",
        logo="logo_ball",
    ),
    DemoActor(
        name="Förderverein Hammerkopf e. V. (Beispiel)",
        group="vereine",
        days_ago=655,
        summary="Hält die Geschichte der Zeche wach und zeigt Besuchern den Turm.",
        topics=["geschichte", "feste"],
        places=[DemoPlace("deutsche-strasse", step_free="no")],
        contacts=[mail("hammerkopf", phone=PHONE)],
        cooperation="Wir verleihen Ausstellungstafeln.",
        logo="logo_gear",
    ),
    DemoActor(
        name="Kulturverein Lampenlicht",
        group="vereine",
        days_ago=588,
        summary="Konzerte, Lesungen und ein kleines Kino, meistens freitags.",
        description="Wir bespielen leere Läden, Höfe und die Aula der Beispielschule. Eintritt zahlt, wer kann.",
        topics=["feste", "nachbarschaft"],
        places=[DemoPlace("evinger-strasse", "207", step_free="partly", label="Saal hinter dem Restaurant")],
        contacts=[mail("lampenlicht")],
        website="https://example.org/lampenlicht",
        opening_hours="Freitag ab 19 Uhr",
        hours_confirmed_days_ago=58,
        cooperation="Wir suchen Räume für einen Abend und haben eine Tonanlage.",
        logo="logo_note",
    ),
    DemoActor(
        name="Mieterhilfe Musterviertel",
        group="vereine",
        days_ago=540,
        summary="Berät Mieterinnen und Mieter zu Nebenkosten und Kündigung.",
        topics=["wohnen"],
        places=[DemoPlace("bergstrasse", "27", step_free="no")],
        contacts=[mail("mieterhilfe", "Beratung", PHONE)],
        languages="Deutsch, Türkisch, Russisch",
        opening_hours="Montag 15 bis 18 Uhr\nMittwoch 10 bis 12 Uhr",
        hours_confirmed_days_ago=16,
    ),
    DemoActor(
        name="Tafelrunde Lindenhorst",
        group="vereine",
        days_ago=497,
        summary="Gemeinsam kochen und essen, jeden Donnerstag, für zwei Euro.",
        topics=["nachbarschaft", "gastronomie", "aeltere"],
        places=[DemoPlace("bergstrasse", "46", step_free="yes")],
        contacts=[mail("tafelrunde", phone=PHONE)],
        languages="Deutsch, Polnisch",
        opening_hours="Donnerstag 11 bis 15 Uhr",
        cooperation="Wir brauchen Helfer und nehmen Lebensmittel an.",
    ),
    DemoActor(
        name="Radwerkstatt Speichenklang",
        group="vereine",
        days_ago=421,
        summary="Hilft beim Reparieren und verleiht zwei Lastenräder.",
        topics=["wege", "nachbarschaft"],
        places=[DemoPlace("evinger-strasse", "214", step_free="yes")],
        contacts=[mail("speichenklang")],
        opening_hours="Samstag 10 bis 14 Uhr",
        hours_confirmed_days_ago=9,
        cooperation="Wir kommen mit Werkzeug auf Ihr Fest.",
    ),
    DemoActor(
        name="Frauentreff Morgenrot (Beispiel)",
        group="vereine",
        days_ago=350,
        summary="Frühstück, Sprachkurs und Beratung nur für Frauen.",
        topics=["nachbarschaft", "lernen", "gesundheit"],
        # Who comes here shall not be found: the place stays with the office.
        places=[DemoPlace("amtsstrasse", "7", shown="hidden", step_free="yes")],
        contacts=[mail("morgenrot", phone=PHONE), DemoContact("Leitung", "Fatma Beispielsoy", "", PHONE, "staff")],
        languages="Deutsch, Türkisch, Arabisch, Kurdisch",
        internal_note="Die Anschrift bitte niemandem nennen.",
    ),
    DemoActor(
        name="Taubenzuchtverein Gut Flug Muster",
        group="vereine",
        days_ago=318,
        summary="Züchtet Brieftauben und zeigt Schulklassen den Schlag.",
        topics=["geschichte"],
        places=[DemoPlace(part="brechten", shown="district")],
        contacts=[mail("gutflug", shown="staff")],
    ),
    DemoActor(
        name="Chor Grubengold",
        group="vereine",
        days_ago=240,
        summary="Vierzig Stimmen singen Arbeiterlieder, Schlager und neue Stücke.",
        topics=["feste", "aeltere"],
        places=[DemoPlace("evinger-platz", shown="exact", step_free="yes")],
        contacts=[mail("grubengold")],
        registrant=Person("Ingrid Erfunden", "ingrid.erfunden@example.org", PHONE),
        cooperation="Wir singen gern bei Festen im Stadtbezirk.",
    ),
    DemoActor(
        name="Digitalhilfe Mausklick",
        group="vereine",
        days_ago=155,
        summary="Ehrenamtliche erklären Handy, E-Mail und Online-Termine in Ruhe.",
        topics=["digital", "aeltere", "lernen"],
        places=[DemoPlace("bergstrasse", "64", step_free="yes")],
        contacts=[mail("mausklick", phone=PHONE)],
        opening_hours="Mittwoch 14 bis 17 Uhr",
        hours_confirmed_days_ago=210,
        registrant=Person("Otto Platzhalter", "otto.platzhalter@example.org"),
        cooperation="Wir kommen auch in Wohnheime und Gemeinden.",
    ),
    # ------------------------------------------------------------ housing companies
    DemoActor(
        name="Wohnbau Beispielheim eG",
        group="wohnungsunternehmen",
        days_ago=690,
        summary="Vermietet 640 Wohnungen und elf Läden im Stadtbezirk.",
        topics=["wohnen", "nachbarschaft"],
        places=[DemoPlace("evinger-platz", "3", step_free="yes")],
        contacts=[mail("vermietung.beispielheim", "Vermietung", PHONE), mail("quartier.beispielheim", "Quartier")],
        website="https://example.org/beispielheim",
        opening_hours="Montag bis Donnerstag 9 bis 16 Uhr\nFreitag 9 bis 12 Uhr",
        hours_confirmed_days_ago=33,
        cooperation="Wir haben zwei Gemeinschaftsräume und einen kleinen Topf für Mieterfeste.",
        logo="logo_house",
    ),
    DemoActor(
        name="Musterstadt Wohnen GmbH",
        group="wohnungsunternehmen",
        days_ago=505,
        summary="Bewirtschaftet Häuser in Kemminghausen und Lindenhorst.",
        topics=["wohnen"],
        places=[DemoPlace("kemminghauser-strasse", "10", step_free="partly")],
        contacts=[mail("service.musterstadt", "Service", PHONE)],
        languages="Deutsch, Englisch, Russisch",
    ),
    DemoActor(
        name="Siedlungswerk Phantasia",
        group="wohnungsunternehmen",
        days_ago=412,
        summary="Vermietete bis zum letzten Jahr Häuser in Brechten.",
        topics=["wohnen"],
        places=[DemoPlace(part="brechten", shown="district")],
        state="archived",
        internal_note="Häuser wurden verkauft, der neue Eigentümer möchte nicht geführt werden.",
    ),
    # ------------------------------------------------------------ private owners
    DemoActor(
        name="Eigentümerrunde Evinger Straße",
        group="eigentuemer",
        kind="network",
        days_ago=560,
        summary="Hauseigentümer reden zweimal im Jahr über Läden, Fassaden und Mieten.",
        topics=["einkaufen", "wohnen"],
        places=[DemoPlace("evinger-strasse", shown="district")],
        contacts=[mail("eigentuemerrunde")],
        cooperation="Wir laden Gründerinnen und Gründer ein, ihr Vorhaben vorzustellen.",
    ),
    DemoActor(
        name="Hausgemeinschaft Musterhof",
        group="eigentuemer",
        kind="group",
        days_ago=176,
        summary="Sechs Familien haben ihr Haus gekauft und öffnen einmal im Monat den Hof.",
        topics=["wohnen", "nachbarschaft", "gruen"],
        places=[DemoPlace("winterkampweg", shown="district", step_free="yes")],
        contacts=[mail("musterhof", shown="staff")],
    ),
    # ------------------------------------------------------------ traders
    DemoActor(
        name="Bäckerei Mustermehl",
        group="gewerbe",
        kind="business",
        days_ago=640,
        summary="Backt seit drei Generationen Brot, Brötchen und Streuselkuchen.",
        topics=["einkaufen", "gastronomie"],
        places=[DemoPlace("evinger-strasse", "183", step_free="yes")],
        contacts=[mail("mustermehl", phone=PHONE)],
        opening_hours="Montag bis Freitag 6 bis 18 Uhr\nSamstag 6 bis 13 Uhr",
        hours_confirmed_days_ago=20,
        logo="logo_bread",
        cooperation="Brot vom Vortag geben wir gern an Vereine ab.",
    ),
    DemoActor(
        name="Werbegemeinschaft Nordlicht",
        group="gewerbe",
        kind="network",
        days_ago=618,
        summary="Zweiundzwanzig Läden und Betriebe werben gemeinsam für den Stadtbezirk.",
        topics=["einkaufen", "feste", "arbeit"],
        places=[DemoPlace("bergstrasse", "21", step_free="no")],
        contacts=[mail("nordlicht", "Vorstand", PHONE), DemoContact("Kasse", "Ali Ausgedacht", "", PHONE, "staff")],
        website="https://example.org/nordlicht",
        cooperation="Wir beteiligen uns an Festen, Lichtern und gemeinsamen Aktionen.",
    ),
    DemoActor(
        name="Schneiderei Fadenlauf",
        group="gewerbe",
        kind="business",
        days_ago=470,
        summary="Ändert, flickt und näht nach Maß.",
        topics=["einkaufen"],
        places=[DemoPlace("bergstrasse", "13", step_free="no")],
        contacts=[mail("fadenlauf", phone=PHONE)],
        languages="Deutsch, Arabisch",
        opening_hours="Montag bis Freitag 9 bis 18 Uhr",
        hours_confirmed_days_ago=75,
    ),
    DemoActor(
        name="Café Kohlenkännchen",
        group="gewerbe",
        kind="business",
        days_ago=402,
        summary="Filterkaffee, Waffeln und eine Spielecke im Hinterzimmer.",
        topics=["gastronomie", "nachbarschaft", "kinder-jugend"],
        places=[DemoPlace("evinger-strasse", "228", step_free="yes")],
        contacts=[mail("kohlenkaennchen", phone=PHONE)],
        opening_hours="Dienstag bis Sonntag 10 bis 18 Uhr",
        hours_confirmed_days_ago=14,
        registrant=Person("Liv Niemand", "liv.niemand@example.org"),
        cooperation="Abends kann der Raum für Treffen genutzt werden.",
    ),
    DemoActor(
        name="Gemüse Garten Eden (Beispiel)",
        group="gewerbe",
        kind="business",
        days_ago=365,
        summary="Obst, Gemüse und Kräuter, vieles aus dem Umland.",
        topics=["einkaufen"],
        places=[DemoPlace("bergstrasse", "34", step_free="yes")],
        contacts=[mail("garteneden")],
        languages="Deutsch, Türkisch",
        opening_hours="Montag bis Samstag 8 bis 19 Uhr",
        hours_confirmed_days_ago=48,
    ),
    DemoActor(
        name="Elektro Funkenmann",
        group="gewerbe",
        kind="business",
        days_ago=333,
        summary="Repariert Waschmaschinen, Lampen und Radios.",
        topics=["einkaufen", "arbeit"],
        places=[DemoPlace("evinger-strasse", "262", step_free="partly")],
        contacts=[mail("funkenmann", phone=PHONE)],
        cooperation="Wir bilden aus und nehmen Praktikanten.",
    ),
    DemoActor(
        name="Buchladen Seitenweise",
        group="gewerbe",
        kind="business",
        days_ago=221,
        summary="Neue und gebrauchte Bücher, Hefte und Postkarten.",
        topics=["einkaufen", "lernen", "feste"],
        places=[DemoPlace("evinger-strasse", "245", step_free="yes")],
        contacts=[mail("seitenweise")],
        website="https://example.org/seitenweise",
        opening_hours="Dienstag bis Samstag 10 bis 18 Uhr",
        hours_confirmed_days_ago=30,
        logo="logo_book",
    ),
    DemoActor(
        name="Physiotherapie Beweglich",
        group="gewerbe",
        kind="business",
        days_ago=130,
        summary="Krankengymnastik und Kurse für den Rücken.",
        topics=["gesundheit", "aeltere"],
        places=[DemoPlace("bergstrasse", "82", step_free="yes")],
        contacts=[mail("beweglich", phone=PHONE)],
    ),
    DemoActor(
        name="Copy-Ecke Blattwerk",
        group="gewerbe",
        kind="business",
        days_ago=4,
        summary="Druckt Plakate, Flyer und Bewerbungen.",
        topics=["arbeit", "digital"],
        places=[DemoPlace("evinger-strasse", "190", step_free="no")],
        contacts=[mail("blattwerk")],
        registrant=Person("Hassan Irgendwer", "hassan.irgendwer@example.org"),
        state="submitted",
    ),
    # ------------------------------------------------------------ religious communities
    DemoActor(
        name="Gemeinde Sankt Beispiel",
        group="religion",
        days_ago=580,
        summary="Gottesdienst, Kleiderkammer und ein offenes Haus für alle.",
        topics=["nachbarschaft", "aeltere"],
        places=[DemoPlace("bergstrasse", step_free="yes"), DemoPlace("winterkampweg", "4", label="Kleiderkammer")],
        contacts=[mail("sankt.beispiel", "Pfarrbüro", PHONE)],
        opening_hours="Büro: Dienstag und Freitag 9 bis 12 Uhr",
        cooperation="Der Saal mit Küche kann gemietet werden.",
    ),
    DemoActor(
        name="Moscheegemeinde Musterlicht",
        group="religion",
        days_ago=455,
        summary="Gebet, Hausaufgabenhilfe und im Sommer ein großes Fest im Hof.",
        topics=["nachbarschaft", "kinder-jugend", "feste"],
        places=[DemoPlace(part="lindenhorst", shown="district", step_free="partly")],
        contacts=[mail("musterlicht", phone=PHONE)],
        languages="Deutsch, Türkisch",
        cooperation="Wir öffnen unseren Hof für Feste der Nachbarschaft.",
    ),
    DemoActor(
        name="Evangelische Beispielgemeinde Brechten",
        group="religion",
        days_ago=301,
        summary="Kirche, Kita und ein Chor, der immer Stimmen sucht.",
        topics=["nachbarschaft", "kinder-jugend"],
        places=[DemoPlace(part="brechten", shown="district", step_free="yes")],
        contacts=[mail("beispielgemeinde")],
    ),
    DemoActor(
        name="Freie Gemeinde Neuer Morgen (Beispiel)",
        group="religion",
        days_ago=98,
        summary="Junge Gemeinde in einem früheren Möbelhaus.",
        topics=["nachbarschaft"],
        places=[DemoPlace("evinger-strasse", "301", step_free="yes")],
        contacts=[mail("neuermorgen")],
        languages="Deutsch, Englisch, Portugiesisch",
        registrant=Person("Tomasz Testowski", "tomasz.testowski@example.org"),
    ),
    # ------------------------------------------------------------ education
    DemoActor(
        name="Beispielschule am Süggelwald",
        group="bildung",
        days_ago=670,
        kind="public_body",
        summary="Grundschule mit offenem Ganztag, Schulgarten und Bücherei.",
        topics=["lernen", "kinder-jugend", "gruen"],
        places=[DemoPlace("sueggelweg", "20", step_free="yes")],
        contacts=[mail("sekretariat.beispielschule", "Sekretariat", PHONE)],
        cooperation="Wir suchen Lesepaten und öffnen die Aula für Vereine.",
    ),
    DemoActor(
        name="Kita Wirbelwind (Beispiel)",
        group="bildung",
        days_ago=430,
        summary="Fünf Gruppen, ein großer Garten und ein Café für Eltern.",
        topics=["kinder-jugend", "lernen"],
        places=[DemoPlace("waldecker-strasse", "8", step_free="yes")],
        contacts=[mail("wirbelwind", phone=PHONE)],
        languages="Deutsch, Türkisch, Arabisch",
    ),
    DemoActor(
        name="Lernwerk Nord",
        group="bildung",
        days_ago=290,
        summary="Sprachkurse, Nachhilfe und Hilfe beim Schulabschluss.",
        topics=["lernen", "arbeit", "digital"],
        places=[DemoPlace("evinger-strasse", "276", step_free="yes")],
        contacts=[mail("lernwerk", "Anmeldung", PHONE)],
        website="https://example.org/lernwerk",
        opening_hours="Montag bis Freitag 9 bis 17 Uhr",
        hours_confirmed_days_ago=62,
        cooperation="Unsere Lehrküche ist nachmittags frei.",
    ),
    DemoActor(
        name="Institut für Erfundene Stadtfragen",
        group="bildung",
        days_ago=112,
        short_name="IES",
        summary="Fragt Menschen, wie sie wohnen und einkaufen, und zeigt die Ergebnisse.",
        topics=["lernen", "einkaufen", "wohnen"],
        places=[DemoPlace("evinger-platz", "12", step_free="yes")],
        contacts=[mail("stadtfragen")],
        languages="Deutsch, Englisch",
        cooperation="Studierende begleiten Vorhaben ein Semester lang.",
    ),
    # ------------------------------------------------------------ politics and administration
    DemoActor(
        name="Jugendforum Nordstern (Beispiel)",
        group="politik",
        kind="network",
        days_ago=265,
        summary="Junge Menschen beraten, was im Stadtbezirk besser werden soll.",
        topics=["kinder-jugend", "wege"],
        places=[DemoPlace("evinger-platz", "2", step_free="yes")],
        contacts=[mail("jugendforum")],
        cooperation="Wir fragen Jugendliche, bevor Sie planen.",
    ),
    DemoActor(
        name="Quartiersbüro Musterkiez",
        group="verwaltung",
        kind="public_body",
        days_ago=705,
        summary="Bringt Menschen, Ideen und leere Läden zusammen.",
        description="Das Büro hört zu, kennt die Ansprechpersonen und hilft beim ersten Antrag. Kommen Sie einfach vorbei.",
        topics=["nachbarschaft", "einkaufen", "arbeit"],
        places=[DemoPlace("bergstrasse", "53", step_free="yes")],
        contacts=[mail("quartier.musterkiez", "Büro", PHONE)],
        languages="Deutsch, Türkisch, Englisch",
        opening_hours="Montag und Donnerstag 10 bis 16 Uhr",
        hours_confirmed_days_ago=11,
        cooperation="Wir stellen einen Besprechungsraum mit zehn Plätzen.",
    ),
    DemoActor(
        name="Beratung für Betriebe, Musteramt",
        group="verwaltung",
        kind="public_body",
        days_ago=35,
        summary="Berät Betriebe, die einen Standort suchen oder erweitern wollen.",
        topics=["arbeit", "einkaufen"],
        places=[DemoPlace(part="eving", shown="district")],
        contacts=[mail("betriebe.musteramt", shown="staff")],
        state="draft",
        internal_note="Text mit dem Amt abstimmen, dann veröffentlichen.",
    ),
]
