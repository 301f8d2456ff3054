"""Tables for a spreadsheet program: Chinese intact, numbers as numbers, and no cell that it runs as a formula."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.intake.report import Rejection
from scoring.intake.spreadsheet import csv_bytes, harmless
from scoring.store.writing import RejectedFile, rejected_rows

FORMULAS = ["=1+1", "=cmd|'/c calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=HYPERLINK(\"http://x\",\"点我\")",
            "-2+3", "--1", "+-1", "-", "+", "=", "-A1", "-1e5", "-.", "-1.2.3", "-１"]  # fmt: skip


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_looks_like_a_formula_gets_an_apostrophe_in_front(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    assert rows_of(csv_bytes([{"列": cell}])) == [["列"], ["'" + cell]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [(-3.5, "-3.5"), ("-5", "-5"), ("+5", "+5"), ("-0.25", "-0.25"), (7, "7"), (None, ""), ("", ""), (True, "True"),
     ("示例旗舰店", "示例旗舰店"), ("a=b", "a=b"), ("2022-06-16", "2022-06-16"), (" =1", " =1")],
)  # fmt: skip
def test_everything_else_stays_as_it_is(cell: object, text: str) -> None:
    assert harmless(cell) == text


def test_a_name_of_a_column_is_a_cell_like_any_other() -> None:
    assert rows_of(csv_bytes([{"=1+1": "x", "指标": "y"}])) == [["'=1+1", "指标"], ["x", "y"]]


def test_a_table_begins_with_the_mark_that_keeps_chinese_intact_and_has_it_once() -> None:
    data = csv_bytes([{"店铺": "示例旗舰店", "说明": '好,\n"很好"'}, {"店铺": "另一家", "说明": "𠮷野家 é"}])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert rows_of(data) == [["店铺", "说明"], ["示例旗舰店", '好,\n"很好"'], ["另一家", "𠮷野家 é"]]


def test_no_rows_give_an_empty_table() -> None:
    assert rows_of(csv_bytes([])) == []


def test_a_workbook_made_of_the_cells_holds_texts_and_no_formula(tmp_path: Path) -> None:
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    for row in rows_of(csv_bytes([{"列": cell} for cell in FORMULAS if "\r" not in cell])):
        sheet.append(row)
    assert {cell.data_type for (cell,) in sheet.iter_rows()} == {"s"}


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
CELLS = st.one_of(st.none(), st.integers(), st.booleans(), TEXT, st.sampled_from(FORMULAS))


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_whatever_the_cells_hold_they_come_back_and_none_starts_a_formula(rows: list[tuple[object, object]]) -> None:
    data = csv_bytes({"甲": one, "乙": other} for one, other in rows)
    header, *found = rows_of(data)
    assert header == ["甲", "乙"]
    assert len(found) == len(rows)
    for given_row, row in zip(rows, found, strict=True):
        for cell, text in zip(given_row, row, strict=True):
            plain = "" if cell is None else str(cell)
            assert text in (plain, "'" + plain)
            assert not text.startswith(("=", "@", "\t", "\r"))
            assert not text.startswith(("+", "-")) or float(text) == float(plain)


def test_rejected_rows_are_kept_as_they_stood_and_given_away_harmless(tmp_path: Path) -> None:
    path = tmp_path / "rejected.csv"
    file = RejectedFile(path)
    file.add(Rejection(2, "amount", "=cmd|'/c calc'!A0", "bad_value", "an amount", "money"))
    file.add(Rejection(3, "amount", "坏的", "bad_value", "an amount", "money"))
    file.close()
    assert [row.value for row in rejected_rows(path)] == ["=cmd|'/c calc'!A0", "坏的"]
    given = csv_bytes(vars(row) for row in rejected_rows(path))
    assert given.startswith(b"\xef\xbb\xbf")
    header, *rows = rows_of(given)
    assert header[:3] == ["row", "column", "value"]
    assert [row[2] for row in rows] == ["'=cmd|'/c calc'!A0", "坏的"]
