"""Filters of public lists, with model choices that are queried once per page."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext_lazy as _

from eving.core.search import engine


class LoadedRows(BaseChoiceIterator):
    """The choices of a LoadedRowsField, read when the page is rendered."""

    def __init__(self, field: "LoadedRowsField") -> None:
        self.field = field

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        field = self.field
        yield "", field.empty_label
        groups: dict[str, list] = {}
        for row in field.rows:
            choice = (field.key(row), str(row))
            if field.group_by:
                groups.setdefault(str(getattr(row, field.group_by)), []).append(choice)
            else:
                yield choice
        yield from groups.items()


class LoadedRowsField(django_filters.fields.ModelChoiceField):
    """A choice among few rows; one query serves both the options and the validation."""

    iterator = LoadedRows
    group_by = ""  # attribute of a row that names its group

    def __deepcopy__(self, memo: dict) -> "LoadedRowsField":
        copy = super().__deepcopy__(memo)
        copy.loaded = None
        return copy

    loaded: list | None = None

    @property
    def rows(self) -> list:
        if self.loaded is None:
            self.loaded = list(self.queryset)
        return self.loaded

    def key(self, row: Any) -> str:
        return str(getattr(row, self.to_field_name or "pk"))

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        for row in self.rows:
            if self.key(row) == str(value):
                return row
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})


class RowFilter(django_filters.ModelChoiceFilter):
    field_class = LoadedRowsField


class TopicField(LoadedRowsField):
    group_by = "field"


class TopicFilter(django_filters.ModelChoiceFilter):
    field_class = TopicField


class KnownChoicesField(django_filters.MultipleChoiceFilter.field_class):
    """Takes each choice once and passes over what is none any more: addresses of lists are printed and kept."""

    def to_python(self, value: Any) -> list[str]:
        return [code for code in dict.fromkeys(super().to_python(value)) if self.valid_value(code)]


class KnownChoicesFilter(django_filters.MultipleChoiceFilter):
    field_class = KnownChoicesField


class ListFilter(django_filters.FilterSet):
    """Filter set of a public list with search. The search is applied last, because it counts what the others leave."""

    q = django_filters.CharFilter(label=_("Search"), method="find", max_length=200)
    result: engine.Result | None = None

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        given = self.form.cleaned_data
        for name in given:
            if name != "q":
                queryset = self.filters[name].filter(queryset, given[name])
        # Too long a text is none.
        return self.filters["q"].filter(self.before_search(queryset), given.get("q", ""))

    def before_search(self, queryset: QuerySet) -> QuerySet:
        return queryset

    def find(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        self.result = engine.find(queryset, value)
        return self.result.queryset
