"""Character sets, sheets, formats and cells of uploaded tables, beyond the files of tests/field."""

import datetime
import io
import zipfile
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import Client
from openpyxl import Workbook

from actors.models import Actor
from eving.core.backoffice.tables import TableAdmin
from eving.core.isolated.tables import STRICT
from eving.core.tables.headers import header_key, our_names
from eving.core.tables.reading import read_table, sheet_of
from tests.core.tables.test_field import LIST, problems, refusals, send
from tests.factories import make_staff
from tests.pages import text_of
from vacancies.models import ShopUnit

pytestmark = pytest.mark.django_db

UNREADABLE = (
    "Einige Buchstaben der Datei sind nicht lesbar. Bitte speichern Sie die Tabelle in Excel als „CSV UTF-8“ oder als "
    ".xlsx."
)
GERMAN = "Name;Gruppe;In einem Satz\nBürgerhaus Ölmühle;Vereine;Größe zählt: Äpfel für Übermütige.\n"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: list[Any]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def page_of(staff: Client, content: bytes, name: str = "t.csv", path: str = LIST) -> Any:
    answer = send(staff, content, name, path)
    assert answer.status_code == 302, answer.context["form"].errors
    return staff.get(answer["Location"])


# ---------------------------------------------------------------- character sets
@pytest.mark.parametrize(
    ("character_set", "said"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("utf-16-le", []),
        ("utf-16-be", []),
        ("cp1252", ["Zeichensatz der Datei: Windows-1252. Bitte achten Sie auf die Umlaute."]),
        ("cp850", ["Zeichensatz der Datei: DOS (CP 850). Bitte achten Sie auf die Umlaute."]),
        ("mac_roman", ["Zeichensatz der Datei: Mac Roman. Bitte achten Sie auf die Umlaute."]),
    ],
)
def test_the_character_set_is_found_by_which_gives_german_words(
    staff: Client, character_set: str, said: list[str]
) -> None:
    page = page_of(staff, GERMAN.encode(character_set))

    assert page.context["remarks"] == said
    assert [change[2] for change in page.context["rows"][0].changes] == [
        "Bürgerhaus Ölmühle",
        "Vereine",
        "Größe zählt: Äpfel für Übermütige.",
    ]


@pytest.mark.parametrize("character_set", ["cp1252", "cp850", "mac_roman", "utf-16-le"])
@pytest.mark.parametrize(
    "words",
    [
        "Café",
        "Straßenfest",
        "5 € für alle",
        "Der Chor – seit 1950",
        "Chor „Frohsinn“",
        "BÜRGERHAUS ÖLMÜHLE",
        "ältere Menschen",
    ],
)
def test_a_single_foreign_letter_is_read_rightly(character_set: str, words: str) -> None:
    """Of a few letters one alone must not be taken for another: 5 € for 5 Ç, Café for Caf‚."""
    try:
        content = f"Name;Satz\nChor;{words}\n".encode(character_set)
    except UnicodeEncodeError:
        pytest.skip("the character set does not have these letters")

    assert read_table(content).rows[0].cells["Satz"] == words


@pytest.mark.parametrize(
    "content",
    [
        GERMAN.encode() + "Bär;Vereine;x\n".encode("cp1252"),
        GERMAN.encode() + b"x;Vereine;y\n" * 3000 + b"Stra\xdfe;Vereine;x\n",
        GERMAN.replace("ü", "�").encode(),
        GERMAN.encode().decode("cp1252", errors="ignore").encode(),
        "Name;Gruppe\nДом культуры;Vereine\n".encode("cp1251"),
        GERMAN.encode("utf-16") + b"x",
        GERMAN.encode() + b"x;Vereine;y\n" * 900 + b"Ch\xffor;Vereine;x\n" + b"x;Vereine;y\n" * 300,
    ],
    ids=["two in one", "far below", "lost before", "read wrongly before", "Cyrillic", "half a letter", "row 900"],
)
def test_a_letter_that_cannot_be_read_anywhere_refuses_the_file(staff: Client, content: bytes) -> None:
    assert refusals(send(staff, content, "t.csv")) == [UNREADABLE]


def test_a_lost_letter_in_a_sheet_is_a_mistake_of_its_row(staff: Client) -> None:
    page = page_of(staff, saved(book_of(["Name", "Gruppe"], ["B�r", "Vereine"])), "t.xlsx")

    assert problems(page) == [
        (2, "Name", "Einige Buchstaben dieser Zelle sind nicht lesbar. Bitte tippen Sie den Text neu ein.")
    ]


