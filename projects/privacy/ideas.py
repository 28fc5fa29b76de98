"""Personal data in ideas: what /meine-daten/ lists and confirmation links ask."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.models import Contribution, Role
from eving.core.models.users import User
from eving.core.registry import ContributionKind, PersonalDataView
from eving.core.texts.quotes import inner_quotes
from projects.mails import ideas
from projects.models import Idea, IdeaState
from projects.services.ideas import KIND, confirm_idea, erase_idea


def show(contribution: Contribution) -> PersonalDataView:
    idea = Idea.objects.select_related("street", "actor").filter(contribution=contribution).first()
    if idea is None:
        return PersonalDataView(title=_("Idea"), state="")
    answers = idea.history.filter(role=Role.AUTHOR).exclude(text="").values_list("text", flat=True)
    photos = list(idea.photos.all())
    return PersonalDataView(
        title=idea.title,
        state=idea.get_state_display(),
        url=idea.get_absolute_url() if idea.is_public else "",
        manage_url=ideas.manage_address(contribution),
        fields={
            _("Number"): idea.number or "",
            _("Title"): idea.title,
            _("Description"): idea.text,
            _("Place"): idea.place,
            _("Own contribution"): idea.own_contribution,
            _("Rough cost"): idea.cost_text,
            _("On behalf of"): idea.actor.name if idea.actor else "",
            _("Topics"): ", ".join(map(str, idea.topics.all())),
            _("Your answers"): "\n\n".join(answers),
            _("Changes you proposed"): "\n\n".join(
                f"{proposal.title}\n{proposal.text}" for proposal in idea.proposals.all()
            ),
            _("Descriptions of photos"): "\n".join(photo.alt for photo in photos),
        },
        files=tuple(photo.private_url(1600) for photo in photos),
    )


def confirm(contribution: Contribution, by: User | None = None) -> str:
    confirm_idea(contribution, by)
    return ideas.manage_address(contribution)


def question(contribution: Contribution) -> str:
    title = inner_quotes(contribution.idea.title)
    return _("Do you want to submit the idea “%(title)s” to the office?") % {"title": title}


IDEA = ContributionKind(
    code=KIND,
    label=gettext_lazy("Idea"),
    show=show,
    erase=erase_idea,
    confirm=confirm,
    confirm_question=question,
    confirm_mail="projects.idea_confirm",
    waits=Q(idea__state=IdeaState.UNCONFIRMED),
)
