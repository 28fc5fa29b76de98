"""The admin pages of the district's places."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from eving.core.backoffice.base import StaffAdmin
from eving.core.backoffice.columns import OneLineFields
from eving.core.backoffice.tables import TableAdmin
from eving.core.models import CrossStreet, DistrictPart, Street
from eving.core.search.german import sort_key
from eving.core.tables.streets import StreetTable


@admin.register(DistrictPart)
class DistrictPartAdmin(StaffAdmin):
    list_display = ["name", "sort"]
    prepopulated_fields = {"slug": ["name"]}


class CrossStreetInline(OneLineFields, admin.TabularInline):
    model = CrossStreet
    extra = 0


@admin.register(Street)
class StreetAdmin(TableAdmin):
    table = StreetTable
    list_display = ["name", "part", "is_focus"]
    list_filter = ["is_focus", "part"]
    list_select_related = ["part"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [CrossStreetInline]

    def save_model(self, request: HttpRequest, obj: Street, form: Any, change: bool) -> None:
        obj.name_sort = sort_key(obj.name)
        super().save_model(request, obj, form, change)
