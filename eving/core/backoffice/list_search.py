"""The search of a list in the back office: a number first, then words, in any spelling.

What a register's own texts say is found as the public search finds it. Fields behind a relation in ``search_fields``,
such as the name of a person, are the office's alone and are looked through for each word.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.admin.views.main import ORDER_VAR
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Model, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext as _

from eving.core.models import Searchable, Street
from eving.core.search import engine, german
from eving.core.search.german import fold, street_key
from eving.core.search.lexicon import LONGEST_PHRASE, lexicon
from eving.core.search.parsing import LONGEST_TEXT, MOST_WORDS, Number, Query

TYPED = re.compile(r'"[^"]+"|[^\s"]+')
TELEPHONE = re.compile(r"[+(]*\d[\d\s/().-]{4,}")
NOTICE = "search_notice"  # attribute of a request: what the list says about its hits


@dataclass(frozen=True)
class Word:
    """A word that was typed, or a street or a phrase of several, with its spellings."""

    spellings: tuple[str, ...]
    streets: tuple[int, ...] = ()  # keys of the streets that it names

    @property
    def typed(self) -> str:
        return self.spellings[0]

    @property
    def is_figure(self) -> bool:
        return self.typed.isdecimal()


# ---------------------------------------------------------------- a list
def results(page: Any, request: HttpRequest, rows: QuerySet, text: str) -> QuerySet:
    """The rows of a list that fit a text, best first unless a column was chosen to sort by. ``page`` is its admin page.

    The number of queries depends on the list and on the text, never on the rows.
    """
    names = page.get_search_fields(request)
    query = engine.parse(text)
    if query.is_blank or not names:
        return rows
    if query.number and series_of(page.model, names, query.number.series):
        found = by_number(rows, names, query.number)
        if found is not None:
            return found
        if query.number.is_certain or not query.terms:
            return rows.none()
    words = list(words_of(text))
    if not words:
        return rows.none()
    if not issubclass(page.model, Searchable):
        return rows.filter(all_fit(page, request, words, names))
    return searched(page, request, rows, query, words, [name for name in names if "__" in name])


def searched(
    page: Any, request: HttpRequest, rows: QuerySet, query: Query, words: Sequence[Word], staff_fields: Sequence[str]
) -> QuerySet:
    """Rows of a Searchable register: by its own texts, by the office's fields, or by both together."""
    is_sorted = ORDER_VAR in request.GET
    keys = first_keys(rows.filter(all_fit(page, request, words, staff_fields)))
    result = engine.find(rows, query)
    is_loose = result.is_partial or result.is_corrected or not result.count
    if is_loose and not keys and len(words) > 1:
        either = (fits(page, request, word, staff_fields) | in_texts(word) for word in words)
        keys = first_keys(rows.filter(reduce(and_, either)))
    if not keys:
        setattr(request, NOTICE, notice(result, query.text) if is_loose else "")
        return result.queryset.order_by(*rows.query.order_by) if is_sorted else result.queryset
    if is_loose:
        found: list[int] = []
    elif result.is_more:
        return rows.filter(Q(pk__in=keys) | Q(pk__in=result.queryset.order_by().values("pk")))
    else:
        found = list(result.queryset.values_list("pk", flat=True))
    return in_this_order(rows, list(dict.fromkeys([*found, *keys])), keep=is_sorted)


def first_keys(rows: QuerySet) -> list[int]:
    return list(dict.fromkeys(rows.order_by().values_list("pk", flat=True)[: engine.MOST]))


def in_this_order(rows: QuerySet, keys: list[int], *, keep: bool = False) -> QuerySet:
    found = rows.filter(pk__in=keys)
    if keep:
        return found
    listed = Value(keys, output_field=ArrayField(BigIntegerField()))
    place = Func(listed, F("pk"), function="array_position", output_field=BigIntegerField())
    return found.annotate(search_position=place).order_by("search_position")


def notice(result: engine.Result, typed: str) -> str:
    if result.is_corrected:
        meant = {"typed": typed, "meant": result.query.text}
        return _("Nothing has “%(typed)s”. These are the results for “%(meant)s”.") % meant
    return _("No entry has all of your words. These have most of them.") if result.is_partial else ""


# ---------------------------------------------------------------- numbers
def models_behind(model: type[Model], name: str) -> list[type[Model]]:
    """The models that a lookup goes through, besides its own: the last one has the field."""
    behind: list[Any] = []
    for step in name.split("__")[:-1]:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        behind.append(model)
    return behind


def is_number(name: str) -> bool:
    return name.rpartition("__")[2] == "number"


def series_of(model: type[Model], names: Iterable[str], series: str) -> list[str]:
    """The fields that hold numbers of this series: of the row itself, or of what it belongs to."""
    return [
        name
        for name in names
        if is_number(name) and getattr([model, *models_behind(model, name)][-1], "number_series", "") == series
    ]


