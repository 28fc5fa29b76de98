"""What the registers' admin pages share, and the pages of the ground itself."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.http import HttpRequest

from eving.core.models import (
    CompoundWord,
    CrossStreet,
    DistrictPart,
    FieldOfAction,
    Framework,
    FrameworkGoal,
    Street,
    Topic,
    User,
)


class StaffAdmin(admin.ModelAdmin):
    """Lists that stay quick however long they grow."""

    list_per_page = 50
    show_full_result_count = False

    def tell(self, request: HttpRequest, sentence: str, level: int = messages.SUCCESS) -> None:
        self.message_user(request, sentence, level)


@admin.register(User)
class UserAdmin(StockUserAdmin):
    list_display = ["username", "first_name", "last_name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups"]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "email", "usable_password", "password1", "password2"]})
    ]


@admin.register(FieldOfAction)
class FieldOfActionAdmin(StaffAdmin):
    list_display = ["name", "code", "sort"]


@admin.register(Topic)
class TopicAdmin(StaffAdmin):
    list_display = ["name", "field", "is_active", "sort"]
    list_filter = ["is_active", "field"]
    list_select_related = ["field"]
    search_fields = ["name"]
    autocomplete_fields = ["replaced_by"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # used topics are replaced or switched off, so that old addresses keep their meaning


class FrameworkGoalInline(admin.TabularInline):
    model = FrameworkGoal
    fields = ["number", "title"]
    extra = 0


@admin.register(Framework)
class FrameworkAdmin(StaffAdmin):
    list_display = ["short_name", "name", "owner", "year"]
    inlines = [FrameworkGoalInline]


@admin.register(DistrictPart)
class DistrictPartAdmin(StaffAdmin):
    list_display = ["name", "sort"]
    prepopulated_fields = {"slug": ["name"]}


class CrossStreetInline(admin.TabularInline):
    model = CrossStreet
    extra = 0


@admin.register(Street)
class StreetAdmin(StaffAdmin):
    list_display = ["name", "part", "is_focus"]
    list_filter = ["is_focus", "part"]
    list_select_related = ["part"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [CrossStreetInline]


@admin.register(CompoundWord)
class CompoundWordAdmin(StaffAdmin):
    list_display = ["word"]
    search_fields = ["word"]
