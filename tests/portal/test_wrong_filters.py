"""Addresses of lists are printed, kept and typed: what is wrong in one is passed over, and all else still counts."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.pages import fill_in, text_of
from tests.vacancies.make import make_listing, make_unit
from vacancies.models import SearchProfile

pytestmark = [pytest.mark.django_db, pytest.mark.server]
LIST = "/ladenlokale/"


@pytest.fixture
def two(db: None) -> None:
    make_listing(title="Laden Ja", unit=make_unit(has_extract_duct=True, has_water=True, entrance_steps=0))
    make_listing(title="Laden Nein", unit=make_unit(has_extract_duct=False, has_water=True, entrance_steps=3))


def titles(page: HttpResponse) -> list[str]:
    return [card["title"] for card in page.context["cards"]]


def chips(page: HttpResponse) -> dict[str, str]:
    return {str(chip["label"]): chip["url"] for chip in page.context["chips"]}


def test_a_feature_that_is_gone_leaves_the_others_as_they_are(client: Client, two: None) -> None:
    page = client.get(f"{LIST}?ausstattung=abluft&ausstattung=hof")

    assert titles(page) == ["Laden Ja"]
    assert chips(page) == {"Ausstattung: Abluft": LIST}


def test_a_wrong_value_takes_no_chip_from_the_filters_beside_it(client: Client, two: None) -> None:
    page = client.get(f"{LIST}?zugang=stufenlos&art=quatsch")

    assert titles(page) == ["Laden Ja"]
    assert chips(page) == {"Zugang: stufenlos": f"{LIST}?art=quatsch"}


def test_an_empty_list_with_a_wrong_value_still_says_that_it_is_filtered(client: Client, two: None) -> None:
    page = client.get(f"{LIST}?flaeche_ab=5000&art=quatsch")

    assert titles(page) == []
    assert "Kein Ladenlokal passt zu Ihrer Auswahl." in text_of(page)


def test_a_value_that_stands_there_a_hundred_times_is_one_chip(client: Client, two: None) -> None:
    page = client.get(f"{LIST}?{'&'.join(['ausstattung=abluft', 'ausstattung=wasseranschluss'] * 140)}")

    assert chips(page) == {
        "Ausstattung: Abluft": f"{LIST}?ausstattung=wasseranschluss",
        "Ausstattung: Wasseranschluss": f"{LIST}?ausstattung=abluft",
    }


def test_a_search_keeps_a_feature_once(client: Client, sent: Any) -> None:
    seeker = {"name": "Sami", "name_display": "none", "email": "sami@example.org", "alert": "never"}

    fill_in(client, "/gesuche/neu/", **seeker, features=["abluft", "ecklage"] * 100)

    assert SearchProfile.objects.get().features == ["abluft", "ecklage"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("", ["Fläche ab (m²): 10,5", "Frei spätestens am: 31. Dezember 2026"]),
        ("/en", ["Area from (m²): 10.5", "Available by: 31 December 2026"]),
    ],
)
def test_chips_write_numbers_and_days_as_people_do(
    client: Client, two: None, language: str, expected: list[str]
) -> None:
    assert list(chips(client.get(f"{language}{LIST}?flaeche_ab=10.5&frei_bis=2026-12-31"))) == expected
