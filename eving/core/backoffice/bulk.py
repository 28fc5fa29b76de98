"""Bulk actions on admin lists: a page that names affected and skipped entries, then the action."""

from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eving.core.audit import log
from eving.core.backoffice.base import StaffAdmin
from eving.core.models import Assignable, User
from eving.core.public.forms import bare_helper
from eving.core.workflow import bulk
from eving.core.workflow.assignment import Assignment, assign
from eving.core.workflow.bulk import BulkAction

REASONS_SHOWN = 10  # in the message after an action; the page before it lists all


def staff_members() -> QuerySet[User]:
    return User.objects.filter(is_active=True, is_staff=True).order_by("first_name", "last_name", "username")


class AssignForm(forms.Form):
    assigned_to = forms.ModelChoiceField(
        label=gettext_lazy("Assigned to"), queryset=User.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["assigned_to"])
        field.queryset, field.empty_label = staff_members(), _("nobody")


class FollowUpForm(forms.Form):
    follow_up_on = forms.DateField(
        label=gettext_lazy("Follow up on"),
        required=False,
        help_text=gettext_lazy("Empty: it does not come back."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class BulkAdmin(StaffAdmin):
    """A register overrides ``bulk_actions``; Assignable models get "assign" and "follow up" by themselves."""

    def bulk_actions(self, request: HttpRequest) -> list[BulkAction]:
        if not issubclass(self.model, Assignable):
            return []
        return [
            BulkAction(
                "assign",
                gettext_lazy("Assign"),
                may=self.has_change_permission,
                refusal=lambda entry: "",
                act=assign_entry,
                form=AssignForm,
                help=gettext_lazy("These are assigned to somebody from now on. A follow-up date stays."),
            ),
            BulkAction(
                "follow_up",
                gettext_lazy("Follow up"),
                may=self.has_change_permission,
                refusal=lambda entry: "",
                act=follow_up_entry,
                form=FollowUpForm,
                help=gettext_lazy("These come back under “To do today” on that day."),
            ),
        ]

    def allowed_actions(self, request: HttpRequest) -> dict[str, BulkAction]:
        return {action.name: action for action in self.bulk_actions(request) if action.may(request)}

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        if "_popup" in request.GET:
            return {}
        return {
            f"bulk_{name}": (partial(self.open_bulk, action=action), f"bulk_{name}", action.label)
            for name, action in self.allowed_actions(request).items()
        }

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_bulk"
        return [
            path("sammelaktion/<str:action>/", self.admin_site.admin_view(self.bulk_view), name=name),
            *super().get_urls(),
        ]

    @staticmethod
    def open_bulk(
        model_admin: "BulkAdmin", request: HttpRequest, chosen: QuerySet, *, action: BulkAction
    ) -> HttpResponse:
        entries = list(chosen[: bulk.MOST + 1])
        if len(entries) > bulk.MOST:
            sentence = _("Please choose %(most)d entries at most.") % {"most": bulk.MOST}
            model_admin.message_user(request, sentence, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        return model_admin.bulk_page(request, action, entries, action.form(), back=request.get_full_path())

    def bulk_view(self, request: HttpRequest, action: str) -> HttpResponse:
        actions = self.allowed_actions(request)
        if action not in actions:
            if action in {known.name for known in self.bulk_actions(request)}:
                raise PermissionDenied
            raise Http404
        if request.method != "POST":  # opened without a selection
            return HttpResponseRedirect(self.address("changelist"))
        chosen, back = actions[action], self.way_back(request)
        seen = versions_in(request.POST.getlist("seen"))
        entries = list(self.get_queryset(request).filter(pk__in=list(seen)[: bulk.MOST]))
        form = chosen.form(request.POST)
        if not form.is_valid():
            return self.bulk_page(request, chosen, entries, form, back=back)
        by = cast(User, request.user)
        with log.acting(by, label=str(chosen.label)):
            outcome = bulk.carry_out(chosen, entries, by=by, seen=seen, given=form.cleaned_data)
        self.report(request, chosen, outcome)
        return HttpResponseRedirect(back)

    def way_back(self, request: HttpRequest) -> str:
        """The list with its filters; any other address is ignored, so that the form cannot redirect elsewhere."""
        own, back = self.address("changelist"), request.POST.get("back", "")
        return back if back == own or back.startswith(f"{own}?") else own

    def report(self, request: HttpRequest, action: BulkAction, outcome: bulk.Outcome) -> None:
        if outcome.done:
            number = len(outcome.done)
            sentence = ngettext("%(action)s: done for %(n)d entry.", "%(action)s: done for %(n)d entries.", number)
            self.message_user(request, sentence % {"action": action.label, "n": number})
        if outcome.skipped:
            number = len(outcome.skipped)
            sentence = ngettext("%(n)d entry was skipped.", "%(n)d entries were skipped.", number) % {"n": number}
            reasons = [f"{entry}: {reason}" for entry, reason in outcome.skipped[:REASONS_SHOWN]]
            self.message_user(request, " ".join([sentence, *reasons]), messages.WARNING)

    def bulk_page(
        self, request: HttpRequest, action: BulkAction, entries: list[Any], form: forms.Form, *, back: str
    ) -> HttpResponse:
        affected, skipped = bulk.sorted_out(action, entries)
        return TemplateResponse(
            request,
            "admin/bulk.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": action.label,
                "action": action,
                "form": form,
                "helper": bare_helper(form),
                "affected": [{"entry": entry, "seen": f"{entry.pk}:{version_of(entry)}"} for entry in affected],
                "skipped": [{"entry": entry, "reason": reason} for entry, reason in skipped],
                "action_url": self.address("bulk", action.name),
                "back": back,
                "list_url": self.address("changelist"),
            },
        )


def version_of(entry: Any) -> int:
    return getattr(entry, "version", 0)


def versions_in(pairs: list[str]) -> dict[int, int]:
    """The page's hidden fields by primary key: ``["7:2"]`` is version 2 of entry 7. Malformed pairs are left out."""
    versions = {}
    for pair in pairs:
        key, _colon, version = pair.partition(":")
        if key.isascii() and key.isdigit() and version.isascii() and version.isdigit() and len(pair) < 30:
            versions[int(key)] = int(version)
    return versions


def assign_entry(entry: Any, *, by: User, seen_version: int | None, assigned_to: User | None) -> None:
    assign(entry, by=by, assigned_to=assigned_to, follow_up_on=entry.follow_up_on, seen=str(Assignment.of(entry)))


def follow_up_entry(entry: Any, *, by: User, seen_version: int | None, follow_up_on: Any) -> None:
    assign(entry, by=by, assigned_to=entry.assigned_to, follow_up_on=follow_up_on, seen=str(Assignment.of(entry)))
