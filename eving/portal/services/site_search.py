"""What the page of results shows: hits of all registers and of the portal's own pages, the best register first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.formats import number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from eving.core import registry
from eving.core.models.translations import in_all_languages
from eving.core.public.pages import nearest_page
from eving.core.registry import SearchKind
from eving.core.search import engine, german
from eving.core.search.excerpts import excerpts
from eving.core.texts.stored import stored
from eving.portal.services import site_pages

FEW = 3  # hits of each register on the page of all
PER_PAGE = 12
BEGINNING = 20  # words of a text that holds none of those searched for
MOST_SHOWN = 360  # of more hits than are counted: thirty pages, as in lists


class CountedHits(Paginator):
    is_more = False  # whether there are hits behind the last page, which components/pagination.html says


@dataclass
class Hits:
    """The hits of one register, or of the portal's pages."""

    kind: SearchKind
    result: engine.Result
    rows: list[Any] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.result.count

    @property
    def count_text(self) -> str:
        number = number_format(self.count, force_grouping=True)
        return _("more than %(number)s") % {"number": number} if self.result.is_more else number

    def page(self, number: str) -> Page:
        paginator = CountedHits(self.result.queryset, PER_PAGE)
        # Already counted; pages beyond the limit are not offered.
        paginator.count = min(MOST_SHOWN, self.count) if self.result.is_more else self.count
        paginator.is_more = self.result.is_more
        return nearest_page(paginator, number)

    @property
    def weight(self) -> tuple[Any, ...]:
        """What stands first: a name that is exactly what was typed, the register that was named, the best hit."""
        best = self.rows[0] if self.rows else None
        place = getattr(best, "search_place", engine.FAR)
        is_page, named = self.kind is site_pages.KIND, self.named
        is_exact = site_pages.is_called(best, self.result.query.name) if is_page else place == engine.EXACT
        group = 0 if is_exact else 1 if place == engine.IN_ORDER else 2
        # Pages about a thing stand behind the thing itself.
        return group, -named, is_page, place, -getattr(best, "search_rank", 0.0), -self.count

    @property
    def named(self) -> int:
        """How many of the typed words name the register itself, under any ending."""
        own = set(german.unmarked(german.plain(in_all_languages(self.kind.words))).split())
        return sum(not own.isdisjoint(german.bases(word)) for word in german.words(self.result.query.text))

    @property
    def is_meant(self) -> bool:
        """By its label or a noun: “rent” is a word of shops, yet somebody may look for a flat."""
        nouns = {german.fold(word) for word in in_all_languages(self.kind.words).split() if word[:1].isupper()}
        labels = german.fold(in_all_languages(self.kind.label)).split()
        return any(word in nouns or word in labels or f"{word}s" in labels for word in self.result.query.words)


@dataclass(frozen=True)
class Row:
    """One hit as components/results.html shows it."""

    card: dict[str, Any]
    title: Any  # text or markup, as the excerpt
    excerpt: Any
    missing: list[str]  # words that it lacks and others have


def kinds() -> list[SearchKind]:
    return [*registry.search_kinds, site_pages.KIND]


def search_all(query: engine.Query, *, is_exact: bool = False) -> list[Hits]:
    """Hits of each register with the first rows of each, the best register first."""
    several = kinds()
    results = engine.find_all([kind.published() for kind in several], query, is_exact=is_exact)
    found = [Hits(kind, result) for kind, result in zip(several, results, strict=True)]
    for hits in found:
        if hits.count:
            hits.rows = list(hits.result.queryset[:FEW])
    return sorted(found, key=lambda hits: hits.weight if hits.count else (3,))


def rows_of(hits: Hits, rows: Sequence[Any]) -> list[Row]:
    """One query for the passages of all rows, besides what their cards ask."""
    query, left_out = hits.result.query, hits.result.left_out
    texts = [row.search_excerpt() for row in rows]
    # The portal's own pages speak the reader's language, what people wrote is German.
    marked = str if hits.kind is site_pages.KIND else stored
    shown = []
    for row, text, passage in zip(rows, texts, excerpts(texts, query), strict=True):
        card = hits.kind.card(row)
        # Where the words stand in the title alone, the text begins at its beginning.
        excerpt = passage or card.get("summary") or Truncator(text).words(BEGINNING, truncate=" …")
        missing = [word for word in engine.missing(query, row) if word not in left_out]
        shown.append(Row(card, marked(card["title"]), marked(excerpt), missing))
    return shown
