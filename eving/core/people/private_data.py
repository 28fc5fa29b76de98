"""Detection of private data in free text: mail addresses, telephone numbers, IBANs, names with house number or age.

A hint for people only: it refuses nothing and misses unusual spellings. Every pattern looks at a bounded stretch, so
that the time stays linear in the length of the text, whatever somebody sends.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone number")
    IBAN = "iban", _("Bank account")
    ADDRESS = "address", _("Name with house number")
    PERSON = "person", _("Name with age")


@dataclass(frozen=True)
class Finding:
    """One piece of a text that looks private; ``start`` is its offset in characters."""

    kind: Kind
    piece: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.piece)


def find(text: str) -> list[Finding]:
    """What looks private, in the order of the text; no two findings overlap."""
    findings: list[Finding] = []
    for search in (_emails, _ibans, _phones, _called_phones, _addresses, _ages):
        for start, end, kind in search(text):
            findings.append(Finding(kind, text[start:end], start))
            # Blank it out with the same length: no later pattern matches it again, and offsets stay right.
            text = text[:start] + FILLER * (end - start) + text[end:]
    return sorted(findings, key=lambda finding: finding.start)


def find_in(texts: Iterable[str]) -> list[Finding]:
    """What looks private in several texts, each piece once; ``start`` refers to the last text with that piece."""
    pieces = {(finding.kind, finding.piece): finding for text in texts for finding in find(text)}
    return list(pieces.values())


Span = tuple[int, int, Kind]
FILLER = "\x1f"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """For the large patterns: few processes ever use them, and compiling them would delay the start of each."""
    return re.compile(pattern)


# ---------------------------------------------------------------- e-mail addresses
AT = re.compile(r" ?(?:@|[(\[](?:at|ät)[)\]]) ?", re.I)
# Matched backwards from the @, so that a long text without one takes no time.
LOCAL_PART = re.compile(r"[\w%+-](?:[\w.%+-]{0,62}[\w%+-])?")
DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[^\W\d_]{2,20}")


def _emails(text: str) -> Iterator[Span]:
    for at in AT.finditer(text):
        before = LOCAL_PART.match(text[max(0, at.start() - 64) : at.start()][::-1])
        after = DOMAIN.match(text, at.end())
        if before and after:
            yield at.start() - before.end(), after.end(), Kind.EMAIL


# ---------------------------------------------------------------- bank accounts
IBAN_BEGINS = re.compile(r"(?<![^\W_])[A-Za-z]{2} ?\d{2}(?=\s?[A-Za-z\d])")
IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "TR": 26, "UA": 29,
}  # fmt: skip


def _ibans(text: str) -> Iterator[Span]:
    past = 0
    for match in IBAN_BEGINS.finditer(text):
        length = IBAN_LENGTHS.get(match[0][:2].upper())
        if length is None or match.start() < past:
            continue
        end = _end_of_iban(text, match.start(), length)
        if end:
            past = end
            yield match.start(), end, Kind.IBAN


def _end_of_iban(text: str, start: int, length: int) -> int:
    """The end offset of a valid IBAN of this length; 0 when there is none."""
    signs: list[str] = []
    for index in range(start, min(len(text), start + 2 * length)):
        sign = text[index]
        if sign.isascii() and sign.isalnum():
            signs.append(sign.upper())
            if len(signs) == length:
                continues = index + 1 < len(text) and text[index + 1].isalnum()
                return 0 if continues or not _checksum_fits("".join(signs)) else index + 1
        elif sign not in " \u00a0":
            return 0
    return 0


def _checksum_fits(iban: str) -> bool:
    """ISO 13616: first four characters moved to the end, letters as numbers, the remainder by 97 is 1."""
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


# ---------------------------------------------------------------- telephone numbers
DATES = re.compile(
    r"(?<!\d)\d{1,2}\. ?\d{1,2}\.(?: ?(?:19|20)?\d{2}(?!\d))?"  # 01.05.2026, 1.5.
    r"|(?<!\d)\d{1,2}([/-])\d{1,2}\1(?:19|20)\d{2}(?!\d)"  # 01/05/2026
    r"|(?<![\d.])[0-2]?\d[.:][0-5]\d(?![.\d])"  # 08.30 o'clock
)
PHONE_BEGINS = r"(?:\+ ?[1-9]|00 ?[1-9]|\(?0 ?[1-9])"
PHONE = re.compile(rf"(?<![\w/.,:+–-]){PHONE_BEGINS}[\d ()/.\u00a0–-]*")
CALLED_PHONE = re.compile(
    r"\b(?:tel|telefon|telefonnummer|handy|handynummer|mobil|fon|rufnummer)\b[.:]*[ :]{0,3}(?:nr\.? ?|nummer )?"
    r"([1-9][\d ()/.\u00a0–-]*)",
    re.I,
)
TRAILING = " ()/.\u00a0–-"
FEWEST_DIGITS, FEWEST_LOCAL_DIGITS, MOST_DIGITS = 7, 5, 15


def _without_dates(text: str) -> str:
    return DATES.sub(lambda date: FILLER * len(date[0]), text)


def _phones(text: str) -> Iterator[Span]:
    for run in PHONE.finditer(_without_dates(text)):
        start = run.start()
        several = sum(sign.isdigit() for sign in run[0]) > MOST_DIGITS
        for piece in re.split(r"(?<= )(?=[0+])", run[0]) if several else [run[0]]:
            number = piece.rstrip(TRAILING)
            if FEWEST_DIGITS <= sum(sign.isdigit() for sign in number) <= MOST_DIGITS:
                yield start, start + len(number), Kind.PHONE
            start += len(piece)


def _called_phones(text: str) -> Iterator[Span]:
    """Local numbers without area code, recognisable only by the word before them."""
    for called in CALLED_PHONE.finditer(_without_dates(text)):
        number = called[1].rstrip(TRAILING)
        if FEWEST_LOCAL_DIGITS <= sum(sign.isdigit() for sign in number) <= MOST_DIGITS:
            yield called.start(1), called.start(1) + len(number), Kind.PHONE


# ---------------------------------------------------------------- names with a house number
STREET_WORD = r"(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|ufer|damm|markt)"
HOUSE = re.compile(
    rf"\b(?:\w{{0,40}}{STREET_WORD}[ \u00a0]"
    r"|(?P<number>Hausnummer|Hausnr\.?|Haus-Nr\.?|Haus Nr\.?|Nr\.)[ \u00a0]?)"
    r"\d{1,3}(?: ?[a-z])?\b",
    re.I,
)
GAP = r"[ \t\u00a0\u202f]{1,3}"  # space between two words, as people and word processors write it
SPACE = r"[ \t\u00a0\u202f]{0,3}"
TITLE = rf"(?:(?:Dr|Prof)\.{SPACE}){{0,2}}"
# Frau von der Heide, Herr de la Cruz; no "der" alone: "Herr der Lage".
PARTICLE = rf"(?:(?:von|van|zu|zum|zur|de|di|da|del|el|al|ten|ter){GAP}(?:(?:der|den|dem|la|las|los){GAP})?)?"
CAPITALISED = r"[A-ZÄÖÜÇŞİ][\w'’-]{1,30}"
NAME = rf"{TITLE}{PARTICLE}(?:[A-ZÄÖÜÇŞİ]\.{SPACE})?{CAPITALISED}"
# What follows a name may be the rest of a street's: "Frau Holle Straße".
SURNAME = rf"(?:{GAP}{PARTICLE}(?!(?i:{STREET_WORD})(?!\w)){CAPITALISED}){{0,2}}"
NAMED = rf"(?:Herrn?|Hr\.|Frau|Familie|Fam\.|Eheleute|Nachbarin|Nachbarn?){GAP}{NAME}{SURNAME}"
PERSON = rf"\b{NAMED}"
STREET_OF_A_NAME = re.compile(rf"{STREET_WORD}[ \u00a0]", re.I)
AT_SOMEBODYS = rf"\b[Bb]ei (?!Haus|Nr|Nummer){NAME}"
LIVES = r"\b[Ww]ohn(?:e|st|t|en|haft)\b"
SENTENCE_ENDS = re.compile(r"[.!?;\n]")
BEFORE, AFTER = 60, 60


def _addresses(text: str) -> Iterator[Span]:
    past = 0
    for house in HOUSE.finditer(text):
        start, end = max(past, house.start() - BEFORE), min(len(text), house.end() + AFTER)
        signs = (PERSON, LIVES, AT_SOMEBODYS) if house["number"] else (PERSON, LIVES)
        before = [sign for pattern in signs for sign in compiled(pattern).finditer(text, start, house.start())]
        after = [sign for pattern in signs for sign in compiled(pattern).finditer(text, house.end(), end)]
        near = [
            sign
            for sign in before
            if not SENTENCE_ENDS.search(text, sign.end(), house.start()) and not _names_street(text, sign, house)
        ]
        if near:
            past = house.end()
            yield max(sign.start() for sign in near), past, Kind.ADDRESS
            continue
        near = [sign for sign in after if not SENTENCE_ENDS.search(text, house.end(), sign.start())]
        if near:
            past = min(sign.end() for sign in near)
            yield house.start(), past, Kind.ADDRESS


def _names_street(text: str, sign: re.Match[str], house: re.Match[str]) -> bool:
    """Whether the match is the first part of a street's name instead of a person, as in “Frau Holle Straße 12”."""
    between = text[sign.end() : house.start()]
    return (
        sign.re.pattern == PERSON
        and re.fullmatch(GAP, between) is not None
        and STREET_OF_A_NAME.match(house[0]) is not None
    )


