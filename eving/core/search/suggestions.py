"""What was perhaps meant: known words in place of unknown ones. Only words of the rows that are searched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import and_, or_

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Left

from eving.core.search import german
from eving.core.search.german import Splitter, fold
from eving.core.search.lexicon import Lexicon, lexicon
from eving.core.search.parsing import Query

SUGGESTION_ROWS, SUGGESTION_TEXT = 300, 20_000
FROM_LETTERS = 4  # of a word that is corrected


@dataclass(frozen=True)
class Suggestion:
    text: str
    is_clear: bool  # whether nothing else is as near


@dataclass(frozen=True)
class Similar:
    word: str
    is_clear: bool = True


def suggest(querysets: Iterable[QuerySet], query: Query) -> Suggestion | None:
    """The query with each unknown word replaced by the most similar one of these rows; None if one has none.

    Suggests only words of the given rows, so that unpublished rows reveal nothing. Two queries for all of them and, for
    several words, one for each queryset, because one row must contain them all.
    """
    querysets, words = list(querysets), query.known or lexicon()
    unknown = _unknown(querysets, [word for word in query.words if len(word) >= FROM_LETTERS], words)
    if not unknown:
        return None
    tokens = {token for text in _similar_texts(querysets, unknown) for token in text.split()}
    written = dict(token.split("=", 1) for token in tokens if "=" in token)
    known = {token.split("=", 1)[0] for token in tokens}
    similar = [_most_similar(word, known, words) if word in unknown else Similar(word) for word in query.words]
    found = [one.word for one in similar if one]
    if len(found) < len(similar) or found == list(query.words):
        return None
    if len(found) > 1 and not any(queryset.filter(_holding_all(found)).exists() for queryset in querysets):
        return None
    typed = {fold(word): word for word in german.words(query.text)}
    unfolded = (written.get(word, typed.get(word, word)) for word in found)
    text = " ".join(word.capitalize() if query.text[:1].isupper() else word for word in unfolded)
    return Suggestion(text, all(one.is_clear for one in similar if one))


def _unknown(querysets: Sequence[QuerySet], words: Sequence[str], known: Lexicon) -> list[str]:
    """The words that no row has, and the table of synonyms neither; one query."""
    asked = [word for word in words if word not in known.expressions]
    if not asked or not querysets:
        return []
    rows = [
        queryset.order_by().filter(search_text__contains=word).annotate(search_word=Value(place))
        .values_list("search_word", flat=True)[:1]
        for queryset in querysets for place, word in enumerate(asked) if not queryset.query.is_empty()
    ]  # fmt: skip
    found = set(rows[0].union(*rows[1:])) if rows else set()
    return [word for place, word in enumerate(asked) if place not in found]


def _similar_texts(querysets: Sequence[QuerySet], words: Iterable[str]) -> QuerySet:
    """Some folded texts of these rows with pieces of each word; one union query on the trigram indexes."""
    unions = []
    for queryset in querysets:
        texts = queryset.order_by().annotate(beginning=Left("search_text", SUGGESTION_TEXT))
        texts = texts.values_list("beginning", flat=True)
        for word in words:
            unions += [
                texts.filter(_holding_any(_ends(word)))[:SUGGESTION_ROWS],
                texts.filter(_holding_any(_pieces(word)))[:SUGGESTION_ROWS],
            ]
    return unions[0].union(*unions[1:])


def _holding_all(words: Iterable[str]) -> Q:
    return reduce(and_, (Q(search_text__contains=word) for word in words))


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


def _most_similar(word: str, known: set[str], words: Lexicon) -> Similar | None:
    """The known word at the smallest edit distance."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    limit = 1 if len(word) < 6 else 2 if len(word) < 12 else 3
    pieces = _pieces(word)
    splitter: Splitter = words.splitter
    inner = {
        fold(part) for other in known if any(piece in other for piece in pieces) for part in splitter.all_parts(other)
    }
    choices = sorted(known | inner | words.expressions)
    matches = process.extract(word, choices, scorer=OSA.distance, score_cutoff=limit, limit=None)
    ordered = sorted((distance, other[0] != word[0], other) for other, distance, _place in matches)
    if not ordered:
        return None
    (distance, _first, best), *others = ordered
    as_near = [other for far, _first, other in others if far == distance and not _is_form_of(other, best)]
    return Similar(best, is_clear=not as_near)


def _is_form_of(one: str, other: str) -> bool:
    """Whether two words are forms of one, such as “laterne” and “laternen”."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short.rstrip("en")) and len(long) - len(short) <= 2
