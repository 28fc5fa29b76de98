"""Columns that say the same as the field they show: its name, its kind, its value."""

from typing import Protocol

from django.db import models
from import_export.widgets import Widget

from eving.core.tables.columns import STAFF, Column, DateCell, NumberCell, YesNoCell


class Attribute(Protocol):
    """A field as its model's class shows it, such as ``ShopUnit.has_ramp``."""

    @property
    def field(self) -> models.Field: ...


def plain_column(attribute: Attribute, *, level: int = STAFF) -> Column:
    """The column of a field, under the field's own words; the column bears the field's name."""
    field = attribute.field
    return Column(field.verbose_name, cell_of(field), level=level)


def cell_of(field: models.Field) -> Widget | None:
    """What a cell of this kind of field may hold; None for text."""
    if isinstance(field, models.DateField):
        return DateCell()
    if isinstance(field, models.DecimalField):
        return NumberCell(field.decimal_places or 0)
    if isinstance(field, models.BooleanField):
        return YesNoCell(may_be_unknown=field.null)
    return NumberCell() if isinstance(field, models.IntegerField) else None