# ---------------------------------------------------------------- names with an age
AGE = r"(?:1[01]\d|[1-9]\d)"
YEARS = rf"(?:{SPACE}(?:Jahre?n?(?:{GAP}alt)?|J\.)|[ -]?jährige?[rsn]?)"
BORN = r"(?:geb\.?|geboren|Jahrgang|Jg\.?|\*) ?(?:19|20)\d\d"
# After a full stop the number may be a date or a floor: "Frau Müller, 12. Mai".
NO_DATE = (
    r"(?! ?(?:\d|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Stock|Etage|OG))"
)
# Without "Familie", which has no age; with "Fr.", which can mean Friday and therefore counts only next to an age.
OLD = (
    rf"(?:Herrn?|Hrn?\.|Frau|Fr\.|Eheleute|Nachbarin|Nachbarn?){GAP}"
    rf"(?:{NAME}{SURNAME}|{TITLE}[A-ZÄÖÜÇŞİ]\.)"  # Frau K.
)
# A bare number counts only when nothing follows that makes it another figure: "ist 20 Minuten zu spät".
ALONE = rf"(?=$|[;!?)\n]|,(?!\d)|\.{NO_DATE}|{GAP}(?:und|aber|geworden)\b)"
IS = (
    rf"{GAP}(?:ist|wird|war|wurde|mit(?:{GAP}(?:ihren|seinen))?)"
    rf"(?:{GAP}(?:jetzt|heute|schon|bald|fast|über|erst)){{0,2}}{GAP}"
)
AGED = (
    # Frau Kowalczyk (82), Frau Kowalczyk (82, verwitwet), Frau Kowalczyk (Rentnerin, 82), Eheleute Meier (82 und 79)
    rf"\b{OLD}{SPACE}\({SPACE}(?:[^()\d\n]{{1,40}},{SPACE})?(?:{AGE}(?:(?:{GAP}und|,){GAP}{AGE})?{YEARS}?|{BORN})"
    rf"(?:,(?!{SPACE}\d)[^()\n]{{1,40}})?{SPACE}\)"
    # Herr Yılmaz, 75
    rf"|\b{OLD},{SPACE}(?:{AGE}(?:{YEARS}|(?=$|[;!?\n]|,(?!\d)|\.{NO_DATE}|{GAP}(?:aus|wohnt|lebt)\b))|{BORN})"
    # Frau Kowalczyk ist 82
    rf"|\b{OLD}{IS}{AGE}(?:{YEARS}|{ALONE})"
    # die 82-jährige Frau Kowalczyk
    rf"|\b{AGE}[ -]?jährige[rsnm]?{GAP}{OLD}"
)
# Things named after a person, with a number of their own: "Haltestelle Frau Holle (24)".
NO_PERSON = re.compile(
    r"\b(?:Linien?|Bus|Bahn|Haltestelle|Station|Halt|Märchen|Kita|Schule|Gaststätte)[\s„“\"»:]{1,3}\Z"
)


def _ages(text: str) -> Iterator[Span]:
    for aged in compiled(AGED).finditer(text):
        if not NO_PERSON.search(text, max(0, aged.start() - 20), aged.start()):
            yield aged.start(), aged.end(), Kind.PERSON
