"""German text processing for search and sorting: folding, sort keys, spelling variants, splitting of compounds."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import product

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
SORTED_AS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
# Letters that Unicode does not decompose into a base letter and an accent.
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
FOREIGN = re.compile(r"[^\x00-\x7fäöüß]")

WORD = re.compile(r"[^\W_]+")
GENDER = re.compile(r"(?<=[^\W\d_])(?:[*:_·]|/-?)(?=in(?:nen)?\b)")
CLUB = re.compile(r"\be\.?\s?v\b\.?")
DIGRAPH = re.compile("ae|oe|ue")
SHORTEST_PART = 3
SHORTEST_PIECE = 4  # of a compound of which the rest is unknown
ENDINGS = ("", "e", "n", "s", "en", "er", "es", "ern", "in", "innen")
MOST_REMEMBERED = 50_000  # words


def plain(text: str) -> str:
    """Lower case without accents, but with ä, ö, ü and ß, as the German stemmer of PostgreSQL expects it."""
    text = unicodedata.normalize("NFC", text).lower()
    return FOREIGN.sub(_without_accents, text).translate(LETTERS)


def _without_accents(letter: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFKD", letter[0])
    return "".join(part for part in parts if not unicodedata.combining(part)).lower()


def fold(text: str) -> str:
    """Lower case with ä as ae and ß as ss, without accents: the same for Café, cafe and CAFÉ."""
    return plain(text).translate(UMLAUTS)


def unmarked(text: str) -> str:
    """Lower-case text with ä as a and ß as ss, which is the stemmer's output."""
    return text.translate(SORTED_AS)


def street_key(name: str) -> str:
    """The same for each way to write a street: Evinger Straße, EVINGER STR. and evingerstrasse."""
    return re.sub(r"str$", "strasse", "".join(WORD.findall(fold(name))))


def sort_key(text: str, length: int = 100) -> str:
    """The sort key of DIN 5007-1 (ä as a, ß as ss, punctuation ignored), at most ``length`` characters."""
    return " ".join(WORD.findall(unmarked(plain(text))))[:length]


def words(text: str) -> list[str]:
    """The words of a text in lower case; “Bürger*innen” is one word, “e. V.” becomes “verein”."""
    return WORD.findall(CLUB.sub(" verein ", GENDER.sub("", plain(text))))


# PostgreSQL's own list (snowball), which it never indexes: a query must not require another spelling of these words.
STOP_LIST = """
aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes anderm andern anderr
anders auch auf aus bei bin bis bist da damit dann der den des dem die das daß derselbe derselben denselben
desselben demselben dieselbe dieselben dasselbe dazu dein deine deinem deinen deiner deines denn derer dessen dich
dir du dies diese diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines einig einige
einigem einigen einiger einiges einmal er ihn ihm es etwas euer eure eurem euren eurer eures für gegen gewesen hab
habe haben hat hatte hatten hier hin hinter ich mich mir ihr ihre ihrem ihren ihrer ihres euch im in indem ins ist
jede jedem jeden jeder jedes jene jenem jenen jener jenes jetzt kann kein keine keinem keinen keiner keines können
könnte machen man manche manchem manchen mancher manches mein meine meinem meinen meiner meines mit muss musste
nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seines selbst sich sie ihnen sind
so solche solchem solchen solcher solches soll sollte sondern sonst über um und uns unse unsem unsen unser unses
unter viel vom von vor während war waren warst was weg weil weiter welche welchem welchen welcher welches wenn
werde werden wie wieder will wir wird wirst wo wollen wollte würde würden zu zum zur zwar zwischen
"""
STOP_WORDS = frozenset(STOP_LIST.split())


# ---------------------------------------------------------------- other spellings of one word
# Inflections that the stemmer does not handle. Index and query apply them alike, so that a wrong one does no harm.
OTHER_FORMS = [
    (re.compile(r"(?<=..)innen$"), ""),  # Nachbarinnen, Nachbar
    (re.compile(r"(?<=er)in$"), ""),  # Künstlerin, Künstler
    (re.compile(r"tren$"), "trum"),  # Zentren, Zentrum
    (re.compile(r"museen$"), "museum"),
    (re.compile(r"ien$"), "ium"),  # Gymnasien, Gymnasium
    (re.compile(r"ika$"), "ikum"),  # Praktika, Praktikum
    (re.compile(r"(?<=them|firm)en$"), "a"),  # Themen, Thema; Firmen, Firma
    (re.compile(r"(?<=..[oyi])s$"), ""),  # Büros, Hobbys
    (re.compile(r"(?<=..a)s$"), ""),  # Kitas
    (re.compile(r"(?<=..)str$"), "straße"),  # Bergstr.
    (re.compile(r"^str$"), "straße"),
    (re.compile(r"kurs$"), "kurse"),  # Sprachkurs
    (re.compile(r"^(\w{2,3}[bdfghklmnrt]s)$"), r"\1e"),  # Kurs, Kurse: the stemmer takes the s for an ending
]


