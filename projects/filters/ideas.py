"""Filters and sort orders of the public list of ideas."""

from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from eving.core.models import Street, Topic
from eving.core.public.filters import ListFilter, RowFilter, TopicFilter
from projects.models import Idea
from projects.workflow.ideas import STATE_GROUPS

SORTS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "neu": (_("newest"), ("-published_at", "-pk")),
    "unterstuetzung": (
        _("most support"),
        ((F("support_count") + F("paper_support_count")).desc(), "-published_at", "-pk"),
    ),
}


class IdeaFilter(ListFilter):
    thema = TopicFilter(
        label=_("Topic"),
        field_name="topics",
        queryset=Topic.objects.filter(is_active=True).select_related("field").order_by("field__sort", "sort"),
        to_field_name="slug",
        empty_label=_("All topics"),
    )
    strasse = RowFilter(
        label=_("Street"),
        field_name="street",
        queryset=Street.objects.all(),
        to_field_name="slug",
        empty_label=_("All streets"),
    )
    stand = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(code, label) for code, (label, _states) in STATE_GROUPS.items()],
        method="in_state_group",
        empty_label=_("All states"),
    )

    class Meta:
        model = Idea
        fields: list[str] = []

    def in_state_group(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(state__in=STATE_GROUPS[value][1])
