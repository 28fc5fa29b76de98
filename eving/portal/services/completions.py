"""What somebody may be about to type: public names, pages, registers, streets and topics that begin like it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Left
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eving.core import registry
from eving.core.caching import versions
from eving.core.models import Street, Topic
from eving.core.models.translations import in_all_languages
from eving.core.public import found
from eving.core.registry import SearchKind
from eving.core.search import german
from eving.core.search.german import fold
from eving.core.search.lexicon import says_nothing
from eving.core.search.parsing import NUMBER, parse
from eving.portal.services import site_pages

FEWEST_LETTERS = 3  # what the trigram index needs
MOST, MOST_WORDS = 8, 5
MOST_OTHERS = 4  # registers, pages, streets and topics, while there are names enough
# Rows of each register that are looked at. A word that many texts hold stands in many names as well.
LOOKED_AT = 100
LONGEST_NAME = 200
TABLES = (Street._meta.db_table, Topic._meta.db_table)


@dataclass(frozen=True)
class Completion:
    text: str
    kind: str  # what it is: the register, "street"
    url: str
    is_stored: bool  # whether people wrote it, which is German on every page
    place: int = 0  # 0 where the text begins with what was typed, 1 where one of its words does, 2 by another word


@dataclass(frozen=True)
class Known:
    """Something that is not a row of a register."""

    completion: Completion
    name: str  # folded, a space before each word
    others: str = ""  # words of the same meaning


def completions(typed: str) -> list[Completion]:
    """At most ``MOST``, those that begin with what was typed first. Two queries, and two more for a public number."""
    if NUMBER.search(typed) and (row := found.row_with(parse(typed).number)):
        return [Completion(row["label"], "", row["url"], is_stored=True)]
    every = german.words(typed[:LONGEST_NAME])
    # “wo finde ich …” narrows nothing.
    telling = [word for word in every if not says_nothing(word)] or every
    words = [fold(word) for word in telling[:MOST_WORDS]]
    if max(map(len, words), default=0) < FEWEST_LETTERS:
        return []
    named = _rows(words)
    known = [*_pages(get_language() or "", tuple(registry.search_kinds)), *_names(versions.current(TABLES))]
    others = sorted(_fitting(known, words), key=lambda one: one.place)
    few = _once(others)[: max(MOST_OTHERS, MOST - len(named))]
    return sorted([*few, *named][:MOST], key=lambda one: one.place)


def _once(several: Iterable[Completion]) -> list[Completion]:
    """The list of a register is also a page of the portal."""
    urls: dict[str, Completion] = {}
    for one in several:
        urls.setdefault(one.url, one)
    return list(urls.values())


def folded(text: str) -> str:
    return "".join(f" {fold(word)}" for word in german.words(text))


def place_in(name: str, words: Sequence[str]) -> int | None:
    """None where a word is missing, whose beginning is enough."""
    if not all(f" {word}" in name for word in words):
        return None
    return 0 if name.startswith(f" {' '.join(words)}") else 1


def _fitting(known: Iterable[Known], words: Sequence[str]) -> Iterator[Completion]:
    for one in known:
        if (place := place_in(one.name, words)) is not None:
            yield replace(one.completion, place=place)
        elif place_in(one.others, words) is not None:
            yield replace(one.completion, place=2)


# ---------------------------------------------------------------- rows of registers
def _rows(words: Sequence[str]) -> list[Completion]:
    """The best public rows of all registers, in one query. What is hidden is in none of them."""
    several = [kind.published().order_by().prefetch_related(None) for kind in registry.search_kinds]
    if not several:
        return []
    parts = [_candidates(place, rows, words) for place, rows in enumerate(several)]
    fitting = [
        (place, len(name), name, number, slug, register)
        for number, slug, name, beginning, register in parts[0].union(*parts[1:], all=True)
        if (place := place_in(beginning.partition("\n")[0], words)) is not None
    ]
    return [
        Completion(
            name,
            str(registry.search_kinds[register].label),
            several[register].model(number=number, slug=slug).get_absolute_url(),
            is_stored=True,
            place=place,
        )
        for place, _length, name, number, slug, register in sorted(fitting)[:MOST]
    ]


def _candidates(place: int, rows: QuerySet, words: Iterable[str]) -> QuerySet:
    kind = registry.search_kinds[place]
    for word in words:
        rows = rows.filter(search_text__contains=f" {word}")
    return rows.annotate(
        completed=Cast(F(kind.name_column), CharField()),
        beginning=Left("search_text", LONGEST_NAME),
        register=Value(place, output_field=IntegerField()),
    ).values_list("number", "slug", "completed", "beginning", "register")[:LOOKED_AT]


# ---------------------------------------------------------------- what else there is
@lru_cache(maxsize=16)
def _pages(language: str, kinds: tuple[SearchKind, ...]) -> list[Known]:
    """Lists of registers and the portal's own pages in the reader's language."""
    found_pages = [
        (kind.label, _("List"), kind.list_url(), kind.words) for kind in kinds
    ] + [
        (page.title, _("Page"), reverse(page.page), page.words) for page in site_pages.found_pages().values()
    ]  # fmt: skip
    return [
        Known(
            Completion(str(title), str(what), url, is_stored=False), folded(str(title)), folded(in_all_languages(words))
        )
        for title, what, url, words in found_pages
    ]


def _names(version: int) -> list[Known]:
    """Streets and topics, which lead to a search for them."""
    return [
        Known(Completion(name, str(kind), _search(name), is_stored=True), words)
        for kind, names in zip((_("Street"), _("Topic")), _read(version), strict=True)
        for name, words in names
    ]


def _search(text: str) -> str:
    return f"{reverse('portal:search')}?{urlencode({'q': text})}"


@lru_cache(maxsize=1)
def _read(version: int) -> tuple[list[tuple[str, str]], ...]:
    streets = Street.objects.order_by("name_sort").values_list("name", flat=True)
    topics = Topic.objects.filter(is_active=True).order_by("sort", "name").values_list("name", flat=True)
    return tuple([(name, folded(name)) for name in names] for names in (streets, topics))
