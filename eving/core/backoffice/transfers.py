"""Read-only admin lists of imports and exports."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import StaffAdmin
from eving.core.models import ExportRecord, ImportBatch


class ReadOnlyAdmin(StaffAdmin):
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("register"), ordering="register")
    def register_display(self, record: Any) -> str:
        model = next((model for model in self.admin_site._registry if model._meta.label_lower == record.register), None)
        return str(capfirst(model._meta.verbose_name_plural)) if model else record.register


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = [
        "label", "register_display", "state", "rows_new", "rows_changed", "rows_same", "rows_skipped", "created_at",
    ]  # fmt: skip
    list_filter = ["state", "register"]
    in_office_search = False
    search_fields = ["label", "file_name"]
    fields = [
        "label", "register_display", "file_name", "state", "rows_new", "rows_changed", "rows_same", "rows_skipped",
        "created_at", "created_by", "applied_at",
    ]  # fmt: skip
    readonly_fields = ["register_display"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("content").select_related("created_by")


@admin.register(ExportRecord)
class ExportRecordAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", "register_display", "file_format", "rows", "reason", "filters"]
    list_filter = ["register", "by"]
    in_office_search = False
    search_fields = ["reason"]
    list_select_related = ["by"]
    fields = ["at", "by", "register_display", "file_format", "rows", "reason", "filters"]
    readonly_fields = ["register_display"]
