"""What of shop units waits for staff, and how listings appear in the site search."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from eving.core.registry import Queue, SearchKind
from eving.core.work_queue import follow_ups
from vacancies.cards import listing_card
from vacancies.models import Enquiry, Listing
from vacancies.services import due_steps

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
    follow_ups(Listing, "vacancies.change_listing", lambda: reverse("admin:vacancies_listing_changelist")),
    follow_ups(Enquiry, "vacancies.change_enquiry", lambda: reverse("admin:vacancies_enquiry_changelist")),
    Queue(
        name="owner-steps",
        sentence=lambda number: (
            ngettext("%(n)d next step with an owner", "%(n)d next steps with owners", number) % {"n": number}
        ),
        button=_("Talk with owners"),
        waiting=due_steps,
        since="next_step_on",
        due="next_step_on",
        url=lambda: reverse("admin:vacancies_ownertalk_changelist") + "?step=due",
        permission="vacancies.view_ownertalk",
        is_promise=False,
    ),
]
SEARCH = SearchKind(
    code="ladenlokale",
    label=_("Shops"),
    published=lambda: Listing.objects.published().for_cards(),
    card=listing_card,
    list_url=lambda: reverse("vacancies:listing-list"),
)
