"""The places and frameworks of a new database: those of the district's file, whichever district it is."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as live
from django.db import connection

from eving.core.models import DistrictPart, Framework, Street
from eving.runtime.district import read_district
from tests.vacancies.make import make_unit

pytestmark = pytest.mark.django_db
places = import_module("eving.core.migrations.0018_places_of_the_district")
names = import_module("eving.core.migrations.0019_framework_names")
SECOND = read_district(Path(live.BASE_DIR) / "tests/districts", "musterdorf")


def settle() -> None:
    with connection.schema_editor(atomic=False) as editor:
        places.settle(apps, editor)


def correct() -> None:
    with connection.schema_editor(atomic=False) as editor:
        names.correct(apps, editor)


def kept() -> tuple[list[str], list[str]]:
    return list(DistrictPart.objects.values_list("name", flat=True)), list(
        Street.objects.values_list("name", flat=True)
    )


def test_a_new_database_of_another_town_has_its_own_places(settings) -> None:
    settings.DISTRICT = SECOND

    settle()

    assert kept() == (["Oberdorf", "Unterdorf"], ["Lange Gasse", "Am Öhrchen", "Übersteg"])
    assert list(Street.objects.values_list("slug", "name_sort", "part__name", "is_focus")) == [
        ("lange-gasse", "lange gasse", "Oberdorf", True),
        ("am-oehrchen", "am ohrchen", "Oberdorf", False),
        ("uebersteg", "ubersteg", "Unterdorf", False),
    ]


def test_the_first_district_keeps_what_it_was_given() -> None:
    before = list(Street.objects.values())

    settle()

    assert list(Street.objects.values()) == before != []


def test_a_street_that_the_office_deleted_does_not_come_back() -> None:
    Street.objects.get(slug="winterkampweg").delete()
    before = kept()

    settle()

    assert kept() == before


def test_a_street_in_use_stays_in_another_town(settings) -> None:
    settings.DISTRICT = SECOND
    make_unit(street=Street.objects.get(slug="bergstrasse"))

    settle()

    parts, streets = kept()
    assert sorted(streets) == ["Am Öhrchen", "Bergstraße", "Lange Gasse", "Übersteg"]
    assert sorted(parts) == ["Lindenhorst", "Oberdorf", "Unterdorf"], "its part as well"


def test_frameworks_get_their_right_names() -> None:
    row = Framework.objects.get(code="einzelhandel")
    marketing = Framework.objects.get(code="marketing")

    assert (row.name, row.short_name) == ("Masterplan Einzelhandel", "Masterplan Einzelhandel")
    assert marketing.owner == "StadtbezirksMarketing Dortmund e. V."


def test_a_framework_that_the_office_renamed_keeps_its_name() -> None:
    Framework.objects.filter(code="einzelhandel").update(name="Unser Handel", short_name="Einzelhandelskonzept")

    correct()

    assert Framework.objects.values_list("name", "short_name").get(code="einzelhandel") == (
        "Unser Handel",
        "Masterplan Einzelhandel",
    )


def seed_again() -> None:
    Framework.objects.all().delete()
    with connection.schema_editor(atomic=False) as editor:
        names.seed.add(apps, editor)


def test_another_town_has_the_frameworks_of_its_file(settings) -> None:
    seed_again()
    settings.DISTRICT = SECOND

    correct()

    assert list(Framework.objects.values_list("code", "name", "short_name")) == [
        ("leitbild", "Leitbild Beispielstadt 2040", "Leitbild Beispielstadt 2040")
    ]


def test_without_frameworks_in_the_file_the_five_stay_and_name_no_other_district(settings) -> None:
    seed_again()
    settings.DISTRICT = replace(SECOND, frameworks=())

    correct()

    assert Framework.objects.count() == 5
    assert not Framework.objects.filter(summary__contains="Eving").exists()
    assert Framework.objects.get(code="soziale-stadt").summary == (
        "Fördert Sozialräume, in denen viele Menschen wenig haben."
    )
