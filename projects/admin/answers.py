"""Office pages of one idea: prepare an answer, correct a published text, write to the author."""

from functools import partial
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _

from eving.core.backoffice.transitions import mail_reaches
from eving.core.models import User
from projects.admin.decisions import DecisionPages, refused
from projects.admin.forms import CorrectionForm, LetterForm, PrepareForm
from projects.models import Idea
from projects.services import answers

UNSEEN = 0  # no idea has this version, so a form sent without one always conflicts


class AnswerPages(DecisionPages):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/vorbereiten/", view(self.prepare_view), name="projects_idea_prepare"),
            path("<int:pk>/schreiben/", view(self.write_view), name="projects_idea_write"),
            path("<int:pk>/verlauf/<int:entry>/berichtigen/", view(self.correct_view), name="projects_idea_correct"),
            *super().get_urls(),
        ]

    def prepare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        idea = self.decided_case(request, pk)
        initial = {"transition": idea.prepared_transition, "text": idea.prepared_text, "on": idea.prepared_on}
        form = PrepareForm(request.POST or None, idea=idea, initial={**initial, "version": idea.version})
        if request.method == "POST" and (done := self.prepared(request, idea, form)):
            self.message_user(request, done)
            return HttpResponseRedirect(self.address("change", pk))
        if not mail_reaches(idea.contribution):
            form.fields["text"].help_text = _(
                "Once it is out, everyone reads this on the public page. No e-mail reaches the person."
            )
        transitions = {transition.name: transition for transition in idea.lifecycle.transitions}
        prepared = transitions.get(idea.prepared_transition)
        return self.page(
            request,
            "admin/projects/idea/prepare.html",
            _("Prepare an answer"),
            idea,
            form=form,
            badge=self.badge_with_date(idea),
            body=self.body(idea),
            prepared=prepared,
            prepared_fits=prepared is not None and prepared.fits(idea),
        )

    def prepared(self, request: HttpRequest, idea: Idea, form: PrepareForm) -> str:
        """Do what the pressed button says. Returns the message for the user, empty when refused."""
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
                versioned_text = {"text": given["text"], "seen_version": given["version"]}
                entry = answers.send_now(idea, by=user, transition=given["transition"], **versioned_text)
                return f"{idea}: {idea.lifecycle.wording(entry.from_state, entry.to_state)}."
            answers.prepare_answer(
                idea,
                by=user,
                transition=given["transition"],
                text=given["text"],
                on=given["on"],
                seen_version=given["version"],
            )
        except ValidationError as error:
            refused(form, idea, error)
            return ""
        return _("The answer is prepared.")

    def correct_view(self, request: HttpRequest, pk: int, entry: int) -> HttpResponse:
        idea = self.decided_case(request, pk)
        row = get_object_or_404(idea.history, pk=entry)
        if not answers.can_be_corrected(row):
            self.message_user(
                request, _("Only what the office wrote and everyone reads can be corrected."), messages.WARNING
            )
            return HttpResponseRedirect(self.address("change", pk))
        form = CorrectionForm(request.POST or None, initial={"version": idea.version})
        if not mail_reaches(idea.contribution):
            form.fields["text"].help_text = _("Everyone reads this on the public page. No e-mail reaches the person.")
        done = _("The correction is on the public page.")
        if answer := self.decided(request, idea, form, partial(answers.correct_entry, row), done):
            return answer
        return self.page(
            request,
            "admin/projects/idea/correct.html",
            _("Correct what we wrote"),
            idea,
            form=form,
            entry=row,
            badge=self.badge_with_date(idea),
            body=self.body(idea),
        )

    def write_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        idea = self.decided_case(request, pk)
        if request.method == "GET" and not mail_reaches(idea.contribution):
            self.message_user(request, _("There is no e-mail address to which an e-mail would go."), messages.WARNING)
            return HttpResponseRedirect(self.address("change", pk))
        form = LetterForm(request.POST or None, initial={"version": idea.version})
        done = _("The e-mail is on its way.")
        if answer := self.decided(request, idea, form, partial(answers.write_to_author, idea), done):
            return answer
        return self.page(
            request,
            "admin/case/assignment.html",
            _("Write to the author"),
            idea,
            form=form,
            submit=_("Send the e-mail"),
            badge=self.badge_with_date(idea),
            body=self.body(idea),
        )
