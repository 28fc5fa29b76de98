"""The back office: its start page is the work queue.

Apart from admin.py because Django looks for the site before any ModelAdmin may be imported.
"""

from typing import Any, cast

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eving.core import change_pages, limits
from eving.core.forms import too_many
from eving.core.models import User
from eving.core.work_queue import figures, queue_lines

# Tables with commands and pages of their own, which no register shows.
MACHINERY = {"procrastinate", "otp_totp", "otp_static", "pghistory"}
# Per name and address prefix, so that nobody can lock a colleague out.
LOG_INS_PER_HOUR = 20


class EvingAdminSite(admin.AdminSite):
    site_title = _("eving back office")
    site_header = _("eving back office")
    index_title = _("To do today")
    index_template = "admin/queue.html"
    login_template = "admin/login.html"
    logout_template = "admin/logged_out.html"
    password_change_template = "admin/password_change_form.html"  # noqa: S105 - a template
    password_change_done_template = "admin/password_change_done.html"  # noqa: S105 - a template
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in what is a register; the tables of the job queue are machinery with commands of its own."""
        models: Any = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        super().register([model for model in models if model._meta.app_label not in MACHINERY], admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "POST":
            name = request.POST.get("username", "").strip().casefold()[:150]
            if limits.hit("log-in", f"{name}|{limits.client_prefix(request)}").above(LOG_INS_PER_HOUR):
                return too_many(request)
        return super().login(request, extra_context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The registers that depend on others first, the ground they stand on and the accounts last."""
        order = {label: place for place, label in enumerate(apps.app_configs)}
        rooms = super().get_app_list(request, app_label)
        return sorted(rooms, key=lambda room: (room["app_label"] == "auth", -order[room["app_label"]]))

    def get_urls(self) -> list[Any]:
        return [*change_pages.urls(self), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        now, user = timezone.now(), cast(User, request.user)
        context = {
            "lines": queue_lines(user, now),
            "figures": figures(user, now),
            "shortcuts": self.shortcuts(request),
            "changes_url": change_pages.link_for(user),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def shortcuts(self, request: HttpRequest) -> list[dict[str, str]]:
        """Buttons beside the queue, for the registers that name their add page in ``shortcut``."""
        return [
            {"label": label, "url": reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")}
            for model, register in self._registry.items()
            if (label := getattr(register, "shortcut", "")) and register.has_add_permission(request)
        ]
