"""German words as the search and sorted lists need them: folding, sort keys, other spellings, parts of compounds."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import product

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
SORTED_AS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
# Letters that Unicode does not take apart into a base letter and an accent.
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
KEPT = "äöüß"

WORD = re.compile(r"[^\W_]+")
GENDER = re.compile(r"(?<=[^\W\d_])(?:[*:_·]|/-?)(?=in(?:nen)?\b)")
CLUB = re.compile(r"\be\.?\s?v\b\.?")
DIGRAPH = re.compile("ae|oe|ue")
SHORTEST_PART = 3


def plain(text: str) -> str:
    """Small letters without accents, but with ä, ö, ü and ß: what the German stemmer understands."""
    text = unicodedata.normalize("NFC", text).lower()
    return "".join(
        letter if letter in KEPT or letter.isascii() else _without_accents(letter) for letter in text
    ).translate(LETTERS)


def _without_accents(text: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))


def fold(text: str) -> str:
    """Small letters with ä as ae and ß as ss, without accents: the same for Café, cafe and CAFÉ."""
    return plain(text).translate(UMLAUTS)


def sort_key(text: str, length: int = 100) -> str:
    """The key of DIN 5007-1 (ä sorts as a, ß as ss; signs do not count), at most ``length`` characters."""
    return " ".join(WORD.findall(plain(text).translate(SORTED_AS)))[:length]


def words(text: str) -> list[str]:
    """The words of a text in small letters; “Bürger*innen” is one word, “e. V.” reads as Verein."""
    return WORD.findall(CLUB.sub(" verein ", GENDER.sub("", plain(text))))


# ---------------------------------------------------------------- other spellings of one word
# The stemmer knows endings, not these. Both sides of a search use them, so a harmless wrong one does no damage.
OTHER_FORMS = [
    (re.compile(r"(?<=..)innen$"), ""),  # Nachbarinnen, Nachbar
    (re.compile(r"(?<=er)in$"), ""),  # Künstlerin, Künstler
    (re.compile(r"tren$"), "trum"),  # Zentren, Zentrum
    (re.compile(r"museen$"), "museum"),
    (re.compile(r"ien$"), "ium"),  # Gymnasien, Gymnasium
    (re.compile(r"ika$"), "ikum"),  # Praktika, Praktikum
    (re.compile(r"([tr]h?em|firm)en$"), r"\1a"),  # Themen, Thema; Firmen, Firma
    (re.compile(r"(?<=..[oyi])s$"), ""),  # Büros, Hobbys
    (re.compile(r"(?<=[^w]..a)s$"), ""),  # Kitas
    (re.compile(r"(?<=..)str$"), "straße"),  # Bergstr.
    (re.compile(r"^str$"), "straße"),
]


def umlaut_spellings(word: str) -> list[str]:
    """Every reading of ae, oe, ue as an umlaut: “strassenbaeume” gives “strassenbäume”; none for other words."""
    pieces = DIGRAPH.split(word)
    if not 1 < len(pieces) <= 4:
        return []
    digraphs = DIGRAPH.findall(word)
    readings = product(*((digraph, "äöü"["aou".index(digraph[0])]) for digraph in digraphs))
    joined = ("".join(map("".join, zip(pieces, (*reading, ""), strict=True))) for reading in readings)
    return [spelling for spelling in joined if spelling != word]


def spellings(word: str) -> list[str]:
    """The word and what else it may be written as, without twins, the word first."""
    found = [word, *umlaut_spellings(word)]
    for spelling in tuple(found):
        found += [ending.sub(other, spelling) for ending, other in OTHER_FORMS if ending.search(spelling)]
    return list(dict.fromkeys(found))


# ---------------------------------------------------------------- compounds
LINKS = ("", "s", "es", "n", "en", "er", "e", "ens")
ENDINGS = ("", "e", "n", "s", "en", "er", "es", "ern", "in", "innen")


class Splitter:
    """Takes compounds apart into words of a vocabulary: “jugendräume” gives “jugend” and “raum”."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self.words: dict[str, str] = {}
        for word in vocabulary:
            self.words.setdefault(word.translate(SORTED_AS), word)
        self.longest = max(map(len, self.words), default=0)

    def parts(self, word: str) -> list[str]:
        """The parts in their basic forms, fewest possible; none when the word is no compound of known words."""
        for spelling in (word, *spellings(word)):
            key = spelling.translate(SORTED_AS)
            if len(key) < 2 * SHORTEST_PART or self._ends_known(key):
                continue
            if found := self._split(key):
                return [self.words[part] for part in found]
        return []

    def _ends_known(self, key: str) -> bool:
        return any(key.endswith(ending) and key[: len(key) - len(ending)] in self.words for ending in ENDINGS)

    def _split(self, key: str) -> list[str] | None:
        # best[i]: the fewest parts that end exactly at i, their linking letters included
        best: list[list[str] | None] = [None] * (len(key) + 1)
        best[0] = []
        for start in range(len(key) - SHORTEST_PART + 1):
            before = best[start]
            if before is None:
                continue
            for end in range(start + SHORTEST_PART, min(len(key), start + self.longest) + 1):
                part = key[start:end]
                if part not in self.words:
                    continue
                for link in self._links(key, end):
                    reached = best[end + len(link)]
                    if reached is None or len(reached) > len(before) + 1:
                        best[end + len(link)] = [*before, part]
        return best[-1]

    @staticmethod
    def _links(key: str, end: int) -> Iterator[str]:
        rest = key[end:]
        yield from (ending for ending in ENDINGS if rest == ending)
        yield from (link for link in LINKS if rest.startswith(link) and len(rest) > len(link))
