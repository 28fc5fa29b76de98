"""Table columns derived from model fields."""

from typing import Protocol

from django.db import models
from import_export.widgets import Widget

from eving.core.amounts import unit_of
from eving.core.tables.columns import STAFF, Column, DateCell, NumberCell, YesNoCell


class Attribute(Protocol):
    """A field descriptor such as ``ShopUnit.has_ramp``, for type checkers."""

    @property
    def field(self) -> models.Field: ...


def plain_column(attribute: Attribute, *, level: int = STAFF) -> Column:
    field = attribute.field
    return Column(field.verbose_name, cell_of(field), level=level)


def cell_of(field: models.Field) -> Widget | None:
    """None for text fields."""
    if isinstance(field, models.DateField):
        return DateCell()
    if isinstance(field, models.DecimalField):
        return NumberCell(field.decimal_places or 0, unit_of(field.name))
    if isinstance(field, models.BooleanField):
        return YesNoCell(may_be_unknown=field.null)
    return NumberCell(unit=unit_of(field.name)) if isinstance(field, models.IntegerField) else None
