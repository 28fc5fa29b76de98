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
class Term:
    """One word, street, expression or phrase. Its words are folded, except in ``typed``."""

    typed: str
    words: tuple[str, ...]
    own: Expression  # the words themselves: their spellings, beginnings and parts
    others: Expression | None = None  # what means the same, and topics
    pieces: Expression | None = None  # the parts of a compound, each by itself

    @property
    def expression(self) -> Expression:
        return self.own | self.others if self.others else self.own

    @property
    def loose(self) -> Expression:
        """With pieces, which are tried where nothing fits."""
        return self.expression | self.pieces if self.pieces else self.expression


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
    is_number: bool = field(default=False)  # whether nothing but a number was typed

    @property
    def is_blank(self) -> bool:
        return not self.text

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for term in self.terms for word in term.words))

    @cached_property
    def expression(self) -> Expression:
        """All terms."""
        return reduce(and_, (term.expression for term in self.terms), *self._none)

    @cached_property
    def own(self) -> Expression:
        """All terms by their own words: hits of these stand before those of other words of the same meaning."""
        return reduce(and_, (term.own for term in self.terms), *self._none)

    @property
    def any_term(self) -> Expression:
        """What is marked in texts."""
        return reduce(or_, (term.loose for term in self.terms), *self._none)

    @property
    def _none(self) -> tuple[Expression, ...]:
        return () if self.terms else (raw(""),)


def raw(text: str, config: str = CONFIG) -> SearchQuery:
    return SearchQuery(text, config=config, search_type="raw")


def parse(text: str) -> Query:
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
    known = lexicon()
    terms = list(_terms(groups, known))
    return Query(
        text=text,
        name=" ".join(map(fold, german.words(text))),
        terms=tuple({term.words: term for term in terms}.values()),
        number=number,
        is_number=is_number,
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
        words = german.words(piece)[:left]
        left -= len(words)
        is_closed = place % 2 == 1 and place < len(pieces) - 1
        if words:
            yield is_closed and len(words) > 1, words


def _terms(groups: Sequence[tuple[bool, list[str]]], known: Lexicon) -> list[Term]:
    terms = [term for is_phrase, words in groups for term in ([_phrase(words)] if is_phrase else _split(words, known))]
    # Where every word says nothing, they are what was meant: somebody looks for “Eving”.
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
def _spelt(word: str) -> str:
    return "(" + " | ".join(f"'{spelling}'" for spelling in german.spellings(word)) + ")"


def _in_a_row(words: Iterable[str]) -> str:
    return " <-> ".join(map(_spelt, words))


def _word(word: str, known: Lexicon) -> Term:
    spellings = german.spellings(word)
    either = [f"'{spelling}'" for spelling in spellings]
    parts = known.splitter.parts(word)
    if parts and not german.STOP_WORDS.intersection(parts):  # “weg” is a stop word: “Radweg” must not find every “Rad”
        either.append("(" + " & ".join(f"'{part}'" for part in parts) + ")")
    own: Expression = raw(" | ".join(either))
    # Prefixes are not stemmed: stemmed to “schul”, “Schule” would find “Schuldner” too.
    prefixes = [f"'{german.unmarked(spelling)}':*" for spelling in spellings if len(spelling) >= PREFIX_FROM]
    if prefixes:
        own = own | raw(" | ".join(prefixes), "simple")
    return Term(word, (fold(word),), own, _others([word], known), _pieces(parts or known.splitter.pieces(word), known))


def _pieces(parts: Sequence[str], known: Lexicon) -> Expression | None:
    """Any part of a compound, and what means the same."""
    parts = [part for part in parts if part not in german.STOP_WORDS]
    meanings = [others for part in parts if (others := _others([part], known))]
    return reduce(or_, [*(raw(_spelt(part)) for part in parts), *meanings]) if parts else None


def _street(words: Sequence[str], known: Lexicon) -> Term:
    """A street of the list, however it was written: its name in a row, or in one word."""
    names = known.streets[german.street_key(" ".join(words))]
    joined = "".join(names)
    own = raw(f"({_in_a_row(names)}) | {_spelt(joined)}" if len(names) > 1 else _spelt(joined))
    return Term(" ".join(words), tuple(map(fold, names)), own, _others(words, known))


def _expression(words: Sequence[str], known: Lexicon) -> Term:
    own = raw("(" + " & ".join(map(_spelt, words)) + ")")
    return Term(" ".join(words), tuple(map(fold, words)), own, _others(words, known))


def _phrase(words: Sequence[str]) -> Term:
    return Term(" ".join(words), tuple(map(fold, words)), raw(_in_a_row(words)))


def _others(words: Sequence[str], known: Lexicon) -> Expression | None:
    meanings = known.meanings_of(words)
    texts = [_in_a_row(german.words(text)) for text in meanings.words[:MOST_MEANINGS]]
    found: list[Expression] = []
    if texts:
        found.append(raw(" | ".join(f"({text})" for text in texts)))
    if meanings.tokens:
        found.append(raw(" | ".join(f"'{token}'" for token in meanings.tokens), "simple"))
    return reduce(or_, found) if found else None
