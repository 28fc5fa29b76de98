"""Pages of the office for one idea beyond its steps: prepare an answer, correct what was said, decide a proposal."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.audit import log
from eving.core.backoffice.cases import StepForm
from eving.core.backoffice.transitions import StepPages, mail_reaches
from eving.core.models import Note, User
from eving.core.public.forms import SingleLineField, bare_helper, changed
from eving.core.workflow.assignment import Care, take_care
from eving.core.workflow.lifecycle import Transition
from projects.models import Idea, IdeaProposal, IdeaState
from projects.services import answers, proposals

UNSEEN = 0  # no idea ever has this version: whoever sends none has to look first


class MergeForm(StepForm):
    """Which idea goes on for this one, and why."""

    into = SingleLineField(
        label=gettext_lazy("Number of the idea that goes on"),
        max_length=20,
        help_text=gettext_lazy("For example I-2026-12. Everyone must be able to see that idea."),
        error_messages={"required": gettext_lazy("Please write down the number of the idea that goes on.")},
    )
    field_order = ["into", "text", "version"]

    def clean_into(self) -> Idea:
        number = self.cleaned_data["into"].upper()
        target = Idea.objects.published().filter(number=number).first()
        if target is None:
            raise ValidationError(_("There is no public idea with the number %(number)s.") % {"number": number})
        return target


class VersionedForm(forms.Form):
    """A form about a case, with the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)


