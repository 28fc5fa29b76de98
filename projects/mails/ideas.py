"""Mails to authors about their ideas, built when they are sent."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eving.core.messaging import mail
from eving.core.models import Contribution
from eving.core.people import links
from eving.core.registry import SiteTextSlot
from projects.models import IdeaHistory

MAILS = _("E-mails")
TEXTS = (
    SiteTextSlot(
        "mail.idea_confirm",
        _("please confirm the idea"),
        "projects/ideas/mails/confirm.txt",
        "mail",
        MAILS,
    ),
    SiteTextSlot(
        "mail.idea_received",
        _("idea has arrived"),
        "projects/ideas/mails/received.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer", "frist"),
        required=("nummer",),
    ),
    SiteTextSlot(
        "mail.idea_ask",
        _("question about the idea"),
        "projects/ideas/mails/transition.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer"),
    ),
    SiteTextSlot(
        "mail.idea_declined",
        _("idea declined"),
        "projects/ideas/mails/transition.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer"),
    ),
    SiteTextSlot(
        "mail.idea_step",
        _("news about the idea"),
        "projects/ideas/mails/transition.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer", "stand"),
        required=("stand",),
    ),
)


def _contribution(pk: int) -> Contribution | None:
    """None when it was erased since the mail was queued."""
    return (
        Contribution.objects.select_related("participant", "idea")
        .filter(pk=pk, participant__isnull=False, idea__isnull=False)
        .first()
    )


def manage_address(contribution: Contribution) -> str:
    return reverse("projects:idea-manage", args=[links.make(contribution, "manage")])


@mail.message("projects.idea_confirm", label=_("Confirmation link for an idea"))
def idea_confirm(pk: int) -> mail.Mail | None:
    # The address is not confirmed: nothing that a stranger may have typed goes to it, neither name nor title.
    contribution = _contribution(pk)
    if contribution is None or contribution.confirmed_at:
        return None
    address = links.address("confirm", links.make(contribution, "confirm"))
    return mail.Mail(
        to=contribution.email,
        language=contribution.language,
        is_user_requested=True,
        case_url=reverse("admin:projects_idea_change", args=[contribution.idea.pk]),
        template="projects/ideas/mails/confirm.txt",
        context={"confirm_url": links.absolute(address)},
    )


@mail.message("projects.idea_received", label=_("Receipt of an idea"))
def idea_received(pk: int) -> mail.Mail | None:
    contribution = _contribution(pk)
    if contribution is None:
        return None
    return mail.Mail(
        to=contribution.email,
        language=contribution.language,
        name=contribution.name,
        case_url=reverse("admin:projects_idea_change", args=[contribution.idea.pk]),
        template="projects/ideas/mails/received.txt",
        context={"idea": contribution.idea, "manage_url": links.absolute(manage_address(contribution))},
    )


@mail.message("projects.idea_step", label=_("News about an idea"))
def idea_transition(pk: int) -> mail.Mail | None:
    entry = IdeaHistory.objects.select_related("idea__contribution__participant").filter(pk=pk).first()
    contribution = entry.idea.contribution if entry else None
    if entry is None or contribution is None or contribution.participant is None or entry.redacted_at:
        return None
    idea = entry.idea
    return mail.Mail(
        to=contribution.email,
        language=contribution.language,
        name=contribution.name,
        case_url=reverse("admin:projects_idea_change", args=[idea.pk]),
        template="projects/ideas/mails/transition.txt",
        context={
            "idea": idea,
            "entry": entry,
            "transition": idea.lifecycle.wording(entry.from_state, entry.to_state),
            "asks": entry.to_state == "query",
            "declines": entry.to_state == "declined",
            "ideas_url": links.absolute(reverse("projects:idea-list")),
            "public_url": links.absolute(idea.get_absolute_url()) if idea.is_public else "",
            "manage_url": links.absolute(manage_address(contribution)),
        },
    )
