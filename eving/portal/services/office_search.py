"""The one search of the back office: a number leads to its case, words to the first hits of each list and the handbook.

Lists are searched as their own field does it (``core.backoffice.list_search``), with the rights of whoever asks.
Nothing that was typed is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import IntegerField, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from eving.core.backoffice import list_search
from eving.core.backoffice.base import StaffAdmin
from eving.core.models import Searchable, SitePage
from eving.core.models.search import SEARCH_COLUMNS
from eving.core.search import engine
from eving.core.search.excerpts import excerpts
from eving.core.search.parsing import NUMBER, Query

FEW, FEW_SECTIONS = 3, 5
FIRST, LAST = (-1, 0.0), (9, 0.0)  # weights of hits that are not ranked


@dataclass(frozen=True)
class Row:
    url: str
    title: str
    badge: dict[str, Any] = field(default_factory=dict)  # as components/badge.html takes it
    note: str = ""  # of a section, the page that it stands on
    excerpt: SafeString | str = ""
    lang: str = ""


@dataclass
class Group:
    """The hits of one list, or of the handbook."""

    code: str
    label: str
    rows: list[Row]
    count: int
    is_more: bool = False  # more than were counted
    list_url: str = ""
    weight: tuple[float, float] = LAST

    @property
    def count_text(self) -> str:
        number = number_format(self.count, force_grouping=True)
        return _("more than %(number)s") % {"number": number} if self.is_more else number


@dataclass(frozen=True)
class Answer:
    groups: list[Group]
    corrected: str = ""
    is_partial: bool = False
    suggestion: str = ""


@dataclass
class Place:
    """A list, or the handbook, with the keys of its hits."""

    page: Any  # StaffAdmin; None for the handbook
    rows: QuerySet
    keys: list[int] = field(default_factory=list)
    is_more: bool = False
    weight: tuple[float, float] = LAST

    @property
    def is_searchable(self) -> bool:
        return issubclass(self.rows.model, Searchable)


# ---------------------------------------------------------------- lists
def lists_for(request: HttpRequest) -> list[StaffAdmin]:
    """The lists that the person may see and that can be searched, registers first."""
    order = {label: place for place, label in enumerate(apps.app_configs)}
    pages = [
        page
        for page in admin.site._registry.values()
        if isinstance(page, StaffAdmin)
        and page.in_office_search
        and page.search_fields
        and page.has_view_or_change_permission(request)
    ]
    return sorted(pages, key=lambda page: (page.opts.app_label in {"core", "auth"}, -order[page.opts.app_label]))


def label_of(page: StaffAdmin) -> str:
    return capfirst(str(getattr(page, "list_title", "") or page.opts.verbose_name_plural))


def case_url(request: HttpRequest, query: Query) -> str:
    """The page of the thing whose number was typed, and nothing else; empty where there is none to see."""
    number = query.number
    if number is None or not (number.is_certain or NUMBER.fullmatch(query.text)):
        return ""
    for page in lists_for(request):
        if getattr(page.model, "number_series", "") == number.series:
            key = page.get_queryset(request).filter(number=number.text).order_by().values_list("pk", flat=True).first()
            return page.address("change", key) if key else ""
    return ""


# ---------------------------------------------------------------- search
def search(request: HttpRequest, query: Query) -> Answer:
    """The first hits of each list. The number of queries depends on the lists, not on their rows."""
    places = [Place(page, page.get_queryset(request)) for page in lists_for(request)]
    places.append(Place(None, SitePage.objects.filter(is_internal=True).defer(*SEARCH_COLUMNS)))
    searchable = [place for place in places if place.is_searchable]
    results = engine.find_all([place.rows for place in searchable], query)
    found_by_fields(request, places, query)
    first = results[0]
    is_loose = first.is_partial or first.is_corrected
    if not (is_loose and any(place.keys for place in places)):
        for place, result in zip(searchable, results, strict=True):
            found_by_texts(place, result)
    else:
        is_loose = False
    groups = [group_of(place, query) for place in places if place.keys]
    groups.sort(key=lambda group: group.weight)
    return Answer(
        groups,
        corrected=first.query.text if is_loose and first.is_corrected else "",
        is_partial=is_loose and first.is_partial,
        suggestion="" if groups else first.suggestion,
    )


def found_by_fields(request: HttpRequest, places: Iterable[Place], query: Query) -> None:
    """By the fields that are the office's; one query for all lists."""
    words = list(list_search.words_of(query.text))
    is_address = len(words) > 1 and any(word.streets for word in words)
    lists = [place for place in places if place.page]
    parts = []
    for number, place in enumerate(lists):
        names = place.page.get_search_fields(request)
        if is_address and "house_number" in names:
            place.weight = FIRST
        if place.is_searchable:
            names = [name for name in names if "__" in name]
        rows = place.rows.filter(list_search.all_fit(place.page, request, words, names)).order_by()
        marked = rows.annotate(search_list=Value(number, output_field=IntegerField()))
        parts.append(marked.values_list("search_list", "pk")[: engine.MOST + 1])
    for number, key in parts[0].union(*parts[1:], all=True) if words and parts else ():
        lists[number].keys.append(key)
    for place in lists:
        place.is_more = len(place.keys) > engine.MOST
        place.keys = list(dict.fromkeys(place.keys[: engine.MOST]))


def found_by_texts(place: Place, result: engine.Result) -> None:
    if not result.count:
        return
    if result.is_more:
        first = list(result.queryset.values_list("pk", flat=True)[:FEW])
        place.keys = list(dict.fromkeys([*first, *place.keys]))
        place.is_more = True
        return
    ranked = list(result.queryset.values_list("pk", "search_place", "search_rank"))
    place.keys = list(dict.fromkeys([*(key for key, _place, _rank in ranked), *place.keys]))
    _key, where, rank = ranked[0]
    place.weight = (where, -rank)


# ---------------------------------------------------------------- what is shown
def group_of(place: Place, query: Query) -> Group:
    count = engine.MOST if place.is_more else len(place.keys)
    if place.page is None:
        sections = list_search.in_this_order(place.rows, place.keys[:FEW_SECTIONS])
        return Group("handbook", _("Handbook"), handbook_rows(sections, query), count, weight=place.weight)
    shown = list_search.in_this_order(place.rows, place.keys[:FEW])
    page = place.page
    return Group(
        code=page.opts.model_name,
        label=label_of(page),
        rows=[row_of(page, obj) for obj in shown],
        count=count,
        is_more=place.is_more,
        list_url=f"{page.address('changelist')}?{urlencode({'q': query.text})}",
        weight=place.weight,
    )


def row_of(page: Any, obj: Any) -> Row:
    badge = page.badge(obj) if hasattr(page, "badge") else {}
    return Row(page.address("change", obj.pk), str(obj), badge, page.hit_note(obj))


def handbook_rows(sections: Iterable[SitePage], query: Query) -> list[Row]:
    sections = list(sections)
    passages = excerpts([section.texts.get("C", "") for section in sections], query)
    rows = []
    for section, passage in zip(sections, passages, strict=True):
        page, _sign, anchor = section.code.removeprefix("handbook:").partition("#")
        heading, chapter = section.texts.get("A", ""), section.texts.get("B", "")
        url = f"{reverse('admin:handbook_page', args=[page])}#{anchor}"
        rows.append(Row(url, heading, note="" if chapter == heading else chapter, excerpt=passage, lang="de"))
    return rows
