"""Base classes of the back office's admin pages, and the admin pages of core's own models."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Model, Q, QuerySet
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.audit.references import usages
from eving.core.backoffice import audit, list_search
from eving.core.backoffice.columns import FORM_FIELDS, OneLineFields, with_unit
from eving.core.models import (
    Assignable,
    Contribution,
    FieldOfAction,
    Framework,
    FrameworkGoal,
    User,
)
from eving.core.models.translations import texts_display
from eving.core.public.forms import changed
from eving.core.web_addresses import refuse_credentials
from eving.core.workflow import lifecycle

# The codes of PublicForm.screening, as staff read them.
SCREENING = {
    "honeypot": gettext_lazy("A field that people do not see was filled in."),
    "too fast": gettext_lazy("The form came back within a few seconds."),
    "very old form": gettext_lazy("The form was open for more than a day."),
    "many from one address": gettext_lazy("Many messages came from one connection within an hour."),
}


def screening_reason(contribution: Contribution | None) -> str:
    reason = contribution.screening if contribution else ""
    return str(SCREENING.get(reason, reason))


def overdue_badge(day: date) -> SafeString:
    label = _("overdue since %(day)s") % {"day": short_date(day)}
    return render_to_string("components/badge.html", {"label": label, "tone": "danger"})


def short_date(day: date | datetime | None) -> str | None:
    return (
        formats.date_format(timezone.localtime(day) if isinstance(day, datetime) else day, "SHORT_DATE_FORMAT")
        if day
        else None
    )


class GuardedForm(forms.ModelForm):
    """Refuses to save over what somebody else changed since the page was opened, and names the differing fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: list[dict[str, Any]] = []  # what a colleague saved meanwhile, beside what was typed here
        for field in self.fields.values():
            # The fingerprint does what Django's hidden copies of first values are for.
            field.show_hidden_initial = False
        if self.instance.pk and self.fields:
            self.initial["seen"] = self.fingerprint(self.initial)
            self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def fingerprint(self, values: Mapping[str, Any]) -> str:
        """A keyed hash of the form's model fields: comparable, without putting stored values into the page."""
        opts = self._meta.model._meta
        names = [field.name for field in (*opts.fields, *opts.many_to_many) if field.name in self.fields]
        hashed = {name: values.get(name) for name in names}
        for name, value in hashed.items():
            if isinstance(value, list) and value and isinstance(value[0], Model):
                hashed[name] = sorted(item.pk for item in value)
        return salted_hmac("eving.admin.seen", repr(sorted(hashed.items()))).hexdigest()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "seen" in self.fields:
            # The admin's change view is one transaction: the lock lasts until the row is saved.
            stored = lifecycle.locked(self.instance)
            now = self.fingerprint(model_to_dict(stored, fields=list(self.fields)))
            if self.data.get(self.add_prefix("seen")) != now:
                self.warn(stored, now)
        return cleaned

    def warn(self, stored: Model, now: str) -> None:
        self.add_error(
            None,
            _("Somebody else changed this in the meantime. Your entries are still here; nothing is saved yet."),
        )
        for name in self.changed_data:
            if name != "seen" and name in self.cleaned_data:
                theirs = self.stored_value(stored, name)
                mine = value_display(self.cleaned_data[name], getattr(self.fields[name], "choices", None))
                self.conflicts.append({"label": self.fields[name].label, "mine": mine, "theirs": theirs})
                self.add_error(name, _("Saved here meanwhile: “%(value)s”") % {"value": theirs})
        # The page comes back with the new fingerprint: whoever saves again overwrites on purpose.
        self.data = changed(self.data, **{self.add_prefix("seen"): now})

    def stored_value(self, stored: Model, name: str) -> str:
        value = getattr(stored, name, "")
        return value_display(
            value.all() if hasattr(value, "all") else value, getattr(self.fields[name], "choices", None)
        )


def value_display(value: Any, choices: Any = None) -> str:
    if isinstance(value, QuerySet | list | tuple):
        return ", ".join(str(item) for item in value) or "–"
    if isinstance(value, dict):
        return texts_display(value) or "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, date | datetime):
        return short_date(value) or "–"
    if isinstance(choices, list | tuple):
        return str(dict(choices).get(value, value))
    return "–" if value in (None, "") else str(value)


class AssignedFilter(admin.SimpleListFilter):
    title = gettext_lazy("assigned to")
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        staff = User.objects.filter(is_active=True, is_staff=True).exclude(pk=cast(User, request.user).pk)
        people = [(str(user.pk), str(user)) for user in staff.order_by("first_name", "last_name", "username")]
        return [("me", _("me")), ("none", _("nobody yet")), *people]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        if value == "me":
            return queryset.filter(assigned_to=cast(User, request.user))
        if value == "none":
            return queryset.filter(assigned_to=None)
        return queryset.filter(assigned_to=int(value)) if value.isdigit() and len(value) < 10 else queryset


