"""Two members of staff who decide about enquiries of one shop at the same time."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from eving.core.workflow import lifecycle
from tests.core.people.test_idempotency import in_parallel
from tests.factories import make_staff
from tests.vacancies.make import make_enquiry, use
from vacancies.models import Enquiry, OccupancyPeriod

pytestmark = pytest.mark.server


def two_enquiries() -> list[Enquiry]:
    first = make_enquiry()
    pair = [first, make_enquiry(first.listing)]
    for enquiry in pair:
        lifecycle.apply(enquiry, "contact", by=make_staff())
    return pair


def test_two_who_agree_on_the_same_hour_make_one_viewing(committed) -> None:
    waiting, boss = iter(two_enquiries()), make_staff()
    start = timezone.now() + timedelta(days=3)

    def book() -> str:
        enquiry = Enquiry.objects.get(pk=next(waiting).pk)
        try:
            lifecycle.apply(enquiry, "view", by=boss, viewing_at=start)
        except ValidationError as error:
            return error.messages[0][:54]
        return "done"

    assert sorted(in_parallel(2, book)) == ["Für diese Zeit ist schon eine andere Besichtigung dies", "done"]
    assert Enquiry.objects.filter(viewing_at=start).count() == 1


def test_without_the_lock_both_would_come(committed) -> None:
    """The twin: check, wait, write, as code without the lock on the unit would do it."""
    waiting, both_have_looked = iter(two_enquiries()), threading.Barrier(2)
    start = timezone.now() + timedelta(days=3)

    def careless() -> None:
        enquiry = next(waiting)
        is_free = not Enquiry.objects.filter(listing=enquiry.listing_id, viewing_at=start).exists()
        both_have_looked.wait()
        if is_free:
            Enquiry.objects.filter(pk=enquiry.pk).update(viewing_at=start)

    in_parallel(2, careless)

    assert Enquiry.objects.filter(viewing_at=start).count() == 2


def test_two_who_win_make_one_lease(committed) -> None:
    waiting, boss = iter(two_enquiries()), make_staff()

    def sign() -> str:
        enquiry = Enquiry.objects.get(pk=next(waiting).pk)
        try:
            lifecycle.apply(enquiry, "win", by=boss, on=date(2027, 1, 1), use_class=use("buero"))
        except ValidationError as error:
            return error.messages[0]
        return "done"

    assert sorted(in_parallel(2, sign)) == [
        "Eine andere Anfrage zu diesem Angebot hat schon zu einem Mietvertrag geführt.", "done",
    ]  # fmt: skip
    assert Enquiry.objects.filter(state="won").count() == 1
    assert OccupancyPeriod.objects.count() == 1
