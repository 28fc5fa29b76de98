"""Tests of reading uploaded tables: every fault is reported, nothing is guessed."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from eving.core.isolated import tables
from eving.core.tables import reading
from eving.core.tables.reading import read_table


def xlsx(*rows: list) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_csv_is_read_in_every_usual_spelling() -> None:
    for content in ("A;B\nä;2\n".encode(), "A,B\nä,2\n".encode("utf-8-sig"), "A\tB\r\nä\t2\r\n".encode("cp1252")):
        sheet = read_table(content)

        assert (sheet.header, [row.cells for row in sheet.rows]) == (["A", "B"], [{"A": "ä", "B": "2"}])


def test_a_formula_and_a_nul_byte_are_mistakes_of_their_row() -> None:
    by_formula = read_table(xlsx(["A", "B"], ["x", "=1+1"], ["y", 2])).rows
    by_nul = read_table(b"A;B\nx;1\ny;a\x00b\n").rows

    assert [list(row.problems) for row in by_formula] == [["B"], []]
    assert [list(row.problems) for row in by_nul] == [[], ["B"]]


def test_what_is_no_table_is_refused() -> None:
    other_zip = io.BytesIO()
    with zipfile.ZipFile(other_zip, "w") as archive:
        archive.writestr("a.txt", "x")
    contents = [b"", b"%PDF-1.7", b"PK\x03\x04kaputt", reading.OLD_OFFICE + b"x" * 99, other_zip.getvalue(), b"A;B\n"]

    for content in contents:
        with pytest.raises(ValidationError):
            read_table(content)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (tables.MAX_UNPACKED + 1))

    with pytest.raises(ValidationError) as refused:
        read_table(bomb.getvalue())

    assert len(bomb.getvalue()) < reading.MAX_BYTES
    assert "5 MB" not in str(refused.value) and "damaged" not in str(refused.value)


def test_five_thousand_rows_are_read_and_one_more_is_not() -> None:
    most = "A\n" + "x\n" * tables.MAX_ROWS

    assert len(read_table(most.encode()).rows) == tables.MAX_ROWS
    with pytest.raises(ValidationError):
        read_table(f"{most}x\n".encode())