class FollowUpFilter(admin.SimpleListFilter):
    title = gettext_lazy("follow up")
    parameter_name = "follow_up"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("due", _("due")), ("later", _("later"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        if self.value() == "due":
            return queryset.filter(follow_up_on__lte=today)
        return queryset.filter(follow_up_on__gt=today) if self.value() == "later" else queryset


class NearestPages(Paginator):
    """For a page that does not exist the nearest one, as in public lists."""

    def validate_number(self, number: Any) -> int:
        return max(1, min(int(number), self.num_pages))


class StaffList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.page_num = max(1, min(self.page_num, self.paginator.num_pages))
        self.search_notice = getattr(request, list_search.NOTICE, "")


class StaffAdmin(OneLineFields, admin.ModelAdmin):
    """Base of all admin pages: lists without full counts or facets, guarded saving, usages, copies, change record."""

    form = GuardedForm
    formfield_overrides = {
        **FORM_FIELDS,
        models.URLField: {"assume_scheme": "https", "validators": [refuse_credentials]},
    }
    list_per_page = 50
    paginator = NearestPages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    shortcut: Any = ""  # label of a button on the start page that opens the add page; none without
    view_on_site = False  # pages with a public counterpart link it themselves
    in_office_search = True  # where it has search_fields; False for words and records that nobody looks for there
    copyable = False  # whether a new entry may begin as a copy of this one
    copy_leaves_out: tuple[str, ...] = ()  # what belongs to the one entry alone: its number, somebody's consent

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_usages"
        return [
            path("<path:object_id>/verwendet/", self.admin_site.admin_view(self.usages_view), name=name),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StaffList

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def get_list_filter(self, request: HttpRequest) -> list:
        assignable = [AssignedFilter, FollowUpFilter] if issubclass(self.model, Assignable) else []
        return [*super().get_list_filter(request), *assignable]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """With ``?copy=``, the form's fields of another entry; files, history and inline rows are not copied."""
        source = request.GET.get("copy", "")
        original = self.get_object(request, source) if self.copyable and source else None
        if original is None or not self.has_view_permission(request, original):
            return super().get_changeform_initial_data(request)
        names = [name for name in flatten_fieldsets(self.get_fieldsets(request)) if name not in self.copy_leaves_out]
        return model_to_dict(original, fields=names)

    def links_of(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        links = [{"label": _("Where it is used"), "url": self.address("usages", obj.pk)}]
        if self.copyable and self.has_add_permission(request):
            links.append({"label": _("Copy as a new entry"), "url": f"{self.address('add')}?copy={obj.pk}"})
        return links

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        context["entry_links"] = self.links_of(request, obj) if obj is not None and obj.pk else []
        form = context["adminform"].form
        context["conflicts"] = getattr(form, "conflicts", [])
        context["is_copy"] = obj is None and self.copyable and bool(request.GET.get("copy"))
        return super().render_change_form(request, context, *args, **kwargs)

    def usages_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            raise Http404
        registered = self.admin_site._registry

        own = {inline.model for inline in self.inlines}  # what belongs to the entry does not use it

        def may_see(model: type[Model]) -> bool:
            return model not in own and model in registered and registered[model].has_view_permission(request)

        rows = []
        for usage in usages(obj, may_see):
            page = f"admin:{usage.model._meta.app_label}_{usage.model._meta.model_name}"
            rows.append(
                {
                    "label": usage.label,
                    "count": usage.count,
                    "entries": [
                        {"label": entry, "url": reverse(f"{page}_change", args=[entry.pk])} for entry in usage.first
                    ],
                    "list_url": f"{reverse(f'{page}_changelist')}?{usage.lookup}={obj.pk}",
                }
            )
        return TemplateResponse(
            request,
            "admin/usages.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Where it is used"),
                "entry": obj,
                "rows": rows,
                "list_url": self.address("changelist"),
                "entry_url": self.address("change", obj.pk),
            },
        )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = with_unit(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Adding a choice here is handy; deleting one that other entries use is not.
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        response = audit.history(self, request, object_id)
        return response or super().history_view(request, object_id, extra_context)

    # ------------------------------------------------------------ the search of the list
    def get_search_fields(self, request: HttpRequest) -> Any:
        """Nobody finds rows by what they may not see: without the right to see owners, none by the name of one."""
        registered = self.admin_site._registry

        def may_see(model: type[Model]) -> bool:
            return model not in registered or registered[model].has_view_or_change_permission(request)

        names = super().get_search_fields(request)
        return [name for name in names if all(map(may_see, list_search.models_behind(self.model, name)))]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return list_search.results(self, request, queryset, search_term), False

    def hit_note(self, obj: Any) -> str:
        """What stands beside the name of an entry in the search of the back office."""
        number = getattr(obj, "number", "") or ""
        return "" if number in str(obj) else number

    def search_besides(self, request: HttpRequest, word: list_search.Word) -> Q:
        """Rows that have a word in a place that ``search_fields`` cannot name."""
        return Q(pk__in=[])

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: int | str = messages.SUCCESS,
        extra_tags: str = "",
        fail_silently: bool = False,
    ) -> None:
        """As Django's, with SUCCESS instead of INFO as the default level."""
        super().message_user(request, message, level, extra_tags, fail_silently)


@admin.register(FieldOfAction)
class FieldOfActionAdmin(StaffAdmin):
    list_display = ["name", "code", "sort"]


class FrameworkGoalInline(OneLineFields, admin.TabularInline):
    model = FrameworkGoal
    fields = ["number", "title"]
    extra = 0


@admin.register(Framework)
class FrameworkAdmin(StaffAdmin):
    list_display = ["short_name", "name", "owner", "year"]
    inlines = [FrameworkGoalInline]


def badge_column(badge: dict[str, Any]) -> SafeString:
    return render_to_string("components/badge.html", badge)