# ---------------------------------------------------------------- separators and lines
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_sentences_with_commas_do_not_decide_on_the_separator(separator: str, end: str) -> None:
    words = "Wir kochen, lesen; singen, tanzen, malen"
    lines = [["Name", "Satz"], *([f"Chor {number}", f'"{words}"'] for number in range(3))]

    sheet = read_table(end.join(separator.join(line) for line in lines).encode())

    assert sheet.header == ["Name", "Satz"]
    assert [row.cells for row in sheet.rows] == [{"Name": f"Chor {number}", "Satz": words} for number in range(3)]


# ---------------------------------------------------------------- sheets
def test_the_first_visible_sheet_is_read_and_the_others_are_named(staff: Client) -> None:
    book = book_of(["Vermerke"], ["nicht für alle"])
    book.active.sheet_state = "hidden"
    for name, title in (("Vereine", "Chor"), ("Alt", "Kegelclub")):
        sheet = book.create_sheet(name)
        sheet.append(["Name", "Gruppe"])
        sheet.append([title, "Vereine"])

    page = page_of(staff, saved(book), "t.xlsx")

    assert [outcome.title for outcome in page.context["rows"]] == ["Chor"]
    assert page.context["remarks"] == ["Gelesen wird das Blatt „Vereine“. Nicht gelesen: Alt."]


def test_a_sheet_left_empty_is_passed_over(staff: Client) -> None:
    book = Workbook()
    sheet = book.create_sheet("Vereine")
    for row in ([], ["Name", "Gruppe"], ["Chor", "Vereine"]):
        sheet.append(row)

    page = page_of(staff, saved(book), "t.xlsx")

    assert page.context["remarks"] == ["Gelesen wird das Blatt „Vereine“."]
    assert [(outcome.number, outcome.title) for outcome in page.context["rows"]] == [(3, "Chor")]


def test_merged_cells_stand_for_each_of_their_rows(staff: Client) -> None:
    book = book_of(
        ["Vereine im Bezirk"], ["Name", "Gruppe"], ["Chor", "Vereine"], ["Club"], ["Kita", None], [], ["Bund"]
    )
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("B3:B40")

    page = page_of(staff, saved(book), "t.xlsx")

    assert [[change[2] for change in outcome.changes] for outcome in page.context["rows"]] == [
        [name, "Vereine"] for name in ("Chor", "Club", "Kita", "Bund")
    ]
    assert page.context["remarks"][-1] == "Verbundene Zellen werden gelesen, als stünde ihr Text in jeder ihrer Zeilen."


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("PLZ/Ort", "Die Spalte „PLZ/Ort“ enthält mehrere Angaben. Bitte geben Sie jeder eine eigene Spalte."),
        ("Straße, Nr.", "Die Spalte „Straße, Nr.“ enthält mehrere Angaben. Bitte geben Sie jeder eine eigene Spalte."),
        ("Ansprechpartner/in", "Die Spalte „Ansprechpartner/in“ ist unbekannt. Bitte benennen Sie sie um oder "
                               "entfernen Sie sie."),
    ],
)  # fmt: skip
def test_a_column_with_several_details_is_asked_to_be_split(staff: Client, header: str, problem: str) -> None:
    assert refusals(send(staff, f"Name;Gruppe;{header}\nChor;Vereine;x\n".encode(), "t.csv")) == [problem]


@pytest.mark.parametrize(
    "header", ["STRASSE", "Strasse", "Haus-Nr", "HausNr.", "Plz", "öffentl. Tel.-Nr.", "WEB-SEITE"]
)
def test_headers_are_read_however_they_are_written(header: str) -> None:
    table = admin.site._registry[Actor].table()

    assert header_key(header) in our_names(table)


