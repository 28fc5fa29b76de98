"""Filters of public lists whose choices are rows: loaded once per page, also to check what was chosen."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError


class LoadedRowsField(django_filters.fields.ModelChoiceField):
    """A choice among few rows; the same query fills the list and finds the chosen row."""

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

    def _get_choices(self) -> list:
        if not self.group_by:
            return [("", self.empty_label), *((self.key(row), str(row)) for row in self.rows)]
        groups: dict[str, list] = {}
        for row in self.rows:
            groups.setdefault(str(getattr(row, self.group_by)), []).append((self.key(row), str(row)))
        return [("", self.empty_label), *groups.items()]

    choices = property(_get_choices, forms.ChoiceField.choices.fset)  # type: ignore[attr-defined]


class RowFilter(django_filters.ModelChoiceFilter):
    field_class = LoadedRowsField


class TopicField(LoadedRowsField):
    group_by = "field"


class TopicFilter(django_filters.ModelChoiceFilter):
    """Topics below their field of action."""

    field_class = TopicField
