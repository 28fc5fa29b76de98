"""Creates the invented enquiries, then backdates them."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from eving.core.models import Contribution, User
from eving.core.public.forms import PRIVACY_VERSION
from eving.core.workflow import lifecycle
from eving.core.working_days import add_working_days, promised_date
from eving.demo.content.shops.enquiries import LET_DAYS_AGO, LET_TO, LET_USE, DemoEnquiry
from eving.demo.filling.past import Clock, Jobs, key_of, move_contribution
from vacancies.models import Enquiry, EnquiryHistory, Listing, UseClass
from vacancies.services import enquiries, persons


def seed_enquiry(
    demo: DemoEnquiry,
    listing: Listing,
    staff: User,
    uses: dict[str, UseClass],
    clock: Clock,
    jobs: Jobs,
    number: int,
) -> Enquiry:
    plan = [(demo.days_ago, False), *((demo.days_ago - later, True) for _transition, later, _text in demo.transitions)]
    created_at, *moments = clock.moments(plan, demo.text)
    enquiry, _is_new = enquiries.send_enquiry(
        listing,
        key=key_of("enquiry", f"{number} {demo.person.email}"),
        draft=enquiries.EnquiryDraft(
            text=demo.text,
            intended_use=uses[demo.use] if demo.use else None,
            start_wanted=demo.start_wanted,
            company=demo.company,
            wants_viewing=demo.wants_viewing,
            wants_call=demo.wants_call,
            owner_may_know=demo.owner_may_know,
        ),
        person=persons.Person(demo.person.name, demo.person.email, demo.person.phone),
        privacy_version=PRIVACY_VERSION,
    )
    for transition, _later, text in demo.transitions:
        lifecycle.apply(enquiry, transition, by=staff, text=text, **details_of(transition, demo, listing, uses, clock))
        if transition == "win":
            move_lease(listing, moments[-1])
    move_enquiry(enquiry, created_at, moments, clock, jobs)
    return enquiry


def details_of(
    transition: str, demo: DemoEnquiry, listing: Listing, uses: dict[str, UseClass], clock: Clock
) -> dict[str, Any]:
    """Values that the form of a transition asks for besides the internal note."""
    if transition == "win":
        return {"on": clock.today - timedelta(days=LET_DAYS_AGO), "use_class": uses[LET_USE], "tenant_name": LET_TO}
    details: dict[str, Any] = {}
    if transition == demo.transitions[-1][0] and demo.next_action:
        day = add_working_days(clock.today, demo.next_in_days)
        details = {"next_action": demo.next_action, "follow_up_on": day}
    if transition == "view" and demo.viewing_in_days:
        day = add_working_days(clock.today, demo.viewing_in_days)
        details |= {
            "viewing_at": timezone.make_aware(datetime.combine(day, time(15))),
            "viewing_minutes": 45,
            "viewing_place": f"Vor dem Laden, {listing.unit.address}",
        }
    return details


def move_lease(listing: Listing, moment: datetime) -> None:
    listing.history.filter(to_state="let").update(at=moment)
    Listing.objects.filter(pk=listing.pk).update(state_changed_at=moment)


def move_enquiry(enquiry: Enquiry, created_at: datetime, moments: Sequence[datetime], clock: Clock, jobs: Jobs) -> None:
    for entry, moment in zip(enquiry.history.order_by("pk"), [created_at, *moments], strict=True):
        EnquiryHistory.objects.filter(pk=entry.pk).update(at=moment)
    state_changed_at = moments[-1] if moments else created_at
    Enquiry.objects.filter(pk=enquiry.pk).update(
        created_at=created_at,
        state_changed_at=state_changed_at,
        answer_due_on=promised_date(timezone.localdate(created_at)),
    )
    contribution: Contribution | None = enquiry.contribution
    assert contribution is not None  # the enquiry was recorded with one a moment ago
    jobs.expect([enquiry.pk], "vacancies.enquiry_office")
    jobs.expect([contribution.pk], "vacancies.enquiry_received")
    move_contribution(contribution, created_at, None, state_changed_at, clock)
