"""Messages to the office: read, answer from here or by telephone, tick off."""

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

from eving.core.backoffice.base import overdue_badge, short_date, why_striking
from eving.core.backoffice.bulk import AssignForm, BulkAdmin, FollowUpForm
from eving.core.models import AnswerTemplate, Note, User
from eving.core.public.forms import bare_helper, changed
from eving.core.texts import answer_templates
from eving.core.workflow.bulk import BulkDeed
from eving.core.workflow.lifecycle import Case
from eving.portal.admin.filters import DoneFilter
from eving.portal.services import notes


class AnswerForm(forms.Form):
    """The answer of the office, and the version of the message that the person saw."""

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
        field.queryset = answer_templates.fitting(Note._meta.label_lower)


class DecisionForm(AnswerForm):
    """What the office decided about a reported content, and why."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What did you decide?"),
        choices=notes.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose what you decided.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        self.fields["answer"].error_messages["required"] = _("Please give the reason of your decision.")


def answer_form(note: Note) -> type[AnswerForm]:
    """A report is answered by a decision, every other message by words."""
    return DecisionForm if note.kind == Note.Kind.REPORT else AnswerForm


class NoteCareForm(AssignForm, FollowUpForm):
    """Who takes care of a message, when it comes back, and what colleagues should know."""

    remark = forms.CharField(
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


def still_open(note: Note) -> str:
    return _("This message is done.") if note.done_at else ""


def may_be_ticked_off(note: Note) -> str:
    """Why a message cannot be ticked off without a word; empty when it can."""
    is_report = note.kind == Note.Kind.REPORT
    return still_open(note) or (_("A report needs a decision and its reason.") if is_report else "")


@admin.register(Note)
class NoteAdmin(BulkAdmin):
    list_display = ["__str__", "short_text", "due", "assigned_to", "done_on"]
    list_select_related = ["assigned_to"]
    list_filter = [DoneFilter, "kind"]
    search_fields = ["text"]
    readonly_fields = ["kind", "reason", "path", "text", "created_at", "due_on", "done_at", "done_by"]
    fields = tuple(readonly_fields)
    change_form_template = "admin/core/note/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the purge deletes answered messages together with the sender's data

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("contribution__participant", "done_by", "assigned_to")

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

    def bulk_deeds(self, request: HttpRequest) -> list[BulkDeed]:
        """Assigning and following up go through the service of messages: they have no history of steps."""

        def assign(note: Note, *, by: User, seen_version: int | None, assigned_to: User | None) -> None:
            notes.take_care_of_note(
                note,
                assigned_to=assigned_to,
                follow_up_on=note.follow_up_on,
                remark=note.remark,
                seen_version=seen_version,
            )

        def follow_up(note: Note, *, by: User, seen_version: int | None, follow_up_on: Any) -> None:
            notes.take_care_of_note(
                note,
                assigned_to=note.assigned_to,
                follow_up_on=follow_up_on,
                remark=note.remark,
                seen_version=seen_version,
            )

        def tick_off(note: Note, *, by: User, seen_version: int | None) -> None:
            notes.close_note(note, by=by, seen_version=seen_version)

        may = self.has_change_permission
        return [
            BulkDeed("assign", gettext_lazy("Assign"), may, still_open, assign, AssignForm),
            BulkDeed("follow_up", gettext_lazy("Follow up"), may, still_open, follow_up, FollowUpForm),
            BulkDeed(
                "tick_off",
                gettext_lazy("Tick off as done"),
                may,
                may_be_ticked_off,
                tick_off,
                effect=gettext_lazy("These count as answered. Nobody gets a mail."),
            ),
        ]

    # ------------------------------------------------------------ the page of a message
    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        note = kwargs["obj"]
        given = getattr(request, "note_answer", None)
        context["is_overdue"] = self.is_overdue(note)
        context["screening"] = why_striking(note.contribution)
        context["may_see_person"] = request.user.has_perm("core.view_contribution")
        # What a visitor wrote as an address becomes a link only when it is one of ours.
        context["page_url"] = (
            note.path if note.path.startswith("/") and leads_home(note.path, allowed_hosts=None) else ""
        )
        if note.kind == Note.Kind.REPORT:
            context["number"] = notes.receipt_number(note)
        context["is_report"] = note.kind == Note.Kind.REPORT
        case = notes.case_about(note)
        context["reported"], context["reported_url"] = self.reported(request, case)
        context["is_gone"] = case is None
        context["answer_form"] = given or answer_form(note)(initial={"version": note.version})
        context["care_form"] = getattr(request, "note_care", None) or NoteCareForm(
            initial={
                "assigned_to": note.assigned_to_id,
                "follow_up_on": note.follow_up_on,
                "remark": note.remark,
                "version": note.version,
            }
        )
        participant = note.contribution.participant if note.contribution else None
        context["can_mail"] = participant is not None and participant.wrong_since is None
        return super().render_change_form(request, context, *args, **kwargs)

    def reported(self, request: HttpRequest, case: Case | None) -> tuple[Case | None, str]:
        """What a message is about and where the office decides about it, for those who may open it."""
        if case is None or not request.user.has_perm(f"{case._meta.app_label}.view_{case._meta.model_name}"):
            return None, ""
        return case, reverse(f"admin:{case._meta.app_label}_{case._meta.model_name}_change", args=[case.pk])

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Nothing of a message is edited; answering, ticking off and taking care are deeds of their own."""
        if request.method != "POST":
            return super().change_view(request, object_id, form_url, extra_context)
        note = self.get_object(request, object_id)
        if note is None or not self.has_change_permission(request, note):
            return super().change_view(request, object_id, form_url, extra_context)
        deeds = {"_insert": self.insert, "_care": self.care, "_answer": self.answer, "_done": self.tick_off}
        deed = next((deed for name, deed in deeds.items() if name in request.POST), None)
        answer = deed(request, note) if deed else HttpResponseRedirect(request.path)
        return answer or self.shown_again(request, object_id, extra_context)

    def shown_again(self, request: HttpRequest, object_id: str, extra_context: Any) -> HttpResponse:
        """The page with what was typed."""
        request.method = "GET"
        return super().change_view(request, object_id, "", extra_context)

    def insert(self, request: HttpRequest, note: Note) -> None:
        """An answer template goes below what is typed already."""
        chosen, typed = request.POST.get("template", ""), request.POST.get("answer", "")
        offered = answer_templates.fitting(Note._meta.label_lower)
        text = answer_templates.with_words(typed, offered, chosen, note, cast(User, request.user))
        typed_so_far = {
            "answer": text, "template": chosen, "version": request.POST.get("version", ""),
            "decision": request.POST.get("decision", ""),
        }  # fmt: skip
        request.note_answer = answer_form(note)(initial=typed_so_far)  # type: ignore[attr-defined]  # shown again

    def answer(self, request: HttpRequest, note: Note) -> HttpResponse | None:
        form = answer_form(note)(request.POST)
        if form.is_valid() and not form.cleaned_data["answer"].strip():
            form.add_error("answer", _("Please write your answer, or tick the message off without one."))
        if not form.is_valid():
            request.note_answer = form  # type: ignore[attr-defined]
            return None
        return self.closed(request, note, form, form.cleaned_data["answer"])

    def tick_off(self, request: HttpRequest, note: Note) -> HttpResponse | None:
        if note.kind == Note.Kind.REPORT:
            return self.answer(request, note)  # nothing but a decision ends a report
        form = AnswerForm(changed(request.POST, answer=""))
        return self.closed(request, note, form, "") if form.is_valid() else HttpResponseRedirect(request.path)

    def closed(self, request: HttpRequest, note: Note, form: AnswerForm, answer: str) -> HttpResponse | None:
        try:
            goes_out = notes.close_note(
                note,
                by=cast(User, request.user),
                answer=answer,
                decision=form.cleaned_data.get("decision", ""),
                seen_version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            note.refresh_from_db()
            if note.done_at:
                self.tell(request, _("Somebody has ticked off this message already."), messages.INFO)
                if not answer:
                    return HttpResponseRedirect(reverse("admin:index"))
            form.data = changed(form.data, version=note.version)
            form.add_error(None, error.messages)
            request.note_answer = form  # type: ignore[attr-defined]
            return None
        sentence: Any = _("The answer goes out by mail.") if goes_out else _("The message is done.")
        self.remind_of_author(request, note, form.cleaned_data.get("decision", ""))
        if following := notes.following():
            address = self.address("change", following.pk)
            sentence = format_html('{} <a href="{}">{}</a>', sentence, address, _("Check the next one"))
        self.tell(request, sentence)
        return HttpResponseRedirect(reverse("admin:index"))

    def remind_of_author(self, request: HttpRequest, note: Note, decision: str) -> None:
        """Whose content is changed hears of it as well: the rules say so, and no step of ours does it by itself."""
        if decision not in (notes.Decision.CORRECTED, notes.Decision.REMOVED):
            return
        case, address = self.reported(request, notes.case_about(note))
        sentence: Any = _("Please tell the author too what you changed and why, without naming who reported it.")
        if case is not None:
            sentence = format_html('{} <a href="{}">{}</a>', sentence, address, case)
        self.tell(request, sentence, messages.WARNING)

    def care(self, request: HttpRequest, note: Note) -> HttpResponse | None:
        form = NoteCareForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                notes.take_care_of_note(
                    note,
                    assigned_to=given["assigned_to"],
                    follow_up_on=given["follow_up_on"],
                    remark=given["remark"],
                    seen_version=given["version"],
                )
            except ValidationError as error:
                note.refresh_from_db()
                form.data = changed(form.data, version=note.version)
                form.add_error(None, error.messages)
            else:
                self.tell(request, _("Saved."))
                return HttpResponseRedirect(request.path)
        request.note_care = form  # type: ignore[attr-defined]
        return None
