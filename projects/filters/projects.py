"""Filters of the public list of projects."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from eving.core.models import FieldOfAction, Framework, Street, Topic
from eving.core.public.filters import ListFilter, RowFilter, TopicFilter
from projects.models import Project, ProjectState

STATES = {
    "geplant": ProjectState.PLANNED,
    "laufend": ProjectState.RUNNING,
    "pausiert": ProjectState.PAUSED,
    "fertig": ProjectState.DONE,
    "abgebrochen": ProjectState.CANCELLED,
}


class ProjectFilter(ListFilter):
    feld = RowFilter(
        label=_("Field of action"),
        field_name="field",
        queryset=FieldOfAction.objects.all(),
        to_field_name="code",
        empty_label=_("All fields"),
    )
    thema = TopicFilter(
        label=_("Topic"),
        field_name="topics",
        queryset=Topic.objects.filter(is_active=True).select_related("field").order_by("field__sort", "sort"),
        to_field_name="slug",
        empty_label=_("All topics"),
    )
    rahmen = RowFilter(
        label=_("Framework"),
        field_name="frameworks",
        queryset=Framework.objects.all(),
        to_field_name="code",
        empty_label=_("All frameworks"),
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
        choices=[(code, state.label) for code, state in STATES.items()],
        method="in_state",
        empty_label=_("All states"),
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(state=STATES[value])
