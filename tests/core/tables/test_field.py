"""Files as people have them (tests/field): each is read rightly, or a sentence says what to do."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from actors.models import Actor
from tests.factories import make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parents[2] / "field"
LIST = "/verwaltung/actors/actor/"
ERROR = "In dieser Zelle steht ein Fehler des Tabellenprogramms ({}). Bitte tragen Sie den Wert ein."
TIME = "Die Zelle enthält eine Uhrzeit ({}). Bitte formatieren Sie sie als Text und tippen Sie sie neu ein."
NUMBER = (
    "Hier fehlt die führende Null, denn die Zelle enthält eine Zahl: {}. Bitte formatieren Sie die Zelle als Text und "
    "tippen Sie die Nummer neu ein."
)
NO_DAY = "Bitte schreiben Sie das Datum als 31.12.2027."
WITH_AT = "Bitte schreiben Sie die Adresse mit @: kontakt@feld.example"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def send(staff: Client, content: bytes, name: str, path: str = LIST) -> Any:
    given = {"label": "Probe", "file": SimpleUploadedFile(name, content)}
    return staff.post(f"{path}tabelle/einlesen/", given)


def check(staff: Client, name: str) -> Any:
    answer = send(staff, (FILES / name).read_bytes(), name)
    assert answer.status_code == 302, answer.context["form"].errors
    return staff.get(answer["Location"])


def refusals(answer: Any) -> list[str]:
    assert answer.status_code in (200, 422)
    return answer.context["form"].errors["file"]


def problems(page: Any) -> list[tuple[int, str, str]]:
    return [(outcome.number, *problem) for outcome in page.context["wrong"] for problem in outcome.problems]


def entered(page: Any) -> list[dict[str, str]]:
    """What the new rows would enter, without the columns that every actor has."""
    return [{header: new for header, _old, new in outcome.changes} for outcome in page.context["rows"]]


WRONG = {
    "actors_dates.xlsx": [
        (3, "Zeiten zuletzt bestätigt", NO_DAY),
        (4, "Zeiten zuletzt bestätigt", NO_DAY),
    ],
    "actors_time_cells.xlsx": [
        (2, "Öffnungszeiten", TIME.format("09:00:00")),
        (3, "Öffnungszeiten", TIME.format("1 day, 2:00:00")),
        (
            4,
            "Öffnungszeiten",
            "Die Zelle enthält eine Zahl (0,375) statt eines Textes. Bitte formatieren Sie sie als Text und tippen Sie "
            "sie neu ein.",
        ),
    ],
    "actors_error_cells.xlsx": [
        (2, "In einem Satz", ERROR.format("#N/A")),
        (3, "Öffnungszeiten", ERROR.format("#REF!")),
        (4, "Name", ERROR.format("#N/A")),
    ],
    "actors_phone_number.xlsx": [
        (2, "Öffentliches Telefon", NUMBER.format("2315551234")),
        (3, "Öffentliches Telefon", NUMBER.format("492315551234")),
    ],
    "actors_numbers.xlsx": [
        (2, "Öffentliches Telefon", NUMBER.format("2315551234")),
        (3, "Postleitzahl", "Eine Postleitzahl hat fünf Ziffern."),
    ],
    "actors_formula.xlsx": [(2, "Name", "Die Zelle enthält eine Formel. Bitte fügen Sie den Wert ein.")],
    "actors_street_combined.csv": [
        (2, "Straße", "Bitte schreiben Sie die Hausnummer (12) in die Spalte für Hausnummern."),
        (5, "Straße", "„Hansastraße“ steht nicht in der Liste des Büros."),
    ],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_would_be_entered_wrongly_is_a_mistake_of_its_row(staff: Client, name: str) -> None:
    page = check(staff, name)

    assert problems(page) == WRONG[name]
    assert not page.context["may_apply"]
    assert WRONG[name][0][2] in text_of(page)


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("actors_bool.xlsx", ["Boolverein"]),
        ("actors_cr.csv", ["Altmac Treff 1", "Altmac Treff 2", "Altmac Treff 3"]),
        ("actors_hash.csv", ["Zweiter Testverein"]),
        ("actors_header_newline.xlsx", ["Umbruchverein"]),
        ("actors_hidden_row.xlsx", ["Zeile sichtbar e. V.", "Zeile verborgen e. V."]),
        ("actors_nbsp_header.csv", ["Leerzeichenverein"]),
        ("actors_nfd.csv", ["Übungsgärtner Süd"]),
        ("actors_nfd_cells.csv", ["Übungsgärtner West"]),
        ("actors_sepline.csv", ["Sepzeilenverein"]),
        ("actors_title_row.xlsx", ["Titelzeilenverein"]),
        ("actors_trailing_sep.csv", ["Trennerverein"]),
        ("actors_utf16.txt", ["Unicode Chor Süd"]),
    ],
)
def test_what_means_the_same_is_read_and_entered(staff: Client, name: str, titles: list[str]) -> None:
    page = check(staff, name)
    staff.post(page.wsgi_request.path, {"seen": page.context["form"].initial["seen"], "despite": "on"})

    assert [row["Name"] for row in entered(page)] == titles
    assert sorted(Actor.objects.values_list("name", flat=True)) == titles


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("actors_html.xlsx", "Das ist keine Tabelle. Bitte wählen Sie eine Datei mit .csv oder .xlsx."),
        (
            "actors_unclosed_quote.csv",
            "In der Datei wird ein Anführungszeichen geöffnet und nicht geschlossen. Dadurch laufen Zeilen "
            "ineinander. Bitte entfernen Sie es, oder speichern Sie die Tabelle als .xlsx.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(staff: Client, name: str, sentence: str) -> None:
    assert refusals(send(staff, (FILES / name).read_bytes(), name)) == [sentence]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("actors_hash.csv", ["Zeile 2 (#EvingHilft e. V.) beginnt mit # und wird nicht eingelesen."]),
        (
            "actors_hidden_row.xlsx",
            [
                "Gelesen wird das Blatt „Tabelle1“.",
                "Zeile 3 ist in der Datei ausgeblendet und würde mit eingelesen.",
            ],
        ),
        ("actors_sepline.csv", ["Die erste Zeile nennt nur das Trennzeichen und wird übergangen."]),
        (
            "actors_title_row.xlsx",
            [
                "Gelesen wird das Blatt „Tabelle1“.",
                "Die Überschriften der Spalten stehen in Zeile 3. Übergangen wird darüber: Vereine im Stadtbezirk, "
                "Stand 01.10.2026.",
            ],
        ),
        ("actors_cr.csv", ["Die Zeilen enden wie auf einem alten Mac. Sie wurden trotzdem einzeln gelesen."]),
        ("actors_nfd.csv", []),
    ],
)
def test_what_was_passed_over_or_is_hidden_is_said(staff: Client, name: str, said: list[str]) -> None:
    page = check(staff, name)

    assert page.context["remarks"] == said
    assert all(sentence in text_of(page) for sentence in said)


def test_a_private_number_is_not_led_into_a_public_column(staff: Client) -> None:
    name = "actors_common_headers.csv"

    assert refusals(send(staff, (FILES / name).read_bytes(), name)) == [
        f"Die Spalte „{theirs}“ kann Privates enthalten. Bitte entfernen Sie sie. Nennen Sie sie nur dann „{ours}“, "
        "wenn alles darin für alle sichtbar sein darf."
        for theirs, ours in (("Tel.", "Öffentliches Telefon"), ("E-Mail", "Öffentliche E-Mail-Adresse"))
    ]


def test_common_short_forms_are_read_and_named(staff: Client) -> None:
    """Twin of the test above: the same list, whose columns say that they are public."""
    rows = (FILES / "actors_common_headers.csv").read_text().replace("Tel.", "Öffentl. Tel.")
    answer = send(staff, rows.replace("E-Mail", "Öff. E-Mail").encode(), "t.csv")

    page = staff.get(answer["Location"])

    assert page.context["remarks"] == [
        "Unter unseren Namen gelesene Spalten: Hausnr. = Hausnummer, PLZ = Postleitzahl, Öffentl. Tel. = Öffentliches "
        "Telefon, Öff. E-Mail = Öffentliche E-Mail-Adresse, Homepage = Website, Verein = Name."
    ]
    assert entered(page) == [
        {
            "Name": "Probeverein",
            "Gruppe": "Vereine",
            "Straße": "Bergstraße",
            "Hausnummer": "12",
            "Postleitzahl": "44339",
            "Öffentliches Telefon": "0231 5550000",
            "Öffentliche E-Mail-Adresse": "post@feld.example",
            "Website": "https://feld.example",
        }
    ]


@pytest.mark.parametrize(
    "header", ["Vorsitzender Telefon", "Private E-Mail", "Handy", "Ansprechpartner", "Adresszusatz"]
)
def test_no_other_column_is_offered_for_what_none_means(staff: Client, header: str) -> None:
    answer = send(staff, f"Name;Gruppe;{header}\nx;Vereine;y\n".encode(), "t.csv")

    assert refusals(answer) == [
        f"Die Spalte „{header}“ ist unbekannt. Bitte benennen Sie sie um oder entfernen Sie sie."
    ]


def test_a_mistyped_header_is_recognised(staff: Client) -> None:
    """Twin of the test above."""
    answer = send(staff, "Name;Grupe;Öffnungszeitn\nx;Vereine;y\n".encode(), "t.csv")

    assert refusals(answer) == [
        "Die Spalte „Grupe“ ist unbekannt. Meinten Sie „Gruppe“?",
        "Die Spalte „Öffnungszeitn“ ist unbekannt. Meinten Sie „Öffnungszeiten“?",
        "Die Spalte „Gruppe“ fehlt.",
    ]


def test_no_answer_is_no_address_and_no_number(staff: Client) -> None:
    pages = [check(staff, name) for name in ("actors_phone2.csv", "actors_web_phone.csv")]
    kept = [
        (row["Name"], row.get("Website"), row.get("Öffentliche E-Mail-Adresse"), row.get("Öffentliches Telefon"))
        for page in pages
        for row in entered(page)
    ]

    assert kept == [
        ("Webverein C", None, None, "0231 – 555 1288"),
        ("Webverein D", None, None, None),
        ("Webverein E", None, None, None),
        ("Webverein F", None, None, "0231 5551277 / 0170 1234567"),
        ("Webverein A", "https://www.feld.example", "post@bürger-feld.example", "0231/555 12-34"),
        ("Webverein C", "http://feld.example", None, "0231 – 555 1234"),
        ("Webverein D", None, None, None),
        ("Webverein E", None, None, None),
    ]
    assert [problem for page in pages for problem in problems(page)] == [
        (2, "Öffentliche E-Mail-Adresse", WITH_AT),
        (3, "Öffentliche E-Mail-Adresse", WITH_AT),
    ]


def test_a_table_with_mistakes_leads_to_the_next_upload(staff: Client) -> None:
    """And one without leads on."""
    links = [
        f'href="{LIST}tabelle/einlesen/"' in check(staff, name).content.decode().partition('class="form"')[2]
        for name in ("actors_dates.xlsx", "actors_bool.xlsx")
    ]

    assert links == [True, False]