def umlaut_spellings(word: str) -> list[str]:
    """The variants with ae, oe, ue read as umlauts: “strassenbaeume” gives “strassenbäume”; empty for other words."""
    pieces = DIGRAPH.split(word)
    if not 1 < len(pieces) <= 4:
        return []
    digraphs = DIGRAPH.findall(word)
    readings = product(*((digraph, "äöü"["aou".index(digraph[0])]) for digraph in digraphs))
    joined = ("".join(map("".join, zip(pieces, (*reading, ""), strict=True))) for reading in readings)
    return [spelling for spelling in joined if spelling != word]


def bases(word: str) -> list[str]:
    """A word without the endings that it may have: “büchereien” gives buchereien, bucherei and more, longest first."""
    key = unmarked(word)
    found = (key.removesuffix(ending) for ending in ENDINGS if key.endswith(ending))
    return sorted({key, *(base for base in found if len(base) >= SHORTEST_PART)}, key=len, reverse=True)


def spellings(word: str) -> list[str]:
    variants = [word, *umlaut_spellings(word)]
    for spelling in tuple(variants):
        variants += [ending.sub(other, spelling) for ending, other in OTHER_FORMS if ending.search(spelling)]
    return list(dict.fromkeys(variants))


# ---------------------------------------------------------------- compounds
LINKS = ("", "s", "es", "n", "en", "er", "e", "ens", "innen")


# The initial vocabulary; staff add to it (CompoundWord). A word in it, such as “werkstatt”, is not split further.
SEED_LIST = """
abend abfall aktion alltag alten ampel amt angebot anlage ansprechpartner antrag apotheke arbeit arbeiter arzt aufzug
ausbau ausbildung ausflug ausgabe ausstellung auto baby back bäckerei bahn ball band bank barriere basar bau bauern
baum bedarf beet begegnung begleitung beirat belegung beleuchtung beratung berg beruf besuch betreuung betrieb
bewegung bewohner bezirk bibliothek biene bild bildung blume boden bolz box brache branche brett brief brot brücke
brunnen buch bücherei bude bühne bürger büro bus cafe chor computer container dach dekoration deutsch dialog dienst
discounter disko dorf ecke ehrenamt eigentümer eimer eingang einkauf einzelhandel eis eltern energie engagement
entwicklung eröffnung erwachsene erzähl essen event fabrik fahr fahrer fahrrad fahrt familie farbe fassade feier feld
fenster ferien fest feuerwehr film firma fläche floh flohmarkt flüchtling fonds förder förderung forum foto frau frei
freifläche freiwillige freizeit freund frieden friedhof friseur frucht frühling frühstück führung fuß fußgänger futter
galerie garten gastronomie gebäude geburt geh gehweg gemeinde gemeinschaft gemüse generation geschäft geschichte
gesellschaft gespräch gesundheit gewalt gewerbe gewerkschaft glas graffiti grill grube grün grund gründer gründung
gruppe gymnasium hain halle halte haltestelle hand handel händler handwerk handwerker haus hausaufgabe haushalt heim
heimat helfer herbst hilfe hoch hochbeet hof holz hotel hund hütte idee imbiss immobilie industrie info information
initiative inklusion insekt insekten integration internet jahr job jugend junge jungen kaffee kampagne kanal karte
kasse kasten katze kauf keller kind kino kiosk kirche kissen kita klasse kleid kleidung kletter klima klub kneipe koch
konferenz kontakt konzept konzert krabbel kranken kreuzung krippe küche kultur kunst künstler kurs lade laden lager
lampe land lärm lastenrad laterne laube lauf leben lebensmittel leer leerstand lehrer lern lese licht liebe linie
lokal lotse mädchen maler mann märchen marketing markt medien mehr mensch messe miete mieter migrant migration mittag
mitte mobil mobilität mode moschee müll museum musik mutter mütter nachbar nachbarschaft nachhilfe nachmittag nacht
näh nahrung natur netz netzwerk nord not nutz nutzer nutzung obst oma opfer ort ost pädagogik park parkplatz partner
pate patient pause pfand pflanze pflege plan platz politik polizei poller post praxis preis probe probier projekt
pumpe quartier rad rampe rasen rat rathaus raum recht regal reinigung reise religion repair reparatur restaurant ring
rollator rollstuhl rosen rund runde rutsche sand sanierung sauberkeit schach schau schaufenster schaukel schnitt
schnupper schrank schreiber schuh schuld schuldner schule schüler schutz schwimm see selbsthilfe senior service
sicherheit siedlung sitz skate soldat sommer sonne sozial spar spende spenden sperrmüll spiel spielplatz sport sprache
sprech stadt stadtteil stamm stand station stelle stiftung straße strauch streifen strick strom student stunde süd
supermarkt tafel tag tanz tasche tausch technik tee teil telefon teller tempo tennis theater therapie tier tisch
toilette tor tour training transport treff treffpunkt treppe trink turm turn umwelt universität unternehmen unterricht
urlaub väter vater verband verein verfügung verkauf verkehr verleih vermittlung versammlung versorgung vertretung
viertel vogel volk vorlese vormittag wache wahl wald wand wandern wasser weg weihnacht werk werkstatt wettbewerb wiese
winter wirtschaft wissen woche wochen wohn wohnung wunder wunsch zahn zeche zeitung zelt zentrum zimmer zone zukunft
zwischen
"""
SEED_WORDS = tuple(SEED_LIST.split())


