"""Work queues and site search entries of shops."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from eving.core.registry import Queue, SearchKind
from eving.core.workflow.work_queue import follow_ups
from vacancies import energy
from vacancies.cards.listings import listing_card
from vacancies.cards.profiles import profile_card
from vacancies.models import Enquiry, Listing, SearchProfile
from vacancies.services import open_facts
from vacancies.services.owners import due_actions


def to_complete_by(number: int) -> str:
    day = energy.LAWS[-1].in_force_from
    values = {"n": number, "day": date_format(day, "DATE_FORMAT") if day else ""}
    return (
        ngettext(
            "%(n)d listing to complete by %(day)s: new law on energy",
            "%(n)d listings to complete by %(day)s: new law on energy",
            number,
        )
        % values
    )


QUEUES = [
    Queue(
        name="enquiries-new",
        sentence=lambda number: ngettext("%(n)d new enquiry", "%(n)d new enquiries", number) % {"n": number},
        button=_("Read enquiries"),
        waiting=Enquiry.objects.new,
        since="created_at",
        due="answer_due_on",
        url=lambda: reverse("admin:vacancies_enquiry_changelist") + "?state__exact=new",
        permission="vacancies.change_enquiry",
    ),
    Queue(
        name="offers-new",
        sentence=lambda number: ngettext("%(n)d offer of an owner", "%(n)d offers of owners", number) % {"n": number},
        button=_("Check offers"),
        waiting=Listing.objects.offered,
        since="created_at",
        due="answer_due_on",
        url=lambda: reverse("admin:vacancies_listing_changelist") + "?state__exact=offered",
        permission="vacancies.change_listing",
    ),
    Queue(
        name="listings-recheck",
        sentence=lambda number: (
            ngettext("%(n)d listing to check again", "%(n)d listings to check again", number) % {"n": number}
        ),
        button=_("Check listings"),
        waiting=Listing.objects.to_recheck,
        since="checked_on",
        url=lambda: reverse("admin:vacancies_listing_changelist") + "?check=due",
        permission="vacancies.change_listing",
        is_promise=False,
    ),
    Queue(
        name="listings-open-facts",
        sentence=lambda number: (
            ngettext("%(n)d listing leaves questions open", "%(n)d listings leave questions open", number)
            % {"n": number}
        ),
        button=_("Add details"),
        waiting=open_facts.listings_to_complete,
        since="published_at",
        url=lambda: reverse("admin:vacancies_listing_changelist") + "?details=open",
        is_calm=True,
        permission="vacancies.change_listing",
    ),
    Queue(
        name="energy-certificates",
        sentence=lambda number: (
            ngettext("%(n)d energy certificate to renew", "%(n)d energy certificates to renew", number) % {"n": number}
        ),
        button=_("Renew certificates"),
        waiting=energy.certificates_to_renew,
        since="certificate_asked_on",
        due="certificate_ends_on",
        url=lambda: reverse("admin:vacancies_listing_changelist") + "?energy=renew",
        permission="vacancies.change_listing",
        is_promise=False,
    ),
    Queue(
        name="energy-law",
        sentence=to_complete_by,
        button=_("Add energy details"),
        waiting=energy.to_complete_for_the_law,
        since="published_at",
        due="law_from",
        url=lambda: reverse("admin:vacancies_listing_changelist") + "?energy=law",
        permission="vacancies.change_listing",
        is_promise=False,
    ),
    Queue(
        name="wanted-ads",
        sentence=lambda number: (
            ngettext("%(n)d space-wanted ad to check", "%(n)d space-wanted ads to check", number) % {"n": number}
        ),
        button=_("Check space-wanted ads"),
        waiting=SearchProfile.objects.to_review,
        since="state_changed_at",
        due="answer_due_on",
        url=lambda: reverse("admin:vacancies_searchprofile_changelist") + "?state__exact=review",
        permission="vacancies.change_searchprofile",
    ),
    follow_ups(
        SearchProfile, "vacancies.change_searchprofile", lambda: reverse("admin:vacancies_searchprofile_changelist")
    ),
    follow_ups(Listing, "vacancies.change_listing", lambda: reverse("admin:vacancies_listing_changelist")),
    follow_ups(Enquiry, "vacancies.change_enquiry", lambda: reverse("admin:vacancies_enquiry_changelist")),
    Queue(
        name="owner-steps",
        sentence=lambda number: (
            ngettext("%(n)d next step with an owner", "%(n)d next steps with owners", number) % {"n": number}
        ),
        button=_("Talk with owners"),
        waiting=due_actions,
        since="next_action_on",
        due="next_action_on",
        url=lambda: reverse("admin:vacancies_ownertalk_changelist") + "?next_action=due",
        permission="vacancies.view_ownertalk",
        is_promise=False,
    ),
]
SEARCH = SearchKind(
    code="ladenlokale",
    label=_("Shops"),
    published=lambda: Listing.objects.published().for_cards().order_by("let_rank", "-published_at", "-pk"),
    card=listing_card,
    list_url=lambda: reverse("vacancies:listing-list"),
    words=Listing.kind_words,
)
PROFILES = SearchKind(
    code="gesuche",
    label=_("Space wanted"),
    published=lambda: SearchProfile.objects.published().for_matching().order_by("-published_at", "-pk"),
    card=profile_card,
    list_url=lambda: reverse("vacancies:profile-list"),
    words=SearchProfile.kind_words,
)
