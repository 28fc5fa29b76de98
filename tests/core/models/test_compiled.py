"""Rows whose query is compiled once: the same rows that the queryset itself returns."""

from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from eving.core.models import FieldOfAction, Street
from eving.core.models.compiled import RowsByKey
from projects.models import Idea, IdeaPhoto
from tests.factories import make_idea

pytestmark = pytest.mark.django_db


def rows_of_cards() -> models.QuerySet[Idea]:
    return Idea.objects.published().for_cards()


def make_three() -> list[Idea]:
    street = Street.objects.get(slug="bergstrasse")
    with_photo = make_idea(street=street, field=FieldOfAction.objects.first())
    IdeaPhoto.objects.create(
        idea=with_photo,
        alt="Eine Bank",
        width=900,
        height=600,
        byte_size=1,
        sha256="0",
        approved_at=with_photo.published_at,
    )
    return [with_photo, make_idea(place_note="an der Kirche"), make_idea(title="Was „<b>“ heißt")]


def everything_in(row: models.Model) -> dict[str, Any]:
    """What is loaded of a row: columns, annotations and related rows."""
    related = {name: everything_in(other) for name, other in row._state.fields_cache.items() if other is not None}
    return {**{name: value for name, value in vars(row).items() if name != "_state"}, **related}


def test_rows_hold_what_the_queryset_itself_reads():
    keys = [idea.pk for idea in make_three()]
    theirs = {row.pk: row for row in rows_of_cards()}

    ours = RowsByKey(rows_of_cards)(keys)

    assert [everything_in(row) for row in ours] == [everything_in(theirs[key]) for key in keys]
    assert ours[0].card_photo["alt"] == "Eine Bank"
    assert {row.street and row.street.name for row in ours} == {"Bergstraße", None}
    assert not any(row._state.adding for row in ours)
    assert {row._state.db for row in ours} == {"default"}


def test_a_row_that_lacks_a_column_or_a_relation_is_noticed():
    one, *_others = make_three()
    whole, part = rows_of_cards().get(pk=one.pk), Idea.objects.defer("title").get(pk=one.pk)

    assert everything_in(whole) != everything_in(part)
    assert "street" in everything_in(whole)
    assert "street" not in everything_in(part)


def test_rows_come_in_the_order_of_their_keys_and_missing_ones_are_left_out():
    first, second, third = (idea.pk for idea in make_three())
    rows = RowsByKey(rows_of_cards)
    Idea.objects.filter(pk=second).update(hidden_at=models.F("published_at"))

    assert [row.pk for row in rows([third, second, first, 10**9])] == [third, first]
    assert rows([]) == []


def test_one_query_for_any_number_of_rows_also_when_prefetched_relations_add_theirs(django_assert_num_queries):
    keys = [idea.pk for idea in make_three()]
    rows = RowsByKey(rows_of_cards)
    rows(keys)

    with django_assert_num_queries(1):
        rows(keys[:1])
    with django_assert_num_queries(1):
        assert len(rows(keys)) == len(keys)
    with django_assert_num_queries(0):
        rows([])
    with django_assert_num_queries(2):
        topics = RowsByKey(lambda: Idea.objects.prefetch_related("topics"))
        assert [list(row.topics.all()) for row in topics(keys)] == [[], [], []]


def test_the_query_is_compiled_once():
    one, *_others = make_three()
    built = []

    def build() -> models.QuerySet[Idea]:
        built.append(1)
        return rows_of_cards()

    rows = RowsByKey(build)
    for _time in range(3):
        assert [row.pk for row in rows([one.pk])] == [one.pk]

    assert built == [1]


def test_keys_are_one_parameter_whatever_their_number(db):

    keys = [idea.pk for idea in make_three()]
    with CaptureQueriesContext(connection) as queries:
        RowsByKey(rows_of_cards)(keys)

    assert " = ANY(" in queries[0]["sql"]
