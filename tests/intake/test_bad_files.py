"""What cannot be used gets one clear message that names the place, and the good rows are still taken in."""

import io

import pytest

from scoring.errors import (
    BadArchive,
    DuplicateColumn,
    EmptyFile,
    LongCell,
    MissingColumn,
    NothingUsable,
    NotText,
    UnknownFormat,
    UnknownTable,
    VocBoardError,
)
from scoring.intake.read import CleanFile, read

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


def of(data: bytes | str, table: str | None = None, name: str = "made.csv") -> CleanFile:
    return read(io.BytesIO(data.encode() if isinstance(data, str) else data), name, table=table)


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (PNG, NotText, ["photo.csv", "not a text file", "Expected a CSV"]),
        (PNG.replace(b"\0", b"\1"), NotText, ["photo.csv", "not a text file"]),
        (b"PK\x03\x04\x14\x00\x06\x00", BadArchive, ["photo.csv", "cannot be opened", "Save or export it again"]),
        (b"", EmptyFile, ["photo.csv", "no rows", "Expected a header row"]),
        (b"\xef\xbb\xbf", EmptyFile, ["no rows"]),
        (b"\r\n , \r\n", EmptyFile, ["no rows"]),
        ("order_id,paid_at,amount\n", EmptyFile, ["no rows", "at least one row"]),
        ("name,age\nA,5\n", UnknownFormat, ["row 1", "name, age", "orders", "reviews", "rename the columns"]),
        ("# Notes\n\nSome words.\n", UnknownFormat, ["row 1", "# Notes"]),
        ("paid_at,amount,buyer_id\n2022-01-01,5,b\n", MissingColumn, ["row 1", "order_id", "orders", "paid_at"]),
        ("chat_id,asked_at\n,\n", EmptyFile, ["no rows"]),
        ("order_id,amount,Amount \n1,2,3\n", DuplicateColumn, ["row 1", "amount", "columns 2 and 3"]),
    ],
    ids=[
        "image",
        "image without zero bytes",
        "broken workbook",
        "empty",
        "mark only",
        "blank",
        "header only",
        "wrong table",
        "notes",
        "no key column",
        "empty cells only",
        "column twice",
    ],
)
def test_a_file_of_no_use_is_refused_in_one_sentence(
    data: bytes | str, error: type[VocBoardError], words: list[str]
) -> None:
    with pytest.raises(error) as refused:
        of(data, name="photo.csv")
    message = str(refused.value)
    assert "\n" not in message
    for word in words:
        assert word in message, message


def test_a_key_column_is_missing_of_the_table_that_was_named() -> None:
    with pytest.raises(MissingColumn) as refused:
        of("order_id,paid_at\n1,2022-01-01\n", table="reviews")
    assert "review_id" in str(refused.value)
    assert "reviews" in str(refused.value)


def test_a_table_nobody_knows_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownTable, match="Did you mean orders"):
        of("order_id,paid_at\n1,2022-01-01\n", table="order")


BAD_CELLS = [
    ("orders", "order_id", "paid_at", "31/31/2020", "a time such as 2022-06-16 09:30:00"),
    ("orders", "order_id", "paid_at", "2022-02-31", "a time such as"),
    ("orders", "order_id", "paid_at", "2022-02-31 10:00:00", "a time such as"),
    ("orders", "order_id", "paid_at", "2022/02/31 10:00", "a time such as"),
    ("orders", "order_id", "paid_at", "1999-12-31 23:59:59", "between 2000 and 2099"),
    ("orders", "order_id", "paid_at", "2100-01-01 00:00:00", "between 2000 and 2099"),
    ("orders", "order_id", "paid_at", "yesterday", "a time such as"),
    ("orders", "order_id", "amount", "-3", "an amount such as"),
    ("orders", "order_id", "amount", "12.3.4", "an amount such as"),
    ("orders", "order_id", "custom_made", "maybe", "true or false"),
    ("reviews", "review_id", "description_score", "9", "a whole number from 1 to 5"),
    ("reviews", "review_id", "description_score", "0", "a whole number from 1 to 5"),
    ("reviews", "review_id", "description_score", "4.5", "a whole number from 1 to 5"),
    ("reviews", "review_id", "description_score", "五", "a whole number from 1 to 5"),
    ("refunds", "refund_id", "kind", "refund", "one of refund_only, return_refund, exchange"),
    ("chats", "chat_id", "first_human_reply_seconds", "-5", "a whole number, not below 0"),
    ("violations", "violation_id", "day", "20220231", "a day such as"),
    ("violations", "violation_id", "day", "2022-13-01", "a day such as"),
    ("violations", "violation_id", "day", "0022-06-16", "between 2000 and 2099"),
    ("violations", "violation_id", "day", "9999-12-31", "between 2000 and 2099"),
]


