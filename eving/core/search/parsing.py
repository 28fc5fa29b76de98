"""What somebody typed, as terms that the index answers: numbers, streets, expressions, words, phrases in quotes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery
from django.utils.functional import cached_property

from eving.core import registry
from eving.core.search import german
from eving.core.search.german import fold
from eving.core.search.indexing import CONFIG
from eving.core.search.lexicon import Lexicon, lexicon, says_nothing

LONGEST_TEXT, MOST_WORDS = 200, 8
PREFIX_FROM = 4  # letters from which a word also matches as a prefix
MOST_MEANINGS = 12  # other words for one word
QUOTES = re.compile('[„“”«»‟"]')
NUMBER = re.compile(r"(?<![^\W_])([a-z]{1,3})\s?([-‐‑–—/ ]?)\s?(?:(\d{4})\s?[-‐‑–—/ ]\s?)?(\d{1,6})(?![^\W_])", re.I)

Expression = SearchQuery | CombinedSearchQuery


@dataclass(frozen=True)
class Alternatives:
    """Words of which each fits, as text of a tsquery: in German, with stems and stop words, and as they are written."""

    german: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()

    def __or__(self, other: "Alternatives") -> "Alternatives":
        return Alternatives((*self.german, *other.german), (*self.plain, *other.plain))

    def __bool__(self) -> bool:
        return bool(self.german or self.plain)

    @property
    def expression(self) -> Expression:
        return reduce(or_, [raw(" | ".join(texts), config) for texts, config in self._texts if texts] or [raw("")])

    @property
    def in_name(self) -> Expression:
        """The same, where it stands in a row's name."""
        named = Alternatives(tuple(map(_labelled, self.german)), tuple(map(_labelled, self.plain)))
        return named.expression

    @property
    def _texts(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        return (self.german, CONFIG), (self.plain, "simple")


@dataclass(frozen=True)
class Term:
    """One word, street, expression or phrase, and what else fits in its place, from near to far.

    Its words are folded, except in ``typed``.
    """

    typed: str
    words: tuple[str, ...]
    own: Alternatives  # the words themselves: their spellings and what begins with them
    same: Alternatives = Alternatives()  # words of the same meaning
    parts: Alternatives = Alternatives()  # all parts of a compound, and topics that the word belongs to
    pieces: Alternatives = Alternatives()  # any part of a compound

    @property
    def narrow(self) -> Alternatives:
        return self.own | self.same

    @property
    def wide(self) -> Alternatives:
        return self.narrow | self.parts

    @property
    def loose(self) -> Alternatives:
        return self.wide | self.pieces


@dataclass(frozen=True)
class Number:
    """A public number, such as I-2027-42."""

    series: str
    text: str  # as it is stored
    is_certain: bool  # written with a hyphen; “A 45” may as well be a motorway


@dataclass(frozen=True)
class Query:
    """A parsed search text. ``name`` is the whole text, folded; ``terms`` leave out words that say nothing."""

    text: str
    name: str = ""
    terms: tuple[Term, ...] = ()
    number: Number | None = None
    is_number: bool = False  # whether nothing but a number was typed
    known: Lexicon | None = field(default=None, compare=False, repr=False)  # by which it was parsed

    @property
    def is_blank(self) -> bool:
        return not self.text

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for term in self.terms for word in term.words))

    def all_of(self, reach: str) -> Expression:
        """All terms within a reach: "own", "narrow", "wide" or "loose"."""
        return reduce(and_, (getattr(term, reach).expression for term in self.terms))

    def named(self, reach: str) -> Expression:
        return reduce(and_, (getattr(term, reach).in_name for term in self.terms))

    @property
    def any_term(self) -> Expression:
        """What is marked in texts."""
        return reduce(or_, (term.loose.expression for term in self.terms))


def raw(text: str, config: str = CONFIG) -> SearchQuery:
    return SearchQuery(text, config=config, search_type="raw")


def parse(text: str, known: Lexicon | None = None) -> Query:
    """Parse a search text: terms are combined with AND, quotes make a phrase, other characters are ignored.

    At most MOST_WORDS words of the first LONGEST_TEXT characters. One query, for what the office says of words.
    """
    text = " ".join(text.replace("\0", " ")[:LONGEST_TEXT].split())
    number, rest = _number(text)
    is_number = number is not None and not NUMBER.sub("", text, count=1).strip()
    groups = list(_groups(rest))
    every = [word for _is_phrase, words in groups for word in words]
    if not every:
        return Query(text, number=number, is_number=is_number)
    known = known or lexicon()
    terms = list(_terms(groups, known))
    return Query(
        text=text,
        name=" ".join(map(fold, german.words(text))),
        terms=tuple({term.words: term for term in terms}.values()),
        number=number,
        is_number=is_number,
        known=known,
    )


def _number(text: str) -> tuple[Number | None, str]:
    """The first number of a known series, and the text without it where it is one for certain."""
    for found in NUMBER.finditer(text):
        series = found[1].upper()
        if series in registry.number_series:
            year = f"{found[3]}-" if found[3] else ""
            is_certain = bool(found[2].strip())
            number = Number(series, f"{series}-{year}{int(found[4])}", is_certain)
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            return number, rest if is_certain or year else text
    return None, text


