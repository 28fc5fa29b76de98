from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core import lifecycle, search
from eving.core.admin import StaffAdmin
from eving.core.forms import PRIVACY_VERSION, FormKey
from eving.core.models import Role
from projects import cards, services
from projects.forms import CallNote
from projects.models import Idea, IdeaHistory, IdeaPhoto


class StepForm(forms.Form):
    """The text that goes with a decision, and the version of the idea that the person saw."""

    text = forms.CharField(label=gettext_lazy("Text"), max_length=3000, widget=forms.Textarea(attrs={"rows": 6}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: lifecycle.Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = step.text_required
        if step.is_public:
            self.fields["text"].help_text = _("Everyone reads this on the idea's page, and the author by mail.")
        elif step.name == "ask":
            self.fields["text"].help_text = _("The author reads this by mail. It is not shown publicly.")
        else:
            self.fields["text"].help_text = _("Not shown publicly.")


class RedactForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why does the text have to go?"), max_length=200)


class IdeaPhotoInline(admin.TabularInline):
    model = IdeaPhoto
    fields = ["picture", "alt", "approved_at"]
    readonly_fields = ["picture", "approved_at"]
    extra = 0
    max_num = 0

    @admin.display(description=gettext_lazy("photo"))
    def picture(self, photo: IdeaPhoto) -> str:
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}" class="photo-small">',
            photo.url(400),
            photo.alt,
            photo.stored_width(400),
            photo.stored_height(photo.stored_width(400)),
        )


@admin.register(Idea)
class IdeaAdmin(StaffAdmin):
    list_display = ["title", "number", "state", "street", "submitted_at", "answer_due_on"]
    list_filter = ["state", "field", ("contribution__screening", admin.EmptyFieldListFilter), "topics"]
    list_select_related = ["street"]
    search_fields = ["number", "title", "text"]
    date_hierarchy = None
    ordering = ["answer_due_on", "-created_at"]
    fields = ["title", "text", "street", "place_note", "field", "topics", "frameworks"]
    filter_horizontal = ()
    inlines = [IdeaPhotoInline]
    change_form_template = "admin/projects/idea/change_form.html"

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
        return field

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # ideas are withdrawn, marked as spam or erased by their author; the purge deletes

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request)

    def get_urls(self) -> list:
        here = [
            path("<int:pk>/schritt/<str:name>/", self.admin_site.admin_view(self.step_view), name="projects_idea_step"),
            path("<int:pk>/vorschau/", self.admin_site.admin_view(self.preview_view), name="projects_idea_preview"),
            path(
                "<int:pk>/verlauf/<int:entry>/schwaerzen/",
                self.admin_site.admin_view(self.redact_view),
                name="projects_idea_redact",
            ),
        ]
        return here + super().get_urls()

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """“Note a call”: an idea for somebody without web form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = CallNote(request.POST or None, initial={"form_key": FormKey.fresh().sign("call")})
        if request.method == "POST" and form.is_valid():
            key = FormKey.read(form.cleaned_data["form_key"], "call")
            if key is None:
                form.add_error(None, _("This page was open for a long time. Please send it once more."))
            else:
                idea, _is_new = services.record_idea(
                    key=key.key,
                    draft=form.draft(),
                    author=form.author(),
                    channel=form.cleaned_data["channel"],
                    privacy_version=PRIVACY_VERSION,
                    by=request.user,
                )
                self.tell(request, _("The idea is noted as %(number)s.") % {"number": idea.number})
                return HttpResponseRedirect(reverse("admin:projects_idea_change", args=[idea.pk]))
        return self.page(request, "admin/projects/idea/call.html", _("Note a call"), None, form=form)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        search.index(form.instance)

    def save_model(self, request: HttpRequest, obj: Idea, form: Any, change: bool) -> None:
        obj.version += 1
        obj.save(
            update_fields=[*[name for name in form.changed_data if name not in ("topics", "frameworks")], "version"]
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        idea = self.get_object(request, object_id)
        if idea is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        entries = idea.history.select_related("by")
        return super().change_view(
            request,
            object_id,
            form_url,
            {
                "idea": idea,
                "badge": cards.state_badge(idea),
                "steps": idea.lifecycle.open_to(Role.STAFF, idea.state),
                "entries": [
                    {"entry": entry, "title": idea.lifecycle.wording(entry.from_state, entry.to_state)}
                    for entry in entries
                ],
                **(extra_context or {}),
            },
        )

    def page(self, request: HttpRequest, template: str, title: str, idea: Idea | None, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            template,
            {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "idea": idea, **context},
        )

    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """One decision: says what it does, takes the text, calls the service."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        idea = get_object_or_404(Idea.objects.select_related("contribution__participant", "street"), pk=pk)
        steps = {step.name: step for step in idea.lifecycle.steps if Role.STAFF in step.who and step.name != "confirm"}
        if name not in steps:
            raise Http404
        step = steps[name]
        form = StepForm(request.POST or None, step=step, initial={"version": idea.version})
        if request.method == "POST" and form.is_valid():
            try:
                services.take_step(
                    idea,
                    name,
                    by=request.user,
                    text=form.cleaned_data["text"],
                    seen_version=form.cleaned_data["version"],
                )
            except ValidationError as error:
                form.add_error(None, error.messages)
                form.data = {**form.data.dict(), "version": idea.version}
            else:
                self.tell(request, f"{idea.number or idea.title}: {step.done}", messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:projects_idea_change", args=[idea.pk]))
        return self.page(
            request,
            "admin/projects/idea/step.html",
            step.label,
            idea,
            step=step,
            form=form,
            badge=cards.state_badge(idea),
        )

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The idea as the public will see it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        idea = get_object_or_404(
            Idea.objects.select_related("street", "field", "contribution").prefetch_related("topics", "photos"), pk=pk
        )
        return TemplateResponse(
            request,
            "projects/idea_detail.html",
            {
                "idea": idea,
                "badge": cards.state_badge(idea),
                "timeline": cards.timeline(idea.history.filter(is_public=True), idea),
                "photos": list(idea.photos.all()),
                "panels": [],
                "is_preview": True,
                "back_url": reverse("admin:projects_idea_change", args=[idea.pk]),
            },
        )

    def redact_view(self, request: HttpRequest, pk: int, entry: int) -> HttpResponse:
        """Take a text out of the history; who, when and states stay."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = get_object_or_404(IdeaHistory.objects.select_related("idea"), pk=entry, idea_id=pk)
        form = RedactForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            lifecycle.redact(row, reason=form.cleaned_data["reason"], by=request.user)
            self.tell(request, _("The text was removed from the history."))
            return HttpResponseRedirect(reverse("admin:projects_idea_change", args=[pk]))
        return self.page(
            request,
            "admin/projects/idea/redact.html",
            _("Remove a text from the history"),
            row.idea,
            entry=row,
            form=form,
        )
