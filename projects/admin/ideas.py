"""Back office of ideas: list, filters, photos, page of one idea."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.models import Actor
from eving.core.backoffice.base import badge_column, overdue_badge, short_date
from eving.core.backoffice.columns import OneLineFields
from eving.core.backoffice.tables import TableAdmin
from eving.core.models import User
from eving.core.people import private_data
from eving.core.public.forms import PRIVACY_VERSION
from eving.core.workflow.lifecycle import Case
from projects.admin.case import IdeaPages
from projects.admin.participation import HelpOfferInline
from projects.admin.transitions import MergeForm, QuestionForm, call_helper
from projects.cards.ideas import state_badge
from projects.cards.pages import idea_page
from projects.cards.participation import support_text
from projects.forms.ideas import CallNote
from projects.models import Idea, IdeaPhoto
from projects.services import waiting
from projects.services.ideas import record_idea
from projects.tables import IdeaTable
from projects.workflow.ideas import WAITING


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


class FlaggedFilter(admin.SimpleListFilter):
    title = gettext_lazy("closer look")
    parameter_name = "flagged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("yes", _("looks like a machine"))]

    def queryset(self, request: HttpRequest, ideas: QuerySet) -> QuerySet:
        return ideas.exclude(Q(contribution=None) | Q(contribution__screening="")) if self.value() == "yes" else ideas


class WorkFilter(admin.SimpleListFilter):
    title = gettext_lazy("what waits")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return list(waiting.NAMES.items())

    def queryset(self, request: HttpRequest, ideas: QuerySet) -> QuerySet:
        return waiting.waiting(self.value() or "", ideas)


class IdeaPhotoForm(forms.ModelForm):
    """A photo of a public idea can be hidden and shown again."""

    shown = forms.BooleanField(label=gettext_lazy("shown publicly"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown"] = self.instance.approved_at is not None

    def save(self, commit: bool = True) -> IdeaPhoto:
        if "shown" in self.changed_data:
            self.instance.approved_at = timezone.now() if self.cleaned_data["shown"] else None
        return super().save(commit)


class IdeaPhotoInline(OneLineFields, admin.TabularInline):
    model = IdeaPhoto
    form = IdeaPhotoForm
    readonly_fields = ["picture"]
    extra = 0

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list:
        # Publishing shows all photos of an idea; afterwards each is shown or hidden on its own.
        return ["picture", "alt", "shown"] if obj and obj.was_public else ["picture", "alt"]

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
class IdeaAdmin(TableAdmin, IdeaPages):
    table = IdeaTable
    shortcut = gettext_lazy("Note a call")
    list_display = ["title", "number", "state_display", "promise", "street", "submitted_on"]
    list_filter = ["state", PromiseFilter, WorkFilter, FlaggedFilter, "field", "topics"]
    list_select_related = ["street"]
    search_fields = [
        "number", "title", "text", "contribution__name", "contribution__phone", "contribution__participant__email",
    ]  # fmt: skip
    search_help_text = gettext_lazy("Number, title, description, name or e-mail address of the author")
    # First what waits for the office, by the promised date; then the newest.
    ordering = [models.Case(models.When(state__in=WAITING, then="answer_due_on")).asc(nulls_last=True), "-created_at"]
    fields = [
        "title", "text", "street", "place_note", "own_contribution", "cost_text", "actor", "field", "topics",
        "frameworks", "paper_support_count",
    ]  # fmt: skip
    inlines = [IdeaPhotoInline, HelpOfferInline]
    bulk_transitions = ("publish", "review", "archive", "spam")
    publishing_transitions = ("publish",)
    pictures_are = ("photos",)
    text_label = gettext_lazy("Message to the author")
    transition_forms = {"ask": QuestionForm, "merge": MergeForm}

    def pictures(self, idea: Idea) -> Sequence[IdeaPhoto]:
        return list(idea.photos.all())

    def badge(self, obj: Case) -> dict[str, Any]:
        assert isinstance(obj, Idea)
        return state_badge(obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "paper_support_count":
            field.required = False  # an empty field means none
        return field

    def save_model(self, request: HttpRequest, obj: Idea, form: Any, change: bool) -> None:
        obj.paper_support_count = obj.paper_support_count or 0
        super().save_model(request, obj, form, change)

    def due_on(self, obj: Case) -> date | None:
        assert isinstance(obj, Idea)
        return obj.answer_due_on if obj.state in WAITING else None

    def next_case(self) -> Idea | None:
        return Idea.objects.waiting_for_review().order_by("answer_due_on", "pk").first()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("street", "field", "actor", "merged_into", "contribution__participant")

    def facts(self, obj: Case) -> list[dict[str, Any]]:
        assert isinstance(obj, Idea)
        texts = (obj.title, obj.text, obj.place_note, obj.own_contribution, obj.cost_text)
        private = [f"{finding.kind.label}: {finding.piece}" for finding in private_data.find_in(texts)]
        return [
            *super().facts(obj),
            {"label": _("Support"), "value": support_text(obj)},
            {"label": _("Looks private, please check"), "value": "; ".join(private)},
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "actor":
            # Actors that ideas already name stay selectable when they are no longer public.
            named = Idea.objects.exclude(actor=None).values("actor")
            choice = Actor.objects.published() | Actor.objects.filter(pk__in=named)
            kwargs.setdefault("queryset", choice.only("name").order_by("name_sort"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def preview(self, request: HttpRequest, obj: Case) -> tuple[str, dict[str, Any]]:
        assert isinstance(obj, Idea)
        return "projects/ideas/detail.html", idea_page(obj, is_preview=True)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_display(self, idea: Idea) -> SafeString:
        return badge_column(state_badge(idea))

    @admin.display(description=gettext_lazy("submitted"), ordering="submitted_at")
    def submitted_on(self, idea: Idea) -> str | None:
        return short_date(idea.submitted_at)

    @admin.display(description=gettext_lazy("answer promised by"), ordering="answer_due_on")
    def promise(self, idea: Idea) -> Any:
        if idea.state not in WAITING:
            return None
        due = idea.answer_due_on
        return overdue_badge(due) if due and idea.is_overdue(timezone.localdate()) else short_date(due)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """“Note a call”: record an idea for somebody who does not use the web form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = CallNote(request.POST or None)
        if request.method == "POST" and form.is_valid() and (key := form.key()):
            idea, _is_new = record_idea(
                key=key.key,
                digest=form.content_digest,
                draft=form.draft(),
                author=form.author(),
                channel=form.cleaned_data["channel"],
                privacy_version=PRIVACY_VERSION,
                by=cast(User, request.user),
            )
            self.message_user(request, _("The idea is noted as %(number)s.") % {"number": idea.number})
            return HttpResponseRedirect(self.address("change", idea.pk))
        return self.page(
            request, "admin/projects/idea/call.html", _("Note a call"), None, form=form, helper=call_helper(form)
        )
