"""Mails about supports and help offers, built when they are sent."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eving.core.messaging import mail
from eving.core.models import Contribution
from eving.core.people import links
from eving.core.registry import SiteTextSlot
from projects.mails.ideas import MAILS, manage_address
from projects.models import HelpOffer, IdeaState, Support
from projects.services import participation

TEXTS = (
    SiteTextSlot(
        "mail.support_confirm",
        _("please confirm the support"),
        "projects/participation/mails/support_confirm.txt",
        "mail",
        MAILS,
    ),
    SiteTextSlot(
        "mail.help_confirm",
        _("please confirm the offer of help"),
        "projects/participation/mails/help_confirm.txt",
        "mail",
        MAILS,
    ),
    SiteTextSlot(
        "mail.support_merged",
        _("the supported idea continues as another one"),
        "projects/participation/mails/support_merged.txt",
        "mail",
        MAILS,
        placeholders=("titel", "andere"),
        required=("andere",),
    ),
)


def confirm_url(contribution: Contribution) -> str:
    return links.absolute(links.address("confirm", links.make(contribution, "confirm")))


def offer_page(offer: HelpOffer) -> str:
    return reverse("admin:projects_helpoffer_change", args=[offer.pk])


@mail.message("projects.support_confirm", label=_("Confirmation link for a support"))
def support_confirm(pk: int) -> mail.Mail | None:
    """Confirmation link. A known supporter reads instead that the support counts already, and how to withdraw it."""
    rows = Support.objects.select_related("idea", "contribution", "participant")
    support = rows.filter(contribution=pk).first()
    if support is None or not support.idea.is_public:
        return None
    # The title is public already; nothing that a stranger may have typed is sent to the address.
    context = {
        "idea": support.idea,
        "idea_url": links.absolute(support.idea.get_absolute_url()),
        "is_known": support.confirmed_at is not None,
        "my_data_url": links.absolute(links.address("my-data")),
        "confirm_url": "" if support.confirmed_at else confirm_url(support.contribution),
        "also_follow": not support.confirmed_at and participation.followed_with(support.contribution) is not None,
    }
    return mail.Mail(
        to=support.participant.email,
        language=support.contribution.language,
        is_user_requested=True,
        case_url=reverse("admin:projects_idea_change", args=[support.idea_id]),
        template="projects/participation/mails/support_confirm.txt",
        context=context,
    )


@mail.message("projects.support_merged", label=_("The supported idea was merged"))
def support_merged(pk: int) -> mail.Mail | None:
    """To supporters of a merged idea: their support now counts for another one, and how to withdraw it."""
    rows = Support.objects.select_related("idea__merged_into", "contribution", "participant")
    support = rows.filter(pk=pk, confirmed_at__isnull=False).first()
    other = support.idea.merged_into if support else None
    if support is None or other is None or not other.is_public:
        return None
    entry = support.idea.history.filter(to_state=IdeaState.MERGED, redacted_at__isnull=True).order_by("-at").first()
    context = {
        "idea": support.idea,
        "other": other,
        "other_url": links.absolute(other.get_absolute_url()),
        "reason": entry.text if entry else "",
        "my_data_url": links.absolute(links.address("my-data")),
    }
    return mail.Mail(
        to=support.participant.email,
        language=support.contribution.language,
        case_url=reverse("admin:projects_idea_change", args=[support.idea_id]),
        template="projects/participation/mails/support_merged.txt",
        context=context,
    )


def _offer(**lookup: int) -> HelpOffer | None:
    rows = HelpOffer.objects.select_related("idea__contribution__participant", "contribution__participant")
    return rows.filter(contribution__participant__isnull=False, **lookup).first()


@mail.message("projects.help_confirm", label=_("Confirmation link for an offer of help"))
def help_confirm(pk: int) -> mail.Mail | None:
    # The address is not confirmed: nothing that a stranger may have typed goes to it, neither name nor text.
    offer = _offer(contribution=pk)
    if offer is None or offer.confirmed_at:
        return None
    return mail.Mail(
        to=offer.contribution.email,
        language=offer.contribution.language,
        is_user_requested=True,
        case_url=offer_page(offer),
        template="projects/participation/mails/help_confirm.txt",
        context={"idea": offer.idea, "confirm_url": confirm_url(offer.contribution)},
    )


@mail.message("projects.help_office", label=_("Offer of help, to the office"))
def help_office(pk: int) -> mail.Mail | None:
    offer = _offer(pk=pk)
    if offer is None:
        return None
    return mail.Mail(
        to=settings.OFFICE_EMAIL,
        name=settings.OFFICE["name"],
        case_url=offer_page(offer),
        template="projects/participation/mails/help_office.txt",
        context={"offer": offer, "idea": offer.idea, "admin_url": links.absolute(offer_page(offer))},
    )


@mail.message("projects.help_author", label=_("Offer of help, to the author of the idea"))
def help_author(pk: int) -> mail.Mail | None:
    """Only what the person agreed to share. None when consent was withdrawn since the mail was queued."""
    offer = _offer(pk=pk)
    author = offer.idea.contribution if offer else None
    if offer is None or not offer.share_with_author or author is None or author.participant is None:
        return None
    return mail.Mail(
        to=author.email,
        language=author.language,
        name=author.name,
        reply_to=offer.contribution.email,
        case_url=offer_page(offer),
        template="projects/participation/mails/help_author.txt",
        context={
            "offer": offer,
            "helper": offer.contribution,
            "idea": offer.idea,
            "manage_url": links.absolute(manage_address(author)),
        },
    )
