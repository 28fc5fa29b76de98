"""Back office of the periods of use: within a unit's page, and on pages of their own."""

from datetime import date
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import GuardedForm
from eving.core.backoffice.columns import OneLineFields
from eving.core.backoffice.tables import TableAdmin
from vacancies.admin.ranges import RANGES
from vacancies.forms.days import SensibleDays
from vacancies.models import OccupancyPeriod, ShopUnit
from vacancies.tables.occupancy import PeriodTable


class OccupancyFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """Compares the rows of one save with each other; the model's constraint knows stored rows only."""
        super().clean()
        kept = [form.cleaned_data.get("period") for form in self.forms if form not in self.deleted_forms]
        spans = sorted((span for span in kept if span and span.lower), key=lambda span: span.lower)
        for one, other in pairwise(spans):
            if one.upper is None or one.upper > other.lower:
                texts = {"one": span_text(one), "other": span_text(other)}
                raise ValidationError(_("These two periods overlap: %(one)s, and %(other)s.") % texts)


def span_text(span: DateRange) -> str:
    """For example: from 1 June 2025 until before 1 January 2026."""
    dates = {"from": formats.date_format(span.lower, "DATE_FORMAT")}
    if span.upper is None:
        return _("from %(from)s, without an end") % dates
    dates["until"] = formats.date_format(span.upper, "DATE_FORMAT")
    return _("from %(from)s to %(until)s (exclusive)") % dates


class PeriodForm(SensibleDays, forms.ModelForm):
    pass


class GuardedPeriodForm(SensibleDays, GuardedForm):
    pass


class OccupancyInline(OneLineFields, admin.TabularInline):
    form = PeriodForm
    model = OccupancyPeriod
    formset = OccupancyFormSet
    fields = ["status", "period", "use_class", "tenant_name", "lease_ends_on", "ends_soon", "source", "verified_on"]
    formfield_overrides = RANGES
    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without help texts: in narrow columns they would be taller than the table; the period's own page has them."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.help_text = ""
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.choices = cached_choices(request, db_field, field)
        return field


def cached_choices(request: HttpRequest, db_field: Any, field: Any) -> list:
    """Read once per request, however many rows show the field."""
    name = f"_choices_of_{db_field.name}"
    if not hasattr(request, name):
        setattr(request, name, list(field.choices))
    return getattr(request, name)


@admin.register(OccupancyPeriod)
class OccupancyPeriodAdmin(TableAdmin):
    form = GuardedPeriodForm
    table = PeriodTable
    in_office_search = False  # units are found by who is in them
    list_display = ["unit", "status", "begins", "ends", "use_class", "source", "verified_on"]
    list_filter = ["status", "unit__street", "use_class", "source"]
    list_select_related = ["unit__street", "use_class"]
    search_fields = [
        "unit__number", "unit__street__name", "unit__other_street", "unit__house_number", "tenant_name", "tenant__name",
    ]  # fmt: skip
    fields = [
        "unit", "status", "period", "precision", "use_class", "tenant", "tenant_name", "vacancy_reason",
        "lease_ends_on", "ends_soon", "source", "note", "verified_on",
    ]  # fmt: skip
    formfield_overrides = RANGES

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "unit":
            kwargs["queryset"] = ShopUnit.objects.select_related("street")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("from"), ordering="period")
    def begins(self, period: OccupancyPeriod) -> date:
        return period.period.lower

    @admin.display(description=gettext_lazy("until (exclusive)"))
    def ends(self, period: OccupancyPeriod) -> date | None:
        return period.period.upper
