"""Back office of projects with participations, documents and photos."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.models import Actor, ActorState
from eving.core.backoffice.base import GuardedForm, badge_column
from eving.core.backoffice.forms import TransitionForm
from eving.core.backoffice.inlines import ListedInline, PictureInline
from eving.core.backoffice.tables import TableAdmin
from eving.core.backoffice.transitions import TransitionPages
from eving.core.models import FrameworkGoal, User
from eving.core.photos import encoding
from eving.core.public.photo_fields import UploadsFirst
from eving.core.workflow.lifecycle import Transition
from projects.cards import projects
from projects.models import Project, ProjectDocument, ProjectParticipation, ProjectPhoto
from projects.services import documents
from projects.services.projects import save_project
from projects.tables import ProjectTable

NUMBER = RegexValidator(r"^[A-Za-z0-9-]+$", gettext_lazy("Please use letters, digits and hyphens only."))


class ProjectAdminForm(GuardedForm):
    def clean_number(self) -> str:
        number = self.cleaned_data["number"].strip()
        if number:
            NUMBER(number)
        return number


class ProjectTransitionForm(TransitionForm):
    """No mail goes out about a project: the text is for everyone or for the office."""

    def __init__(self, *args: Any, transition: Transition, is_public: bool, sends_no_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, transition=transition, is_public=is_public, sends_no_mail=sends_no_mail, **kwargs)
        field = self.fields["text"]
        field.label = _("Text") if transition.is_public else _("Note")
        field.help_text = _("Everyone reads this on the project's page.")
        field.error_messages["required"] = _("Please write what everyone reads on the project's page.")
        if not transition.is_public:
            field.help_text = _("Only the office reads this.")


class ParticipationInline(ListedInline):
    model = ProjectParticipation
    fields = ["actor", "name", "role", "sort"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("actor")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "actor":
            kwargs["queryset"] = Actor.objects.exclude(state__in=[ActorState.SPAM, ActorState.UNCONFIRMED])
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class DocumentForm(forms.ModelForm):
    """Uploads a PDF with its title; of a stored one only the title changes."""

    upload = forms.FileField(
        label=gettext_lazy("PDF file"), required=False, widget=forms.FileInput(attrs={"accept": "application/pdf"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["upload"].disabled = True

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        upload = self.cleaned_data.get("upload")
        if self.instance.pk or "upload" in self.errors:
            return cleaned
        if upload is None:
            self.add_error("upload", _("Please choose a file."))
            return cleaned
        try:
            documents.check(upload)
            if not self.errors:
                self.instance.key, self.instance.byte_size = documents.store(upload), upload.size
        except ValidationError as problem:
            self.add_error("upload", problem)
        return cleaned


class DocumentInline(ListedInline):
    model = ProjectDocument
    form = DocumentForm
    fields = ["title", "download", "upload", "sort"]
    readonly_fields = ["download"]

    @admin.display(description=gettext_lazy("download"))
    def download(self, document: ProjectDocument) -> str:
        if not document.pk:
            return ""
        return format_html(
            '<a href="{}">{}</a>', reverse("projects:project-document", args=[document.key]), document.title
        )


class ProjectPhotoInline(PictureInline):
    model = ProjectPhoto


@admin.register(Project)
class ProjectAdmin(UploadsFirst, TableAdmin, TransitionPages):
    table = ProjectTable
    read_first = {"documents": documents.check, "photos": encoding.encode}
    form = ProjectAdminForm
    add_form_template = "admin/change_form.html"  # a new project has no history and no transitions yet
    bulk_transitions = ("publish", "start", "unpublish")
    publishing_transitions = ("publish", "start")
    pictures_are = ("photos",)
    copyable = True
    copy_leaves_out = ("number", "idea")
    transition_forms = dict.fromkeys(Project.lifecycle.by_name, ProjectTransitionForm)
    list_display = ["title", "number", "state_display", "field", "street", "published_at"]
    list_filter = ["state", "field", "frameworks", "topics"]
    list_select_related = ["field", "street"]
    search_fields = ["number", "title", "summary"]
    search_help_text = gettext_lazy("Number, title or sentence")
    ordering = ["-created_at", "-pk"]
    inlines = [ParticipationInline, DocumentInline, ProjectPhotoInline]
    raw_id_fields = ["idea"]
    fieldsets = [
        (None, {"fields": ["number", "title", "summary", "generation", "family", "theme", "district"]}),
        (
            gettext_lazy("What it is about"),
            {"fields": ["starting_situation", "description", "goals_text", "street", "place_note", "idea"]},
        ),
        (
            gettext_lazy("Frame"),
            {"fields": ["financial_frame", "duration_text", "starts_on", "ends_on", "funding"]},
        ),
        (gettext_lazy("Sorting"), {"fields": ["field", "topics", "frameworks", "goals"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("field", "street", "idea")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # Printed codes and other sites carry the number of a project that was public once.
        return ["number"] if obj and obj.published_at else []

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_display(self, project: Project) -> SafeString:
        return badge_column(projects.state_badge(project))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "goals":
            kwargs["queryset"] = FrameworkGoal.objects.select_related("framework")
        field = super().formfield_for_manytomany(
            db_field, request, **{**kwargs, "widget": forms.CheckboxSelectMultiple}
        )
        field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
        return field

    def badge(self, obj: Any) -> dict[str, Any]:
        return projects.state_badge(obj)

    def pictures(self, obj: Any) -> Sequence[ProjectPhoto]:
        return obj.photos.all()

    def preview(self, request: HttpRequest, obj: Any) -> tuple[str, dict[str, Any]]:
        return "projects/projects/detail.html", projects.project_page(obj, is_preview=True)

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("In one sentence"), "value": obj.summary},
            {"label": _("Field of action"), "value": obj.field.name if obj.field else ""},
            {"label": _("Duration"), "value": projects.duration(obj)},
        ]

    def save_model(self, request: HttpRequest, obj: Project, form: Any, change: bool) -> None:
        own = {field.name for field in self.opts.concrete_fields}
        columns = [name for name in form.changed_data if name in own and name != "number"]
        save_project(obj, by=cast(User, request.user), columns=columns)