class Splitter:
    """Splits compounds into words of a vocabulary: “jugendräume” into “jugend” and “raum”."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self.words: dict[str, str] = {}
        for word in vocabulary:
            key = unmarked(word)
            self.words[key] = word
            if key.endswith("e") and len(key) > SHORTEST_PART + 1:
                self.words.setdefault(key[:-1], word)  # Schule in Schulhof, Kirche in Kirchplatz
        self.longest = max(map(len, self.words), default=0)
        self.seen: dict[str, list[str]] = {}  # cache, because texts repeat their words

    def parts(self, word: str) -> list[str]:
        """The fewest possible parts, in their basic forms; empty when the word is no compound of known words."""
        return [] if self._known(word) else self._split(word)

    def all_parts(self, word: str) -> list[str]:
        """The parts and their parts, for the index: “flohmarkt” is in the vocabulary, yet also contains “markt”."""
        if len(word) < 2 * SHORTEST_PART:
            return []
        if (kept := self.seen.get(word)) is not None:
            return kept
        parts = self.parts(word) or self._known(word)
        found = list(dict.fromkeys([*parts, *(inner for part in parts for inner in self._split(part))]))
        if len(self.seen) >= MOST_REMEMBERED:
            self.seen.clear()
        self.seen[word] = found
        return found

    def ending(self, word: str) -> tuple[str, str]:
        """An unknown beginning and the known word behind it: “taubenverein” gives “tauben” and “verein”."""
        key = unmarked(word)
        for length in range(len(key) - SHORTEST_PIECE, SHORTEST_PIECE - 1, -1):
            if last := self._ending_with(key[-length:]):
                return key[:-length], last
        return "", ""

    def pieces(self, word: str) -> list[str]:
        """Known words at the beginning and the end of a word that is no compound of known words alone.

        “müllproblem” holds “müll” although nobody has told of problems. At least three letters are left beside it.
        """
        found = []
        for spelling in spellings(word):
            key = unmarked(spelling)
            for length in range(len(key) - SHORTEST_PART, SHORTEST_PIECE - 1, -1):
                if (last := self._ending_with(key[-length:])) and last not in found:
                    found.append(last)
                    break
            for length in range(len(key) - SHORTEST_PART, SHORTEST_PIECE - 1, -1):
                if (first := self.words.get(key[:length])) and first not in found:
                    found.append(first)
                    break
        return found

    def _ending_with(self, rest: str) -> str:
        bare = (rest.removesuffix(ending) for ending in ENDINGS if rest.endswith(ending))
        return next((self.words[base] for base in bare if len(base) >= SHORTEST_PIECE and base in self.words), "")

    def _known(self, word: str) -> list[str]:
        for spelling in spellings(word):
            key = unmarked(spelling)
            for ending in ENDINGS:
                if key.endswith(ending) and (known := self.words.get(key.removesuffix(ending))):
                    return [known]
        return []

    def _split(self, word: str) -> list[str]:
        for spelling in spellings(word):
            key = unmarked(spelling)
            if len(key) >= 2 * SHORTEST_PART and (parts := self._split_key(key)):
                return parts
        return []

    def _split_key(self, key: str) -> list[str]:
        # best[end]: the fewest parts that fill key[:end], linking letters included
        best: list[list[str] | None] = [[], *[None] * len(key)]
        for start in range(len(key) - SHORTEST_PART + 1):
            before = best[start]
            if before is None:
                continue
            for end in range(start + SHORTEST_PART, min(len(key), start + self.longest) + 1):
                part = self.words.get(key[start:end])
                if part is None or (start == 0 and key[end:] in ENDINGS):
                    continue  # the whole word is not its own part
                for link in self._links(key[end:]):
                    reached = best[end + len(link)]
                    if reached is None or len(reached) > len(before) + 1:
                        best[end + len(link)] = [*before, part]
        return best[-1] or []

    @staticmethod
    def _links(rest: str) -> Iterator[str]:
        """The linking elements that may follow a part, given the rest of the word; at its end an inflection."""
        if rest in ENDINGS:
            yield rest
        yield from (link for link in LINKS if rest.startswith(link) and len(rest) > len(link))
