"""Tables of listings as people have them (tests/field): every way to write a rent is read, or asked back."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from tests.core.tables.test_field import FILES, entered, problems, send
from tests.core.tables.test_files import book_of, saved
from tests.factories import make_staff
from tests.pages import text_of
from tests.vacancies.make import make_unit
from vacancies.models import Listing, ShopUnit

pytestmark = pytest.mark.django_db

LIST = "/verwaltung/vacancies/listing/"
RENT = "Nettokaltmiete im Monat (€)"
HEADER = ["Ladeneinheit", "Titel", RENT]


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def check(staff: Client, content: bytes, name: str) -> Any:
    answer = send(staff, content, name, LIST)
    assert answer.status_code == 302, answer.context["form"].errors
    return staff.get(answer["Location"])


def check_field(staff: Client, name: str) -> Any:
    """The file of tests/field, for a unit that exists."""
    number = make_unit().number
    return check(staff, (FILES / name).read_bytes().replace(b"EV-16", number.encode()), name)


def apply(staff: Client, page: Any) -> dict[str, Decimal | None]:
    staff.post(page.wsgi_request.path, {"seen": page.context["form"].initial["seen"], "despite": "on"})
    return dict(Listing.objects.values_list("title", "net_cold_rent_month"))


def test_thousands_with_a_point_are_thousands(staff: Client) -> None:
    page = check_field(staff, "listings_thousands_dot.csv")
    shown = [row[RENT] for row in entered(page)]

    assert shown == ["1250,00", "12500,00", "1250000,00", "1250,50", "850,00"]
    assert all(rent in text_of(page) for rent in shown)
    assert apply(staff, page) == {
        "Punkt 1": Decimal(1250),
        "Punkt 2": Decimal(12500),
        "Punkt 3": Decimal(1250000),
        "Punkt 4": Decimal("1250.50"),
        "Punkt 5": Decimal(850),
    }


def test_thousands_with_a_comma_are_asked_back_with_both_readings(staff: Client) -> None:
    page = check_field(staff, "listings_english.csv")
    sentence = "„{}“ kann {} oder {} bedeuten. Bitte schreiben Sie die Zahl ohne Tausenderzeichen."
    found = problems(page)

    assert found == [
        (2, RENT, sentence.format("1,250.50", "1250,50", "1,2505")),
        (3, RENT, sentence.format("1,250", "1250", "1,25")),
    ]
    assert all(problem in text_of(page) for _row, _column, problem in found)
    assert apply(staff, page) == {}


def test_what_other_countries_write_is_read_and_a_range_is_asked_back(staff: Client) -> None:
    page = check_field(staff, "listings_french.csv")
    others = (FILES / "listings_french.csv").read_bytes().rpartition(b"EV-16")[0]

    assert problems(page) == [(8, RENT, "„ab 850“ ist keine einzelne Zahl. Bitte schreiben Sie zum Beispiel 1250,50.")]
    assert apply(staff, page) == {}

    number = ShopUnit.objects.get().number
    page = check(staff, others.replace(b"EV-16", number.encode()), "listings_french.csv")

    assert apply(staff, page) == {
        **{f"Andere {n}": Decimal("1250.50") for n in (1, 2, 3)},
        **{f"Andere {n}": Decimal(850) for n in (4, 5, 6)},
    }


@pytest.mark.parametrize(
    ("cell", "rent"),
    [(1250, "1250"), (1250.5, "1250.50"), (1.25, "1.25"), (1250.0, "1250"), (850.005, "850.01"), ("1.250", "1250")],
)
def test_a_number_cell_stays_its_number(staff: Client, cell: Any, rent: str) -> None:
    content = saved(book_of(HEADER, [make_unit().number, "Zelle", cell]))

    assert apply(staff, check(staff, content, "t.xlsx")) == {"Zelle": Decimal(rent)}


def test_a_number_cell_shown_as_money_stays_its_number(staff: Client) -> None:
    book: Workbook = book_of(HEADER, [make_unit().number, "Zelle", 1250.5])
    book.active["C2"].number_format = '#,##0.00\\ "€"'

    assert apply(staff, check(staff, saved(book), "t.xlsx")) == {"Zelle": Decimal("1250.50")}
