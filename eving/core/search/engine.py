"""Full-text search of all registers: query parser, hits and suggestions.

``index(obj)`` writes the two columns of a Searchable row (``indexing``); ``find(queryset, text)`` restricts a queryset
to the hits and orders it. German full-text search first; without hits, substrings; without hits again, a suggestion.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchQuery,
    SearchRank,
)
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Left
from django.utils.functional import cached_property

from eving.core.models.search import SEARCH_COLUMNS as COLUMNS
from eving.core.search import german
from eving.core.search.german import STOP_WORDS, Splitter, fold, sort_key
from eving.core.search.indexing import CONFIG, index, index_many, index_together, load_splitter

__all__ = [
    "COLUMNS",
    "MOST",
    "Query",
    "Result",
    "find",
    "find_inside",
    "fold",
    "index",
    "index_many",
    "index_together",
    "parse",
    "sort_key",
    "suggest",
]

MOST = 1000  # hits that are counted and ranked; with more, lists keep their own order
LOOKED_AT = 3000  # hits that are read to be put in that order; with more, reading in this order soon meets some
LONGEST_TEXT, MOST_WORDS = 200, 8
PREFIX_FROM = INSIDE_FROM = 4  # letters from which a word also matches as a prefix, and as a substring
SUGGESTION_ROWS, SUGGESTION_TEXT = 300, 20_000


# ---------------------------------------------------------------- query
@dataclass(frozen=True)
class Query:
    """A parsed search text. ``words`` are folded, without stop words; ``name`` is the whole text, folded."""

    text: str
    name: str = ""
    words: tuple[str, ...] = ()
    expression: SearchQuery | CombinedSearchQuery = field(
        default_factory=lambda: SearchQuery("", config=CONFIG, search_type="raw")
    )

    @property
    def is_blank(self) -> bool:
        return not self.text


QUOTES = re.compile('[„“”«»‟"]')


def parse(text: str) -> Query:
    """Parse a search text: words are combined with AND, quotes make a phrase, other characters are ignored.

    At most MOST_WORDS words of the first LONGEST_TEXT characters.
    """
    text = " ".join(text.replace("\0", " ")[:LONGEST_TEXT].split())
    pieces = QUOTES.split(text)
    groups: list[tuple[bool, list[str]]] = []
    left = MOST_WORDS
    for number, piece in enumerate(pieces):
        words_of_piece = german.words(piece)[:left]
        left -= len(words_of_piece)
        closed_quote = number % 2 == 1 and number < len(pieces) - 1
        if closed_quote and len(words_of_piece) > 1:
            groups.append((True, words_of_piece))
        else:
            groups += [(False, [word]) for word in words_of_piece]
    every = [word for _is_phrase, words in groups for word in words]
    searched = [group for group in groups if group[0] or not _is_stop_word(group[1][0])] or groups
    if not searched:
        return Query(text)
    # Short words cannot be compounds: most searches save the query for the vocabulary.
    splitter = load_splitter() if any(len(word) >= 2 * german.SHORTEST_PART for word in every) else Splitter([])
    terms = (_phrase(words) if is_phrase else _term(words[0], splitter) for is_phrase, words in searched)
    return Query(
        text=text,
        name=" ".join(map(fold, every)),
        words=tuple(dict.fromkeys(fold(word) for _is_phrase, words in searched for word in words)),
        expression=reduce(and_, terms),
    )


def _is_stop_word(word: str) -> bool:
    return any(spelling in STOP_WORDS for spelling in (word, *german.umlaut_spellings(word)))


# Words consist of letters and digits only, so quoting is all the escaping that a raw tsquery needs.
def _term(word: str, splitter: Splitter) -> SearchQuery | CombinedSearchQuery:
    spellings = german.spellings(word)
    either = [f"'{spelling}'" for spelling in spellings]
    parts = splitter.parts(word)
    if parts and not STOP_WORDS.intersection(parts):  # “weg” is a stop word: “Radweg” must not find every “Rad”
        either.append("(" + " & ".join(f"'{part}'" for part in parts) + ")")
    stemmed = SearchQuery(" | ".join(either), config=CONFIG, search_type="raw")
    # Prefixes are not stemmed: stemmed to “schul”, “Schule” would find “Schuldner” too.
    prefixes = [f"'{german.unmarked(spelling)}':*" for spelling in spellings if len(spelling) >= PREFIX_FROM]
    return stemmed | SearchQuery(" | ".join(prefixes), config="simple", search_type="raw") if prefixes else stemmed


def _phrase(words: Sequence[str]) -> SearchQuery:
    each = ("(" + " | ".join(f"'{spelling}'" for spelling in german.spellings(word)) + ")" for word in words)
    return SearchQuery(" <-> ".join(each), config=CONFIG, search_type="raw")


# ---------------------------------------------------------------- hits
@dataclass
class Result:
    """The hits. ``queryset`` is lazy and may be filtered further, counted and sliced.

    ``count`` stops at ``MOST``; ``is_more`` says that there are more. ``is_inside`` says that no word matched and
    these rows only contain the search words as substrings.
    """

    query: Query
    queryset: QuerySet
    searched: QuerySet
    count: int = 0
    is_more: bool = False
    is_inside: bool = False

    @cached_property
    def suggestion(self) -> str:
        """A similar search text that has hits in the same rows; empty when there are hits or nothing is similar."""
        return "" if self.count else suggest([self.searched], self.query)


def find(queryset: QuerySet, text: str | Query, *, inside: bool = True) -> Result:
    """Restrict rows to those that match a text, best first; a blank text returns them unchanged.

    Runs at most two queries (vocabulary, hits), a third for substrings when no word matches and ``inside`` is set.
    """
    query = text if isinstance(text, Query) else parse(text)
    if query.is_blank:
        return Result(query, queryset, queryset)
    if not query.words:
        return Result(query, queryset.none(), queryset)
    result = _matching(queryset, query)
    return find_inside(queryset, query) if inside and not result.count else result


def _matching(queryset: QuerySet, query: Query) -> Result:
    hits = queryset.filter(search_vector=query.expression)
    pks = _first(hits)
    if len(pks) > MOST:
        return Result(query, _in_own_order(queryset, hits, pks), queryset, count=MOST, is_more=True)
    # A list of keys instead of a subquery: the planner cannot choose to scan the table in rank or date order for a
    # rare word.
    ranked = queryset.filter(pk__in=pks).annotate(
        search_place=_place(query), search_rank=SearchRank(F("search_vector"), query.expression)
    )
    order = ("search_place", "-search_rank", *_own_order(queryset))
    return Result(query, ranked.order_by(*order).defer(*COLUMNS), queryset, count=len(pks))


def find_inside(queryset: QuerySet, query: Query) -> Result:
    if not query.words:
        return Result(query, queryset.none(), queryset, is_inside=True)
    hits = queryset.filter(_holding(query.words))
    pks = _first(hits)
    if len(pks) > MOST:
        rows = _in_own_order(queryset, hits, pks)
        return Result(query, rows, queryset, count=MOST, is_more=True, is_inside=True)
    ranked = queryset.filter(pk__in=pks).annotate(search_place=_place(query))
    order = ("search_place", *_own_order(queryset))
    return Result(query, ranked.order_by(*order).defer(*COLUMNS), queryset, count=len(pks), is_inside=True)


def _first(hits: QuerySet) -> list[Any]:
    return list(hits.order_by().values_list("pk", flat=True)[: LOOKED_AT + 1])


def _in_own_order(queryset: QuerySet, hits: QuerySet, pks: list[Any]) -> QuerySet:
    if len(pks) > LOOKED_AT:
        return hits.defer(*COLUMNS)
    # No index has this order: else the planner may read the table in its own order, to the end for hits that are old.
    return queryset.filter(pk__in=pks).order_by(F("pk") * 0, *_own_order(queryset)).defer(*COLUMNS)


def _holding(words: Iterable[str]) -> Q:
    wanted = (word if len(word) >= INSIDE_FROM else f" {word}" for word in words)
    return reduce(and_, (Q(search_text__contains=word) for word in wanted))


def _place(query: Query) -> Case:
    """0 for a row with exactly this name, 1 for a name that begins with it, 2 for others."""
    return Case(
        When(search_text__startswith=f" {query.name} \n", then=Value(0)),
        When(search_text__startswith=f" {query.name}", then=Value(1)),
        default=Value(2),
    )


def _own_order(queryset: QuerySet) -> tuple[Any, ...]:
    return (*(queryset.query.order_by or queryset.model._meta.ordering), "-pk")


# ---------------------------------------------------------------- suggestions
def suggest(querysets: Iterable[QuerySet], query: Query) -> str:
    """The query with each unknown word replaced by the most similar one of these rows; empty if one has none.

    Suggests only words of the given rows, so that unpublished rows reveal nothing. One query for each queryset, one for
    the vocabulary and, for several words, one more for each queryset, because one row must contain them all.
    """
    querysets = list(querysets)
    long_words = [word for word in query.words if len(word) >= INSIDE_FROM]
    if not long_words:
        return ""
    tokens = {
        token for queryset in querysets for text in _similar_texts(queryset, long_words) for token in text.split()
    }
    written = dict(token.split("=", 1) for token in tokens if "=" in token)
    known = {token.split("=", 1)[0] for token in tokens}
    splitter = load_splitter()
    similar = [_most_similar(word, known, splitter) if word in long_words else word for word in query.words]
    if not all(similar) or similar == list(query.words):
        return ""
    if len(similar) > 1 and not any(queryset.filter(_holding(similar)).exists() for queryset in querysets):
        return ""
    unfolded = (written.get(word, word) for word in similar)
    return " ".join(word.capitalize() if query.text[:1].isupper() else word for word in unfolded)


def _similar_texts(queryset: QuerySet, words: Iterable[str]) -> QuerySet:
    """Some folded texts of these rows with each word or a piece of it; one union query on the trigram index."""
    texts = queryset.order_by().annotate(beginning=Left("search_text", SUGGESTION_TEXT))
    texts = texts.values_list("beginning", flat=True)
    unions = []
    for word in words:
        unions += [
            texts.filter(search_text__contains=word)[:1],
            texts.filter(_holding_any(_ends(word)))[:SUGGESTION_ROWS],
            texts.filter(_holding_any(_pieces(word)))[:SUGGESTION_ROWS],
        ]
    return unions[0].union(*unions[1:])


def _holding_any(pieces: Iterable[str]) -> Q:
    return reduce(or_, (Q(search_text__contains=piece) for piece in pieces))


def _ends(word: str) -> list[str]:
    """First half at a word's beginning, second half at its end: one typing error leaves one intact. Few rows match."""
    half = len(word) // 2
    return [f" {word[:half]}", f"{word[half:]} "]


def _pieces(word: str) -> list[str]:
    """Up to three pieces, of which two typing errors leave one intact; the trigram index needs three letters each."""
    count = min(3, len(word) // 3)
    if count < 2:
        return _ends(word)
    cuts = [len(word) * number // count for number in range(count + 1)]
    return [word[start:end] for start, end in pairwise(cuts)]


def _most_similar(word: str, known: set[str], splitter: Splitter) -> str:
    """The word itself if it is known, else the known word at the smallest edit distance, else an empty string."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if any(word in other for other in known):
        return word
    distance_limit = 1 if len(word) < 6 else 2 if len(word) < 12 else 3
    pieces = _pieces(word)
    inner = {
        fold(part) for other in known if any(piece in other for piece in pieces) for part in splitter.all_parts(other)
    }
    matches = process.extract(word, sorted(known | inner), scorer=OSA.distance, score_cutoff=distance_limit, limit=None)
    return min(((distance, other[0] != word[0], other) for other, distance, _place in matches), default=("",))[-1]
