"""The days that the office's start page names beforehand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.vacancies.make import make_enquiry
from vacancies.agenda import viewings
from vacancies.models import Enquiry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("state", "is_named"), [("viewing", True), ("lost", False), ("spam", False)])
def test_a_viewing_is_named_until_its_enquiry_ends(state: str, is_named: bool) -> None:
    enquiry = make_enquiry()
    Enquiry.objects.filter(pk=enquiry.pk).update(viewing_at=timezone.now() + timedelta(days=2), state=state)
    today = timezone.localdate()

    assert bool(viewings(today, today + timedelta(days=7))) == is_named