def _groups(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Phrases, and the words between them."""
    pieces = QUOTES.split(text)
    left = MOST_WORDS
    for place, piece in enumerate(pieces):
        is_quoted = place % 2 == 1 and place < len(pieces) - 1
        # An e-mail address is one phrase, too.
        for part in [piece] if is_quoted else re.split(r"(\S+@\S+)", piece):
            words = german.words(part)[:left]
            left -= len(words)
            if words:
                yield (is_quoted or "@" in part) and len(words) > 1, words


def _terms(groups: Sequence[tuple[bool, list[str]]], known: Lexicon) -> list[Term]:
    terms = [term for is_phrase, words in groups for term in ([_phrase(words)] if is_phrase else _split(words, known))]
    # Where every word says nothing, they are what was meant: somebody looks for the district itself.
    return [term for term in terms if not _is_idle(term)] or terms


def _is_idle(term: Term) -> bool:
    return " " not in term.typed and says_nothing(term.typed)


def _split(words: Sequence[str], known: Lexicon) -> Iterator[Term]:
    place = 0
    while place < len(words):
        rest = words[place:]
        if length := known.street_at(rest):
            yield _street(rest[:length], known)
        elif length := known.expression_at(rest):
            yield _expression(rest[:length], known)
        else:
            length = 1
            yield _word(rest[0], known)
        place += length


# Words consist of letters and digits only, so quoting is all the escaping that a raw tsquery needs.
def _quoted(word: str) -> tuple[str, ...]:
    return tuple(f"'{spelling}'" for spelling in german.spellings(word))


def _spelt(word: str) -> str:
    return "(" + " | ".join(_quoted(word)) + ")"


def _in_a_row(words: Iterable[str]) -> str:
    return " <-> ".join(map(_spelt, words))


def _labelled(text: str) -> str:
    """A part of a tsquery that counts in names alone: 'bank' becomes 'bank':A."""
    return re.sub(r"('[^']*')(:\*)?", lambda found: f"{found[1]}{found[2] or ':'}A", text)


def _word(word: str, known: Lexicon) -> Term:
    spellings = german.spellings(word)
    # Prefixes are not stemmed: stemmed to “schul”, “Schule” would find “Schuldner” too.
    prefixes = tuple(f"'{german.unmarked(spelling)}':*" for spelling in spellings if len(spelling) >= PREFIX_FROM)
    same, topics = _meanings([word], known)
    parts = known.splitter.parts(word)
    every = Alternatives()
    if parts and not german.STOP_WORDS.intersection(parts):  # “weg” is a stop word: “Radweg” must not find every “Rad”
        every = Alternatives((" & ".join(_with_same(part, known) for part in parts),))
    elif not parts and (ending := known.splitter.ending(word))[0]:
        every = Alternatives((f"'{ending[0]}':* & {_with_same(ending[1], known)}",))
    pieces = [part for part in parts or known.splitter.pieces(word) if part not in german.STOP_WORDS]
    any_part = reduce(or_, (_of_part(part, known) for part in pieces), Alternatives())
    return Term(word, (fold(word),), Alternatives(_quoted(word), prefixes), same, every | topics, any_part)


def _with_same(part: str, known: Lexicon) -> str:
    same, _topics = _meanings([part], known)
    return "(" + " | ".join([*_quoted(part), *same.german]) + ")"


def _of_part(part: str, known: Lexicon) -> Alternatives:
    return reduce(or_, _meanings([part], known), Alternatives(_quoted(part)))


def _street(words: Sequence[str], known: Lexicon) -> Term:
    """A street of the list, however it was written: its name in a row, or in one word."""
    names = known.streets[german.street_key(" ".join(words))]
    own = (*([_in_a_row(names)] if len(names) > 1 else []), *_quoted("".join(names)))
    same, topics = _meanings(words, known)
    return Term(" ".join(words), tuple(map(fold, names)), Alternatives(own), same, topics)


def _expression(words: Sequence[str], known: Lexicon) -> Term:
    own = Alternatives(("(" + " & ".join(map(_spelt, words)) + ")",))
    same, topics = _meanings(words, known)
    return Term(" ".join(words), tuple(map(fold, words)), own, same, topics)


def _phrase(words: Sequence[str]) -> Term:
    return Term(" ".join(words), tuple(map(fold, words)), Alternatives((f"({_in_a_row(words)})",)))


def _meanings(words: Sequence[str], known: Lexicon) -> tuple[Alternatives, Alternatives]:
    """Words of the same meaning, and topics."""
    found = known.meanings_of(words)
    texts = (german.words(text) for text in found.words[:MOST_MEANINGS])
    same = tuple(f"({_in_a_row(words)})" if len(words) > 1 else _spelt(words[0]) for words in texts if words)
    return Alternatives(same), Alternatives(plain=tuple(f"'{token}'" for token in found.tokens))
