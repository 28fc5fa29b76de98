"""Admin pages of the record of changes: of one object, of all registers, and the removal of texts."""

from typing import Any, cast
from uuid import UUID

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.audit import log, redaction
from eving.core.audit.watched import event_models, event_of, register_of
from eving.core.models import Change, User
from eving.core.one_line import SingleLineField

LAST_PAGE = 50  # whoever looks further back narrows the dates


def urls(site: AdminSite) -> list[URLPattern]:
    def listing(request: HttpRequest) -> HttpResponse:
        return everywhere(site, request)

    def removal(request: HttpRequest, name: str, event: int) -> HttpResponse:
        return remove(site, request, name, event)

    return [
        path("verlauf/", site.admin_view(listing), name="changes"),
        path("verlauf/<str:name>/<int:event>/entfernen/", site.admin_view(removal), name="changes_remove"),
    ]


# ---------------------------------------------------------------- rights
def readable(user: Any) -> list[type[models.Model]]:
    watched = [register_of(event) for event in event_models()]
    return [model for model in watched if user.has_perm(right(model, "view")) or user.has_perm(right(model, "change"))]


def right(model: type[models.Model], action: str) -> str:
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def may_remove(user: Any, model: type[models.Model]) -> bool:
    """Removal needs the "decide" permission of the model, or "change" where it has none."""
    action = "decide" if "decide" in model._meta.default_permissions else "change"
    return user.has_perm(right(model, action))


def link_for(user: Any) -> str:
    return reverse("admin:changes") if readable(user) else ""