def by_number(rows: QuerySet, names: Sequence[str], number: Number) -> QuerySet | None:
    """The rows with exactly this number; else those of its year, or those that have it in any year."""
    fields = series_of(rows.model, names, number.series)
    count = number.text.rpartition("-")[2]
    ways = [any_of((name, number.text) for name in fields)]
    if number.text.count("-") == 1:
        in_any_year = rf"^{number.series}-\d{{4}}-{count}$"
        of_its_year = any_of((f"{name}__startswith", f"{number.text}-") for name in fields)
        ways.append(of_its_year | any_of((f"{name}__regex", in_any_year) for name in fields))
    for way in ways:
        found = rows.filter(way)
        if found.order_by().exists():
            return found
    return None


def any_of(lookups: Iterable[tuple[str, Any]]) -> Q:
    return reduce(or_, map(Q, lookups), Q(pk__in=[]))


# ---------------------------------------------------------------- words
def words_of(text: str) -> Iterator[Word]:
    """What was typed, word by word: quotes make a phrase, a street or a telephone number is one word."""
    typed = " ".join(text.replace("\0", " ")[:LONGEST_TEXT].split())
    if TELEPHONE.fullmatch(typed):
        yield Word((typed,))
        return
    pieces = [piece.strip(' ",;:!?()') for piece in TYPED.findall(re.sub("[„“”«»‟]", '"', typed))]
    pieces = [piece for piece in pieces if piece][:MOST_WORDS]
    streets = lexicon().streets
    place = 0
    while place < len(pieces):
        names = (pieces[place : place + many] for many in range(LONGEST_PHRASE, 0, -1))
        name = next((words for words in names if street_key(" ".join(words)) in streets), None)
        if name:
            yield street(" ".join(name))
        else:
            piece = pieces[place]
            yield Word(tuple(dict.fromkeys([piece, *german.umlaut_spellings(piece.lower()), fold(piece)])))
        place += len(name or " ")


def street(typed: str) -> Word:
    key = street_key(typed)
    same = [(pk, name) for pk, name in Street.objects.values_list("pk", "name") if street_key(name) == key]
    return Word((typed, *(name for _pk, name in same)), tuple(pk for pk, _name in same))


def all_fit(page: Any, request: HttpRequest, words: Sequence[Word], names: Sequence[str]) -> Q:
    if len(words) == 1 and issubclass(page.model, Searchable):
        # Each relation is searched by itself: with OR, the whole register is read to look at what its rows refer to.
        # Of several words the planner would then check the second one row by row, so that OR is cheaper.
        rows = page.model._base_manager.order_by().values("pk")
        places = (*by_relation(page.model, names, words[0]), page.search_besides(request, words[0]))
        first, *others = (rows.filter(holds) for holds in places)
        return Q(pk__in=first.union(*others) if others else first)
    return reduce(and_, (fits(page, request, word, names) for word in words), Q())


def fits(page: Any, request: HttpRequest, word: Word, names: Sequence[str]) -> Q:
    """Whether one of the fields, or what the page looks at besides, holds a word."""
    return one_holds(names, word) | page.search_besides(request, word)


def by_relation(model: type[Model], names: Iterable[str], word: Word) -> Iterator[Q]:
    """For each relation that the lookups begin with: that what it leads to holds a word."""
    behind: dict[str, list[str]] = {}
    for name in names:
        relation, _sign, rest = name.partition("__")
        behind.setdefault(relation, []).append(rest)
    for relation, fields in behind.items():
        other: Any = model._meta.get_field(relation).related_model
        yield Q((f"{relation}__in", other._base_manager.filter(one_holds(fields, word)).values("pk")))


def one_holds(names: Iterable[str], word: Word) -> Q:
    return reduce(or_, (holds(name, word) for name in names), Q(pk__in=[]))


def holds(name: str, word: Word) -> Q:
    way, _sign, column = name.rpartition("__")
    if column == "number":
        # EV-1 ends with “1” after its hyphen, EV-11 does not.
        return Q((f"{name}__endswith", f"-{word.typed}")) if word.is_figure else Q((f"{name}__istartswith", word.typed))
    if word.streets and way.endswith("street"):
        return Q((f"{way}__in", word.streets))
    if column == "house_number" and word.typed[0].isdecimal():
        return Q((f"{name}__iregex", rf"(^|\D){re.escape(word.typed)}($|\D)"))
    if column == "phone" and TELEPHONE.fullmatch(word.typed):
        return Q((f"{name}__regex", r"\D*".join(re.findall(r"\d", word.typed))))
    return any_of((f"{name}__icontains", spelling) for spelling in word.spellings)


def in_texts(word: Word) -> Q:
    folded = [fold(part) for part in german.words(word.typed)]
    return engine.holding(folded) if folded else Q(pk__in=[])
