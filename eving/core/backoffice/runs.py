"""Work in the background as staff see it: the page with its progress, and the list of all for the lead."""

from typing import cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.background import mails, runs  # noqa: F401 - the mail registers itself
from eving.core.background.kinds import kinds
from eving.core.background.sentences import progress_url, sentence_of, still_to_do
from eving.core.backoffice.transfers import ReadOnlyAdmin
from eving.core.models import BackgroundRun, User

State = BackgroundRun.State


@admin.register(BackgroundRun)
class BackgroundRunAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind_display", "state_display", "done", "total", "started_by", "created_at"]
    list_filter = ["state"]
    in_office_search = False
    search_fields = ["title"]
    list_select_related = ["started_by"]
    fields = [
        "title", "kind_display", "state_display", "done", "total", "started_by", "created_at", "started_at",
        "heartbeat_at", "finished_at", "error",
    ]  # fmt: skip
    readonly_fields = ["kind_display", "state_display"]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.progress_view)
        return [path("<int:pk>/stand/", page, name="core_backgroundrun_progress"), *super().get_urls()]

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_display(self, run: BackgroundRun) -> str:
        return str(kinds[run.kind].label) if run.kind in kinds else run.kind

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_display(self, run: BackgroundRun) -> str:
        return str(State.FAILED.label) if run.is_silent else run.get_state_display()

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(BackgroundRun.objects.select_related("started_by"), pk=pk)
        user = cast(User, request.user)
        kind = kinds.get(run.kind)
        may_use = kind is not None and kind.may_use(user, run)
        may_stop = may_use or run.started_by_id == user.pk
        may_start = may_use and run.may_start_again and kind is not None and kind.can_go_on(run)
        if kind is None or not (may_stop or (request.method != "POST" and self.has_view_permission(request))):
            raise PermissionDenied
        if request.method == "POST":
            return self.act(request, run, user, may_use=may_use, may_start=may_start)
        left_out = run.result.get("left_out", [])
        return TemplateResponse(
            request,
            "admin/runs/_part.html" if "teil" in request.GET else "admin/runs/progress.html",
            {
                **self.admin_site.each_context(request),
                "title": run.title,
                "run": run,
                "kind": kind,
                "sentence": sentence_of(run),
                "still_to_do": still_to_do(run),
                "has_failed": run.is_silent or run.state == State.FAILED,
                "percent": 100 * run.done // (run.total or 1),
                "counts": kind.counts(run) if run.done else [],
                "left_out": left_out,
                "is_cut": run.result.get("skipped", 0) > len(left_out),
                "read_on": kind.url(user, run) if run.state == State.DONE else "",
                "drop_url": kind.drop_url(user, run) if may_start else "",
                "may_stop": may_stop,
                "may_start": may_start,
                "may_list": self.has_view_permission(request),
            },
        )

    def act(
        self, request: HttpRequest, run: BackgroundRun, user: User, *, may_use: bool, may_start: bool
    ) -> HttpResponse:
        if "stop" in request.POST and not runs.stop(run):
            self.message_user(request, _("It had ended already."), messages.INFO)
        elif "again" in request.POST:
            if not may_use:
                raise PermissionDenied
            if not may_start or not runs.start_again(run, by=user):
                self.message_user(request, _("It runs already, or has ended."), messages.INFO)
        return HttpResponseRedirect(progress_url(run))
