"""Admin pages for messages to the office: answer by mail or by telephone, assign, tick off."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme as leads_home
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import overdue_badge, screening_reason, short_date
from eving.core.backoffice.bulk import AssignForm, BulkAdmin, FollowUpForm
from eving.core.models import AnswerTemplate, OfficeMessage, User
from eving.core.public.forms import bare_helper, changed
from eving.core.texts import answer_templates
from eving.core.workflow.bulk import BulkAction
from eving.core.workflow.lifecycle import Case
from eving.portal.admin.filters import DoneFilter
from eving.portal.services import office_messages


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Answer"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    template = forms.ModelChoiceField(
        label=gettext_lazy("Answer template"), queryset=AnswerTemplate.objects.none(), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["template"])
        field.queryset = answer_templates.fitting(OfficeMessage._meta.label_lower)


class DecisionForm(AnswerForm):
    decision = forms.ChoiceField(
        label=gettext_lazy("What did you decide?"),
        choices=office_messages.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose what you decided.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        self.fields["answer"].error_messages["required"] = _("Please give the reason for your decision.")


def answer_form(message: OfficeMessage) -> type[AnswerForm]:
    return DecisionForm if message.kind == OfficeMessage.Kind.REPORT else AnswerForm


class OfficeMessageAssignmentForm(AssignForm, FollowUpForm):
    internal_note = forms.CharField(
        label=gettext_lazy("Internal note"),
        max_length=3000,
        required=False,
        help_text=gettext_lazy("Only the office reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "care_%s", **kwargs})

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)


def still_open(message: OfficeMessage) -> str:
    return _("This message is done.") if message.done_at else ""


def may_be_ticked_off(message: OfficeMessage) -> str:
    """Why a message cannot be ticked off without an answer; empty when it can."""
    is_report = message.kind == OfficeMessage.Kind.REPORT
    return still_open(message) or (_("A report needs a decision and its reason.") if is_report else "")


@admin.register(OfficeMessage)
class OfficeMessageAdmin(BulkAdmin):
    list_display = ["__str__", "short_text", "due", "assigned_to", "done_on"]
    list_select_related = ["assigned_to"]
    list_filter = [DoneFilter, "kind"]
    search_fields = ["text", "contribution__name", "contribution__phone", "contribution__participant__email"]
    search_help_text = gettext_lazy("Words of the message, name, telephone or e-mail address")
    readonly_fields = ["kind", "reason", "path", "text", "created_at", "due_on", "done_at", "done_by"]
    fields = tuple(readonly_fields)
    change_form_template = "admin/core/officemessage/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the purge deletes answered messages together with the sender's data

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("contribution__participant", "done_by", "assigned_to")

    @admin.display(description=gettext_lazy("text"))
    def short_text(self, message: OfficeMessage) -> str:
        return message.text[:80] + ("…" if len(message.text) > 80 else "")

    def hit_note(self, obj: Any) -> str:
        return self.short_text(obj)

    @admin.display(description=gettext_lazy("answer by"), ordering="due_on")
    def due(self, message: OfficeMessage) -> Any:
        return overdue_badge(message.due_on) if self.is_overdue(message) else short_date(message.due_on)

    @admin.display(description=gettext_lazy("done"), ordering="done_at")
    def done_on(self, message: OfficeMessage) -> str | None:
        return short_date(message.done_at)

    def is_overdue(self, message: OfficeMessage) -> bool:
        return message.done_at is None and message.due_on < timezone.localdate()

    def bulk_actions(self, request: HttpRequest) -> list[BulkAction]:
        """Assigning and following up use the messages' own service: a message has no history of transitions."""

        def assign(message: OfficeMessage, *, by: User, seen_version: int | None, assigned_to: User | None) -> None:
            office_messages.assign_message(
                message,
                assigned_to=assigned_to,
                follow_up_on=message.follow_up_on,
                internal_note=message.internal_note,
                seen_version=seen_version,
            )

        def follow_up(message: OfficeMessage, *, by: User, seen_version: int | None, follow_up_on: Any) -> None:
            office_messages.assign_message(
                message,
                assigned_to=message.assigned_to,
                follow_up_on=follow_up_on,
                internal_note=message.internal_note,
                seen_version=seen_version,
            )

        def tick_off(message: OfficeMessage, *, by: User, seen_version: int | None) -> None:
            office_messages.close_message(message, by=by, seen_version=seen_version)

        may = self.has_change_permission
        return [
            BulkAction("assign", gettext_lazy("Assign"), may, still_open, assign, AssignForm),
            BulkAction("follow_up", gettext_lazy("Follow up"), may, still_open, follow_up, FollowUpForm),
            BulkAction(
                "tick_off",
                gettext_lazy("Tick off as done"),
                may,
                may_be_ticked_off,
                tick_off,
                help=gettext_lazy("These count as answered. Nobody gets an e-mail."),
            ),
        ]

    # ------------------------------------------------------------ the page of a message
    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        message = kwargs["obj"]
        given = getattr(request, "message_answer", None)
        context["is_overdue"] = self.is_overdue(message)
        context["screening"] = screening_reason(message.contribution)
        context["may_see_person"] = request.user.has_perm("core.view_contribution")
        # The visitor typed this address: it becomes a link only when it leads to the portal itself.
        context["page_url"] = (
            message.path if message.path.startswith("/") and leads_home(message.path, allowed_hosts=None) else ""
        )
        if message.kind == OfficeMessage.Kind.REPORT:
            context["number"] = office_messages.receipt_number(message)
        context["is_report"] = message.kind == OfficeMessage.Kind.REPORT
        case = office_messages.case_about(message)
        context["reported"], context["reported_url"] = self.reported(request, case)
        context["is_gone"] = case is None
        context["answer_form"] = given or answer_form(message)(initial={"version": message.version})
        context["assignment_form"] = getattr(request, "message_assignment", None) or OfficeMessageAssignmentForm(
            initial={
                "assigned_to": message.assigned_to_id,
                "follow_up_on": message.follow_up_on,
                "internal_note": message.internal_note,
                "version": message.version,
            }
        )
        participant = message.contribution.participant if message.contribution else None
        context["can_mail"] = participant is not None and participant.wrong_since is None
        return super().render_change_form(request, context, *args, **kwargs)

    def reported(self, request: HttpRequest, case: Case | None) -> tuple[Case | None, str]:
        """The reported case and the address of its admin page; (None, "") for users who may not see it."""
        if case is None or not request.user.has_perm(f"{case._meta.app_label}.view_{case._meta.model_name}"):
            return None, ""
        return case, reverse(f"admin:{case._meta.app_label}_{case._meta.model_name}_change", args=[case.pk])

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A message itself is never edited; answering, ticking off and assigning are separate actions."""
        if request.method != "POST":
            return super().change_view(request, object_id, form_url, extra_context)
        message = self.get_object(request, object_id)
        if message is None or not self.has_change_permission(request, message):
            return super().change_view(request, object_id, form_url, extra_context)
        actions = {"_insert": self.insert, "_assign": self.assign, "_answer": self.answer, "_done": self.tick_off}
        action = next((action for name, action in actions.items() if name in request.POST), None)
        answer = action(request, message) if action else HttpResponseRedirect(request.path)
        return answer or self.once_more(request, object_id, extra_context)

    def once_more(self, request: HttpRequest, object_id: str, extra_context: Any) -> HttpResponse:
        request.method = "GET"
        return super().change_view(request, object_id, "", extra_context)

    def insert(self, request: HttpRequest, message: OfficeMessage) -> None:
        """Add an answer template below what is already typed."""
        chosen, typed = request.POST.get("template", ""), request.POST.get("answer", "")
        offered = answer_templates.fitting(OfficeMessage._meta.label_lower)
        text = answer_templates.insert_template(typed, offered, chosen, message, cast(User, request.user))
        typed_so_far = {
            "answer": text, "template": chosen, "version": request.POST.get("version", ""),
            "decision": request.POST.get("decision", ""),
        }  # fmt: skip
        request.message_answer = answer_form(message)(initial=typed_so_far)  # type: ignore[attr-defined]  # shown again

    def answer(self, request: HttpRequest, message: OfficeMessage) -> HttpResponse | None:
        form = answer_form(message)(request.POST)
        if form.is_valid() and not form.cleaned_data["answer"].strip():
            form.add_error("answer", _("Please write your answer, or tick the message off without one."))
        if not form.is_valid():
            request.message_answer = form  # type: ignore[attr-defined]
            return None
        return self.closed(request, message, form, form.cleaned_data["answer"])

    def tick_off(self, request: HttpRequest, message: OfficeMessage) -> HttpResponse | None:
        if message.kind == OfficeMessage.Kind.REPORT:
            return self.answer(request, message)  # a report is only ever closed by a decision
        form = AnswerForm(changed(request.POST, answer=""))
        return self.closed(request, message, form, "") if form.is_valid() else HttpResponseRedirect(request.path)

    def closed(
        self, request: HttpRequest, message: OfficeMessage, form: AnswerForm, answer: str
    ) -> HttpResponse | None:
        try:
            is_mailed = office_messages.close_message(
                message,
                by=cast(User, request.user),
                answer=answer,
                decision=form.cleaned_data.get("decision", ""),
                seen_version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            message.refresh_from_db()
            if message.done_at:
                self.message_user(request, _("Somebody has already ticked off this message."), messages.INFO)
                if not answer:
                    return HttpResponseRedirect(reverse("admin:index"))
            form.data = changed(form.data, version=message.version)
            form.add_error(None, error.messages)
            request.message_answer = form  # type: ignore[attr-defined]
            return None
        sentence: Any = _("The answer goes out by e-mail.") if is_mailed else _("The message is done.")
        self.remind_of_author(request, message, form.cleaned_data.get("decision", ""))
        if next_open := office_messages.next_open():
            address = self.address("change", next_open.pk)
            sentence = format_html('{} <a href="{}">{}</a>', sentence, address, _("Check the next one"))
        self.message_user(request, sentence)
        return HttpResponseRedirect(reverse("admin:index"))

    def remind_of_author(self, request: HttpRequest, message: OfficeMessage, decision: str) -> None:
        """The rules promise that the author hears of it too, and no transition mails the author by itself."""
        if decision not in (office_messages.Decision.CORRECTED, office_messages.Decision.REMOVED):
            return
        case, address = self.reported(request, office_messages.case_about(message))
        sentence: Any = _("Please tell the author too what you changed and why, without naming who reported it.")
        if case is not None:
            sentence = format_html('{} <a href="{}">{}</a>', sentence, address, case)
        self.message_user(request, sentence, messages.WARNING)

    def assign(self, request: HttpRequest, message: OfficeMessage) -> HttpResponse | None:
        form = OfficeMessageAssignmentForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                office_messages.assign_message(
                    message,
                    assigned_to=given["assigned_to"],
                    follow_up_on=given["follow_up_on"],
                    internal_note=given["internal_note"],
                    seen_version=given["version"],
                )
            except ValidationError as error:
                message.refresh_from_db()
                form.data = changed(form.data, version=message.version)
                form.add_error(None, error.messages)
            else:
                self.message_user(request, _("Saved."))
                return HttpResponseRedirect(request.path)
        request.message_assignment = form  # type: ignore[attr-defined]
        return None
