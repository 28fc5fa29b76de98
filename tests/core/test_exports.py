"""Tables that go out: no cell is a formula, and what we wrote comes back."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from eving.core.exports import csv_lines, guarded, unguarded, xlsx_file

DANGEROUS = ["=1+1", "+49 231", "-2+3", "@SUM(1)", "\tx", "\rx", "  =1", "'=1", "＝1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_text_gets_an_apostrophe_and_loses_it_again(text: str) -> None:
    assert guarded(text) == f"'{text}" and unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["Bänke", "'s Büdchen", "a=b", "12", ""])
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text and unguarded(text) == text


def test_csv_opens_in_german_spreadsheet_programs() -> None:
    content = b"".join(csv_lines(["A", "B", "C"], [["=1", Decimal("-2.50"), date(2027, 12, 31)]]))

    assert content == b"\xef\xbb\xbfA;B;C\r\n'=1;-2,50;31.12.2027\r\n"


def test_xlsx_keeps_kinds_and_no_text_is_a_formula() -> None:
    with xlsx_file(["A", "B", "C"], [["=1", Decimal("2.5"), 3]], "T") as file:
        sheet = load_workbook(io.BytesIO(file.read())).active

    assert [(cell.data_type, cell.value) for cell in sheet[2]] == [("s", "'=1"), ("n", 2.5), ("n", 3)]
    assert sheet.freeze_panes == "A2"
