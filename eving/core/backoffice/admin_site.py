"""The admin site of the back office: login with second factor, URLs, start page with the work queue.

Apart from admin.py because Django imports the site before any ModelAdmin may be imported.
"""

from functools import update_wrapper
from typing import Any, cast

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache

from eving.core import registry
from eving.core.accounts import factors, invitations, views
from eving.core.background.sentences import own_work
from eving.core.backoffice import audit
from eving.core.models import User
from eving.core.public.forms import too_many
from eving.core.workflow.work_queue import coming_up, figures, queue_lines

# Apps whose models get no admin pages; commands and our own pages handle them.
MACHINERY = {"procrastinate", "otp_totp", "otp_static", "pghistory"}
# Models of core that the index lists under "Office" and "Accounts and roles"; the rest stands under core's own name.
OFFICE = (
    "OfficeMessage",
    "Contribution",
    "FailedMail",
    "AnswerTemplate",
    "SiteText",
    "Announcement",
    "ImportBatch",
    "ExportRecord",
    "BackgroundRun",
)
ACCOUNTS = ("User", "Group")
# Django's own German buttons say “sichern”. Named here, they are in our catalogue and say “speichern” like the portal.
DJANGO_BUTTONS = (
    gettext_noop("Save as new"),
    gettext_noop("Save and add another"),
    gettext_noop("Save and continue editing"),
    gettext_noop("Save and view"),
)


def focus_on_errors(answer: HttpResponse) -> None:
    """Leaves the focus of a page to its list of errors: Django's forms want it for a field as well."""
    form = (getattr(answer, "context_data", None) or {}).get("form")
    if form is not None and form.errors:
        for field in form.fields.values():
            field.widget.attrs.pop("autofocus", None)


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
        """As Django's, without the models of MACHINERY, whose packages register themselves."""
        models: Any = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        super().register([model for model in models if model._meta.app_label not in MACHINERY], admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and factors.may_enter(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if factors.owes_factor(request.user):
                # Whoever still has to set up a second factor may only do that or log out.
                is_leaving = request.path == reverse("admin:logout")
                return view(request) if is_leaving else HttpResponseRedirect(reverse("admin:enrol"))
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The password, first of two login steps (accounts.views), rate-limited by user name and IP prefix."""
        if request.method == "POST":
            if factors.is_above_limit(request, "log-in", request.POST.get("username", "")):
                return too_many(request)
        elif self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        context = {**self.each_context(request), "title": _("Log in"), "app_path": request.get_full_path()}
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = reverse("admin:index")
        page = views.PasswordPage.as_view(
            template_name=self.login_template,
            authentication_form=AdminAuthenticationForm,
            extra_context={**context, **(extra_context or {})},
        )
        answer = cast(HttpResponse, page(request))
        focus_on_errors(answer)
        return answer

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        answer = super().password_change(request, extra_context)
        focus_on_errors(answer)
        return answer

    def get_urls(self) -> list[Any]:
        def own(page: Any) -> Any:
            return self.admin_view(page.as_view(site=self))

        invitation = views.NewPassword.as_view(
            site=self, purpose="invitation", lasts=invitations.INVITATION_TIME, title=_("Welcome to the back office")
        )
        return [
            path("anmelden/code/", views.CodePage.as_view(site=self), name="code"),
            path("einladung/<str:token>/", invitation, name="invitation"),
            path("passwort-vergessen/", views.Forgotten.as_view(site=self), name="forgotten"),
            path("passwort-vergessen/verschickt/", views.ForgottenSent.as_view(site=self), name="forgotten_sent"),
            path("passwort-vergessen/<str:token>/", views.NewPassword.as_view(site=self), name="new_password"),
            path("konto/", own(views.Account), name="account"),
            # Not behind admin_view, which redirects here: this view checks by itself who may enrol.
            path("konto/zweiter-faktor/", views.Enrol.as_view(site=self), name="enrol"),
            path("konto/zweiter-faktor/entfernen/", own(views.RemoveFactor), name="remove_factor"),
            path("konto/ersatzcodes/", own(views.RecoveryCodes), name="recovery_codes"),
            *audit.urls(self),
            *(path(page.path, self.admin_view(page.view), name=page.name) for page in registry.office_pages),
            # Django's view_on_site redirects to any object of any model; our pages link their public page themselves.
            *(pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != "view_on_site"),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        if app_label:
            return super().get_app_list(request, app_label)
        # Django puts the list into every page, for a side bar that ours do not have: built only where it is read.
        return cast(list[Any], SimpleLazyObject(lambda: self.grouped_app_list(request)))

    def grouped_app_list(self, request: HttpRequest) -> list[Any]:
        order = {label: position for position, label in enumerate(apps.app_configs)}
        parts = super().get_app_list(request)
        parts.sort(key=lambda part: (part["app_label"] in {"core", "auth"}, -order[part["app_label"]]))
        core = [model for part in parts if part["app_label"] in {"core", "auth"} for model in part["models"]]
        registers = [part for part in parts if part["app_label"] not in {"core", "auth"}]
        groups = [(_("Office"), OFFICE), (_("Accounts and roles"), ACCOUNTS)]
        grouped = [self.part(f"group-{number}", name, core, names) for number, (name, names) in enumerate(groups)]
        rest = [model for model in core if model["object_name"] not in {*OFFICE, *ACCOUNTS}]
        others = {**self.part("core", _("Basics"), [], ()), "models": rest}
        return [part for part in (*registers, *grouped, others) if part["models"]]

    def part(self, label: str, name: Any, models: list[dict[str, Any]], names: tuple[str, ...]) -> dict[str, Any]:
        chosen = [model for model in models if model["object_name"] in names]
        for model in chosen:  # an admin that lists only some rows of its model has a title of its own
            model["name"] = getattr(self._registry[model["model"]], "list_title", model["name"])
        chosen.sort(key=lambda model: names.index(model["object_name"]))
        return {"name": name, "app_label": label, "app_url": "", "has_module_perms": True, "models": chosen}

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        links = [
            {"label": page.label, "url": reverse(f"admin:{page.name}")}
            for page in registry.office_pages
            if page.label and page.is_there()
        ]
        return {**super().each_context(request), "office_links": links}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        now, user = timezone.now(), cast(User, request.user)
        context = {
            "lines": queue_lines(user, now),
            "coming_up": coming_up(user, timezone.localdate(now)),
            "figures": figures(user, now),
            "shortcuts": self.shortcuts(request),
            "changes_url": audit.link_for(user),
            "runs": own_work(user),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def shortcuts(self, request: HttpRequest) -> list[dict[str, str]]:
        return [
            {"label": label, "url": reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")}
            for model, register in self._registry.items()
            if (label := getattr(register, "shortcut", "")) and register.has_add_permission(request)
        ]
