"""Check that each field of a model appears in the office's form, in the table and on the public page.

A field counts as present in the table or on the page when changing its value changes the output. So nothing has to be
declared, and a fact computed from several fields counts for each of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.template.loader import render_to_string
from django.test import RequestFactory

from eving.core.tables.table import Table
from vacancies.models import Listing
from vacancies.views.listings import detail_context

FORM, TABLE, PAGE = "the office's form", "the table", "the public page"
Reasons = Mapping[str, Mapping[str, str]]  # place, field, why it is left out there


@dataclass(frozen=True)
class Row:
    """An object with all fields filled, and its output in each place."""

    obj: models.Model
    table: Table
    page: Callable[[], Sequence[str]]
    others: Mapping[str, Any]  # other values for fields whose type does not suggest one

    def line(self) -> list[Any]:
        return [column.shown(column.value_of(self.obj)) for column in self.table.columns.values()]

    def fill(self) -> None:
        """Give each field a neutral value."""
        for field in fields_of(type(self.obj)):
            is_plain = field.editable and not field.is_relation and field.name not in self.others
            if is_plain and getattr(self.obj, field.name) in (None, ""):
                setattr(self.obj, field.name, self.another(field))

    def another(self, field: Any) -> Any:
        """A different value of the field's type."""
        present = getattr(self.obj, field.name, None)
        if field.name in self.others:
            return self.others[field.name]
        if field.choices:
            return next(code for code, _label in field.choices if code != present)
        match field:
            case models.ForeignKey():
                has_name = any(each.name == "name" for each in field.related_model._meta.fields)
                return field.related_model(**{"name": "Woanders"} if has_name else {})
            case models.BooleanField():
                return not present
            case models.IntegerField() | models.DecimalField():
                return (present or 6) + 1
            case models.DateTimeField():
                return datetime(2031, 5, 7, 12, tzinfo=UTC)
            case models.DateField():
                return date(2031, 5, 7) if present != date(2031, 5, 7) else date(2032, 6, 8)
            case models.CharField() | models.TextField():
                return f"{present or ''}x"
        raise AssertionError(f"What would be another value of {field.name}? Please name one in `others`.")

    @contextmanager
    def changed(self, field: Any) -> Iterator[None]:
        if field.many_to_many:
            rows, more = getattr(self.obj, field.name), self.others[field.name]
            rows.add(more)
            yield
            rows.remove(more)
        else:
            before = getattr(self.obj, field.name, None)
            setattr(self.obj, field.name, self.another(field))
            yield
            setattr(self.obj, field.name, before)


def fields_of(model: type[models.Model]) -> list[Any]:
    """Concrete fields and many-to-many relations, without the primary key and reverse relations."""
    return [
        field
        for field in model._meta.get_fields()
        if not (field.auto_created and not field.concrete) and not getattr(field, "primary_key", False)
    ]


def page_of(listing: Listing) -> str:
    """The public page, without structured data and other machine-readable parts."""
    context = {**detail_context(listing), "panels": []}
    return render_to_string("vacancies/listings/detail.html", context, request=RequestFactory().get("/"))


def places_of(row: Row, fields: Sequence[Any]) -> dict[str, set[str]]:
    """Names of the fields present in each place."""
    fieldsets = admin.site.get_model_admin(type(row.obj)).fieldsets
    names: dict[str, set[str]] = {FORM: set(flatten_fieldsets(fieldsets or [])), TABLE: set(), PAGE: set()}
    line, page = row.line(), row.page()
    assert row.page() == page, "a page that is never the same twice tells nothing"
    for field in fields:
        with row.changed(field):
            if row.line() != line:
                names[TABLE].add(field.name)
            if row.page() != page:
                names[PAGE].add(field.name)
    return names


def complaints(row: Row, fields: Sequence[Any], left_out: Reasons) -> list[str]:
    """Fields missing from a place without a reason, and reasons that no longer apply."""
    names, wrong = [field.name for field in fields], []
    for place, found in places_of(row, fields).items():
        reasons = left_out[place]
        wrong += [
            f"{name} is missing in {place}. Please show it there, or say in LEFT_OUT why not."
            for name in names
            if name not in found and name not in reasons
        ]
        wrong += [f"{name} stands in {place}. Please take it off LEFT_OUT." for name in reasons if name in found]
        wrong += [f"{name} is no field. Please take it off LEFT_OUT." for name in reasons if name not in names]
        wrong += [f"{name} is left out of {place} without a reason." for name, why in reasons.items() if not why]
    return wrong
