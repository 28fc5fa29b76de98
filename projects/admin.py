from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, F, Q, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core import lifecycle, search
from eving.core.admin import StaffAdmin, overdue_badge, short_date, why_striking
from eving.core.forms import PRIVACY_VERSION, FormKey
from eving.core.lifecycle import Step
from eving.core.models import Role
from projects import cards, services
from projects.forms import CallNote
from projects.models import Idea, IdeaHistory, IdeaPhoto, IdeaState
from projects.models.idea import WAITING
from projects.steps import EFFECTS, USUAL, RedactForm, StepForm, call_helper, staff_steps, who_is_told


def changed(data: QueryDict, **values: Any) -> QueryDict:
    """What was typed, with a hidden field renewed."""
    copy = data.copy()
    for name, value in values.items():
        copy[name] = value
    return copy


class PromiseFilter(admin.SimpleListFilter):
    title = gettext_lazy("promised answer")
    parameter_name = "promise"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("late", _("overdue")), ("open", _("still in time"))]

    def queryset(self, request: HttpRequest, ideas: QuerySet) -> QuerySet:
        today = timezone.localdate()
        if self.value() == "late":
            return ideas.filter(state__in=WAITING, answer_due_on__lt=today)
        if self.value() == "open":
            return ideas.filter(state__in=WAITING, answer_due_on__gte=today)
        return ideas


class StrikingFilter(admin.SimpleListFilter):
    title = gettext_lazy("closer look")
    parameter_name = "striking"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("yes", _("looks like a machine"))]

    def queryset(self, request: HttpRequest, ideas: QuerySet) -> QuerySet:
        return ideas.exclude(Q(contribution=None) | Q(contribution__screening="")) if self.value() == "yes" else ideas