@pytest.mark.parametrize(("table", "key", "column", "written", "expected"), BAD_CELLS)
def test_a_cell_that_cannot_be_read_is_named_and_the_other_rows_are_kept(
    table: str, key: str, column: str, written: str, expected: str
) -> None:
    found = of(f"{key},{column}\nA,\nB,{written}\nC,\n", table)
    assert found.rows[key].to_pylist() == ["A", "C"]
    assert (found.report.rows_read, found.report.rows_kept) == (3, 2)
    (rejection,) = found.report.rejected
    assert (rejection.row, rejection.column, rejection.value) == (3, column, written)
    for word in ("row 3", f"column {column}", written, expected):
        assert word in str(rejection), str(rejection)


@pytest.mark.parametrize(("table", "key", "column", "written", "expected"), BAD_CELLS[:3])
def test_a_file_without_one_good_row_says_what_is_wrong_with_the_first(
    table: str, key: str, column: str, written: str, expected: str
) -> None:
    with pytest.raises(NothingUsable) as refused:
        of(f"{key},{column}\nB,{written}\n", table)
    for word in ("none of the 1 rows", "row 2", f"column {column}", written, expected):
        assert word in str(refused.value)


def test_a_ragged_row_is_rejected_and_counted() -> None:
    found = of("order_id,buyer_id,amount\n1,b,5\n2,b\n3,b,5,more\n4,b,5,\n5,b,7\n")
    assert found.rows["order_id"].to_pylist() == ["1", "4", "5"]
    assert (found.report.rows_read, found.report.rows_kept) == (5, 3)
    assert [str(row) for row in found.report.rejected] == [
        "row 3: 2 cells, expected 3 as in the header. Check quotes and commas.",
        "row 4: 4 cells, expected 3 as in the header. Check quotes and commas.",
    ]


def test_an_empty_key_is_rejected_with_its_row() -> None:
    found = of("order_id,amount\n1,5\n,6\n-,7\n")
    assert [str(row) for row in found.report.rejected] == [
        "row 3, column order_id: empty, but it identifies the row. Fill it in.",
        "row 4, column order_id: empty, but it identifies the row. Fill it in.",
    ]


def test_of_a_key_that_stands_twice_the_last_row_is_kept_and_the_report_says_so() -> None:
    found = of("order_id,amount\n1,5\n2,6\n1,7\n")
    assert dict(zip(found.rows["order_id"].to_pylist(), found.rows["amount"].to_pylist(), strict=True)) == {
        "2": 600,
        "1": 700,
    }
    (rejection,) = found.report.rejected
    assert (rejection.row, str(rejection)) == (2, "row 2, column order_id: 1 stands again in row 4, which is kept.")


def test_the_same_order_in_two_shops_or_two_parts_is_no_repetition() -> None:
    found = of("shop_id,order_id,sub_order_id,amount\ns,1,,5\nt,1,,6\ns,1,a,7\ns,1,b,8\n")
    assert found.report.rows_kept == 4


def test_of_a_row_with_several_faults_the_first_is_named_once() -> None:
    found = of("order_id,paid_at,amount\n1,31/31/2020,-5\n2,,5\n")
    assert [(row.row, row.column) for row in found.report.rejected] == [(2, "paid_at")]


def test_blank_rows_count_neither_as_read_nor_as_rejected_but_keep_their_number() -> None:
    found = of("\n\norder_id,amount\n1,5\n\n2,x\n,\n")
    assert (found.report.rows_read, found.report.rows_kept) == (2, 1)
    assert found.report.rejected[0].row == 6


def test_times_in_the_wrong_order_are_kept_and_counted() -> None:
    found = of("order_id,paid_at,collected_at\n1,2022-01-02 00:00:00,2022-01-01 00:00:00\n2,2022-01-02,\n")
    assert (found.report.rows_kept, found.report.contradictions) == (2, 1)


def test_the_rest_of_a_file_is_not_swallowed_by_a_quote_that_is_never_closed() -> None:
    found = of('review_id,description_score,text\n1,5,fine\n2,5,"good\n3,4,fine\n4,3,ok\n')
    assert found.rows["review_id"].to_pylist() == ["1"]
    assert [(row.row, row.reason) for row in found.report.rejected] == [(3, "ragged_row")]
    assert "Check quotes" in str(found.report.rejected[0])


LONG = "x" * 1_100_000


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (f"review_id,description_score,text\n1,5,fine\n\n2,5,{LONG}\n3,4,ok\n", 4),
        (f'review_id,description_score,text\n1,5,"fine\n{LONG}\n', 2),
        (f"review_id,description_score,{LONG}\n1,5,fine\n", 1),
    ],
    ids=["long cell", "open quote", "long header"],
)
def test_a_cell_beyond_the_limit_is_named_with_its_row_and_the_limit(text: str, row: int) -> None:
    with pytest.raises(LongCell) as refused:
        of(text)
    assert refused.value.data == {"file": "made.csv", "row": row, "limit": 1 << 20}
    assert f"row {row} holds a cell of more than 1048576 characters. Shorten it" in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_without_its_mark_is_told_to_be_saved_as_csv_utf_8(encoding: str) -> None:
    with pytest.raises(NotText, match="save it as CSV UTF-8"):
        of("order_id,paid_at\n一,2022-01-01\n".encode(encoding))
    assert of("\ufefforder_id,paid_at\n一,2022-01-01\n".encode(encoding)).rows["order_id"].to_pylist() == ["一"]
