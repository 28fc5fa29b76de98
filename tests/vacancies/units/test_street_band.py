"""The picture of a street on the home page."""

import pytest

from eving.core.models import Street
from tests.vacancies.make import make_listing, make_unit
from vacancies import home

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    Street.objects.update(is_focus=False)
    Street.objects.filter(slug="bergstrasse").update(is_focus=True)
    return Street.objects.get(slug="bergstrasse")


def test_fronts_stand_in_the_order_of_the_street_and_show_what_is_on_offer(street: Street) -> None:
    last, first = make_unit(position=20), make_unit(position=10)
    make_listing(unit=last)

    band = home.street_band()

    assert [front["label"] for front in band["fronts"]] == ["", f"{last.house_number}: frei"]
    assert band["summary"] == "1 Ladenlokal auf dieser Seite ist im Angebot."
    assert first.position < last.position


def test_a_very_long_street_shows_its_beginning_and_says_so(
    street: Street, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries
) -> None:
    monkeypatch.setattr(home, "MOST_FRONTS", 2)
    for position in (30, 20, 10):
        make_listing(unit=make_unit(position=position))

    with django_assert_num_queries(3):
        band = home.street_band()

    assert len(band["fronts"]) == 2
    assert band["summary"] == "2 der ersten 2 Ladenlokale auf dieser Seite sind im Angebot."
