"""Form field and widget of a date range as two dates."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.forms import DateRangeField as DateRangeFormField
from django.contrib.postgres.forms import RangeWidget
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import StaffAdmin


class FromToWidget(RangeWidget):
    """Each date has an aria-label: a screen reader would announce two unnamed fields otherwise."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(forms.DateInput, attrs)
        self.widgets = [
            forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "aria-label": label})
            for label in (gettext_lazy("from"), gettext_lazy("until (exclusive)"))
        ]


class FromToField(DateRangeFormField):
    widget = FromToWidget


RANGES: dict[Any, Any] = {
    **StaffAdmin.formfield_overrides,
    DateRangeField: {"form_class": FromToField, "widget": FromToWidget},
}
