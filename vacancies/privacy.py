"""Personal data in enquiries, offers and searches: what /meine-daten/ lists and confirmation links ask."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.models import Contribution
from eving.core.models.users import User
from eving.core.registry import ContributionKind, PersonalDataView
from eving.core.texts.quotes import inner_quotes
from vacancies.cards.profiles import whole_facts
from vacancies.mails.profiles import manage_address
from vacancies.models import Enquiry, Listing, ProfileState, SearchProfile
from vacancies.services import enquiries, offers, profiles, viewings


def show_enquiry(contribution: Contribution) -> PersonalDataView:
    enquiry = (
        Enquiry.objects.select_related("listing__unit__street", "intended_use")
        .filter(contribution=contribution)
        .first()
    )
    if enquiry is None:
        return PersonalDataView(title=_("Enquiry about a shop"), state="")
    listing = enquiry.listing
    return PersonalDataView(
        title=_("Enquiry: %(title)s") % {"title": listing.title},
        state=_("waiting for the office") if enquiry.state == "new" else enquiry.get_state_display(),
        url=listing.get_absolute_url() if listing.is_public else "",
        fields={
            _("Listing"): listing.number or "",
            _("Firm or club"): enquiry.company,
            _("Intended use"): str(enquiry.intended_use or ""),
            _("Your plan"): enquiry.text,
            _("Wanted from"): enquiry.start_wanted,
            _("Viewing"): agreed_viewing(enquiry),
            _("The owner may learn who you are and what you plan"): _("yes") if enquiry.owner_may_know else _("no"),
        },
    )


def agreed_viewing(enquiry: Enquiry) -> str:
    if enquiry.viewing_at is None or viewings.viewing_fell_away(enquiry):
        return ""
    return ", ".join(part for part in (viewings.viewing_text(enquiry), enquiry.viewing_place) if part)


def show_offer(contribution: Contribution) -> PersonalDataView:
    listing = Listing.objects.select_related("unit__street").filter(contribution=contribution).first()
    if listing is None:
        return PersonalDataView(title=_("Offer of a shop"), state="")
    first = listing.history.first()
    return PersonalDataView(
        title=_("Offer: %(address)s") % {"address": listing.unit.address},
        state=listing.get_state_display(),
        url=listing.get_absolute_url() if listing.is_public else "",
        fields={
            _("Number"): listing.number or "",
            _("Address"): listing.unit.address,
            _("What you told us"): first.text if first else "",
            _("Consent"): listing.owner_consent_note,
        },
        files=tuple(photo.private_url(1600) for photo in offers.photos_of_offer(contribution)),
    )


ENQUIRY = ContributionKind(
    code=enquiries.ENQUIRY,
    label=gettext_lazy("Enquiry about a shop"),
    show=show_enquiry,
    erase=enquiries.erase_enquiry,
    correctable={
        "owner_may_know": forms.BooleanField(
            label=gettext_lazy("The owner may be told who I am and what I plan"),
            required=False,
            help_text=gettext_lazy("Name, firm and plan; never your address or telephone number."),
        )
    },
    current=lambda contribution: {"owner_may_know": Enquiry.objects.get(contribution=contribution).owner_may_know},
    correct=lambda contribution, given: enquiries.change_consent(contribution, given["owner_may_know"]),
    sent_together=enquiries.sent_together,
)
OFFER = ContributionKind(
    code=offers.OFFER, label=gettext_lazy("Offer of a shop"), show=show_offer, erase=offers.erase_offer
)


def show_profile(contribution: Contribution) -> PersonalDataView:
    profile = SearchProfile.objects.for_matching().filter(contribution=contribution).first()
    if profile is None:
        return PersonalDataView(title=_("Search for a shop"), state="")
    return PersonalDataView(
        title=profile.title,
        state=profile.get_state_display(),
        url=profile.get_absolute_url() if profile.is_public else "",
        manage_url=manage_address(contribution),
        fields={
            _("Number"): profile.number or "",
            **{fact["label"]: fact["value"] for fact in whole_facts(profile)},
            _("Your plan"): profile.text,
            _("E-mails"): profile.get_alert_display(),
        },
    )


def confirm_profile(contribution: Contribution, by: User | None = None) -> str:
    profiles.confirm_profile(contribution, by)
    return manage_address(contribution)


def question(contribution: Contribution) -> str:
    title = inner_quotes(contribution.search_profile.title)
    return _("Do you want to start the search “%(title)s”?") % {"title": title}


PROFILE = ContributionKind(
    code=profiles.PROFILE,
    label=gettext_lazy("Search for a shop"),
    show=show_profile,
    erase=profiles.erase_profile,
    confirm=confirm_profile,
    confirm_question=question,
    confirm_mail="vacancies.profile_confirm",
    waits=Q(search_profile__state=ProfileState.UNCONFIRMED),
)
