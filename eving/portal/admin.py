from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.admin import StaffAdmin, overdue_badge, short_date, why_striking
from eving.core.models import Note
from eving.portal import notes, text_admin  # noqa: F401 - registers its pages


class DoneFilter(admin.SimpleListFilter):
    """Open or done, by the parameter that the work queue links to."""

    title = gettext_lazy("state")
    parameter_name = "done_at__isnull"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("True", _("open")), ("False", _("done"))]

    def queryset(self, request: HttpRequest, found: QuerySet) -> QuerySet:
        return found.filter(done_at__isnull=self.value() == "True") if self.value() in {"True", "False"} else found


@admin.register(Note)
class NoteAdmin(StaffAdmin):
    """Messages to the office: read, answer by mail or telephone, tick off."""

    list_display = ["__str__", "short_text", "due", "done_on"]
    list_filter = [DoneFilter, "kind"]
    search_fields = ["text"]
    readonly_fields = ["kind", "path", "text", "created_at", "due_on", "done_at", "done_by"]
    fields = readonly_fields
    actions = None
    change_form_template = "admin/core/note/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the purge deletes answered messages together with the sender's data

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("contribution__participant", "done_by")

    @admin.display(description=gettext_lazy("text"))
    def short_text(self, note: Note) -> str:
        return note.text[:80] + ("…" if len(note.text) > 80 else "")

    @admin.display(description=gettext_lazy("answer by"), ordering="due_on")
    def due(self, note: Note) -> Any:
        return overdue_badge(note.due_on) if self.is_overdue(note) else short_date(note.due_on)

    @admin.display(description=gettext_lazy("done"), ordering="done_at")
    def done_on(self, note: Note) -> str | None:
        return short_date(note.done_at)

    def is_overdue(self, note: Note) -> bool:
        return note.done_at is None and note.due_on < timezone.localdate()

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        note = kwargs["obj"]
        context["is_overdue"] = self.is_overdue(note)
        context["screening"] = why_striking(note.contribution)
        # What a visitor wrote as an address becomes a link only when it is one of ours.
        context["page_url"] = note.path if note.path.startswith("/") and not note.path.startswith("//") else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Note, form: Any, change: bool) -> None:
        """Nothing of a message is edited; ticking it off is a deed of its own."""

    def response_change(self, request: HttpRequest, obj: Note) -> HttpResponse:
        if obj.done_at is None:
            notes.close_note(obj, by=request.user)
            self.tell(request, _("The message is done."))
        else:
            self.tell(request, _("Somebody has ticked off this message already."), messages.INFO)
        return HttpResponseRedirect(reverse("admin:index"))
