"""Full-text search of the registers: hits, best first, in several ways until one finds something.

``index(obj)`` writes the two columns of a Searchable row (``indexing``). ``find(queryset, text)`` restricts a queryset
to the hits and orders it; ``find_all`` does so for several registers at once, with the same way for all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations
from operator import add, and_, or_
from typing import Any

from django.contrib.postgres.aggregates import BitOr
from django.contrib.postgres.search import SearchRank
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from eving.core.models.search import SEARCH_COLUMNS as COLUMNS
from eving.core.search import suggestions
from eving.core.search.german import fold, sort_key
from eving.core.search.indexing import CONFIG, index, index_many, index_together
from eving.core.search.parsing import Expression, Query, parse

__all__ = [
    "COLUMNS",
    "CONFIG",
    "MOST",
    "Query",
    "Result",
    "find",
    "find_all",
    "fold",
    "index",
    "index_many",
    "index_together",
    "parse",
    "sort_key",
]

MOST = 1000  # hits that are counted and ranked; with more, lists keep their own order
LOOKED_AT = 3000  # hits that are read to be put in that order; with more, reading in this order soon meets some
FEW = 3  # hits of the words themselves; with fewer, what is further away is shown as well
ENOUGH = 6  # hits by most of the words; with fewer, those by one word less are shown as well
# How near a row is: exactly this name, a name that begins so, the words in this order; then the words themselves, in
# the name and anywhere; words of the same meaning, in the name and anywhere; and the rest.
EXACT, BEGINS, IN_ORDER, IN_NAME, ANYWHERE, SAME_IN_NAME, SAME, FAR = range(8)
INSIDE_FROM = 4  # letters from which a word also matches as a substring


@dataclass(frozen=True)
class Result:
    """The hits of one register. ``queryset`` is lazy and may be filtered further, counted and sliced.

    ``count`` stops at ``MOST``; ``is_more`` says that there are more. Ranked rows carry ``search_place`` (how near they
    are), ``search_rank`` and, where only some terms fit, ``search_fits``: a number whose bit n says that term n fits.
    """

    query: Query  # by which these were found: the corrected one where a slip was corrected
    queryset: QuerySet
    searched: QuerySet
    count: int = 0
    is_more: bool = False
    is_inside: bool = False  # no word matched; these rows only contain the search words as substrings
    is_partial: bool = False  # not all terms fit
    is_corrected: bool = False
    left_out: tuple[str, ...] = ()  # terms that none of the first hits has
    suggestion: str = ""  # a similar search text that has hits; empty where hits are shown or nothing is similar

    @property
    def is_ranked(self) -> bool:
        return not self.is_more


# ---------------------------------------------------------------- ways to find something
def find(queryset: QuerySet, text: str | Query, *, is_exact: bool = False) -> Result:
    """Restrict rows to those that match a text, best first; a blank text returns them unchanged."""
    return find_all([queryset], text, is_exact=is_exact)[0]


def find_all(querysets: Sequence[QuerySet], text: str | Query, *, is_exact: bool = False) -> list[Result]:
    """As ``find``, for several registers. A way counts as soon as it finds something in one of them.

    The order of the ways: a public number; all words; all words inside of others; one clear correction; most of the
    words. Each takes one query for all registers together, the last one for each number of words. With ``is_exact``
    nothing is corrected: somebody meant what they typed.
    """
    query = text if isinstance(text, Query) else parse(text)
    if query.is_blank:
        return [Result(query, queryset, queryset) for queryset in querysets]
    if query.number and (found := _by_number(querysets, query)):
        return found
    if not query.terms:
        return nothing(querysets, query)
    if found := _by_words(querysets, query) or _inside(querysets, query):
        return found
    meant = suggestions.suggest(querysets, query)
    corrected = _by_words(querysets, parse(meant.text, query.known)) if meant else []
    if meant and corrected and meant.is_clear and not is_exact:
        return [replace(result, is_corrected=True) for result in corrected]
    found = _by_most_words(querysets, query) or nothing(querysets, query)
    return [replace(result, suggestion=meant.text if meant and corrected else "") for result in found]


def nothing(querysets: Iterable[QuerySet], query: Query) -> list[Result]:
    return [Result(query, queryset.none(), queryset) for queryset in querysets]


def _by_number(querysets: Sequence[QuerySet], query: Query) -> list[Result]:
    assert query.number
    results = nothing(querysets, query)
    # A number of a register that is not searched here, such as a unit's, is like an unknown one.
    found = query.is_number and all(rows.model.number_series != query.number.series for rows in querysets)
    for place, queryset in enumerate(querysets):
        if queryset.model.number_series == query.number.series:
            hits = queryset.filter(number=query.number.text)
            if hits.exists():
                found = True
                ranked = hits.annotate(search_place=Value(EXACT), search_rank=Value(1.0)).defer(*COLUMNS)
                results[place] = Result(query, ranked, queryset, count=1)
    return results if found else []


def _by_words(querysets: Sequence[QuerySet], query: Query) -> list[Result]:
    """The words and what means the same; with few hits also parts of compounds, and what has the topic of a word."""
    reaches = ["narrow", *(["wide"] if any(term.parts for term in query.terms) else [])]
    for reach in reaches:
        expression = query.all_of(reach)
        hits = [queryset.filter(search_vector=expression) for queryset in querysets]
        keys = _first(hits)
        if sum(map(len, keys)) >= FEW:
            break
    if not any(keys):
        return []
    return [_ranked(*row, query, expression) for row in zip(querysets, hits, keys, strict=True)]


def _inside(querysets: Sequence[QuerySet], query: Query) -> list[Result]:
    hits = [queryset.filter(holding(query.words)) for queryset in querysets]
    if not any(keys := _first(hits)):
        return []
    return [_placed(*row, query) for row in zip(querysets, hits, keys, strict=True)]


def _by_most_words(querysets: Sequence[QuerySet], query: Query) -> list[Result]:
    """Rows that most terms fit, most of them first; one statement for each number of terms, until there are enough."""
    loose = [term.loose.expression for term in query.terms]
    for many in range(len(loose), 0, -1):
        expression = reduce(or_, (reduce(and_, several) for several in combinations(loose, many)))
        hits = [queryset.filter(search_vector=expression) for queryset in querysets]
        keys = _first(hits, MOST)
        if sum(map(len, keys)) >= ENOUGH:
            break
    if not any(keys):
        return []
    left_out = _fitting_none(querysets, keys, query)
    results = [_fitting(*row, query, expression) for row in zip(querysets, hits, keys, strict=True)]
    return [replace(result, left_out=left_out) for result in results]


def _fitting_none(querysets: Sequence[QuerySet], keys: Sequence[list[Any]], query: Query) -> tuple[str, ...]:
    """The terms that none of the rows has, as they were typed; one statement."""
    rows = [
        queryset.model._base_manager.order_by().filter(pk__in=some).values(any_of=Value(1))
        .annotate(fits=BitOr(_fits(query))).values_list("fits", flat=True)
        for queryset, some in zip(querysets, keys, strict=True) if some
    ]  # fmt: skip
    fits = reduce(or_, rows[0].union(*rows[1:]))
    return tuple(term.typed for place, term in enumerate(query.terms) if not fits >> place & 1)


# ---------------------------------------------------------------- rows
def _first(hits: Sequence[QuerySet], most: int = 0) -> list[list[Any]]:
    """The keys of some hits of each register, one more than are looked at; one query for all of them."""
    limit = (most or LOOKED_AT) + 1
    if len(hits) == 1:
        return [list(hits[0].order_by().values_list("pk", flat=True)[:limit])]
    parts = [
        rows.order_by().annotate(search_register=Value(place, output_field=IntegerField()))
        .values_list("search_register", "pk")[:limit]
        for place, rows in enumerate(hits) if not rows.query.is_empty()
    ]  # fmt: skip
    keys: list[list[Any]] = [[] for _rows in hits]
    if parts:
        for place, pk in parts[0].union(*parts[1:], all=True):
            keys[place].append(pk)
    return keys


def _ranked(queryset: QuerySet, hits: QuerySet, keys: list[Any], query: Query, expression: Expression) -> Result:
    if len(keys) > MOST:
        return Result(query, _in_own_order(queryset, hits, keys), queryset, count=MOST, is_more=True)
    # A list of keys instead of a subquery: the planner cannot choose to scan the table in rank or date order for a
    # rare word.
    ranked = queryset.filter(pk__in=keys).annotate(
        search_place=_place(query), search_rank=SearchRank(F("search_vector"), expression)
    )
    order = ("search_place", "-search_rank", *_own_order(queryset))
    return Result(query, ranked.order_by(*order).defer(*COLUMNS), queryset, count=len(keys))


def _placed(queryset: QuerySet, hits: QuerySet, keys: list[Any], query: Query) -> Result:
    if len(keys) > MOST:
        rows = _in_own_order(queryset, hits, keys)
        return Result(query, rows, queryset, count=MOST, is_more=True, is_inside=True)
    ranked = queryset.filter(pk__in=keys).annotate(search_place=_place(query), search_rank=Value(0.0))
    order = ("search_place", *_own_order(queryset))
    return Result(query, ranked.order_by(*order).defer(*COLUMNS), queryset, count=len(keys), is_inside=True)


def _fitting(queryset: QuerySet, hits: QuerySet, keys: list[Any], query: Query, expression: Expression) -> Result:
    if len(keys) > MOST:
        rows = _in_own_order(queryset, hits, keys)
        return Result(query, rows, queryset, count=MOST, is_more=True, is_partial=True)
    # A word itself counts twice what means the same, or a part of it.
    many = reduce(add, (_one_if(term.own.expression) + _one_if(term.loose.expression) for term in query.terms))
    rank = SearchRank(F("search_vector"), expression)
    ranked = queryset.filter(pk__in=keys).annotate(
        search_place=Value(FAR), search_rank=many + rank, search_fits=_fits(query)
    )
    order = ("-search_rank", *_own_order(queryset))
    return Result(query, ranked.order_by(*order).defer(*COLUMNS), queryset, count=len(keys), is_partial=True)


def _fits(query: Query) -> Any:
    """A number whose bit n says that term n fits, itself or in a part."""
    return reduce(add, (_one_if(term.loose.expression, 1 << place) for place, term in enumerate(query.terms)))


def _one_if(expression: Expression, value: int = 1) -> Case:
    return Case(When(search_vector=expression, then=Value(value)), default=Value(0), output_field=IntegerField())


def missing(query: Query, row: Any) -> list[str]:
    """The terms that a row found by most of the words lacks, as they were typed."""
    fits: int | None = getattr(row, "search_fits", None)
    return [] if fits is None else [term.typed for place, term in enumerate(query.terms) if not fits >> place & 1]


def _in_own_order(queryset: QuerySet, hits: QuerySet, keys: list[Any]) -> QuerySet:
    if len(keys) > LOOKED_AT:
        return hits.defer(*COLUMNS)
    # No index has this order: else the planner may read the table in its own order, to the end for hits that are old.
    return queryset.filter(pk__in=keys).order_by(F("pk") * 0, *_own_order(queryset)).defer(*COLUMNS)


def holding(words: Iterable[str]) -> Q:
    wanted = (word if len(word) >= INSIDE_FROM else f" {word}" for word in words)
    return reduce(and_, (Q(search_text__contains=word) for word in wanted))


def _place(query: Query) -> Case:
    """How near a row is to what was typed: a smaller number is nearer (PLACES)."""
    phrase = [When(search_text__contains=f" {query.name} ", then=Value(IN_ORDER))] if " " in query.name else []
    fitting = [
        (query.named("own"), IN_NAME),
        (query.all_of("own"), ANYWHERE),
        (query.named("narrow"), 5),
        (query.all_of("narrow"), 6),
    ]
    return Case(
        When(search_text__startswith=f" {query.name} \n", then=Value(EXACT)),
        When(search_text__startswith=f" {query.name}", then=Value(BEGINS)),
        *phrase,
        *(When(search_vector=expression, then=Value(place)) for expression, place in fitting),
        default=Value(FAR),
    )


def _own_order(queryset: QuerySet) -> tuple[Any, ...]:
    return (*(queryset.query.order_by or queryset.model._meta.ordering), "-pk")
