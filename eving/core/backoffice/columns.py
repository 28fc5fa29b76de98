"""Form fields of the back office by the kind of column, shared by pages and inlines."""

from typing import Any

from django import forms
from django.db import models

from eving.core.amounts import AmountField, unit_of


def figure(keyboard: str) -> dict[str, Any]:
    attributes = {"inputmode": keyboard, "class": "vIntegerField"}
    return {"form_class": AmountField, "widget": forms.TextInput(attrs=attributes)}


FORM_FIELDS: dict[Any, dict[str, Any]] = {
    # The browser's own date picker needs no script and is accessible.
    models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    # No type="number": browsers differ in what they take for a comma, and send nothing for the rest.
    models.DecimalField: figure("decimal"),
    models.IntegerField: figure("numeric"),
}


def with_unit(field: Any, column: models.Field) -> Any:
    if isinstance(field, AmountField):
        field.unit = unit_of(column.name)
    return field
