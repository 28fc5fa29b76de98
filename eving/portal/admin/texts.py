"""Admin pages where the office rewords the portal's texts and writes announcements."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import GuardedForm, StaffAdmin
from eving.core.models import User
from eving.core.models.texts import Announcement, SiteText
from eving.core.models.translations import TranslationsWidget, other_languages
from eving.core.public.forms import changed
from eving.core.registry import SiteTextSlot
from eving.core.texts import site_texts
from eving.portal.services.texts import default_text, slots

INPUT = "kern-form-input__input"


def without_texts(data: QueryDict) -> QueryDict:
    """What was posted, with every language empty."""
    return changed(data, text="", **{f"texts_{code}": "" for code in other_languages()})


class TextForm(GuardedForm):
    """One text in all languages, with the version check also for a text that has no row yet."""

    class Meta:
        model = SiteText
        fields = ["text", "texts"]
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, slot: SiteTextSlot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slot = slot
        widget: forms.Widget = forms.Textarea(attrs={"rows": 10, "class": INPUT})
        if slot.kind == "line":
            widget = forms.TextInput(attrs={"maxlength": 20_000, "class": INPUT})
        self.fields["text"].widget = widget
        self.fields["texts"].widget = TranslationsWidget(widget)
        self.initial["seen"] = self.fingerprint({"text": "", "texts": {}, **self.initial})
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def _checked(self, text: str) -> str:
        text = text.replace("\r\n", "\n")
        wrong = site_texts.check(text, site_texts.allowed_in(self.slot), self.slot.required) if text.strip() else []
        if wrong:
            raise forms.ValidationError(wrong)
        return text

    def clean_text(self) -> str:
        return self._checked(self.cleaned_data["text"])

    def clean_texts(self) -> dict[str, str]:
        return {code: self._checked(text) for code, text in self.cleaned_data["texts"].items()}


@admin.register(SiteText)
class SiteTextAdmin(StaffAdmin):
    """Lists every text that can be reworded; only those the office has reworded have a row."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # an empty text brings the default text back and keeps the history

    def get_urls(self) -> list:
        edit = path("<str:key>/text/", self.admin_site.admin_view(self.edit_view), name="core_sitetext_edit")
        return [edit, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        rows = {row.key: row for row in SiteText.objects.select_related("updated_by")}
        groups: dict[str, dict[str, Any]] = {}
        for slot in slots().values():
            group = groups.setdefault(
                str(slot.group), {"name": slot.group, "url": reverse(slot.page) if slot.page else "", "slots": []}
            )
            row = rows.get(slot.key)
            is_own = bool(row and any(text.strip() for text in row.all_texts("text")))
            url = reverse("admin:core_sitetext_edit", args=[slot.key])
            group["slots"].append({"slot": slot, "row": row, "is_own": is_own, "url": url})
        context = {**self.admin_site.each_context(request), "opts": self.opts, "groups": list(groups.values())}
        context["title"] = capfirst(str(self.opts.verbose_name_plural))
        return TemplateResponse(request, "admin/texts/list.html", context)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None or row.key not in slots():
            raise Http404
        return HttpResponseRedirect(reverse("admin:core_sitetext_edit", args=[row.key]))

    def edit_view(self, request: HttpRequest, key: str) -> HttpResponse:
        slot = slots().get(key)
        if slot is None:
            raise Http404
        may_write = self.has_change_permission(request)
        if not may_write and (request.method == "POST" or not self.has_view_permission(request)):
            raise PermissionDenied
        preview: list[dict[str, Any]] = []
        if request.method == "POST":
            with transaction.atomic():
                # The row stays only if the form is saved.
                row, _is_new = SiteText.objects.get_or_create(key=key)
                data = without_texts(request.POST) if "_default" in request.POST else request.POST
                form = TextForm(data, instance=row, slot=slot)
                if form.is_valid():
                    if "_preview" not in request.POST:
                        return self.save(request, row, form)
                    preview = self.preview(slot, form.cleaned_data)
                transaction.set_rollback(True)
        else:
            form = TextForm(instance=SiteText.objects.filter(key=key).first() or SiteText(key=key), slot=slot)
        languages = [settings.LANGUAGE_CODE, *other_languages()]
        default = [{"language": code, "text": self.default(slot, code)} for code in languages]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{slot.group}: {slot.label}",
            "slot": slot,
            "form": form,
            "may_write": may_write,
            "own": [{"language": code, "text": text} for code, text in form.instance.by_language().items()],
            "default": default,
            "preview": preview,
            "placeholders": site_texts.listed(site_texts.allowed_in(slot)),
            "required": site_texts.listed(slot.required),
            "page_url": reverse(slot.page) if slot.page else "",
        }
        return TemplateResponse(request, "admin/texts/edit.html", context)

    def save(self, request: HttpRequest, row: SiteText, form: TextForm) -> HttpResponse:
        if any(text.strip() for text in row.all_texts("text")):
            message = _("The text is saved. Every page shows it from now on.")
        else:
            message = _("The default text is shown again.")
        row.updated_by = cast(User, request.user)
        row.save(update_fields=["text", "texts", "updated_at", "updated_by"])
        self.log_change(request, row, message)
        self.message_user(request, message)
        return HttpResponseRedirect(reverse("admin:core_sitetext_changelist"))

    def default(self, slot: SiteTextSlot, language: str) -> SafeString:
        return default_text(slot, language)

    def preview(self, slot: SiteTextSlot, written: dict[str, Any]) -> list[dict[str, Any]]:
        found = []
        for code, text in {settings.LANGUAGE_CODE: written["text"], **written["texts"]}.items():
            if text.strip():
                values = {name: f"[{name}]" for name in slot.placeholders}
                with translation.override(code):
                    found.append({"language": code, "text": site_texts.shown(slot, text, values)})
        return found


@admin.register(Announcement)
class AnnouncementAdmin(StaffAdmin):
    list_display = ["title", "state", "starts_on", "ends_on", "tone"]
    fields = ["tone", "title", "titles", "text", "texts", "starts_on", "ends_on"]

    @admin.display(description=gettext_lazy("state"))
    def state(self, notice: Announcement) -> str:
        today = timezone.localdate()
        if notice.ends_on < today:
            badge = {"label": _("past"), "tone": "neutral"}
        elif notice.starts_on > today:
            badge = {"label": _("planned"), "tone": "info"}
        else:
            badge = {"label": _("running"), "tone": "success"}
        return render_to_string("components/badge.html", badge)