PARTS = {
    "ods": ["mimetype", "content.xml"],
    "docx": ["word/document.xml"],
    "numbers": ["Index/Document.iwa"],
    "xlsb": ["xl/workbook.bin"],
    "csv in a ZIP": ["liste.csv"],
}


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_another_kind_of_file_with_the_name_of_a_table_is_refused(staff: Client, parts: list[str]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")

    assert refusals(send(staff, out.getvalue(), "t.xlsx")) == [
        "Das ist keine Excel-Tabelle. Bitte speichern Sie sie als .xlsx oder .csv."
    ]


@pytest.mark.parametrize(
    "content", [b"BEGIN:VCARD\nN:Chor\nEND:VCARD\n", b"MIME-Version: 1.0\nx: y\n", b"{\\rtf1 x}\n"]
)
def test_a_text_that_is_no_table_is_refused(staff: Client, content: bytes) -> None:
    assert refusals(send(staff, content, "t.csv")) == [
        "Das ist keine Tabelle. Bitte wählen Sie eine Datei mit .csv oder .xlsx."
    ]


def test_semicolons_and_line_breaks_within_quotes_stay_in_their_cell() -> None:
    sheet = read_table('Name;Satz\n"Chor; Süd";"a ""b""; c\nd"\n"Club";x\n'.encode())

    assert [row.cells for row in sheet.rows] == [
        {"Name": "Chor; Süd", "Satz": 'a "b"; c\nd'},
        {"Name": "Club", "Satz": "x"},
    ]


def test_ten_thousand_rows_and_a_cell_of_forty_thousand_signs_are_said(staff: Client) -> None:
    rows = send(staff, b"Name;Gruppe\n" + b"Chor;Vereine\n" * 10_000, "t.csv")
    page = page_of(staff, b"Name;Gruppe;Beschreibung\nChor;Vereine;" + b"x" * 40_000 + b"\n")

    assert refusals(rows) == ["Die Tabelle hat mehr als 5.000 Zeilen. Bitte teilen Sie sie auf."]
    assert problems(page) == [(2, "Beschreibung", "Der Text ist zu lang.")]


def test_hidden_columns_are_named(staff: Client) -> None:
    book = book_of(["Name", "Gruppe", "Interne Notiz"], ["Chor", "Vereine", "zahlt nie"])
    book.active.column_dimensions["C"].hidden = True

    page = page_of(staff, saved(book), "t.xlsx")

    assert page.context["remarks"][1:] == ["In der Datei ausgeblendet und mit gelesen: Interne Notiz."]


def test_strict_open_xml_is_read(staff: Client) -> None:
    usual = saved(
        book_of(["Name", "Gruppe", "Zeiten zuletzt bestätigt"], ["Chor", "Vereine", datetime.date(2026, 1, 2)])
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(usual)) as parts, zipfile.ZipFile(out, "w") as strict:
        for name in parts.namelist():
            part = parts.read(name)
            for theirs, ours in STRICT.items():
                part = part.replace(ours, theirs)
            strict.writestr(name, part)
    assert b"purl.oclc.org" in zipfile.ZipFile(out).read("xl/workbook.xml")

    page = page_of(staff, out.getvalue(), "t.xlsx")

    assert [change[2] for change in page.context["rows"][0].changes] == ["Chor", "Vereine", "02.01.2026"]


# ---------------------------------------------------------------- cells
@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (datetime.datetime.fromisoformat("2026-03-01"), "Die Zelle enthält ein Datum (01.03.2026) statt eines Textes."),
        (True, "Die Zelle enthält einen Wahrheitswert (WAHR) statt eines Textes."),
        (0.5, "Die Zelle enthält eine Zahl (0,5) statt eines Textes."),
        ("4,92316E+11", "Das Tabellenprogramm hat diese Nummer gekürzt (4,92316E+11)."),
        ("#NV", "In dieser Zelle steht ein Fehler des Tabellenprogramms (#NV)."),
        ("########", "In dieser Zelle steht ein Fehler des Tabellenprogramms (########)."),
    ],
)
@pytest.mark.parametrize("header", ["Name", "In einem Satz", "Öffnungszeiten", "Hausnummer", "Öffentliches Telefon"])
def test_a_cell_of_another_type_is_no_text(staff: Client, header: str, cell: Any, words: str) -> None:
    if header == "Öffentliches Telefon" and cell == 0.5:
        words = "Hier fehlt die führende Null, denn die Zelle enthält eine Zahl: 0.5."
    row = {"Name": "Chor", "Gruppe": "Vereine", header: cell}

    (problem,) = problems(page_of(staff, saved(book_of(list(row), list(row.values()))), "t.xlsx"))

    assert problem[:2] == (2, header) and problem[2].startswith(words)


@pytest.mark.parametrize("postcode", [44339, 44339.0, "44339", "44339.0", "44339,0"])
def test_a_postcode_stays_one_however_it_is_typed(staff: Client, postcode: Any) -> None:
    header = ["Name", "Gruppe", "Straße", "Hausnummer", "PLZ"]
    content = saved(book_of(header, ["Chor", "Vereine", "Bergstraße", 12, postcode]))

    (outcome,) = page_of(staff, content, "t.xlsx").context["rows"]

    assert outcome.changes[-1] == ("Postleitzahl", "", "44339")


