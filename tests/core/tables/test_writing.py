"""Tests of written tables: no cell is a formula, and a written file reads back the same."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from eving.core.tables.writing import csv_lines, guarded, guarded_alone, unguarded, xlsx_file

DANGEROUS = ["=1+1", "+49 231", "-2+3", "@SUM(1)", "\tx", "\rx", "  =1", "'=1", "＝1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_text_gets_an_apostrophe_and_loses_it_again(text: str) -> None:
    assert guarded(text) == f"'{text}" and unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["Bänke", "'s Büdchen", "a=b", "12", ""])
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text and unguarded(text) == text


INSIDE = {
    "a,=1": "a,'=1",
    "a;=1": "a;'=1",
    'a", "=1': 'a", "\'=1',
    "a\t@SUM(1)": "a\t'@SUM(1)",
    "Liste:\n- eins\r\n- zwei": "Liste:\n'- eins\r\n'- zwei",
    "a,＝1": "a,'＝1",
    "a;\u200b=1": "a;\u200b'=1",
    ",=1": ",'=1",
    "\n=1": "'\n'=1",
    "a,'=1": "a,''=1",
}


@pytest.mark.parametrize(("text", "written"), INSIDE.items())
def test_a_text_is_guarded_after_each_separator_in_it(text: str, written: str) -> None:
    assert guarded(text) == written and unguarded(written) == text


PIECES = st.text(st.sampled_from("=+-@＝'\",;\t\n\r a1\u200b"), max_size=14)


@given(PIECES)
def test_what_we_wrote_comes_back_whatever_it_is(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert unguarded(guarded_alone(text)) == text


SIGNS = tuple("=+-@＝")


def cells(file: bytes, delimiter: str) -> list[str]:
    # As a spreadsheet would split the line; blanks before a formula do not stop it.
    lines = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    return [cell.strip(" \t\r\n\u200b\ufeff") for line in lines for cell in line]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@given(texts=st.lists(PIECES, min_size=1, max_size=4))
def test_no_cell_begins_a_formula_whichever_separator_a_program_takes(delimiter: str, texts: list[str]) -> None:
    file = b"".join(csv_lines(["A"] * len(texts), [texts, ["end"] * len(texts)]))

    assert [cell for cell in cells(file, delimiter) if cell.startswith(SIGNS)] == []


def test_quotes_alone_would_not_help() -> None:
    """Twin of the test above: the same row with every cell quoted, but no apostrophe."""
    assert cells(b'"x";"a,=1"\r\n', ",")[1].startswith("=1")


def test_a_list_with_dashes_stays_in_a_file_whose_cells_nobody_splits() -> None:
    assert guarded_alone("Es fehlt:\n- Licht") == "Es fehlt:\n- Licht"
    assert guarded_alone("=1") == "'=1" and guarded_alone("a,'-1") == "a,''-1"


def test_csv_opens_in_german_spreadsheet_programs() -> None:
    content = b"".join(csv_lines(["A", "B", "C"], [["=1", Decimal("-2.50"), date(2027, 12, 31)]]))

    assert content == b"\xef\xbb\xbfA;B;C\r\n'=1;-2,50;31.12.2027\r\n"


def test_xlsx_keeps_kinds_and_no_text_is_a_formula() -> None:
    with xlsx_file(["A", "B", "C"], [["=1", Decimal("2.5"), 3]], "T") as file:
        sheet = load_workbook(io.BytesIO(file.read())).active

    assert [(cell.data_type, cell.value) for cell in sheet[2]] == [("s", "'=1"), ("n", 2.5), ("n", 3)]
    assert sheet.freeze_panes == "A2"
