"""Personal data in supports and help offers: what /meine-daten/ lists and confirmation links ask."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.models import Contribution
from eving.core.models.users import User
from eving.core.registry import ContributionKind, PersonalDataView
from eving.core.texts.quotes import inner_quotes
from projects.models import HelpOffer, Support
from projects.services import participation


def state_of(row: Support | HelpOffer) -> str:
    return _("confirmed") if row.confirmed_at else _("address not confirmed")


def show_support(contribution: Contribution) -> PersonalDataView:
    support = Support.objects.select_related("idea__merged_into").filter(contribution=contribution).first()
    if support is None:
        return PersonalDataView(title=_("Support for an idea"), state="")
    idea, other = support.idea, support.idea.merged_into
    return PersonalDataView(
        title=idea.title,
        state=_("counts") if support.confirmed_at else _("address not confirmed"),
        url=idea.get_absolute_url() if idea.is_public else "",
        fields={
            _("Idea"): idea.number or "",
            **({_("Counts now for"): other.title} if other and other.is_public else {}),
        },
    )


def show_help(contribution: Contribution) -> PersonalDataView:
    offer = HelpOffer.objects.select_related("idea").filter(contribution=contribution).first()
    if offer is None:
        return PersonalDataView(title=_("Offer of help"), state="")
    idea = offer.idea
    return PersonalDataView(
        title=idea.title,
        state=state_of(offer),
        url=idea.get_absolute_url() if idea.is_public else "",
        fields={
            _("Idea"): idea.number or "",
            _("Kind"): offer.get_kind_display(),
            _("What you offer"): offer.text,
            _("The author may see your name and address"): _("yes") if offer.share_with_author else _("no"),
        },
    )


def confirm_support(contribution: Contribution, by: User | None = None) -> str:
    support = participation.confirm_support(contribution, by)
    return f"{done_address(support)}?als={participation.signed_place(support)}" if support else done_address(support)


def confirm_help(contribution: Contribution, by: User | None = None) -> str:
    offer = participation.confirm_help(contribution, by)
    return f"{done_address(offer)}?mit=hilfe" if offer else done_address(offer)


def done_address(row: Support | HelpOffer | None) -> str:
    if row is None:  # withdrawn since the link was opened
        return reverse("projects:idea-list")
    return reverse("projects:participation-done", args=[row.idea.number])


def support_question(contribution: Contribution) -> str:
    support = Support.objects.select_related("idea").filter(contribution=contribution).first()
    title = inner_quotes(support.idea.title) if support else ""
    if participation.followed_with(contribution):
        return _("Do you want to support the idea “%(title)s” and get its news by e-mail?") % {"title": title}
    return _("Do you want to support the idea “%(title)s”?") % {"title": title}


def help_question(contribution: Contribution) -> str:
    offer = HelpOffer.objects.select_related("idea").filter(contribution=contribution).first()
    title = inner_quotes(offer.idea.title) if offer else ""
    return _("Do you want to help with the idea “%(title)s”?") % {"title": title}


CONTRIBUTION_KINDS = (
    ContributionKind(
        code=participation.SUPPORT,
        label=gettext_lazy("Support for an idea"),
        show=show_support,
        erase=participation.erase_support,
        confirm=confirm_support,
        confirm_question=support_question,
        confirm_mail="projects.support_confirm",
        waits=participation.running("support__idea__"),
        readdress=participation.change_address,
        confirms_also=participation.key_beside,
    ),
    ContributionKind(
        code=participation.HELP,
        label=gettext_lazy("Offer of help"),
        show=show_help,
        erase=participation.erase_help,
        confirm=confirm_help,
        confirm_question=help_question,
        confirm_mail="projects.help_confirm",
        waits=participation.running("help_offer__idea__"),
    ),
)
