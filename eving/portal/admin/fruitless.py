"""What people searched for and did not find, with the way to do something about it."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import F, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import short_date
from eving.core.backoffice.transfers import ReadOnlyAdmin
from eving.core.models import FruitlessSearch

MOST_FREQUENT = ("-times_searched", "-day", "words")


@admin.register(FruitlessSearch)
class FruitlessSearchAdmin(ReadOnlyAdmin):
    """A row for each search, with all its days together."""

    in_office_search = False
    list_title = gettext_lazy("Searches without a hit")
    list_display = ["words", "times", "last_day", "try_it", "enter_it"]
    search_fields = ["words"]
    fields = ("words", "times", "last_day", "try_it")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Of each search the newest day, with how often all its days together."""
        rows = FruitlessSearch.objects.annotate(
            times_searched=Window(Sum("count"), partition_by=F("words")),
            days_back=Window(RowNumber(), partition_by=F("words"), order_by=F("day").desc()),
        )
        return rows.filter(days_back=1).order_by(*MOST_FREQUENT)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return MOST_FREQUENT  # not as ``ordering``, which Django checks against columns

    def get_list_display(self, request: HttpRequest) -> list:
        may_add = request.user.has_perm("core.add_synonymgroup")
        return [name for name in super().get_list_display(request) if may_add or name != "enter_it"]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        says = _("What people searched for in the last %(days)d days and did not find. Nobody knows who.")
        subtitle = says % {"days": settings.PURGE_FRUITLESS_SEARCHES_DAYS}
        return super().changelist_view(request, {"subtitle": subtitle, **(extra_context or {})})

    @admin.display(description=gettext_lazy("how often"), ordering="times_searched")
    def times(self, search: Any) -> int:
        return search.times_searched

    @admin.display(description=gettext_lazy("last on"), ordering="day")
    def last_day(self, search: FruitlessSearch) -> str | None:
        return short_date(search.day)

    @admin.display(description=gettext_lazy("does it find something now?"))
    def try_it(self, search: FruitlessSearch) -> SafeString:
        address = f"{reverse('portal:search')}?{urlencode({'q': search.words})}"
        return link(address, _("Try it"), search.words)

    @admin.display(description=gettext_lazy("means the same as another word?"))
    def enter_it(self, search: FruitlessSearch) -> SafeString:
        address = f"{reverse('admin:core_synonymgroup_add')}?{urlencode({'words': search.words})}"
        return link(address, _("Enter the meaning"), search.words)


def link(address: str, label: str, words: str) -> SafeString:
    return format_html('<a href="{}">{}<span class="visually-hidden">: {}</span></a>', address, label, words)
