"""What the registers' admin pages share, and the pages of the ground itself."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.forms import changed
from eving.core.models import (
    CompoundWord,
    Contribution,
    CrossStreet,
    DistrictPart,
    FieldOfAction,
    Framework,
    FrameworkGoal,
    Street,
    Topic,
)

# Why a public form looked as if a machine had filled it in (PublicForm.screening), in words for the office.
SCREENING = {
    "honeypot": gettext_lazy("A field that people do not see was filled in."),
    "too fast": gettext_lazy("The form came back within a few seconds."),
    "very old form": gettext_lazy("The form was open for more than a day."),
    "many from one address": gettext_lazy("Many messages came from one connection within an hour."),
}


def why_striking(contribution: Contribution | None) -> str:
    """A sentence about a deed that looks as if a machine had sent it; empty for all others."""
    reason = contribution.screening if contribution else ""
    return str(SCREENING.get(reason, reason))


def overdue_badge(day: date) -> SafeString:
    """A date that has passed, in the column of a list."""
    label = _("overdue since %(day)s") % {"day": short_date(day)}
    return render_to_string("components/badge.html", {"label": label, "tone": "danger"})


def short_date(day: date | datetime | None) -> str | None:
    """A date as narrow as a column; None stays None."""
    return (
        formats.date_format(timezone.localtime(day) if isinstance(day, datetime) else day, "SHORT_DATE_FORMAT")
        if day
        else None
    )


class GuardedForm(forms.ModelForm):
    """Warns whoever saves something that somebody else changed since the page was opened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.fields:
            self.initial["seen"] = self.fingerprint(self.initial)
            self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def fingerprint(self, values: Mapping[str, Any]) -> str:
        """What the object's fields hold, as a short text that gives nothing away."""
        opts = self._meta.model._meta
        names = [field.name for field in (*opts.fields, *opts.many_to_many) if field.name in self.fields]
        shown = {name: values.get(name) for name in names}
        for name, value in shown.items():
            if isinstance(value, list) and value and isinstance(value[0], Model):
                shown[name] = sorted(item.pk for item in value)
        return salted_hmac("eving.admin.seen", repr(sorted(shown.items()))).hexdigest()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "seen" in self.fields:
            # The admin saves within one transaction: the lock lasts until then.
            stored = self._meta.model._base_manager.select_for_update(of=("self",)).get(pk=self.instance.pk)
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
                self.add_error(name, _("Saved here by now: “%(value)s”") % {"value": self.stored_value(stored, name)})
        # Saving once more is then a decision, no accident.
        self.data = changed(self.data, **{self.add_prefix("seen"): now})

    def stored_value(self, stored: Model, name: str) -> str:
        value = getattr(stored, name, "")
        if hasattr(value, "all"):
            return ", ".join(str(item) for item in value.all())
        display = getattr(stored, f"get_{name}_display", None)
        return str(display() if display else value)


class StaffAdmin(admin.ModelAdmin):
    """Lists that stay quick however long they grow."""

    form = GuardedForm
    # The browser's own calendar: no script, and readable by everyone.
    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
        models.URLField: {"assume_scheme": "https"},
    }
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    shortcut: Any = ""  # label of a button on the start page that opens the add page; none without

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A choice can be widened beside it; deleting what others use belongs to its own list."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_search_fields(self, request: HttpRequest) -> Any:
        """Who may not see who sent something does not find it by their name either."""
        fields = super().get_search_fields(request)
        sees = request.user.has_perm("core.view_contribution")
        return fields if sees else [name for name in fields if not name.startswith("contribution__")]

    def tell(self, request: HttpRequest, sentence: str, level: int = messages.SUCCESS) -> None:
        self.message_user(request, sentence, level)


@admin.register(FieldOfAction)
class FieldOfActionAdmin(StaffAdmin):
    list_display = ["name", "code", "sort"]


@admin.register(Topic)
class TopicAdmin(StaffAdmin):
    list_display = ["name", "field", "is_active", "sort"]
    list_filter = ["is_active", "field"]
    list_select_related = ["field"]
    search_fields = ["name"]

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
