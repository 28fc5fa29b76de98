"""Public pages of projects: list, detail, documents."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from eving.core.models.compiled import RowsByKey
from eving.core.plan.pages import PlanOfList
from eving.core.public.pages import FilteredList, Gone, gone, public_or_redirect
from eving.core.search.german import fold
from projects.cards import projects
from projects.cards.projects import once_public_project
from projects.filters.projects import ProjectFilter
from projects.models import Project, ProjectDocument
from projects.services import documents


class ProjectList(FilteredList):
    template_name = "projects/projects/list.html"
    filter_class = ProjectFilter
    whole = RowsByKey(lambda: projects.with_card(Project.objects.published()))
    title = gettext_lazy("Projects")
    counted = ngettext_lazy("%(count)s project", "%(count)s projects", "count")
    counted_more = gettext_lazy("More than %(count)s projects")
    list_name, plan_name = "projects:project-list", "projects:project-plan"
    all_of_them = gettext_lazy("See all projects")
    no_match = (
        gettext_lazy("No project matches your filters."),
        gettext_lazy("Remove a filter, or tell us your own idea."),
    )
    nothing_yet = (gettext_lazy("There is no project yet."), gettext_lazy("Projects grow out of ideas. Tell us yours."))

    def rows(self) -> QuerySet:
        return Project.objects.published().order_by("-published_at", "-pk")

    def card(self, row: Project) -> dict[str, Any]:
        return projects.project_row(row)

    def first_step(self, *, is_filtered: bool) -> dict[str, Any]:
        return {"label": _("Submit idea"), "url": reverse("projects:idea-create")}


class ProjectPlan(PlanOfList, ProjectList):
    kind = "project"


def gone_page() -> Gone:
    return Gone(_("This project is no longer on the portal."), reverse("projects:project-list"), _("See all projects"))


class ProjectDetail(DetailView):
    template_name = "projects/projects/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.object, moved = public_or_redirect(once_public_project(kwargs["number"]), kwargs["slug"], gone_page)
        except Gone as removed:
            return gone(request, removed)
        return moved or self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**projects.project_page(self.object), **kwargs)


@require_safe
def serve_document(request: HttpRequest, key: str) -> HttpResponseBase:
    document = ProjectDocument.objects.select_related("project").filter(key=key).first()
    if document is None or not (document.project.is_public or is_staff(request)):
        raise Http404
    name = f"{document.project.number}-{slugify(fold(document.title))[:60].strip('-')}".strip("-") + ".pdf"
    response = whole_file(documents.path_of(document.key), name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=3600" if document.project.is_public else "private, no-store"
    return response


def is_staff(request: HttpRequest) -> bool:
    # Without the cookie there is no session; reading it anyway would make the response vary by cookie.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and admin.site.has_permission(request)


def whole_file(path: Path, name: str) -> HttpResponseBase:
    if settings.X_ACCEL_PREFIX and path.exists():
        response = HttpResponse(content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Accel-Redirect"] = f"{settings.X_ACCEL_PREFIX.rstrip('/')}/documents/{path.name}"
        return response
    try:
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    except FileNotFoundError:
        raise Http404 from None