def test_invisible_signs_and_line_ends_leave_cells_of_one_line(staff: Client) -> None:
    content = (
        'Name;Gruppe;Beschreibung\n"\u202eChor\u2066\u200b\nSüd\u2069\ufeff";Vereine;"Zeile 1\nZeile 2"\n'.encode()
    )
    page = page_of(staff, content)
    staff.post(page.wsgi_request.path, {"seen": page.context["form"].initial["seen"]})

    assert list(Actor.objects.values_list("name", "description")) == [("Chor Süd", "Zeile 1\nZeile 2")]


# ---------------------------------------------------------------- the page of the check
def test_every_value_of_a_new_row_stands_on_the_page(staff: Client) -> None:
    long = "Wir lesen. " * 60 + "Ende."
    header = ["Name", "Gruppe", "Website", "Beschreibung", "Straße", "Offen für Zusammenarbeit"]
    content = saved(book_of(header, ["Chor", "vereine", "www.chor.example", long, "Bergstr.", "x"]))

    page = page_of(staff, content, "t.xlsx")

    words = text_of(page)
    for value in ("Chor", "Gruppe: Vereine", "Website: https://www.chor.example", long, "Bergstraße"):
        assert " ".join(value.split()) in " ".join(words.split())
    assert "Offen für Zusammenarbeit: ja" in " ".join(words.split())


def test_all_mistakes_of_a_row_are_said_at_once(staff: Client) -> None:
    header = ["Name", "Gruppe", "Website", "Straße", "PLZ", "Öffentliche E-Mail-Adresse", "Öffentliches Telefon"]
    content = saved(book_of(header, ["", "Kegler", "htp:/x", "Bergstr. 12", 1067, "kontakt", 231555]))

    found = problems(page_of(staff, content, "t.xlsx"))

    assert {column for _row, column, _sentence in found} == {*header} - {"PLZ"} | {"Postleitzahl"}


def table_admins() -> list[TableAdmin]:
    return [page for page in admin.site._registry.values() if isinstance(page, TableAdmin)]


@pytest.mark.parametrize("page", table_admins(), ids=lambda page: page.opts.label)
def test_no_two_columns_of_a_register_have_the_same_key(page: TableAdmin) -> None:
    keys = [header_key(column.header) for column in page.table().columns.values()]

    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        (page, column.name)
        for page in table_admins()
        if page.table.can_import
        for column in page.table().import_columns()
        if column.required
    ],
    ids=lambda part: part if isinstance(part, str) else part.opts.label,
)
def test_a_required_cell_that_cannot_be_read_does_not_hide_the_rest(
    staff: Client, page: TableAdmin, wrong: str
) -> None:
    columns = page.table().import_columns()
    row = ["=1+1" if column.name == wrong else column.example for column in columns]
    content = saved(book_of([column.header for column in columns], row))
    header = page.table().columns[wrong].header

    found = problems(page_of(staff, content, "t.xlsx", page.address("changelist")))

    assert (2, header, "Die Zelle enthält eine Formel. Bitte fügen Sie den Wert ein.") in found


def test_a_file_of_the_release_before_is_still_read() -> None:
    sheet = sheet_of(b'{"header": ["Name"], "rows": [[2, ["Chor"], false], [3, ["Club"], true]]}')

    assert [(row.number, row.cells, list(row.problems)) for row in sheet.rows] == [
        (2, {"Name": "Chor"}, []),
        (3, {"Name": "Club"}, ["Name"]),
    ]


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(ValidationError):
        read_table(b"\xef\xbb\xbf")


@pytest.mark.parametrize("path", [LIST, "/verwaltung/vacancies/shopunit/"])
@pytest.mark.parametrize("postcode", [1067, "4433", "44339a", "Dortmund"])
def test_what_has_not_five_digits_is_no_postcode(staff: Client, path: str, postcode: Any) -> None:
    row = {"Name": "Chor", "Gruppe": "Vereine", "PLZ": postcode}
    if path != LIST:
        columns = admin.site._registry[ShopUnit].table().columns
        names = ("street", "house_number", "side", "position", "since", "postcode")
        values = ("Bergstraße", "12", "gerade Nummern", 120, "01.01.2020", postcode)
        row = {columns[name].header: value for name, value in zip(names, values, strict=True)}
    content = saved(book_of(list(row), list(row.values())))

    assert problems(page_of(staff, content, "t.xlsx", path)) == [
        (2, "Postleitzahl", "Eine Postleitzahl hat fünf Ziffern.")
    ]
