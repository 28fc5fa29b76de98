"""Lists from elsewhere: letters in two pieces, two columns for one thing, a street that no list has."""

import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from eving.core.models import Street
from tests.actors.entries import add_place, make_actor
from tests.core.tables.test_streets import LIST, apply, table_of, upload
from tests.factories import make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_umlaut_in_two_pieces_is_stored_in_one(staff: Client, form: str) -> None:
    rows = table_of(["Straßenname"], ["Öhrchenpfad"]).decode("utf-8-sig")

    apply(staff, upload(staff, unicodedata.normalize(form, rows).encode()))

    assert Street.objects.get(slug="oehrchenpfad").name == unicodedata.normalize("NFC", "Öhrchenpfad")


def test_the_second_of_two_columns_for_one_thing_is_named_as_the_file_has_it(staff: Client) -> None:
    content = table_of(["Straßenname", "Bezeichnung"], ["Hafenweg", "Gemeindestraße"])

    page = staff.post(f"{LIST}tabelle/einlesen/", {"label": "x", "file": SimpleUploadedFile("t.csv", content)})

    assert "Spalte „Bezeichnung“ ist unbekannt." in text_of(page)
    assert "zweimal" not in text_of(page)


def test_a_new_actor_in_the_house_of_another_is_noticed_in_a_street_that_no_list_has(staff: Client) -> None:
    add_place(make_actor(), "exact", street=None, other_street="Schleifenstraße", house_number="5")
    header = ["Name", "Gruppe", "Andere Straße", "Hausnummer"]
    warnings = []
    for house in ("5", "6"):
        content = table_of(header, ["Radladen Nord", "Vereine", "Schleifenstraße", house])
        given = {"label": "x", "file": SimpleUploadedFile("t.csv", content)}
        answer = staff.post("/verwaltung/actors/actor/tabelle/einlesen/", given)
        assert answer.status_code == 302, text_of(answer)
        warnings.append(staff.get(answer["Location"]).context["numbers"]["warnings"])

    assert warnings == [1, 0]
