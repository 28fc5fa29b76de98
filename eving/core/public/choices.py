"""Choices from small tables, read anew for each form.

Of the time that the ORM takes for twenty small rows the database has a fifth. The rest goes into writing the statement
and into an object for each row, so these statements are written once.
"""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.functional import cached_property
from django.utils.translation import get_language

from eving.core.models.translations import Translated, TranslationsField


class Rows:
    """The rows of a query that is always the same, as plain tuples: text and numbers as the database returns them."""

    def __init__(self, query: QuerySet[Any, Any]) -> None:
        self.query = query

    @cached_property
    def statement(self) -> tuple[str, Any]:
        return self.query.query.sql_with_params()

    def __call__(self) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(*self.statement)
            return cursor.fetchall()


class Labels:
    """Primary key and label of each row, in the reader's language."""

    def __init__(self, queryset: QuerySet) -> None:
        columns = label_columns(queryset.model)
        self.rows, self.is_translated = Rows(queryset.values_list("pk", *columns)), len(columns) > 1

    def __call__(self) -> list[tuple[Any, str]]:
        language = get_language() or settings.LANGUAGE_CODE
        if self.is_translated and language != settings.LANGUAGE_CODE:
            return [(pk, json.loads(texts).get(language) or label) for pk, label, texts in self.rows()]
        return [(row[0], row[1]) for row in self.rows()]


def label_columns(model: type[Model]) -> list[str]:
    """What ``str(row)`` is made of: the name, and of terms in several languages its translations."""
    if not issubclass(model, Translated):
        return ["name"]
    column = model.label_column
    return [column, *(it.name for it in model._meta.fields if isinstance(it, TranslationsField) and it.of == column)]


class RowIterator(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        field: Any = self.field
        if field.empty_label is not None:
            yield "", field.empty_label
        yield from field.labels()


class RowChoiceField(forms.ModelChoiceField):
    """A choice among the rows of a small table. Its queryset is given once and stays."""

    iterator = RowIterator

    def __init__(self, queryset: QuerySet, **kwargs: Any) -> None:
        self.labels = Labels(queryset)
        super().__init__(queryset, **kwargs)


class RowMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Several of the rows of a small table. Its queryset is given once and stays."""

    iterator = RowIterator

    def __init__(self, queryset: QuerySet, **kwargs: Any) -> None:
        self.labels = Labels(queryset)
        super().__init__(queryset, **kwargs)
