"""Office page on which an author's proposed change is accepted or refused."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext as _

from eving.core.audit import display
from eving.core.backoffice.transitions import mail_reaches
from projects.admin.decisions import DecisionPages
from projects.admin.forms import ProposalForm
from projects.models import Idea, IdeaProposal
from projects.services import proposals


class ProposalPages(DecisionPages):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/vorschlag/", view(self.proposal_view), name="projects_idea_proposal"),
            *super().get_urls(),
        ]

    def proposal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        idea = self.decided_case(request, pk)
        proposal = idea.proposals.filter(decided_at=None).first()
        if proposal is None:
            self.message_user(request, _("No proposed change waits here."), messages.INFO)
            return HttpResponseRedirect(self.address("change", pk))
        form = ProposalForm(request.POST or None, initial={"version": idea.version})
        if not mail_reaches(idea.contribution):
            form.fields["text"].help_text = _(
                "The person reads this on their own page: no e-mail reaches them. A reason is required if you do "
                "not adopt it."
            )
        accept = "_accept" in request.POST
        done = _("The change is adopted.") if accept else _("The change is refused.")
        action = partial(proposals.decide_proposal, proposal, accept=accept)
        if answer := self.decided(request, idea, form, action, done):
            return answer
        return self.page(
            request,
            "admin/projects/idea/proposal.html",
            _("Proposed change"),
            idea,
            form=form,
            proposal=proposal,
            words=diff(proposal, idea),
            badge=self.badge_with_date(idea),
        )


def diff(proposal: IdeaProposal, idea: Idea) -> list[dict[str, Any]]:
    pairs = [(_("Title"), idea.title, proposal.title), (_("Description"), idea.text, proposal.text)]
    return [
        {"label": label, "words": display.difference(before, after)}
        for label, before, after in pairs
        if before != after
    ]
