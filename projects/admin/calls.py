"""Calls of the office to authors whom no mail reaches."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext as _

from eving.core.backoffice.transitions import TransitionPages, mail_reaches
from eving.core.models import User
from eving.core.public.forms import changed
from eving.core.workflow.assignment import Assignment, assign
from eving.core.workflow.lifecycle import Transition
from projects.admin.forms import CallBackForm
from projects.models import Idea, IdeaState


class CallPages(TransitionPages):
    """Where no mail reaches the author, the office notes a call and the day of the next one instead of a question."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/rueckruf/", view(self.call_back_view), name="projects_idea_call_back"),
            *super().get_urls(),
        ]

    def staff_transitions(self, obj: Any) -> list[Transition]:
        transitions = super().staff_transitions(obj)
        return (
            transitions
            if mail_reaches(obj.contribution)
            else [transition for transition in transitions if transition.name != "ask"]
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        idea = kwargs.get("obj")
        if idea is not None and context.get("may_decide") and asks_by_telephone(idea):
            context["steps_note"] = self.why_no_question(request, idea)
            if self.has_change_permission(request, idea):
                call = {"label": _("Note a callback"), "url": self.address("call_back", idea.pk)}
                context["other_transitions"] = [*context["other_transitions"], call]
        return super().render_change_form(request, context, *args, **kwargs)

    def why_no_question(self, request: HttpRequest, idea: Idea) -> str:
        contribution = idea.contribution
        is_wrong = bool(contribution and contribution.participant)
        why = (
            _("You cannot send a question: e-mails to this address bounce.")
            if is_wrong
            else _("You cannot send a question: there is no e-mail address.")
        )
        phone = contribution.phone if contribution else ""
        if not phone:
            instead = _("There is no telephone number either. Note it when the person comes by or calls.")
        elif not self.may_see_person(request):
            instead = _("Please have somebody call who may see the telephone number.")
        else:
            instead = _("Please call %(phone)s and note the callback.") % {"phone": phone}
        return f"{why} {instead}"

    def transition_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        if name == "ask" and request.method == "GET" and self.has_decide_permission(request):
            idea = self.case_or_404(request, pk)
            if asks_by_telephone(idea):
                self.message_user(request, self.why_no_question(request, idea), messages.WARNING)
                return HttpResponseRedirect(self.address("change", pk))
        return super().transition_view(request, pk, name)

    def call_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        idea = self.case_or_404(request, pk)
        initial = {"follow_up_on": idea.follow_up_on, "seen": str(Assignment.of(idea))}
        form = CallBackForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            given, heading = form.cleaned_data, _("Callback:")
            try:
                assign(
                    idea,
                    by=cast(User, request.user),
                    assigned_to=idea.assigned_to,
                    follow_up_on=given["follow_up_on"],
                    internal_note=f"{heading}\n{given['internal_note'].strip()}",
                    seen=given["seen"],
                )
            except ValidationError as error:
                form.data = changed(form.data, seen=str(Assignment.of(idea)))
                form.add_error(None, error.messages)
            else:
                self.message_user(request, _("The callback is noted."))
                return HttpResponseRedirect(self.address("change", pk))
        return self.page(
            request,
            "admin/projects/idea/call_back.html",
            _("Note a callback"),
            idea,
            form=form,
            submit=_("Note the callback"),
            why="" if mail_reaches(idea.contribution) else self.why_no_question(request, idea),
            badge=self.badge_with_date(idea),
            body=self.body(idea),
        )


def asks_by_telephone(idea: Idea) -> bool:
    ask = idea.lifecycle.transition("ask")
    return (ask.fits(idea) or idea.state == IdeaState.QUERY) and not mail_reaches(idea.contribution)
