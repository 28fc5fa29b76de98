"""Choices from small tables: the same as the rows say, in each language, and fresh in each form."""

import pytest
from django import forms
from django.utils.translation import override

from actors.models import Actor, ActorGroup
from eving.core.models import CrossStreet, DistrictPart, FieldOfAction, Street, Topic
from eving.core.public.choices import RowChoiceField, RowMultipleChoiceField
from projects.forms.fields import actor_names, landmarks, names
from tests.actors.entries import make_actor
from vacancies.models import UseClass

pytestmark = pytest.mark.django_db
QUERIES = [
    Street.objects.all(), DistrictPart.objects.all(), FieldOfAction.objects.all(), UseClass.objects.all(),
    ActorGroup.objects.all(), Topic.objects.filter(is_active=True),
]  # fmt: skip


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.model.__name__)
def test_choices_are_what_the_rows_say_of_themselves(query, language: str) -> None:
    with override(language):
        one, several = RowChoiceField(query, empty_label="–"), RowMultipleChoiceField(query)

        rows = [(row.pk, str(row)) for row in query.all()]
        assert list(one.choices) == [("", "–"), *rows]
        assert list(several.choices) == rows and len(rows) > 2


def test_a_term_without_a_name_in_the_language_has_its_own() -> None:
    topic = Topic.objects.filter(is_active=True).first()
    Topic.objects.filter(pk=topic.pk).update(names={"en": ""}, name="Ohne Übersetzung")

    with override("en"):
        labels = dict(RowMultipleChoiceField(Topic.objects.filter(is_active=True)).choices)

    assert labels[topic.pk] == "Ohne Übersetzung"


def test_a_form_asks_anew_each_time_with_one_query(django_assert_num_queries) -> None:
    class Where(forms.Form):
        street = RowChoiceField(Street.objects.all())

    with django_assert_num_queries(1):
        before = [label for _pk, label in Where().fields["street"].choices]

    Street.objects.create(name="Neue Straße", name_sort="neue strasse", slug="neue-strasse")

    assert {label for _pk, label in Where().fields["street"].choices} - set(before) == {"Neue Straße"}


def test_what_is_chosen_is_checked_against_the_rows() -> None:
    field, street = RowChoiceField(Street.objects.all()), Street.objects.first()

    assert field.clean(str(street.pk)) == street
    with pytest.raises(forms.ValidationError):
        field.clean("999999")


def test_crossings_are_suggested_as_they_say_themselves() -> None:
    assert landmarks() == [str(crossing) for crossing in CrossStreet.objects.select_related("street")] != []


def test_actors_are_suggested_until_they_are_hidden() -> None:
    one, other, secret = make_actor(name="Turm"), make_actor(name="TURM"), make_actor(name="Nie", state="submitted")
    alone = make_actor(name="Garten")

    assert actor_names() == ("Garten", f"Turm ({one.number})", f"TURM ({other.number})")

    Actor.objects.filter(pk=one.pk).update(hidden_at=one.published_at)

    assert actor_names() == ("Garten", "TURM")
    assert secret.name not in actor_names() and alone.name in actor_names()


def test_names_say_their_number_only_where_two_are_alike() -> None:
    assert names((("Café", "A-1"), ("Cafe", "A-2"), ("Haus", "A-3"))) == ("Café (A-1)", "Cafe (A-2)", "Haus")
