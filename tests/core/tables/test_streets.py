"""Streets as a table: an official list comes in, and what goes out comes back unchanged."""

import csv
import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eving.core.models import Street
from tests.factories import make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LIST = "/verwaltung/core/street/"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def table_of(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def upload(staff: Client, content: bytes, name: str = "strassen.csv") -> str:
    given = {"label": "Amtliche Liste", "file": SimpleUploadedFile(name, content)}
    answer = staff.post(f"{LIST}tabelle/einlesen/", given)
    assert answer.status_code == 302, text_of(answer)
    return answer["Location"]


def apply(staff: Client, url: str) -> None:
    answer = staff.post(url, {"seen": staff.get(url).context["form"].initial["seen"], "despite": "on"})
    assert answer.status_code == 302, text_of(answer)


def exported(staff: Client, kind: str = "csv") -> bytes:
    return b"".join(staff.get(f"{LIST}tabelle/ausgeben/public.{kind}").streaming_content)


OFFICIAL = ["Straßenname", "Stadtbezirk", "Stadtteil"]


def test_an_official_list_comes_in_with_addresses_and_sort_keys(staff: Client) -> None:
    rows = [["Öhrchenpfad", "Eving", "Brechten"], ["Straße am Zoll", "eving", ""], ["BERGSTRASSE", "Eving", ""]]
    before = Street.objects.count()

    apply(staff, upload(staff, table_of(OFFICIAL, *rows)))

    new = Street.objects.filter(slug__in=["oehrchenpfad", "strasse-am-zoll"]).order_by("slug")
    assert list(new.values_list("name", "name_sort", "part__name", "is_focus")) == [
        ("Öhrchenpfad", "ohrchenpfad", "Brechten", False),
        ("Straße am Zoll", "strasse am zoll", None, False),
    ]
    assert Street.objects.count() == before + 2, "Bergstraße is there already, however it is spelled"


def test_what_went_out_comes_back_as_the_same(staff: Client) -> None:
    before = list(Street.objects.values())

    for kind in ("csv", "xlsx"):
        page = staff.get(upload(staff, exported(staff, kind), f"strassen.{kind}"))
        assert page.context["numbers"] == {"new": 0, "changed": 0, "same": len(before), "wrong": 0, "warnings": 0}

    assert list(Street.objects.values()) == before


def test_a_street_gets_another_name_by_its_address_and_keeps_it(staff: Client) -> None:
    apply(staff, upload(staff, table_of(["Adresse", "Name"], ["sueggelweg", "Ältester Weg"])))

    assert Street.objects.values_list("name", "name_sort").get(slug="sueggelweg") == ("Ältester Weg", "altester weg")


def test_two_names_with_one_spelling_get_two_addresses(staff: Client) -> None:
    Street.objects.create(name="Am-Bühl", name_sort="am buhl", slug="am-buehl")

    apply(staff, upload(staff, table_of(["Name"], ["Am Bühl"])))

    assert Street.objects.get(name="Am Bühl").slug == "am-buehl-2"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["Hafenweg", "Hörde", ""], "Diese Straße liegt in einem anderen Stadtbezirk."),
        (["Hafenweg", "Eving", "Nirgendwo"], "„Nirgendwo“ steht nicht"),
        (["", "Eving", "Brechten"], "Bitte füllen Sie diese Zelle aus."),
        (["...", "Eving", "Brechten"], "Eine Straße hat einen Namen."),
    ],
)
def test_a_row_that_does_not_fit_is_named_and_nothing_comes_in(staff: Client, row: list[str], sentence: str) -> None:
    before = Street.objects.count()

    page = staff.get(upload(staff, table_of(OFFICIAL, ["Gute Straße", "Eving", "Brechten"], row)))

    assert page.context["numbers"]["wrong"] == 1 and sentence in text_of(page)
    assert Street.objects.count() == before


def test_a_second_column_for_the_same_thing_is_not_guessed_at(staff: Client) -> None:
    given = {"label": "x", "file": SimpleUploadedFile("t.csv", table_of(["Name", "Straße"], ["Hafenweg", "Uferweg"]))}

    page = text_of(staff.post(f"{LIST}tabelle/einlesen/", given))

    assert "Straße" in page and "unbekannt" in page


def test_whoever_may_only_read_imports_nothing() -> None:
    reader, client = make_staff(username="leser", is_superuser=False), Client()
    reader.groups.set(Group.objects.filter(name="Lesen"))
    client.force_login(reader)

    assert client.get(f"{LIST}tabelle/einlesen/").status_code == 403


def test_a_list_of_parts_is_read_once_for_one_street_and_for_three(staff: Client) -> None:
    def readings(number: int) -> int:
        url = upload(staff, table_of(["Name", "Ortsteil"], *[[f"Neuweg {row}", "Eving"] for row in range(number)]))
        with CaptureQueriesContext(connection) as seen:
            staff.get(url)
        return sum('FROM "core_districtpart"' in query["sql"] for query in seen)

    assert readings(1) == readings(3) == 1


def test_a_street_that_staff_add_on_its_page_sorts_by_its_name(staff: Client) -> None:
    none = {f"crossings-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}

    answer = staff.post(f"{LIST}add/", {"name": "Ährenweg", "slug": "aehrenweg", **none})

    assert answer.status_code == 302, text_of(answer)
    assert Street.objects.get(slug="aehrenweg").name_sort == "ahrenweg"
