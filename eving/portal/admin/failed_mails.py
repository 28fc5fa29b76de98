"""Admin pages for mails that did not go out, and for addresses that bounce."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import StaffAdmin, short_date
from eving.core.messaging import mail
from eving.core.models import Contribution, FailedMail, User
from eving.portal.admin.filters import DoneFilter
from eving.portal.services import failed_mails

OUTCOMES = {
    "_resend": FailedMail.Outcome.RESENT,
    "_wrong": FailedMail.Outcome.WRONG_ADDRESS,
    "_settled": FailedMail.Outcome.SETTLED,
}


@admin.register(FailedMail)
class FailedMailAdmin(StaffAdmin):
    list_display = ["message_label", "why", "failed_on", "outcome_display", "done_by"]
    list_filter = [DoneFilter, "outcome"]
    list_select_related = ["done_by"]
    fields = ["name"]
    readonly_fields = ["name"]
    actions = None
    change_form_template = "admin/core/failedmail/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the purge removes settled ones

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("participant", "done_by")

    @admin.display(description=gettext_lazy("message"), ordering="name")
    def message_label(self, failed: FailedMail) -> Any:
        return mail.labels.get(failed.name, failed.name)

    @admin.display(description=gettext_lazy("why"), ordering="reason")
    def why(self, failed: FailedMail) -> str:
        return failed_mails.reason_text(failed.reason)

    @admin.display(description=gettext_lazy("failed"), ordering="failed_at")
    def failed_on(self, failed: FailedMail) -> str | None:
        return short_date(failed.failed_at)

    @admin.display(description=gettext_lazy("outcome"), ordering="outcome")
    def outcome_display(self, failed: FailedMail) -> str:
        return failed.get_outcome_display() or _("open")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("adresse/<int:contribution>/", view(self.address_view), name="core_failedmail_address"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        failed = kwargs["obj"]
        letter = failed_mails.letter_of(failed)
        context.update(
            {
                "label": self.message_label(failed),
                "why": self.why(failed),
                "may_see_person": request.user.has_perm("core.view_contribution"),
                "subject": letter.subject,
                "case_url": letter.case_url,
            }
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: FailedMail, form: Any, change: bool) -> None:
        """Does nothing: a failed mail is not edited, what is done about it are separate actions."""

    def response_change(self, request: HttpRequest, obj: FailedMail) -> HttpResponse:
        outcome = next((outcome for name, outcome in OUTCOMES.items() if name in request.POST), None)
        if outcome is None:
            return HttpResponseRedirect(request.path)
        if failed_mails.settle(obj, outcome, by=cast(User, request.user)):
            self.message_user(request, _("Noted: %(outcome)s.") % {"outcome": outcome.label})
        else:
            self.message_user(request, _("Somebody has already dealt with this e-mail."), messages.INFO)
        next_open = FailedMail.objects.filter(done_at__isnull=True).order_by("failed_at", "pk").first()
        return HttpResponseRedirect(
            reverse("admin:core_failedmail_change", args=[next_open.pk]) if next_open else reverse("admin:index")
        )

    def address_view(self, request: HttpRequest, contribution: int) -> HttpResponse:
        if not request.user.has_perms(["core.view_contribution", "core.change_failedmail"]):
            raise PermissionDenied
        row = get_object_or_404(
            Contribution.objects.select_related("participant"), pk=contribution, participant__isnull=False
        )
        if request.method == "POST":
            failed_mails.note_address(row, is_wrong="_wrong" in request.POST)
            self.message_user(request, _("Saved."))
            return HttpResponseRedirect(self.way_back(request))
        return TemplateResponse(
            request,
            "admin/core/failedmail/address.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Is the address right?"),
                "contribution": row,
                "back": self.referring_page(request),
            },
        )

    def referring_page(self, request: HttpRequest) -> str:
        came_from = request.headers.get("Referer", "")
        own = request.build_absolute_uri(reverse("admin:index"))
        return came_from.removeprefix(own.removesuffix(reverse("admin:index"))) if came_from.startswith(own) else ""

    def way_back(self, request: HttpRequest) -> str:
        index, back = reverse("admin:index"), request.POST.get("back", "")
        return back if back.startswith(index) else index
