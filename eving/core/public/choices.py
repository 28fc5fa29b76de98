"""Choices from small tables, read anew for each form: prepared, and as labels instead of objects."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import get_language

from eving.core.models.compiled import Prepared
from eving.core.models.translations import Translated, TranslationsField


class Labels:
    """Primary key and label of each row, in the reader's language."""

    def __init__(self, queryset: QuerySet) -> None:
        columns = label_columns(queryset.model)
        self.is_translated = len(columns) > 1
        self.rows: Prepared = Prepared(lambda: queryset.values_list("pk", *columns))

    def __call__(self) -> list[tuple[Any, str]]:
        language = get_language() or settings.LANGUAGE_CODE
        if self.is_translated and language != settings.LANGUAGE_CODE:
            return [(pk, (texts or {}).get(language) or label) for pk, label, texts in self.rows()]
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
