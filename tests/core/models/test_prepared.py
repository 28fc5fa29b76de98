"""Prepared queries ask the database each time, with the values of the call, by a statement that is written once."""

import pytest
from django.db.models import Count, F, Q

from eving.core.models import Street, Topic
from eving.core.models.compiled import Prepared, attach
from eving.core.models.search import SEARCH_COLUMNS
from projects.cards.pages import once_public_idea
from projects.models import Idea, IdeaPhoto
from tests.factories import make_idea

pytestmark = pytest.mark.django_db


def test_each_call_asks_anew_with_its_own_value(django_assert_num_queries) -> None:
    by_slug = Prepared(lambda slug: Street.objects.filter(slug=slug), "example")
    one, other = Street.objects.all()[:2]

    with django_assert_num_queries(2):
        assert (by_slug(one.slug), by_slug.first(other.slug)) == ([one], other)

    Street.objects.filter(pk=one.pk).update(name="Umbenannt")

    assert by_slug.first(one.slug).name == "Umbenannt"
    assert by_slug.first("nirgends") is None and by_slug("nirgends") == []


def test_rows_bring_along_what_the_query_selects_and_no_more(django_assert_num_queries) -> None:
    street = Street.objects.first()
    idea = make_idea(street=street)
    rows = Idea.objects.select_related("street", "actor").defer(*SEARCH_COLUMNS).annotate(many=Count("topics"))
    prepared = Prepared(lambda pk: rows.filter(pk=pk), -1)
    prepared(idea.pk)

    with django_assert_num_queries(1):
        found = prepared.first(idea.pk)
        assert (found, found.street, found.actor, found.many) == (idea, street, None, 0)
    assert found.get_deferred_fields() == set(SEARCH_COLUMNS)
    with django_assert_num_queries(1):
        assert found.search_text != ""


def test_tuples_come_as_from_values_list_and_without_what_only_the_order_needs() -> None:
    query = Topic.objects.values_list("pk", "names").order_by("field__sort", "name").distinct()

    assert Prepared(lambda: query)() == list(query) != []


def test_what_the_query_itself_contains_is_kept_and_no_value() -> None:
    prepared = Prepared(lambda part: Topic.objects.filter(is_active=True, sort__gte=0, pk__lt=part).exclude(pk=-7), -1)

    assert prepared(10**6) == list(Topic.objects.filter(is_active=True))
    assert prepared(-5) == []


@pytest.mark.parametrize(
    "query",
    [lambda pk: Topic.objects.filter(Q(pk=pk) | Q(field=pk)), lambda _pk: Topic.objects.all()],
    ids=["twice", "never"],
)
def test_a_value_has_one_place(query) -> None:
    with pytest.raises(ValueError, match=r"The example -1 occurs (2|0) times"):
        Prepared(query, -1)(3)


@pytest.mark.parametrize("query", [Topic.objects.prefetch_related("ideas"), Topic.objects.values("pk")])
def test_what_it_cannot_return_is_refused(query) -> None:
    with pytest.raises(TypeError, match="objects without prefetched relations"):
        Prepared(lambda: query)()


def test_attached_rows_are_what_the_relation_returns(django_assert_num_queries) -> None:
    idea, topics = make_idea(), list(Topic.objects.all()[:3])
    photo = IdeaPhoto(idea_id=idea.pk)

    with django_assert_num_queries(0):
        attach(idea, topics=topics[:2], photos=[photo])

        assert (list(idea.topics.all()), list(idea.photos.all())) == (topics[:2], [photo])
        assert photo.idea is idea
    assert list(idea.topics.filter(pk=topics[0].pk)) == []  # a filter asks the database, where the idea has none
    idea.topics.add(topics[2])
    assert list(idea.topics.all()) == [topics[2]]


def test_an_idea_is_whole_with_one_query(django_assert_num_queries) -> None:
    topic, street = Topic.objects.first(), Street.objects.first()
    idea = make_idea(topics=[topic], street=street)
    once_public_idea(idea.number)

    with django_assert_num_queries(1):
        found = once_public_idea(idea.number)
        assert (found, found.street, list(found.topics.all()), list(found.photos.all())) == (
            idea, street, [topic], [],
        )  # fmt: skip
        assert found.author == ""
    assert once_public_idea("I-0-0") is None
    Idea.objects.filter(pk=idea.pk).update(hidden_at=F("published_at"))
    assert once_public_idea(idea.number).is_public is False