def address(model: type[models.Model], name: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def removal_address(edit: log.Edit) -> str:
    return reverse("admin:changes_remove", args=[edit.model._meta.model_name, edit.event])


def page_number(request: HttpRequest) -> int:
    text = request.GET.get("seite", "")
    if not text.isdecimal():
        return 1
    return min(max(int(text), 1), LAST_PAGE) if len(text) < 6 else LAST_PAGE


# ---------------------------------------------------------------- one object
def history(register: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse | None:
    """The record of one object, also after its deletion; None for untracked models and unknown objects."""
    if event_of(register.model) is None or not (object_id.isdecimal() and len(object_id) < 19):
        return None
    obj = register.get_object(request, object_id)
    if not register.has_view_or_change_permission(request, obj):
        raise PermissionDenied
    page = log.of_key(register.model, int(object_id), page_number(request))
    if obj is None and not page.edits:
        return None
    opts = register.opts
    return TemplateResponse(
        request,
        "admin/changes/object.html",
        {
            **register.admin_site.each_context(request),
            "title": _("Who edited which field"),
            "subtitle": str(obj) if obj else page.edits[0].name,
            "opts": opts,
            "object_url": address(register.model, "change", object_id) if obj else "",
            "list_url": address(register.model, "changelist"),
            "page": page,
            "is_last_possible": page.number == LAST_PAGE,
            "entries": [
                {
                    "edit": edit,
                    "part": "" if edit.model is register.model else f"{edit.model._meta.verbose_name}: {edit.name}",
                    "batch_url": f"{reverse('admin:changes')}?stapel={edit.batch}" if edit.batch else "",
                    "remove_url": removal_address(edit)
                    if edit.has_texts and may_remove(request.user, edit.model)
                    else "",
                }
                for edit in page.edits
            ],
            "removals": [
                {
                    "at": entry.action_time,
                    "who": entry.user,
                    "reason": entry.change_message.removeprefix(redaction.REMOVED),
                }
                for entry in redaction.removals_of(register.model, int(object_id))
            ],
        },
    )


# ---------------------------------------------------------------- all registers
class ChangeFilter(forms.Form):
    wer = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    register = forms.ChoiceField(label=gettext_lazy("Kind of entry"), required=False)
    art = forms.ChoiceField(label=gettext_lazy("What happened"), required=False)
    von = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    bis = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    stapel = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, registers: list[type[models.Model]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everyone = ("", _("everyone"))
        people = [(str(user.pk), str(user)) for user in User.objects.order_by("last_name", "first_name", "pk")]
        choices: dict[str, list] = {
            "wer": [everyone, *people, ("none", _("nobody: the portal itself, or a form on the website"))],
            "register": [
                ("", _("all kinds")),
                *((model._meta.model_name, capfirst(model._meta.verbose_name_plural)) for model in registers),
            ],
            "art": [
                ("", _("all changes")),
                *zip(log.KINDS, [_("entered"), _("changed"), _("deleted")], strict=True),
            ],
        }
        for name, options in choices.items():
            cast(Any, self.fields[name]).choices = options

    def clean_stapel(self) -> str:
        text = self.cleaned_data["stapel"]
        if text.isdecimal() and len(text) < 19:
            return text
        try:
            return str(UUID(text)) if text else ""
        except ValueError:
            return ""

    def wanted(self) -> log.Wanted:
        self.is_valid()  # invalid values are missing from cleaned_data and filter nothing
        given = self.cleaned_data
        return log.Wanted(
            user=given.get("wer", ""),
            kind=given.get("art", ""),
            since=given.get("von"),
            until=given.get("bis"),
            batch=given.get("stapel", ""),
        )


def everywhere(site: AdminSite, request: HttpRequest) -> HttpResponse:
    registers = readable(request.user)
    if not registers:
        raise PermissionDenied
    form = ChangeFilter(request.GET, registers=registers)
    wanted = form.wanted()
    chosen = form.cleaned_data.get("register")
    page = log.everywhere(
        [model for model in registers if not chosen or chosen == model._meta.model_name], wanted, page_number(request)
    )
    active = {name: value for name, value in form.cleaned_data.items() if value}
    query = request.GET.copy()
    query.pop("seite", None)
    without_batch = query.copy()
    without_batch.pop("stapel", None)
    return TemplateResponse(
        request,
        "admin/changes/list.html",
        {
            **site.each_context(request),
            "title": _("Who changed what"),
            "form": form,
            "active": len(active),
            "page": page,
            "is_last_possible": page.number == LAST_PAGE,
            "base_query": query.urlencode(),
            "batch": active.get("stapel", ""),
            "batch_label": next((edit.label for edit in page.edits if edit.label), ""),
            "without_batch": without_batch.urlencode(),
            "entries": [
                {
                    "edit": edit,
                    "register": edit.model._meta.verbose_name,
                    "url": address(edit.model, "history", edit.pk),
                    "batch_url": f"{request.path}?stapel={edit.batch}" if edit.batch else "",
                }
                for edit in page.edits
            ],
        },
    )


# ---------------------------------------------------------------- removal of texts
class RemovalForm(forms.Form):
    reason = SingleLineField(
        label=gettext_lazy("Why does the text have to go?"),
        max_length=200,
        help_text=gettext_lazy("Only the office reads this. Please do not repeat what has to go."),
        error_messages={"required": gettext_lazy("Please say why the text has to go.")},
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


def watched_by_name(name: str) -> type[Change]:
    for event in event_models():
        if register_of(event)._meta.model_name == name:
            return event
    raise Http404


def remove(site: AdminSite, request: HttpRequest, name: str, event: int) -> HttpResponse:
    table = watched_by_name(name)
    model = register_of(table)
    if not may_remove(request.user, model):
        raise PermissionDenied
    removable = redaction.removable(table, event)
    if removable is None:
        raise Http404
    back = address(model, "history", removable.edit.pk)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and removable.texts and form.is_valid():
        redaction.redact(table, removable, by=cast(User, request.user), reason=form.cleaned_data["reason"])
        messages.success(request, _("The text was removed from the record of changes."))
        return HttpResponseRedirect(back)
    return TemplateResponse(
        request,
        "admin/changes/remove.html",
        {
            **site.each_context(request),
            "title": _("Remove from the record of changes"),
            "opts": model._meta,
            "list_url": address(model, "changelist"),
            "back_url": back,
            "found": removable,
            "texts": sorted({value for values in removable.texts.values() for value in values}),
            "form": form,
        },
        status=422 if form.errors else 200,
    )
