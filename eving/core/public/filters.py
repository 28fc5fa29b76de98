"""Filters of public lists, with model choices that are queried once per page."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from eving.core.amounts import AmountField, Unit
from eving.core.public.found import EXACT
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

    def sources(self) -> list[QuerySet]:
        """The rows that its choices are made of."""
        return [self.queryset]


class TopicField(LoadedRowsField):
    group_by = "field"


class TopicFilter(RowFilter):
    field_class = TopicField


class KnownChoicesField(django_filters.MultipleChoiceFilter.field_class):
    """Takes each choice once and passes over what is none any more: addresses of lists are printed and kept."""

    def to_python(self, value: Any) -> list[str]:
        return [code for code in dict.fromkeys(super().to_python(value)) if self.valid_value(code)]


class KnownChoicesFilter(django_filters.MultipleChoiceFilter):
    field_class = KnownChoicesField


class AmountFilter(django_filters.Filter):
    """A figure as people type it, in the unit that the label names; no larger than the columns can hold."""

    field_class = AmountField

    def __init__(self, *, unit: Unit, **kwargs: Any) -> None:
        super().__init__(**kwargs, unit=unit, min_value=0, max_digits=9, decimal_places=2)


class ListFilter(django_filters.FilterSet):
    """Filter set of a public list with search. The search is applied last, because it counts what the others leave.

    Most visitors look at the plain list: its filters and form are made only for those who ask for something.
    """

    q = django_filters.CharFilter(label=_("Search"), method="find", max_length=200)
    result: engine.Result | None = None

    def __init__(self, data: Mapping[str, Any], queryset: QuerySet, *, request: HttpRequest | None = None) -> None:
        # Not django-filter's own: that one copies every filter for each request.
        self.data, self.queryset, self.request = data, queryset, request
        self.is_bound, self.form_prefix = True, None

    @cached_property
    def filters(self) -> dict[str, django_filters.Filter]:
        copies = deepcopy(self.base_filters)
        for copy in copies.values():
            copy.parent, copy.model = self, self.queryset.model
        return copies

    @cached_property
    def is_asked(self) -> bool:
        """Whether the address asks for anything, valid or not."""
        given = self.data.getlist if isinstance(self.data, QueryDict) else lambda name: [self.data.get(name)]
        return any(value for name in self.base_filters for value in given(name))

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid values by name of the filter; a wrong one is passed over by itself."""
        if not self.is_asked:
            return {}
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}

    @property
    def has_errors(self) -> bool:
        return self.is_asked and bool(self.form.errors)

    @property
    def unread(self) -> dict[str, list[str]]:
        """What was typed and could not be read, by label: its sentences. Then nobody knows which rows are meant.

        A choice that is gone is not among them: it is passed over, because addresses of lists are printed and kept.
        """
        errors = self.form.errors if self.is_asked else {}
        choosing = (forms.ChoiceField, forms.ModelChoiceField)
        fields = self.form.fields if errors else {}
        return {
            str(field.label): list(errors[name])
            for name, field in fields.items()
            if name in errors and not isinstance(field, choosing)
        }

    @property
    def qs(self) -> QuerySet:
        if self.unread:
            return self.queryset.none()
        return super().qs if self.is_asked else self.queryset

    @classmethod
    def with_sources(cls) -> list[str]:
        """The filters whose choices are rows."""
        return [name for name, one in cls.base_filters.items() if hasattr(one, "sources")]

    @classmethod
    @cache
    def _fingerprint_query(cls) -> tuple[str, tuple[Any, ...]]:
        sources = [rows for name in cls.with_sources() for rows in cls.base_filters[name].sources()]
        compiled = [rows.query.sql_with_params() for rows in sources]
        columns = ", ".join(
            f"(SELECT md5(string_agg(row::text, '')) FROM ({sql}) AS row)"  # noqa: S608 - by Django's compiler
            for sql, _params in compiled
        )
        return f"SELECT {columns}", tuple(param for _sql, params in compiled for param in params)

    @classmethod
    def fingerprint(cls) -> tuple[str, ...]:
        """Of all rows that are choices here, in one query: another one whenever a row, or their order, has changed."""
        sql, params = cls._fingerprint_query()
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        given = self.form.cleaned_data
        for name in given:
            if name != "q":
                queryset = self.filters[name].filter(queryset, given[name])
        return self.filters["q"].filter(self.before_search(queryset), given.get("q", ""))

    def before_search(self, queryset: QuerySet) -> QuerySet:
        return queryset

    def find(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        self.result = engine.find(queryset, value, is_exact=bool(self.data.get(EXACT)))
        return self.result.queryset