class IdeaPhotoInline(admin.TabularInline):
    model = IdeaPhoto
    fields = ["picture", "alt", "approved_at"]
    readonly_fields = ["picture", "approved_at"]
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # photos come from authors, who confirm their rights

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
    shortcut = gettext_lazy("Note a call")
    list_display = ["title", "number", "state_shown", "promise", "street", "submitted_on"]
    list_filter = ["state", PromiseFilter, StrikingFilter, "field", "topics"]
    list_select_related = ["street"]
    search_fields = ["number", "title", "text", "contribution__name", "contribution__participant__email"]
    search_help_text = gettext_lazy("Number, title, description, name or e-mail address of the author")
    # What waits for the office comes first, by its promise; then the newest.
    ordering = [Case(When(state__in=WAITING, then="answer_due_on")).asc(nulls_last=True), "-created_at"]
    actions = None  # one decision, one reason: nothing here is done to many at once
    own_columns = ["title", "text", "street", "place_note", "field"]
    fields = [*own_columns, "topics", "frameworks"]
    inlines = [IdeaPhotoInline]
    view_on_site = False  # most ideas have no public page yet; the idea's page links it when there is one
    change_form_template = "admin/projects/idea/change_form.html"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, idea: Idea) -> SafeString:
        return render_to_string("components/badge.html", cards.state_badge(idea))

    @admin.display(description=gettext_lazy("submitted"), ordering="submitted_at")
    def submitted_on(self, idea: Idea) -> str | None:
        return short_date(idea.submitted_at)

    @admin.display(description=gettext_lazy("answer promised by"), ordering="answer_due_on")
    def promise(self, idea: Idea) -> Any:
        if idea.state not in WAITING:
            return None
        overdue = idea.is_overdue(timezone.localdate())
        return overdue_badge(idea.answer_due_on) if overdue else short_date(idea.answer_due_on)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{**kwargs, "widget": forms.CheckboxSelectMultiple})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # streets and topics are not made while one checks an idea
        return field

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # ideas are withdrawn, marked as spam or erased by their author; the purge deletes

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
                form.data = changed(form.data, form_key=FormKey.fresh().sign("call"))
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
        return self.page(
            request, "admin/projects/idea/call.html", _("Note a call"), None, form=form, helper=call_helper(form)
        )

    def response_post_save_change(self, request: HttpRequest, obj: Idea) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:projects_idea_change", args=[obj.pk]))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        search.index(form.instance)

    def save_model(self, request: HttpRequest, obj: Idea, form: Any, change: bool) -> None:
        # Counted in the database: a step may have been taken since the row was read.
        obj.version = F("version") + 1
        obj.save(update_fields=["version", *(name for name in form.changed_data if name in self.own_columns)])
        obj.refresh_from_db(fields=["version"])

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        idea = self.get_object(request, object_id)
        if idea is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        may_change = self.has_change_permission(request, idea)
        steps = staff_steps(idea) if may_change else []
        usual = USUAL.get(IdeaState(idea.state))
        return super().change_view(
            request,
            object_id,
            form_url,
            {
                "idea": idea,
                "badge": {**cards.state_badge(idea), "date": timezone.localdate(idea.state_changed_at)},
                "is_waiting": idea.state in WAITING,
                "is_overdue": idea.is_overdue(timezone.localdate()),
                "usual_step": next((step for step in steps if step.name == usual), None),
                "other_steps": [step for step in steps if step.name != usual and not step.is_loss],
                "losing_steps": [step for step in steps if step.is_loss],
                "screening": why_striking(idea.contribution),
                "entries": self.entries(idea),
                "may_redact": may_change,
                "show_save_and_add_another": False,
                "show_save_and_continue": False,
                **(extra_context or {}),
            },
        )

    def entries(self, idea: Idea) -> list[dict[str, Any]]:
        """The whole history for the office, internal texts included."""
        return [
            {
                "entry": entry,
                "who": entry.by or entry.get_role_display(),
                "title": idea.lifecycle.wording(entry.from_state, entry.to_state) or _("Received"),
            }
            for entry in idea.history.select_related("by", "redacted_by")
        ]

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
        form = StepForm(
            request.POST or None,
            step=step,
            is_public=idea.is_public or step.name == "publish",
            initial={"version": idea.version},
        )
        if request.method == "POST":
            if form.is_valid() and self.take(request, idea, step, form):
                return HttpResponseRedirect(reverse("admin:projects_idea_change", args=[idea.pk]))
        elif step not in staff_steps(idea):
            state = idea.get_state_display()
            self.tell(request, _("This step is not possible from “%(state)s”.") % {"state": state}, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:projects_idea_change", args=[idea.pk]))
        return self.page(
            request,
            "admin/projects/idea/step.html",
            step.label,
            idea,
            step=step,
            form=form,
            effect=EFFECTS[name],
            told=who_is_told(idea, step),
            badge={**cards.state_badge(idea), "date": timezone.localdate(idea.state_changed_at)},
            latest=self.entries(idea)[-1:] if form.non_field_errors() else [],
        )

    def take(self, request: HttpRequest, idea: Idea, step: Step, form: StepForm) -> bool:
        """Take the step; False when it was refused, with the reason in the form."""
        try:
            services.take_step(
                idea,
                step.name,
                by=request.user,
                text=form.cleaned_data["text"],
                seen_version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            # Whoever reads the reason and the new state, and sends once more, decides anew.
            form.data = changed(form.data, version=idea.version)
            form.add_error(None, error.messages)
            return False
        sentence = f"{idea.number or idea.title}: {step.done}."
        following = Idea.objects.waiting_for_review().order_by("answer_due_on", "pk").first()
        if following:
            address = reverse("admin:projects_idea_change", args=[following.pk])
            sentence = format_html('{} <a href="{}">{}</a>', sentence, address, _("Check the next idea"))
        self.tell(request, sentence)
        return True

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
                "photos": [cards.photo_picture(photo, 1600) for photo in idea.photos.all()],
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
