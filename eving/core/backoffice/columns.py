"""Form fields of the back office by the kind of column, shared by pages and inlines."""

from typing import Any

from django import forms
from django.db import models

from eving.core.addresses import AddressField
from eving.core.amounts import AmountField, unit_of
from eving.core.one_line import SingleLineField
from eving.core.telephones import TelephoneField


def figure(keyboard: str) -> dict[str, Any]:
    attributes = {"inputmode": keyboard, "class": "vIntegerField"}
    return {"form_class": AmountField, "widget": forms.TextInput(attrs=attributes)}


FORM_FIELDS: dict[Any, dict[str, Any]] = {
    # The browser's own date picker needs no script and is accessible.
    models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    # No type="number": browsers differ in what they take for a comma, and send nothing for the rest.
    models.DecimalField: figure("decimal"),
    models.IntegerField: figure("numeric"),
    models.EmailField: {"form_class": AddressField},
}


def with_unit(field: Any, column: models.Field) -> Any:
    if isinstance(field, AmountField):
        field.unit = unit_of(column.name)
    return field


class OneLineFields:
    """For admin pages and inlines: their fields of one line are ``SingleLineField``."""

    def formfield_for_dbfield(self, db_field: models.Field, request: Any, **kwargs: Any) -> Any:
        if type(db_field) is models.CharField and not db_field.choices:
            kwargs = {"form_class": TelephoneField if db_field.name == "phone" else SingleLineField, **kwargs}
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