class PrepareForm(VersionedForm):
    """A step with its words that goes out later."""

    step = forms.ChoiceField(
        label=gettext_lazy("Step"), error_messages={"required": gettext_lazy("Please choose a step.")}
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=3000,
        required=False,
        help_text=gettext_lazy("Once it is out, everyone reads this on the public page, and the person by mail."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    on = forms.DateField(
        label=gettext_lazy("Goes out on"),
        required=False,
        help_text=gettext_lazy("In the morning of this day. Without a day it waits until somebody sends it."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    field_order = ["step", "text", "on", "version"]

    def __init__(self, *args: Any, idea: Idea, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [step for step in answers.preparable() if step.fits(idea)]
        cast(forms.ChoiceField, self.fields["step"]).choices = [
            ("", _("Please choose")),
            *((step.name, step.label) for step in fitting),
        ]


class CorrectionForm(VersionedForm):
    text = forms.CharField(
        label=gettext_lazy("This is right"),
        max_length=3000,
        help_text=gettext_lazy("Everyone reads this on the public page, and the person by mail."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Please write down what is right.")},
    )
    field_order = ["text", "version"]


class LetterForm(VersionedForm):
    """Words to the author alone."""

    text = forms.CharField(
        label=gettext_lazy("Your words to the author"),
        max_length=3000,
        help_text=gettext_lazy("The person reads this by mail. It is not shown publicly, and the state stays."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Please write something.")},
    )
    field_order = ["text", "version"]


class CallBackForm(forms.Form):
    """What the office asks by telephone, because no mail reaches the author, and when it calls again."""

    remark = forms.CharField(
        label=gettext_lazy("What do you want to ask, or what was said?"),
        max_length=3000,
        help_text=gettext_lazy("Only the office reads this. What changes the idea, please write into its description."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Please write something.")},
    )
    follow_up_on = forms.DateField(
        label=gettext_lazy("Call again on"),
        required=False,
        help_text=gettext_lazy("On this day it comes back under “To do today”."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)


class ProposalForm(VersionedForm):
    text = forms.CharField(
        label=gettext_lazy("Your words to the author"),
        max_length=3000,
        required=False,
        help_text=gettext_lazy(
            "The person reads this by mail and on their own page. A reason is owed when you do not take it over."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ["text", "version"]


def refused(form: VersionedForm, idea: Idea, error: ValidationError) -> None:
    """Say why; whoever reads it and the new state, and sends once more, decides anew."""
    idea.refresh_from_db(fields=["version", "state", "prepared_step"])
    form.data = changed(form.data, version=idea.version)
    form.add_error(None, error)  # beside the field that it names


class IdeaPages(StepPages):
    """What the page of an idea shows beyond other cases, and the pages behind it."""

    change_form_template = "admin/projects/idea/change_form.html"

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/vorbereiten/", view(self.prepare_view), name="projects_idea_prepare"),
            path("<int:pk>/schreiben/", view(self.write_view), name="projects_idea_write"),
            path("<int:pk>/rueckruf/", view(self.call_back_view), name="projects_idea_call_back"),
            path("<int:pk>/vorschlag/", view(self.proposal_view), name="projects_idea_proposal"),
            path("<int:pk>/verlauf/<int:entry>/berichtigen/", view(self.correct_view), name="projects_idea_correct"),
            *super().get_urls(),
        ]

    # ------------------------------------------------------------ the case
    def facts(self, obj: Any) -> list[dict[str, Any]]:
        given = [
            (_("Own contribution"), obj.own_contribution),
            (_("Rough cost"), obj.cost_text),
            (_("On behalf of"), obj.actor),
            (_("Offers of help"), obj.help_count),
        ]
        return [{"label": label, "value": value} for label, value in given if value]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        idea = self.get_object(request, object_id)
        more = self.about(request, idea) if idea else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    # ------------------------------------------------------------ where no mail reaches the author
    def staff_steps(self, obj: Any) -> list[Transition]:
        """A question goes by mail: it is offered where one arrives."""
        steps = super().staff_steps(obj)
        return steps if mail_reaches(obj.contribution) else [step for step in steps if step.name != "ask"]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Instead of a question by mail: note what is asked by telephone, and when to call again."""
        idea = kwargs.get("obj")
        if idea is not None and context.get("may_decide") and asks_by_telephone(idea):
            context["steps_note"] = self.why_no_question(request, idea)
            if self.has_change_permission(request, idea):
                call = {"label": _("Note a call back"), "url": self.address("call_back", idea.pk)}
                context["other_steps"] = [*context["other_steps"], call]
        return super().render_change_form(request, context, *args, **kwargs)

    def why_no_question(self, request: HttpRequest, idea: Idea) -> str:
        """Why no question can be sent, and what to do instead."""
        contribution = idea.contribution
        is_wrong = bool(contribution and contribution.participant)
        why = (
            _("You cannot send a question: mails to this address come back.")
            if is_wrong
            else _("You cannot send a question: there is no e-mail address.")
        )
        phone = contribution.phone if contribution else ""
        if not phone:
            instead = _("There is no telephone number either. Note it when the person comes by or calls.")
        elif not self.may_see_person(request):
            instead = _("Please let somebody call who may see the telephone number.")
        else:
            instead = _("Please call %(phone)s and note the call back.") % {"phone": phone}
        return f"{why} {instead}"

    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Who opens the question by its address, though no mail would arrive, is led to the call."""
        if name == "ask" and request.method == "GET" and self.has_decide_permission(request):
            idea = self.case_or_404(request, pk)
            if asks_by_telephone(idea):
                self.tell(request, self.why_no_question(request, idea), messages.WARNING)
                return HttpResponseRedirect(self.address("change", pk))
        return super().step_view(request, pk, name)

    def call_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A note for colleagues about a call, and the day of the next one; the state stays."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        idea = self.case_or_404(request, pk)
        initial = {"follow_up_on": idea.follow_up_on, "seen": str(Care.of(idea))}
        form = CallBackForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            given, heading = form.cleaned_data, _("Call back:")
            try:
                take_care(
                    idea,
                    by=cast(User, request.user),
                    assigned_to=idea.assigned_to,
                    follow_up_on=given["follow_up_on"],
                    remark=f"{heading}\n{given['remark'].strip()}",
                    seen=given["seen"],
                )
            except ValidationError as error:
                form.data = changed(form.data, seen=str(Care.of(idea)))
                form.add_error(None, error.messages)
            else:
                self.tell(request, _("The call back is noted."))
                return HttpResponseRedirect(self.address("change", pk))
        return self.page(
            request,
            "admin/projects/idea/call_back.html",
            _("Note a call back"),
            idea,
            form=form,
            submit=_("Note the call back"),
            why="" if mail_reaches(idea.contribution) else self.why_no_question(request, idea),
            badge=self.shown_badge(idea),
            story=self.story(idea),
        )

    def about(self, request: HttpRequest, idea: Idea) -> dict[str, Any]:
        """Everything else that is known of an idea: what is prepared, proposed, merged and reported."""
        steps = {step.name: step for step in idea.lifecycle.transitions}
        prepared = steps.get(idea.prepared_step)
        proposal = idea.proposals.filter(decided_at=None).first()
        return {
            "prepared": prepared,
            "prepared_fits": bool(prepared) and prepared.fits(idea),
            "prepare_url": self.address("prepare", idea.pk)
            if prepared or any(step.fits(idea) for step in answers.preparable())
            else "",
            "proposal": proposal,
            "proposal_words": words_of(proposal, idea) if proposal else [],
            "proposal_url": self.address("proposal", idea.pk),
            "merged_from": [
                {"idea": other, "url": self.address("change", other.pk)} for other in idea.merged_from.order_by("pk")
            ],
            "merged_url": self.address("change", idea.merged_into_id) if idea.merged_into_id else "",
            "reports": self.reports(request, idea),
            "write_url": self.address("write", idea.pk) if answers.can_be_written_to(idea) else "",
        }

    def reports(self, request: HttpRequest, idea: Idea) -> list[dict[str, Any]]:
        """Reports about the idea's page, open ones first, for whoever may read messages."""
        if not idea.number or not request.user.has_perm("core.view_note"):
            return []
        rows = Note.objects.filter(kind=Note.Kind.REPORT, path__contains=f"/ideen/{idea.number}/")
        return [
            {"note": row, "url": reverse("admin:core_note_change", args=[row.pk])}
            for row in rows.order_by("done_at", "-pk")[:20]
        ]

    def entries(self, obj: Any, *, may_redact: bool = False) -> list[dict[str, Any]]:
        items = super().entries(obj, may_redact=may_redact)
        titles = {item["entry"].pk: item["title"] for item in items}
        accepted = dict(obj.proposals.exclude(decision=None).values_list("decision", "is_accepted"))
        for item in items:
            entry = item["entry"]
            if entry.corrects_id:
                item["title"] = _("Corrected: %(what)s") % {"what": titles.get(entry.corrects_id, "")}
            elif entry.pk in accepted:
                taken = accepted[entry.pk]
                item["title"] = _("Proposed change taken over") if taken else _("Proposed change refused")
            if may_redact and answers.can_be_corrected(entry):
                item["correct_url"] = self.address("correct", obj.pk, entry.pk)
        return items

    # ------------------------------------------------------------ pages
    def prepare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write a step now that goes out later; or change, drop or take what is prepared."""
        idea = self.decided_case(request, pk)
        initial = {"step": idea.prepared_step, "text": idea.prepared_text, "on": idea.prepared_on}
        form = PrepareForm(request.POST or None, idea=idea, initial={**initial, "version": idea.version})
        if request.method == "POST" and (done := self.prepared(request, idea, form)):
            self.tell(request, done)
            return HttpResponseRedirect(self.address("change", pk))
        if not mail_reaches(idea.contribution):
            form.fields["text"].help_text = _(
                "Once it is out, everyone reads this on the public page. No mail reaches the person."
            )
        steps = {step.name: step for step in idea.lifecycle.transitions}
        prepared = steps.get(idea.prepared_step)
        return self.page(
            request,
            "admin/projects/idea/prepare.html",
            _("Prepare an answer"),
            idea,
            form=form,
            badge=self.shown_badge(idea),
            story=self.story(idea),
            prepared=prepared,
            prepared_fits=bool(prepared) and prepared.fits(idea),
        )

    def prepared(self, request: HttpRequest, idea: Idea, form: PrepareForm) -> str:
        """Do what the pressed button says; returns what to tell, empty when it was refused."""
        user = cast(User, request.user)
        is_valid = form.is_valid()
        given = form.cleaned_data
        try:
            if "_drop" in request.POST:
                answers.drop_prepared(idea, by=user, seen_version=given.get("version", UNSEEN))
                return _("The prepared answer was dropped.")
            if not is_valid:
                return ""
            if "_now" in request.POST:
                words = {"text": given["text"], "seen_version": given["version"]}
                entry = answers.send_now(idea, by=user, step=given["step"], **words)
                return f"{idea}: {idea.lifecycle.wording(entry.from_state, entry.to_state)}."
            answers.prepare_answer(
                idea, by=user, step=given["step"], text=given["text"], on=given["on"], seen_version=given["version"]
            )
        except ValidationError as error:
            refused(form, idea, error)
            return ""
        return _("The answer is prepared.")

    def correct_view(self, request: HttpRequest, pk: int, entry: int) -> HttpResponse:
        """Put right what the office said in public; the old words stay beside the new ones."""
        idea = self.decided_case(request, pk)
        row = get_object_or_404(idea.history, pk=entry)
        if not answers.can_be_corrected(row):
            self.tell(request, _("Only what the office wrote and everyone reads can be corrected."), messages.WARNING)
            return HttpResponseRedirect(self.address("change", pk))
        form = CorrectionForm(request.POST or None, initial={"version": idea.version})
        if not mail_reaches(idea.contribution):
            form.fields["text"].help_text = _("Everyone reads this on the public page. No mail reaches the person.")
        done = _("The correction stands on the public page.")
        if answer := self.decided(request, idea, form, partial(answers.correct_entry, row), done):
            return answer
        return self.page(
            request,
            "admin/projects/idea/correct.html",
            _("Correct what we wrote"),
            idea,
            form=form,
            entry=row,
            badge=self.shown_badge(idea),
            story=self.story(idea),
        )

    def write_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Words to the author alone, without a step."""
        idea = self.decided_case(request, pk)
        if request.method == "GET" and not mail_reaches(idea.contribution):
            self.tell(request, _("There is no e-mail address to which a mail would go."), messages.WARNING)
            return HttpResponseRedirect(self.address("change", pk))
        form = LetterForm(request.POST or None, initial={"version": idea.version})
        done = _("The mail is on its way.")
        if answer := self.decided(request, idea, form, partial(answers.write_to_author, idea), done):
            return answer
        return self.page(
            request,
            "admin/case/care.html",
            _("Write to the author"),
            idea,
            form=form,
            submit=_("Send the mail"),
            badge=self.shown_badge(idea),
            story=self.story(idea),
        )

    def proposal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Old and new words of the author side by side, and two buttons."""
        idea = self.decided_case(request, pk)
        proposal = idea.proposals.filter(decided_at=None).first()
        if proposal is None:
            self.tell(request, _("No proposed change waits here."), messages.INFO)
            return HttpResponseRedirect(self.address("change", pk))
        form = ProposalForm(request.POST or None, initial={"version": idea.version})
        if not mail_reaches(idea.contribution):
            form.fields["text"].help_text = _(
                "The person reads this on their own page: no mail reaches them. A reason is owed when you do not take"
                " it over."
            )
        accept = "_accept" in request.POST
        done = _("The change is taken over.") if accept else _("The change is refused.")
        deed = partial(proposals.decide_proposal, proposal, accept=accept)
        if answer := self.decided(request, idea, form, deed, done):
            return answer
        return self.page(
            request,
            "admin/projects/idea/proposal.html",
            _("Proposed change"),
            idea,
            form=form,
            proposal=proposal,
            words=words_of(proposal, idea),
            badge=self.shown_badge(idea),
        )

    def decided(
        self, request: HttpRequest, idea: Idea, form: VersionedForm, deed: Callable[..., object], done: str
    ) -> HttpResponse | None:
        """Do what the form says, with its words and the version that was seen; None where it has to be shown."""
        if request.method != "POST" or not form.is_valid():
            return None
        given = form.cleaned_data
        try:
            deed(by=cast(User, request.user), text=given["text"], seen_version=given["version"])
        except ValidationError as error:
            refused(form, idea, error)
            return None
        self.tell(request, done)
        return HttpResponseRedirect(self.address("change", idea.pk))

    def decided_case(self, request: HttpRequest, pk: int) -> Idea:
        """The idea, for somebody who may decide about it."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        return self.case_or_404(request, pk)


def asks_by_telephone(idea: Idea) -> bool:
    """Whether the office could ask the author something now, and no mail would arrive."""
    ask = idea.lifecycle.transition("ask")
    return (ask.fits(idea) or idea.state == IdeaState.QUERY) and not mail_reaches(idea.contribution)


def words_of(proposal: IdeaProposal, idea: Idea) -> list[dict[str, Any]]:
    """What would be struck out and written in, for each field that changes."""
    pairs = [(_("Title"), idea.title, proposal.title), (_("Description"), idea.text, proposal.text)]
    return [
        {"label": label, "words": log.difference(before, after)} for label, before, after in pairs if before != after
    ]
