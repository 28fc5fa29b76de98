"""On working days at half past seven everybody of the office reads what waits, once, with links and without names."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.models import User
from eving.core.workflow.assignment import assign
from eving.portal.services.morning import send_morning_mails
from projects.models import Idea
from tests.factories import make_idea, make_staff
from tests.pages import links_in

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def anna() -> User:
    return make_staff(email="anna@eving.example")


def at(year: int, month: int, day: int, hour: int = 7, minute: int = 30) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def ring(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        send_morning_mails(timezone.now())


def mornings(sent: Callable[[], list], moment: datetime) -> list:
    with time_machine.travel(moment, tick=False):
        return [letter for letter in sent() if letter.subject.startswith("Heute zu tun")]


def test_the_mail_says_what_is_overdue_due_today_and_new_with_one_link_each(
    anna: User, sent: Callable[[], list], settings
) -> None:
    monday = at(2027, 3, 8)
    with time_machine.travel(at(2027, 3, 5, 12), tick=False):  # Friday noon: after the last mail
        late, today, fresh = (make_idea(state="submitted", name="Erika Beispiel") for _number in range(3))
    Idea.objects.filter(pk=late.pk).update(answer_due_on="2027-03-05")
    Idea.objects.filter(pk=today.pk).update(answer_due_on="2027-03-08")
    Idea.objects.filter(pk=fresh.pk).update(answer_due_on="2027-03-12")

    ring(monday)
    [letter] = mornings(sent, monday)

    assert letter.to == ["anna@eving.example"]
    assert letter.subject == "Heute zu tun: 1 überfällig, 1 heute fällig, 3 neu"
    assert links_in(letter.body) == ["/verwaltung/projects/idea/?state__exact=submitted", "/verwaltung/"]
    assert "Erika" not in letter.body and late.title not in letter.body


@pytest.mark.parametrize(
    ("moment", "rings"),
    [
        (at(2027, 3, 8), True),  # a Monday
        (at(2027, 3, 7), False),  # a Sunday
        (at(2027, 10, 3), False),  # a Sunday and a holiday
        (at(2026, 11, 1), False),  # All Saints, a holiday of North Rhine-Westphalia, on a Sunday
        (at(2027, 11, 1), False),  # All Saints on a Monday
        (at(2027, 3, 29), False),  # Easter Monday, the day after the clocks went forward
        (at(2027, 3, 30), True),  # summer time
        (at(2027, 10, 29), True),  # still summer time
        (at(2027, 11, 2), True),  # winter time again
        (at(2027, 3, 8, 6), False),  # the other of the two times at which the clock rings
        (at(2027, 3, 30, 8), False),
    ],
)
def test_it_comes_on_working_days_at_half_past_seven_in_summer_and_in_winter(
    anna: User, sent: Callable[[], list], moment: datetime, rings: bool
) -> None:
    make_idea(state="submitted")
    Idea.objects.update(answer_due_on="2026-01-05")

    ring(moment)

    assert len(mornings(sent, moment)) == int(rings)


def test_a_day_brings_one_mail_however_often_the_clock_rings(anna: User, sent: Callable[[], list]) -> None:
    make_idea(state="submitted")
    monday = at(2027, 3, 8)

    ring(monday), ring(monday)

    waiting = ProcrastinateJob.objects.filter(args__name="portal.morning")
    assert waiting.count() == 1
    assert len(mornings(sent, monday)) == 1


def test_a_mail_of_yesterday_that_still_waits_is_replaced(anna: User) -> None:
    make_idea(state="submitted")

    ring(at(2027, 3, 8)), ring(at(2027, 3, 9))

    waiting = ProcrastinateJob.objects.filter(args__name="portal.morning", status="todo")
    assert [job.queueing_lock for job in waiting] == [f"morning-2027-03-09-{anna.pk}"]


def test_who_does_not_want_it_may_not_work_here_or_has_nothing_to_do_gets_none(sent: Callable[[], list]) -> None:
    make_staff(wants_morning_mail=False), make_staff(is_active=False), make_staff(is_superuser=False)
    User.objects.create_user("gast", "gast@example.org", "hammerkopf-1926-turm")
    make_idea(state="submitted", by=User.objects.first())

    ring(at(2027, 3, 8))

    assert mornings(sent, at(2027, 3, 8)) == []


def test_nothing_to_do_is_no_mail(anna: User, sent: Callable[[], list]) -> None:
    ring(at(2027, 3, 8))

    assert mornings(sent, at(2027, 3, 8)) == []


def test_what_somebody_put_off_to_this_day_is_due_and_ones_own_is_named(anna: User, sent: Callable[[], list]) -> None:
    idea = make_idea(by=anna)
    monday = at(2027, 3, 8)
    assign(idea, by=anna, assigned_to=anna, follow_up_on=monday.date())

    ring(monday)
    [letter] = mornings(sent, monday)

    assert letter.subject == "Heute zu tun: 1 heute fällig"
    assert "1 auf Wiedervorlage: Ideen: 1 heute fällig, 1 für Sie" in letter.body
