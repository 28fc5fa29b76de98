"""The back office: its start page is the work queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from eving.core import registry
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


@dataclass(frozen=True)
class QueueLine:
    """One line of the work queue."""

    sentence: str
    button: str
    url: str
    count: int
    oldest_days: int
    overdue: int

    @property
    def level(self) -> str:
        """``calm``, ``soon`` from 3 days or ``late`` from 7 days on, or as soon as a promise is broken."""
        if self.overdue or self.oldest_days >= 7:
            return "late"
        return "soon" if self.oldest_days >= 3 else "calm"

    @property
    def age(self) -> str:
        if self.oldest_days == 0:
            return str(_("since today"))
        return ngettext("oldest since %(n)d day", "oldest since %(n)d days", self.oldest_days) % {"n": self.oldest_days}


def queue_lines(user: Any, now: datetime) -> list[QueueLine]:
    """What waits for this member of staff, most urgent first; one query per queue."""
    lines = []
    for queue in registry.queues:
        if queue.permission and not user.has_perm(queue.permission):
            continue
        totals: dict[str, Any] = {"number": Count("pk"), "oldest": Min(queue.since)}
        if queue.due:
            totals["overdue"] = Count("pk", filter=Q(**{f"{queue.due}__lt": timezone.localdate(now)}))
        found = queue.waiting().order_by().aggregate(**totals)
        if found["number"]:
            lines.append(
                QueueLine(
                    sentence=queue.sentence(found["number"]),
                    button=str(queue.button),
                    url=queue.url(),
                    count=found["number"],
                    oldest_days=max(0, (now - found["oldest"]).days) if found["oldest"] else 0,
                    overdue=found.get("overdue", 0),
                )
            )
    order = {"late": 0, "soon": 1, "calm": 2}
    return sorted(lines, key=lambda line: (order[line.level], -line.oldest_days))


class EvingAdminSite(admin.AdminSite):
    site_title = _("eving back office")
    site_header = _("eving back office")
    index_title = _("To do today")
    index_template = "admin/queue.html"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        lines = queue_lines(request.user, timezone.now())
        return super().index(request, {"lines": lines, **(extra_context or {})})


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
