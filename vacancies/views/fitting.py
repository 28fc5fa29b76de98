"""Pagination of the public list of shops: fitting listings before those with an unknown fact."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Page
from django.db.models import BooleanField, ExpressionWrapper, QuerySet
from django.utils.translation import gettext as _

from eving.core.models.compiled import RowsByKey
from eving.core.public.pages import FirstPages
from vacancies.cards import listings
from vacancies.filters import Asked
from vacancies.models import Listing


class FittingFirst(FirstPages):
    """Pages of fitting listings, followed by those that leave a requested fact open.

    Two walks, each in the order of the list and until the counted pages are full; the second is not started where the
    first fills them. One query ordered by “something unknown” would read the whole index for every page.
    """

    def __init__(
        self,
        rows: QuerySet,
        per_page: int,
        *,
        whole: RowsByKey,
        asked: Sequence[Asked],
        certain: QuerySet,
        **kwargs: Any,
    ) -> None:
        unknown = {each.fact: each.unknown for each in asked}
        super().__init__(rows, per_page, whole=whole, **kwargs)
        self.marks = {f"lacks_{fact}": ExpressionWrapper(each, BooleanField()) for fact, each in unknown.items()}
        self.labels = list({each.fact: str(each.label) for each in asked}.values())  # two filters may ask for one fact
        self.fitting = certain.filter(*(each.fits for each in asked))
        self.open = (rows if len(asked) > 1 else certain).filter(reduce(or_, unknown.values()))
        self.open_facts: dict[Any, list[bool]] = {}  # by key, in the order of the labels

    def keys(self, start: int, end: int) -> list[Any]:
        fitting, may_fit = (
            rows.annotate(**self.marks).values_list("pk", *self.marks)[:end] for rows in (self.fitting, self.open)
        )
        # PostgreSQL runs the parts of a UNION ALL one after the other when each has its own limit.
        found = fitting.union(may_fit, all=True)[start:end]
        self.open_facts |= {key: marks for key, *marks in found}
        return [key for key, *_marks in found]

    def lacking(self, listing: Listing) -> list[str]:
        return [label for label, is_open in zip(self.labels, self.open_facts[listing.pk], strict=True) if is_open]


def groups_of(page: Page) -> list[dict[str, Any]]:
    pages = page.paginator
    if not isinstance(pages, FittingFirst):
        return [{"cards": [listings.listing_row(listing) for listing in page]}]
    fitting: list[dict[str, Any]] = []
    lacking: list[dict[str, Any]] = []
    for listing in page:
        facts = pages.lacking(listing)
        (lacking if facts else fitting).append(listings.listing_row(listing, missing=facts))
    what_to_do = _("These shops may match. Each row says what we do not know yet. Please ask the office.")
    groups = [
        {"code": "fits", "title": _("Suitable"), "cards": fitting},
        {"code": "open", "title": _("Detail missing"), "text": what_to_do, "cards": lacking},
    ]
    return [group for group in groups if group["cards"]]


def what_comes_first(groups: Sequence[dict[str, Any]], page: Page) -> str:
    """The sentence above the groups; empty where a page needs none."""
    codes = [group.get("code") for group in groups]
    if codes[:1] == ["open"] and page.number == 1:
        return _("We know of no shop that is certain to match.")
    if codes[:1] == ["fits"] and (len(codes) > 1 or page.has_next()):
        return _("Certain matches come first, then shops with a detail missing.")
    return ""
