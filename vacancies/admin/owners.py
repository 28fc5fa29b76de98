"""Talks with owners and early warnings of vacancies, only for users who may see owners."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import GuardedForm, StaffAdmin, overdue_badge, short_date
from eving.core.backoffice.bulk import BulkAdmin
from eving.core.models import User
from eving.core.workflow.bulk import BulkAction
from vacancies.forms.days import SensibleDays
from vacancies.models import OwnerTalk, PropertyContact, ShopUnit
from vacancies.services import owners
from vacancies.services.early_warnings import early_warnings

MOST_TALKS = 10  # talks on the page of a unit; the list has all


def sees_owners(request: HttpRequest) -> bool:
    return request.user.has_perm("vacancies.view_propertycontact")


def sees_talks(request: HttpRequest) -> bool:
    return sees_owners(request) and request.user.has_perm("vacancies.view_ownertalk")


class TalkForm(SensibleDays, GuardedForm):
    """A new talk may close the open actions of earlier talks about the unit."""

    closes_open_actions = forms.BooleanField(
        label=gettext_lazy("What was planned for this shop is done"),
        required=False,
        help_text=gettext_lazy("The open next steps of earlier talks about this shop leave the list."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("closes_open_actions", None)


class NextActionFilter(admin.SimpleListFilter):
    title = gettext_lazy("next step")
    parameter_name = "next_action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("due", _("due")), ("open", _("open"))]

    def queryset(self, request: HttpRequest, talks: QuerySet) -> QuerySet:
        chosen = {"due": owners.due_actions, "open": owners.open_actions}
        wanted = self.value() or ""
        return talks.filter(pk__in=chosen[wanted]().values("pk")) if wanted in chosen else talks


@admin.register(OwnerTalk)
class OwnerTalkAdmin(BulkAdmin):
    form = TalkForm
    shortcut = gettext_lazy("Note a talk with an owner")
    list_display = ["unit_display", "held_on", "willing_display", "next_action", "due", "may_fall_empty"]
    list_filter = [NextActionFilter, "warns", "willing", "unit__street"]
    list_select_related = ["unit__street"]
    search_fields = [
        "unit__number",
        "unit__street__name",
        "unit__other_street",
        "unit__house_number",
        "contact__name",
        "result",
    ]
    search_help_text = gettext_lazy("Number, street, house number, owner or words of the talk")
    fieldsets = [
        (gettext_lazy("The talk"), {"fields": ["unit", "contact", "on", "channel", "result"]}),
        (gettext_lazy("What follows from it"), {"fields": ["willing", "vacancy_reason", "warns", "empty_from"]}),
        (
            gettext_lazy("What comes next"),
            {"fields": ["closes_open_actions", "next_action", "next_action_on", "done_on"]},
        ),
    ]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return sees_owners(request) and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return sees_owners(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return sees_owners(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return sees_owners(request) and super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("shop unit"), ordering="unit__street__name_sort")
    def unit_display(self, talk: OwnerTalk) -> str:
        return str(talk.unit)

    @admin.display(description=gettext_lazy("on"), ordering="on")
    def held_on(self, talk: OwnerTalk) -> str | None:
        return short_date(talk.on)

    @admin.display(description=gettext_lazy("owner wants to let"), ordering="willing")
    def willing_display(self, talk: OwnerTalk) -> str | None:
        return talk.get_willing_display() or None

    @admin.display(description=gettext_lazy("due"), ordering="next_action_on")
    def due(self, talk: OwnerTalk) -> Any:
        if talk.done_on:
            return _("done on %(day)s") % {"day": short_date(talk.done_on)}
        is_late = talk.next_action_on is not None and talk.next_action_on < timezone.localdate()
        return overdue_badge(cast(Any, talk.next_action_on)) if is_late else short_date(talk.next_action_on)

    @admin.display(description=gettext_lazy("may become vacant"), ordering="warns")
    def may_fall_empty(self, talk: OwnerTalk) -> str | None:
        if not talk.warns:
            return None
        return _("from %(day)s") % {"day": short_date(talk.empty_from)} if talk.empty_from else _("yes")

    def bulk_actions(self, request: HttpRequest) -> list[BulkAction]:
        def act(talk: OwnerTalk, *, by: User, seen_version: int | None) -> None:
            owners.finish_action(talk)

        return [
            BulkAction(
                "finish",
                gettext_lazy("Next step is done"),
                may=self.has_change_permission,
                refusal=lambda talk: "" if talk.next_action and not talk.done_on else _("Nothing is left to do."),
                act=act,
                help=gettext_lazy("The next step counts as done today and leaves the list."),
            )
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        hidden = "done_on" if obj is None else "closes_open_actions"
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != hidden]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = {**super().get_changeform_initial_data(request), "on": timezone.localdate()}
        unit = request.GET.get("unit", "")
        if unit.isascii() and unit.isdigit() and len(unit) < 10:
            given["contact"] = ShopUnit.objects.filter(pk=int(unit)).values_list("property_contact", flat=True).first()
            given["closes_open_actions"] = owners.open_actions().filter(unit=int(unit)).exists()
        return given

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "unit":
            kwargs["queryset"] = ShopUnit.objects.select_related("street")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "contact":
            field.help_text = _("Left empty: the owner of the shop.")
        return field

    def save_model(self, request: HttpRequest, obj: OwnerTalk, form: Any, change: bool) -> None:
        if not change:
            closes = form.cleaned_data.get("closes_open_actions", False)
            owners.note_talk(obj, by=cast(User, request.user), closes_open_actions=closes)
            return
        super().save_model(request, obj, form, change)
        if {"willing", "on", "unit"} & set(form.changed_data):
            owners.sync_willingness(obj.unit)

    def links_of(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        unit_url = reverse("admin:vacancies_shopunit_change", args=[obj.unit_id])
        return [{"label": _("To the shop unit"), "url": unit_url}]


class OwnerDialogue(StaffAdmin):
    """Adds talks with owners and early warnings to the pages of shop units."""

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_warnings"
        view = self.admin_site.admin_view(self.warnings_view)
        return [path("fruehwarnung/", view, name=name), *super().get_urls()]

    def warnings_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        with_talks = sees_talks(request)
        return TemplateResponse(
            request,
            "admin/vacancies/shopunit/warnings.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("May become vacant"),
                "rows": early_warnings(timezone.localdate(), with_talks=with_talks),
                "today": timezone.localdate(),
                "with_talks": with_talks,
                "may_note": self.may_note_talks(request),
                "list_url": self.address("changelist"),
            },
        )

    def may_note_talks(self, request: HttpRequest) -> bool:
        return sees_talks(request) and request.user.has_perm("vacancies.add_ownertalk")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        answer = super().changelist_view(request, extra_context)
        if isinstance(answer, TemplateResponse) and answer.context_data is not None:
            links = answer.context_data.get("table_links", [])
            answer.context_data["table_links"] = [(_("May become vacant"), self.address("warnings")), *links]
        return answer

    def links_of(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        links = super().links_of(request, obj)
        links.append({"label": _("May become vacant: all shops"), "url": self.address("warnings")})
        if self.may_note_talks(request):
            links.insert(0, {"label": _("Note a talk"), "url": self.talk_url(obj)})
        return links

    def talk_url(self, unit: ShopUnit) -> str:
        return f"{reverse('admin:vacancies_ownertalk_add')}?unit={unit.pk}"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is not None and sees_talks(request):
            fieldsets.append((gettext_lazy("Talks with the owner"), {"fields": ["talks_display"]}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "talks_display"]

    @admin.display(description=gettext_lazy("what was said"))
    def talks_display(self, unit: ShopUnit) -> SafeString:
        talks = list(unit.talks.select_related("contact", "by")[: MOST_TALKS + 1])
        return render_to_string(
            "admin/vacancies/shopunit/talks.html",
            {
                "talks": talks[:MOST_TALKS],
                "has_more": len(talks) > MOST_TALKS,
                "willing": unit.get_owner_willing_display(),
                "note_url": self.talk_url(unit),
                "list_url": f"{reverse('admin:vacancies_ownertalk_changelist')}?unit__id__exact={unit.pk}",
            },
        )


class TalksGoAlong(StaffAdmin):
    """Deletes talks together with an owner: their texts may name the person."""

    def delete_model(self, request: HttpRequest, obj: PropertyContact) -> None:
        owners.forget_contact(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[PropertyContact]) -> None:
        for contact in queryset:
            owners.forget_contact(contact)
