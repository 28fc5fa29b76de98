"""Assignment of cases in the back office: a column of the list, a form on the case's page."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import short_date
from eving.core.backoffice.bulk import BulkAdmin
from eving.core.backoffice.forms import AssignmentForm
from eving.core.models import Assignable, User
from eving.core.public.forms import changed
from eving.core.workflow.assignment import Assignment, assign
from eving.core.workflow.lifecycle import Case


class AssignmentPages(BulkAdmin):
    """Adds assignment to a list and its case pages; also the helpers that all pages of one case share."""

    def get_list_display(self, request: HttpRequest) -> list:
        columns = list(super().get_list_display(request))
        return [*columns[:4], "in_hand", *columns[4:]]  # next to state and due date; later columns may be cut off

    def get_list_select_related(self, request: HttpRequest) -> Any:
        return [*cast(list, super().get_list_select_related(request) or []), "assigned_to"]

    @admin.display(description=gettext_lazy("assigned to"), ordering="assigned_to__first_name")
    def in_hand(self, case: Assignable) -> str | None:
        day = short_date(case.follow_up_on)
        return ", ".join(str(part) for part in (case.assigned_to, day) if part) or None

    def assignment_form(self, obj: Assignable, data: Any = None) -> AssignmentForm:
        return AssignmentForm(
            data,
            initial={
                "assigned_to": obj.assigned_to_id,
                "follow_up_on": obj.follow_up_on,
                "seen": str(Assignment.of(obj)),
            },
        )

    def assignment_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        obj = self.case_or_404(request, pk)
        form = self.assignment_form(obj, request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            mine = "_mine" in request.POST
            try:
                assign(
                    obj,
                    by=cast(User, request.user),
                    assigned_to=cast(User, request.user) if mine else given["assigned_to"],
                    follow_up_on=given["follow_up_on"],
                    internal_note=given["internal_note"],
                    seen=given["seen"],
                )
            except ValidationError as error:
                # The error names the colleague's values; with the new "seen", sending again overwrites on purpose.
                form.data = changed(form.data, seen=str(Assignment.of(obj)))
                form.add_error(None, error.messages)
            else:
                self.message_user(request, _("Saved."))
                return HttpResponseRedirect(self.address("change", obj.pk))
        return self.page(request, "admin/case/assignment.html", _("Assignment"), obj, form=form)

    def page(self, request: HttpRequest, template: str, title: Any, obj: Case | None, **context: Any) -> HttpResponse:
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "case": obj,
            "list_url": self.address("changelist"),
            "case_url": self.address("change", obj.pk) if obj else "",
        }
        return TemplateResponse(request, template, {**shared, **context})

    def case_or_404(self, request: HttpRequest, pk: int) -> Any:
        rows: QuerySet = self.get_queryset(request)
        return get_object_or_404(rows, pk=pk)
