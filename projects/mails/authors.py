"""Mails of the office to an author without a transition: correction, letter, answer to a proposal."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eving.core.messaging import mail
from eving.core.models import Contribution
from eving.core.people import links
from projects.mails.ideas import manage_address
from projects.models import Idea, IdeaHistory, IdeaProposal


def _to_author(idea: Idea, template: str, **context: Any) -> mail.Mail | None:
    contribution: Contribution | None = idea.contribution
    if contribution is None or contribution.participant is None:
        return None
    return mail.Mail(
        to=contribution.email,
        language=contribution.language,
        name=contribution.name,
        case_url=reverse("admin:projects_idea_change", args=[idea.pk]),
        template=template,
        context={
            "idea": idea,
            "public_url": links.absolute(idea.get_absolute_url()) if idea.is_public else "",
            "manage_url": links.absolute(manage_address(contribution)),
            **context,
        },
    )


@mail.message("projects.idea_corrected", label=_("Correction about an idea"))
def idea_corrected(pk: int) -> mail.Mail | None:
    entry = IdeaHistory.objects.select_related("idea__contribution__participant", "corrects").filter(pk=pk).first()
    if entry is None or entry.redacted_at or entry.corrects is None:
        return None
    return _to_author(entry.idea, "projects/ideas/mails/corrected.txt", entry=entry)


@mail.message("projects.idea_written", label=_("Letter to the author of an idea"))
def idea_written(pk: int) -> mail.Mail | None:
    entry = IdeaHistory.objects.select_related("idea__contribution__participant").filter(pk=pk).first()
    if entry is None or entry.redacted_at:
        return None
    # The first line is the heading that the history shows to the office.
    _heading, _line, text = entry.text.partition("\n")
    return _to_author(entry.idea, "projects/ideas/mails/written.txt", words=text)


@mail.message("projects.idea_proposal", label=_("Answer to a proposed change"))
def idea_proposal(pk: int) -> mail.Mail | None:
    rows = IdeaProposal.objects.select_related("idea__contribution__participant", "decision")
    proposal = rows.filter(pk=pk).first()
    if proposal is None or proposal.decided_at is None:
        return None
    decision = proposal.decision
    text = decision.text if decision and not decision.redacted_at else ""
    return _to_author(proposal.idea, "projects/ideas/mails/proposal.txt", proposal=proposal, text=text)
