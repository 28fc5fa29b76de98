"""The portal's own pages in the search: what registers announce as public pages, as rows that the engine finds."""

from typing import Any

from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from eving.core import registry
from eving.core.models import SitePage
from eving.core.models.search import SEARCH_COLUMNS
from eving.core.models.translations import each_language, in_all_languages
from eving.core.registry import PublicPage, SearchKind
from eving.core.search import engine
from eving.core.search.german import fold
from eving.portal.services import handbook

TABLE = SitePage._meta.db_table


def found_pages() -> dict[str, PublicPage]:
    """The pages that can be found, by their code."""
    return {page.page: page for page in registry.public_pages if page.title}


def sync() -> int:
    """Make the rows equal to what code and files say; returns how many were written. Run after each release."""
    wanted = {page.page: (texts_of(page), False) for page in found_pages().values()}
    wanted |= {section.code: (section.texts, True) for section in handbook.sections()}
    with transaction.atomic():
        known = {row.code: row for row in SitePage.objects.select_for_update().defer(*SEARCH_COLUMNS)}
        SitePage.objects.filter(code__in=set(known) - set(wanted)).delete()
        changed = []
        for sort, (code, (texts, is_internal)) in enumerate(wanted.items()):
            row = known.get(code) or SitePage(code=code)
            if row.pk is None or (row.texts, row.is_internal, row.sort) != (texts, is_internal, sort):
                row.texts, row.is_internal, row.sort = texts, is_internal, sort
                row.save()
                changed.append(row)
        engine.index_together(changed)
    return len(changed)


def after_migrate(**_signal: Any) -> None:
    """Handler of post_migrate. Where migrations were taken back, the table may lack columns, or be gone."""
    with connection.cursor() as cursor:
        there = {column.name for column in connection.introspection.get_table_description(cursor, TABLE)}
    if {field.column for field in SitePage._meta.fields} <= there:
        sync()


def texts_of(page: PublicPage) -> dict[str, str]:
    texts = {"A": page.title, "B": page.words, "C": page.about}
    return {weight: in_all_languages(text) for weight, text in texts.items()}


def is_called(row: SitePage | None, name: str) -> bool:
    """Whether this is the whole name of a page, in one of the languages; the row has them one behind the other."""
    page = found_pages().get(row.code) if row else None
    return page is not None and name in {fold(text) for text in each_language(page.title)}


def page_card(row: SitePage) -> dict[str, Any]:
    page = found_pages().get(row.code)
    try:
        url = reverse(row.code)
    except NoReverseMatch:  # a row of another release; the next run of sync() takes it away
        return {"url": reverse("portal:home"), "title": row.code}
    return {"url": url, "title": page.title if page else row.code, "summary": page.about if page else ""}


KIND = SearchKind(
    code="seiten",
    label=_("Pages of the portal"),
    published=lambda: SitePage.objects.filter(is_internal=False).defer(*SEARCH_COLUMNS),
    card=page_card,
    list_url=lambda: reverse("portal:home"),
)
