"""Actors as a table: import, export, and the visibility of places and contacts."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from actors.models import Actor
from eving.core.models import ExportRecord, ImportBatch
from tests.actors.entries import add_contact, add_place, make_actor
from tests.core.background import tables
from tests.factories import make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db

LIST = "/verwaltung/actors/actor/"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def table_of(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def upload(staff: Client, content: bytes, name: str = "t.csv"):
    return staff.post(f"{LIST}tabelle/einlesen/", {"label": "Probe", "file": SimpleUploadedFile(name, content)})


def file_of(client: Client, path: str) -> str:
    return b"".join(client.get(f"{LIST}tabelle/ausgeben/{path}").streaming_content).decode()


ROW = [["Name", "Gruppe", "Straße", "Hausnummer", "Öffentliche E-Mail-Adresse"]]
SHOP = ["Radladen Nord", "Vereine", "Bergstraße", "12", "rad@example.org"]


def test_an_actor_comes_in_as_a_draft_with_place_and_contact(staff: Client, sent) -> None:
    content = table_of(*ROW, SHOP)
    url = upload(staff, content)["Location"]
    assert Actor.objects.count() == 0

    answer = staff.post(url, {"seen": staff.get(url).context["form"].initial["seen"]})

    assert answer.status_code == 302, text_of(answer)
    actor = Actor.objects.get()
    assert (actor.state, actor.is_public, actor.contacts.get().email) == ("draft", False, "rad@example.org")
    assert actor.locations.get().house_number == "12" and sent() == []
    assert "Probe" in text_of(staff.get(f"{LIST}{actor.pk}/history/"))
    assert ImportBatch.objects.get().content is None
    assert staff.get(upload(staff, content)["Location"]).context["numbers"]["same"] == 1


def test_a_similar_name_is_a_warning_that_has_to_be_ticked(staff: Client) -> None:
    make_actor(name="Radladen Nord")
    url = upload(staff, table_of(["Name", "Gruppe"], ["Radladen Nordd", "Vereine"]))["Location"]
    seen = staff.get(url).context["form"].initial["seen"]

    staff.post(url, {"seen": seen})
    assert Actor.objects.count() == 1

    staff.post(url, {"seen": seen, "despite": "on"})
    assert Actor.objects.count() == 2


def test_the_public_table_hides_what_the_page_hides(staff: Client) -> None:
    actor = make_actor()
    add_place(actor, "hidden")
    add_contact(actor, "staff")

    assert "47b" in file_of(staff, "staff.csv")
    assert "47b" not in file_of(staff, "public.csv")
    for level in ("public", "staff"):
        assert "petra@kontakt.example" not in file_of(staff, f"{level}.csv")


def test_personal_data_go_out_with_a_reason_only(staff: Client) -> None:
    add_contact(make_actor(), "staff")

    without = staff.post(f"{LIST}tabelle/ausgeben/", {"reason": "", "kind": "csv"})
    assert without.status_code == 200 and ExportRecord.objects.count() == 0

    answer = staff.post(f"{LIST}tabelle/ausgeben/", {"reason": "Einladung", "kind": "csv"})
    assert "petra@kontakt.example" in b"".join(answer.streaming_content).decode()
    assert ExportRecord.objects.values_list("reason", "rows", "file_format").get() == ("Einladung", 1, "csv")


@pytest.mark.parametrize("level", ["public", "staff"])
def test_an_export_without_persons_is_written_down_as_well(staff: Client, level: str) -> None:
    make_actor(name="Radwerkstatt")
    make_actor(name="Chor")

    file = file_of(staff, f"{level}.csv?q=Radwerkstatt")

    assert "Radwerkstatt" in file
    record = ExportRecord.objects.get()
    assert (record.register, record.file_format, record.rows, record.filters) == ("actors.actor", "csv", 1, "q")
    assert record.by is not None and record.reason.startswith("ohne Personendaten: ")


def test_a_refused_export_leaves_no_record(staff: Client, client: Client) -> None:
    """Twin of the test above: the record stands for a file that was delivered."""
    assert staff.get(f"{LIST}tabelle/ausgeben/public.exe").status_code == 404
    assert client.get(f"{LIST}tabelle/ausgeben/public.csv").status_code == 302

    assert not ExportRecord.objects.exists()


def test_a_website_with_a_password_does_not_come_in(staff: Client) -> None:
    content = table_of([*ROW[0], "Website"], [*SHOP, "https://karla:geheim@rad.example"])

    page = staff.get(upload(staff, content)["Location"])

    assert page.context["numbers"]["wrong"] == 1 and "ohne Benutzer und Passwort" in text_of(page)


def test_without_the_right_personal_data_stay(staff: Client) -> None:
    make_actor()
    colleague = make_staff(is_superuser=False)
    colleague.user_permissions.set(Permission.objects.filter(codename__in=["view_actor", "change_actor"]))
    client = Client()
    client.force_login(colleague)

    assert client.get(f"{LIST}tabelle/ausgeben/").status_code == 200
    assert client.post(f"{LIST}tabelle/ausgeben/", {"reason": "x", "kind": "csv"}).status_code == 403
    assert client.get(f"{LIST}tabelle/einlesen/").status_code == 403


def test_the_table_follows_the_filter_of_the_list(staff: Client) -> None:
    make_actor(name="Alpha")
    make_actor(name="Omega")

    table = file_of(staff, "staff.csv?q=Alpha")

    assert "Alpha" in table and "Omega" not in table


def test_an_export_comes_back_unchanged(staff: Client) -> None:
    actor = make_actor(website="https://rad.example")
    add_place(actor, "exact")
    add_contact(actor, "public", person_name="", phone="+49 231 44")
    make_actor(state="draft")

    numbers = staff.get(upload(staff, file_of(staff, "staff.csv").encode())["Location"]).context["numbers"]

    assert (numbers["same"], numbers["changed"], numbers["new"], numbers["wrong"]) == (2, 0, 0, 0)


def test_queries_of_an_export_do_not_grow(staff: Client) -> None:
    counts = []
    for more in (1, 2):
        for _number in range(more):
            add_place(make_actor(), "exact")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            file_of(staff, "staff.csv")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def rows_of_all_tables() -> dict[str, int]:
    """Number of rows in each table, except sessions, counters and the waiting upload."""
    left_out = {"django_session", "core_ratebucket", "core_importbatch"}
    tables = sorted(set(connection.introspection.table_names()) - left_out)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables))
        return dict(cursor.fetchall())


@pytest.mark.bulk
def test_an_xlsx_of_five_thousand_rows_with_a_formula_and_a_nul_byte_leaves_nothing_behind(staff: Client) -> None:
    book = Workbook()
    book.active.append(ROW[0])
    for number in range(4998):
        book.active.append([f"Laden {number:05d} {number * 7919 % 10007}", "Vereine", "", "", ""])
    book.active.append(["=1+1", "Vereine", "", "", ""])
    book.active.append(["Na_x0000_me", "Vereine", "", "", ""])  # how the format writes a NUL byte
    file = io.BytesIO()
    book.save(file)
    upload(staff, file.getvalue(), "t.xlsx")
    run = tables.work(tables.newest())
    url = f"/verwaltung/actors/actor/tabelle/einlesen/{run.about}/"
    before = rows_of_all_tables()

    page = staff.get(url)
    refused = staff.post(url)

    assert page.context["numbers"]["wrong"] == 2 and not page.context["may_apply"]
    assert [(outcome.number, *outcome.problems[0]) for outcome in page.context["wrong"]] == [
        (5000, "Name", "Die Zelle enthält eine Formel. Bitte fügen Sie den Wert ein."),
        (5001, "Name", "Die Zelle enthält ein unsichtbares Steuerzeichen. Bitte tippen Sie den Text neu ein."),
    ]
    assert refused.status_code in (200, 422)
    assert rows_of_all_tables() == before


def test_a_telephone_cell_holds_what_somebody_can_dial(staff: Client) -> None:
    header = ["Name", "Gruppe", "Öffentliches Telefon", "Hausnummer", "Straße"]
    numbers = ["+49 (0)231 5551299", "0231 – 555 1288", "0231 5551277 / 0170 1234567", "k.A.", "-", 2315551234]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        header,
        *([f"Verein {n}", "Vereine", number, "12 1/2", "Bergstraße"] for n, number in enumerate(numbers)),
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)

    page = staff.get(upload(staff, out.getvalue(), "t.xlsx")["Location"])
    text = text_of(page)

    assert (page.context["numbers"]["new"], page.context["numbers"]["wrong"]) == (5, 1)
    assert "Hier fehlt die führende Null, denn die Zelle enthält eine Zahl: 2315551234." in text
    assert "k.A." not in text


def test_a_house_number_with_a_fraction_stays_one_and_half_a_range_is_refused(staff: Client) -> None:
    header = ["Name", "Gruppe", "Straße", "Hausnummer"]
    rows = [["Halbverein", "Vereine", "Bergstraße", "12 1/2"], ["Reihenverein", "Vereine", "Bergstraße", "12–14"]]
    url = upload(staff, table_of(header, *rows))["Location"]
    staff.post(url, {"seen": staff.get(url).context["form"].initial["seen"], "despite": "on"})

    refused = staff.get(upload(staff, table_of(header, ["Offen", "Vereine", "Bergstraße", "7-"]))["Location"])

    assert sorted(actor.locations.get().house_number for actor in Actor.objects.all()) == ["12 1/2", "12–14"]
    assert refused.context["numbers"]["wrong"] == 1
