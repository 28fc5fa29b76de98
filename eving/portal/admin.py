from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.admin import StaffAdmin
from eving.core.models import Note
from eving.portal import notes


@admin.register(Note)
class NoteAdmin(StaffAdmin):
    """Messages to the office: read, answer by mail or telephone, tick off."""

    list_display = ["__str__", "short_text", "due_on", "done_at"]
    list_filter = ["kind", ("done_at", admin.EmptyFieldListFilter)]
    search_fields = ["text"]
    readonly_fields = ["kind", "path", "text", "sender", "created_at", "due_on", "done_at", "done_by"]
    fields = readonly_fields
    change_form_template = "admin/core/note/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("contribution__participant", "done_by")

    @admin.display(description=gettext_lazy("text"))
    def short_text(self, note: Note) -> str:
        return note.text[:80] + ("…" if len(note.text) > 80 else "")

    @admin.display(description=gettext_lazy("sender"))
    def sender(self, note: Note) -> str:
        deed = note.contribution
        if deed is None:
            return _("no details")
        return ", ".join(part for part in (deed.name, deed.email, deed.phone) if part) or _("no details")

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_done" in request.POST and obj.done_at is None:
            notes.close_note(obj, by=request.user)
            self.tell(request, _("The message is done."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:index"))
        return super().response_change(request, obj)
