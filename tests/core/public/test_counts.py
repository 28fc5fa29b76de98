"""Counts for the public: exact up to a limit, in one query, and no further."""

import pytest

from eving.core.models import Street
from eving.core.public.counts import Count, counts

pytestmark = pytest.mark.django_db


def test_several_are_counted_in_one_query(django_assert_num_queries) -> None:
    streets = Street.objects.all()
    number = len(streets)

    with django_assert_num_queries(1):
        found = counts(streets, streets.filter(slug="bergstrasse"), streets.filter(slug="gibt-es-nicht"))

    assert found == [Count(number), Count(1), Count(0)]


def test_beyond_the_limit_there_are_only_more(settings) -> None:
    streets = Street.objects.all()

    assert counts(streets, streets.filter(slug="bergstrasse"), most=1) == [Count(1, is_more=True), Count(1)]
    assert [str(Count(1234)), str(Count(10_000, is_more=True))] == ["1.234", "mehr als 10.000"]
