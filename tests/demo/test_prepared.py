"""Prepared queries of the public pages return what the ORM returns, for everything in the demo."""

from collections.abc import Iterator
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from django.db import models, transaction
from django.test import override_settings
from django.utils import timezone

from actors import pages as actor_pages
from actors.models import Actor
from eving.core.models import Street
from eving.core.models.compiled import Prepared, WithRows
from eving.demo.seed import REGISTERS, seed
from projects import connections
from projects.cards import answers, projects
from projects.cards import pages as idea_pages
from projects.forms import fields
from projects.models import Idea, Project
from vacancies import home as shops_home
from vacancies.models import Listing, SearchProfile
from vacancies.views import listings, profiles

pytestmark = pytest.mark.django_db
BY_NUMBER = [
    (idea_pages, "IDEA", Idea), (projects, "PROJECT", Project), (actor_pages, "ACTOR", Actor),
    (listings, "LISTING", Listing), (profiles, "WANTED_AD", SearchProfile),
]  # fmt: skip
BY_KEY = [
    *((idea_pages, name, Idea) for name in ("TOPICS", "FRAMEWORKS", "PHOTOS", "HISTORY", "MERGED_FROM")),
    *((projects, name, Project) for name in ("TOPICS", "FRAMEWORKS", "PHOTOS", "HISTORY", "GOALS", "PARTICIPATIONS")),
    (projects, "DOCUMENTS", Project), (projects, "PROJECTS_OF_ACTOR", Actor), (connections, "OF_ONE", Actor),
    *((actor_pages, name, Actor) for name in ("TOPICS", "CONTACTS", "LOGOS", "LOCATIONS", "HISTORY")),
    *((listings, name, Listing) for name in ("PHOTOS", "WANTED_USES", "EXCLUDED_USES")),
    *((profiles, name, SearchProfile) for name in ("USES", "STREETS")),
]  # fmt: skip
WITHOUT_VALUE = [
    (connections, "OF_ALL"), (fields, "CROSSINGS"), (fields, "ACTORS"), (shops_home, "FOCUS_STREETS"),
    (answers, "ABOUT_IDEAS"),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def filled(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("demo")),
        transaction.atomic(),
    ):
        seed(registers=REGISTERS)
        yield
        transaction.set_rollback(True)


def whole(row: Any) -> Any:
    """Everything that was read of a row, with the rows that came with it."""
    if not isinstance(row, models.Model):
        return row
    columns = row._meta.concrete_fields
    along = {column.name: whole(column.get_cached_value(row)) for column in columns if is_along(column, row)}
    values = {column.attname: row.__dict__.get(column.attname) for column in columns}
    return (type(row), row.get_deferred_fields(), values, along)


def is_along(column: Any, row: models.Model) -> bool:
    return column.is_relation and column.is_cached(row)


@pytest.mark.parametrize(("module", "name", "model"), BY_NUMBER, ids=lambda value: getattr(value, "__name__", value))
def test_what_a_number_finds_is_what_the_orm_finds(module: ModuleType, name: str, model: type[models.Model]) -> None:
    prepared: Prepared = getattr(module, name)
    numbers = list(model._default_manager.exclude(number=None).values_list("number", flat=True))

    found = {number: [whole(row) for row in prepared(number)] for number in numbers}

    assert found == {number: [whole(row) for row in prepared.query(number)] for number in numbers}
    assert sum(map(len, found.values())) > 2


@pytest.mark.parametrize(("module", "name", "model"), BY_KEY, ids=lambda value: getattr(value, "__name__", value))
def test_what_belongs_to_a_row_is_what_the_orm_finds(module: ModuleType, name: str, model: type[models.Model]) -> None:
    prepared: Prepared = getattr(module, name)
    keys = list(model._default_manager.values_list("pk", flat=True))

    found = {pk: [whole(row) for row in prepared(pk)] for pk in keys}

    assert found == {pk: [whole(row) for row in prepared.query(pk)] for pk in keys}


@pytest.mark.parametrize(("module", "name", "model"), BY_NUMBER, ids=lambda value: getattr(value, "__name__", value))
def test_one_question_finds_what_many_find(
    module: ModuleType, name: str, model: type[models.Model], django_assert_num_queries: Any
) -> None:
    several: WithRows = module.WHOLE
    numbers = list(model._default_manager.exclude(number=None).values_list("number", flat=True))
    several.first("")
    found = {}

    with django_assert_num_queries(len(numbers)):
        for number in numbers:
            for row in several(number):
                found[row] = whole(row), {key: list(map(whole, rows)) for key, rows in several.beside(row).items()}

    assert found == {
        row: (whole(row), {key: list(map(whole, each.query(row.pk))) for key, each in several.rows.items()})
        for number in numbers
        for row in getattr(module, name).query(number)
    }


@pytest.mark.parametrize(("module", "name"), WITHOUT_VALUE, ids=lambda value: getattr(value, "__name__", value))
def test_a_list_without_value_is_what_the_orm_finds(module: ModuleType, name: str) -> None:
    prepared: Prepared = getattr(module, name)

    assert prepared() == list(prepared.query()) != []


def test_units_of_a_street_on_a_day_are_what_the_orm_finds() -> None:
    for street in Street.objects.filter(is_focus=True):
        for today in (timezone.localdate(), date(2001, 1, 1)):
            units = shops_home.UNITS_OF_STREET(street.pk, today)
            assert units == list(shops_home.UNITS_OF_STREET.query(street.pk, today))
            keys = [pk for pk, *_facts in units]
            assert shops_home.OFFERED(keys) == list(shops_home.OFFERED.query(keys))
            assert bool(units) is (today.year > 2001)


def test_free_shops_of_streets_are_what_the_orm_finds() -> None:
    streets = [street.pk for street in Street.objects.filter(is_focus=True)]

    free = shops_home.FREE_IN_STREETS(streets)

    assert sorted(free, key=str) == sorted(shops_home.FREE_IN_STREETS.query(streets), key=str) != []


def test_answers_about_projects_are_what_the_orm_finds() -> None:
    assert answers.ABOUT_PROJECTS() == list(answers.ABOUT_PROJECTS.query())


def test_no_prepared_query_is_left_out() -> None:
    modules = {module for module, *_rest in [*BY_NUMBER, *BY_KEY, *WITHOUT_VALUE]}
    compared = {(module, name) for module, name, *_rest in [*BY_NUMBER, *BY_KEY, *WITHOUT_VALUE]}
    compared |= {(module, "WHOLE") for module, *_rest in BY_NUMBER}
    compared |= {(shops_home, "UNITS_OF_STREET"), (shops_home, "OFFERED"), (shops_home, "FREE_IN_STREETS")}
    compared |= {(answers, "ABOUT_PROJECTS")}

    assert compared == {
        (module, name) for module in modules for name, value in vars(module).items() if isinstance(value, Prepared)
    }
