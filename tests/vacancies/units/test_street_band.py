"""The focus streets on the home page."""

from decimal import Decimal

import pytest

from eving.core.models import Street
from eving.core.models.compiled import Prepared
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

    [band] = home.focus_streets()["streets"]

    assert [front["label"] for front in band["fronts"]] == ["", f"{last.house_number}: frei"]
    assert band["summary"] == "1 Ladenlokal auf dieser Straßenseite ist im Angebot."
    assert first.position < last.position


def test_a_very_long_street_shows_its_beginning_and_says_so(
    street: Street, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries
) -> None:
    monkeypatch.setattr(home, "MOST_FRONTS", 2)
    for position in (30, 20, 10):
        make_listing(unit=make_unit(position=position))

    with django_assert_num_queries(4):
        [band] = home.focus_streets()["streets"]

    assert len(band["fronts"]) == 2
    assert band["summary"] == "2 der ersten 2 Ladenlokale auf dieser Straßenseite sind im Angebot."


def test_a_street_says_how_many_shops_are_free_and_from_what_rent_on(street: Street) -> None:
    for rent in ("640.00", "480.00"):
        make_listing(net_cold_rent_month=Decimal(rent), unit=make_unit(street=street))
    make_listing(rent_on_request=True, unit=make_unit(street=street))
    make_listing(state="reserved", net_cold_rent_month=Decimal("200.00"), unit=make_unit(street=street))

    [band] = home.focus_streets()["streets"]

    assert (band["free"], band["url"]) == ("3 Läden frei, ab 480 € im Monat", "/ladenlokale/?strasse=bergstrasse")


def test_a_street_without_a_free_shop_says_so_and_leads_nowhere(street: Street) -> None:
    make_unit(street=street)

    [band] = home.focus_streets()["streets"]

    assert (band["free"], band["url"]) == ("kein Laden frei", "")


def test_two_streets_are_drawn_with_as_many_queries_however_many_shops_are_free(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries
) -> None:
    slugs = list(Street.objects.values_list("slug", flat=True)[:2])
    Street.objects.update(is_focus=False)
    Street.objects.filter(slug__in=slugs).update(is_focus=True)
    streets = list(Street.objects.filter(is_focus=True))
    for street in [*streets, streets[0]]:
        make_listing(unit=make_unit(street=street))

    with django_assert_num_queries(5):
        few = home.focus_streets()["streets"]
    monkeypatch.setattr(home, "MOST_FREE", 2)
    monkeypatch.setattr(home, "FREE_IN_STREETS", Prepared(home.FREE_IN_STREETS.query, [-1]))
    with django_assert_num_queries(5):
        many = home.focus_streets()["streets"]

    assert [row["free"].partition(" ")[0] for row in few] == ["2", "1"]
    # Beyond the most that are looked at, nobody knows the lowest rent.
    assert [row["free"] for row in many] == ["viele Läden frei"] * 2
    assert [row["fronts"] for row in few] == [row["fronts"] for row in many]
