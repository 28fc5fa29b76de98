"""Changes that authors of public ideas propose, and how their name is published."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from eving.core.messaging import mail
from eving.core.models import Contribution
from eving.core.models.users import User
from eving.core.search import engine
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import Conflict, locked
from projects.models import Idea, IdeaProposal
from projects.services import ideas


@transaction.atomic
def propose_change(idea: Idea, *, title: str, text: str) -> IdeaProposal:
    """One proposal per idea waits at a time. Raises ValidationError for a second one, no change, no public idea."""
    stored = locked(idea)
    if not stored.is_public:
        raise ValidationError(_("This idea is not public. You can change it yourself, or write to us."))
    if stored.proposals.filter(decided_at=None).exists():
        raise ValidationError(_("Your last proposal is still with the office. You can propose more afterwards."))
    if (title, text) == (stored.title, stored.text):
        raise ValidationError(_("Nothing is different from the public page yet."))
    return IdeaProposal.objects.create(idea=stored, title=title, text=text)


@transaction.atomic
def decide_proposal(
    proposal: IdeaProposal, *, by: User, accept: bool, text: str = "", seen_version: int | None = None
) -> None:
    """Accept or refuse a proposed change and mail the author. The history keeps the text, a reason when refused."""
    idea = locked(proposal.idea, seen_version)
    stored = IdeaProposal.objects.select_for_update().get(pk=proposal.pk)
    if stored.decided_at:
        raise Conflict(_("Somebody has already decided on this proposal."))
    if not accept and not text.strip():
        raise ValidationError({"text": _("Please give a reason. The person reads it.")})
    stored.decision = lifecycle.add_entry(idea, by=by, before=idea.state, after=idea.state, text=text.strip())
    stored.decided_at, stored.is_accepted = stored.decision.at, accept
    stored.save(update_fields=["decision", "decided_at", "is_accepted"])
    if accept:
        idea.title, idea.text = stored.title, stored.text
        ideas.save_as_new_version(idea, "title", "text")
        engine.index(idea)
    else:
        ideas.save_as_new_version(idea)
    if idea.contribution and idea.contribution.participant_id:
        mail.send_later("projects.idea_proposal", stored.pk)


@transaction.atomic
def show_name(contribution: Contribution, name_display: str) -> None:
    contribution.name_display = name_display
    contribution.save(update_fields=["name_display"])
