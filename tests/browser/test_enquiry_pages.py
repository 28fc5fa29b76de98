"""axe finds nothing on the pages on which an enquiry becomes a lease and owners are talked with."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from eving.core.workflow import lifecycle
from tests.browser.test_accessibility import look_at  # noqa: F401 - a fixture
from tests.factories import make_staff
from tests.vacancies.make import make_enquiry, make_unit, use
from vacancies.models import OccupancyPeriod, OwnerTalk

SHOPS = "/verwaltung/vacancies/"


def test_the_way_of_an_enquiry(look_at, staff_cookies) -> None:  # noqa: F811
    fresh, agreed = make_enquiry(), make_enquiry()
    at = timezone.now() + timedelta(days=3)
    lifecycle.apply(
        agreed, "view", by=make_staff(), viewing_at=at, next_action="Anrufen", follow_up_on=date(2027, 1, 4)
    )
    incomplete = [f"{SHOPS}enquiry/{fresh.pk}/schritt/view/"]
    incomplete += [f"{SHOPS}enquiry/{agreed.pk}/schritt/{transition}/" for transition in ("win", "lose")]
    pages = [f"{SHOPS}enquiry/", f"{SHOPS}enquiry/{agreed.pk}/change/", f"{SHOPS}enquiry/{agreed.pk}/schritt/view/"]

    look_at([*pages, *incomplete], cookies=staff_cookies())
    look_at(incomplete, cookies=staff_cookies(), send=True)


def test_owners_and_what_they_say(look_at, staff_cookies) -> None:  # noqa: F811
    unit = make_unit()
    look_at([f"{SHOPS}shopunit/fruehwarnung/"], cookies=staff_cookies())
    OccupancyPeriod.objects.create(
        unit=unit,
        status="occupied",
        period=DateRange(date(2020, 1, 1), None),
        use_class=use("buero"),
        lease_ends_on=timezone.localdate(),
    )
    talk = OwnerTalk.objects.create(
        unit=unit,
        on=date(2026, 11, 2),
        result="Überlegt.",
        warns=True,
        next_action="Anrufen",
        next_action_on=date(2026, 11, 9),
    )

    look_at(
        [
            f"{SHOPS}shopunit/fruehwarnung/", f"{SHOPS}shopunit/{unit.pk}/change/", f"{SHOPS}ownertalk/",
            f"{SHOPS}ownertalk/{talk.pk}/change/", f"{SHOPS}ownertalk/add/?unit={unit.pk}",
        ],
        cookies=staff_cookies(),
    )  # fmt: skip
