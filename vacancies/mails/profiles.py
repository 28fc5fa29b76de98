"""Mails about searches, built when they are sent."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eving.core.messaging import mail
from eving.core.models import Contribution
from eving.core.people import links
from eving.core.registry import SiteTextSlot
from vacancies.cards.listings import available
from vacancies.matching.comparison import compare
from vacancies.matching.premises import premises_of
from vacancies.matching.requirements import need_of
from vacancies.models import Alert, Listing, Match, SearchProfileHistory
from vacancies.pricing.costs import rent_label, rent_text
from vacancies.workflow.profiles import SEARCHING

MAILS = _("E-mails")
TEXTS = (
    SiteTextSlot(
        "mail.profile_confirm", _("please confirm the search"), "vacancies/profiles/mails/confirm.txt", "mail", MAILS
    ),
    SiteTextSlot(
        "mail.profile_begins",
        _("search has begun"),
        "vacancies/profiles/mails/begins.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer", "ende"),
        required=("ende",),
    ),
)


def manage_address(contribution: Contribution) -> str:
    return reverse("vacancies:profile-manage", args=[links.make(contribution, "manage")])


def stop_address(contribution: Contribution) -> str:
    return reverse("vacancies:profile-stop", args=[links.make(contribution, "stop-alerts")])


def _contribution(pk: int) -> Contribution | None:
    """None when it was erased since the mail was queued."""
    rows = Contribution.objects.select_related("participant", "search_profile")
    return rows.filter(pk=pk, participant__isnull=False, search_profile__isnull=False).first()


def _mail(contribution: Contribution, template: str, **more: Any) -> mail.Mail:
    profile = contribution.search_profile
    context = {"profile": profile, "manage_url": links.absolute(manage_address(contribution)), **more}
    return mail.Mail(
        to=contribution.email,
        language=contribution.language,
        name=contribution.name,
        case_url=reverse("admin:vacancies_searchprofile_change", args=[profile.pk]),
        template=template,
        context=context,
    )


@mail.message("vacancies.profile_confirm", label=_("Confirmation link for a search"))
def profile_confirm(pk: int) -> mail.Mail | None:
    # The address is not confirmed: nothing that a stranger may have typed goes to it, neither name nor title.
    contribution = _contribution(pk)
    if contribution is None or contribution.confirmed_at:
        return None
    address = links.address("confirm", links.make(contribution, "confirm"))
    return mail.Mail(
        to=contribution.email,
        language=contribution.language,
        is_user_requested=True,
        case_url=reverse("admin:vacancies_searchprofile_change", args=[contribution.search_profile.pk]),
        template="vacancies/profiles/mails/confirm.txt",
        context={"confirm_url": links.absolute(address)},
    )


@mail.message("vacancies.profile_begins", label=_("A search has begun"))
def profile_begins(pk: int) -> mail.Mail | None:
    contribution = _contribution(pk)
    return _mail(contribution, "vacancies/profiles/mails/begins.txt") if contribution else None


@mail.message("vacancies.profile_ends_soon", label=_("A search ends soon"))
def profile_ends_soon(pk: int) -> mail.Mail | None:
    contribution = _contribution(pk)
    if contribution is None or contribution.search_profile.state not in (*SEARCHING, "paused"):
        return None
    return _mail(contribution, "vacancies/profiles/mails/ends_soon.txt")


@mail.message("vacancies.profile_step", label=_("News about a search"))
def profile_transition(pk: int) -> mail.Mail | None:
    rows = SearchProfileHistory.objects.select_related("profile__contribution__participant")
    entry = rows.filter(pk=pk).first()
    contribution = entry.profile.contribution if entry else None
    if entry is None or contribution is None or contribution.participant is None or entry.redacted_at:
        return None
    profile = entry.profile
    public_url = links.absolute(profile.get_absolute_url()) if profile.is_public else ""
    return _mail(
        contribution,
        "vacancies/profiles/mails/transition.txt",
        entry=entry,
        public_url=public_url,
        # The one mail of these that neither ends a search nor shows it.
        refuses=entry.to_state == "active",
    )


@mail.message("vacancies.alert", label=_("Shops that match a search"))
def alert(pk: int) -> mail.Mail | None:
    """One mail for all matches with the same ``sent_at``.

    Left out are listings that ended since, and those that do not fit any more, as the search was changed.
    """
    first = Match.objects.filter(pk=pk).select_related("profile__contribution__participant").first()
    if first is None or first.profile.state not in SEARCHING or first.profile.alert == Alert.NEVER:
        return None
    profile, contribution = first.profile, first.profile.contribution
    if contribution is None or contribution.participant is None:
        return None
    mailed = Match.objects.filter(profile=profile, sent_at=first.sent_at, dismissed_at__isnull=True).values("listing")
    listings = (
        Listing.objects.published().filter(pk__in=mailed, state="published").for_cards().order_by("-published_at")
    )
    need = need_of(profile)
    fits = {listing.pk: compare(need, premises_of(listing)) for listing in listings}
    rows = [
        {
            "is_certain": fits[listing.pk].is_certain,
            "title": listing.title,
            "place": listing.place,
            "area": listing.unit.lettable_area_m2,
            "rent_label": rent_label(listing),
            "rent": rent_text(listing),
            "available": available(listing),
            "reasons": fits[listing.pk].sentence,
            "url": links.absolute(listing.get_absolute_url()),
        }
        for listing in listings
        if fits[listing.pk].is_possible
    ]
    if not rows:
        return None
    stop_url = links.absolute(stop_address(contribution))
    # Listings with unknown facts are listed apart: the subject must not promise that they fit.
    certain = [row for row in rows if row["is_certain"]]
    possible = [row for row in rows if not row["is_certain"]]
    built = _mail(
        contribution, "vacancies/profiles/mails/alert.txt", certain=certain, possible=possible, stop_url=stop_url
    )
    return mail.Mail(**{**vars(built), "stop_url": stop_url})
