"""Every canonical table comes out of every encoding alike, and what people's exports do to cells is undone."""

import codecs
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_up import csv_bytes

from scoring.errors import VocBoardError
from scoring.intake.read import CleanFile, read
from scoring.intake.tables import TABLES, Column, Kind

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")
WRITTEN = {
    Kind.TEXT: ("女装/女士精品", "女装/女士精品"),
    Kind.TIME: ("2022-06-16 09:30:00", int(datetime(2022, 6, 16, 9, 30, tzinfo=UTC).timestamp())),
    Kind.DAY: ("2022-06-16", date(2022, 6, 16)),
    Kind.MONEY: ("5652.10", 565210),
    Kind.SCORE: ("4", 4),
    Kind.COUNT: ("1200", 1200),
    Kind.NUMBER: ("0.985", 0.985),
    Kind.SHARE: ("98.5%", 0.985),
    Kind.DURATION: ("1分25秒", 85.0),
    Kind.IDENTIFIER: ("编号", "编号"),
    Kind.FLAG: ("true", True),
}


def of_text(text: str, encoding: str = "utf-8", table: str | None = None) -> CleanFile:
    return read(io.BytesIO(text.encode(encoding)), "made.csv", table=table)


def cell(column: Column, row: int) -> tuple[str, object]:
    if column.choices:
        choice = column.choices[row % len(column.choices)]
        return choice, choice
    written, stored = WRITTEN[column.kind]
    if column.key and column.kind in (Kind.TEXT, Kind.IDENTIFIER) and column.name != "shop_id":
        return f"编号{row}", f"编号{row}"
    return written, stored


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", TABLES)
def test_every_table_comes_out_of_a_file_as_it_was_written(name: str, encoding: str) -> None:
    columns = TABLES[name].columns
    rows = [{column.name: cell(column, row)[0] for column in columns} for row in range(3)]
    # A row with nothing but its key: every other cell is missing, never zero.
    bare = {column.name: cell(column, 9)[0] if column.key else "" for column in columns}
    found = read(io.BytesIO(csv_bytes([*rows, bare], encoding)), f"{name}.csv")
    assert found.report.encoding == encoding
    assert found.table.name == name
    assert found.report.rejected == ()
    for row, stored in enumerate(found.rows.to_pylist()[:3]):
        assert {column.name: stored[column.name] for column in columns} == {
            column.name: cell(column, row)[1] for column in columns
        }
    last = found.rows.to_pylist()[3]
    assert {column.name: last[column.name] for column in columns if not column.key} == {
        column.name: None for column in columns if not column.key
    }


TMALL = (
    "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\r\n"
    "1,178.80,178.80,上海,2020-02-20 23:59:54,2020-02-21 00:00:02,0.0\r\n"
    "2,21.00,0.0,浙江省,2020-02-20 10:00:00,2020-02-20 10:00:05,21.00\r\n"
    "3,37.00,0.0,广东省,2020-02-20 11:00:00,,0.0\r\n"
)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_tmall_order_report_is_read_in_spite_of_the_blanks_in_its_header(encoding: str) -> None:
    found = of_text(TMALL, encoding)
    rows = found.rows.to_pylist()
    assert (found.table.name, found.report.rows_read, found.report.rows_kept) == ("orders", 3, 3)
    assert [row["order_id"] for row in rows] == ["1", "2", "3"]
    assert [row["amount"] for row in rows] == [17880, 2100, 3700]
    assert [row["province"] for row in rows] == ["上海", "浙江省", "广东省"]
    assert found.report.columns_not_used == ("买家实际支付金额", "退款金额")
    assert "collected_at" in found.report.columns_missing


def test_a_full_refund_with_nothing_left_to_pay_still_counts_as_paid() -> None:
    paid = [row["paid_at"] for row in of_text(TMALL).rows.to_pylist()]
    days = [None if at is None else datetime.fromtimestamp(at, UTC).date() for at in paid]
    assert days == [date(2020, 2, 21), date(2020, 2, 20), None]


@pytest.mark.parametrize(
    ("column", "written", "stored"),
    [
        ("buyer_id", '"=""00123"""', "00123"),
        ("buyer_id", "\t00123\t", "00123"),
        ("buyer_id", "'00123", "00123"),
        ("buyer_id", " 00123 ", "00123"),
        ("buyer_id", "-", None),
        ("amount", '"1,234.50"', 123450),
        ("amount", "￥1234.5", 123450),
        ("amount", "12元", 1200),
        ("amount", "0.005", 1),
        ("amount", "-", None),
        ("paid_at", "2022/6/1 9:05", 1654074300),
        ("paid_at", "2022-06-01T09:05:00", 1654074300),
        ("paid_at", "2022-06-01 09:05:00.900", 1654074300),
        ("paid_at", "2022年6月1日", 1654041600),
        ("paid_at", "--", None),
        ("custom_made", "是", True),
        ("custom_made", "No", False),
    ],
)
def test_what_an_export_does_to_a_cell_is_undone(column: str, written: str, stored: object) -> None:
    found = of_text(f"order_id,product_id,{column}\n7,P,{written}\n")
    assert found.rows.to_pylist()[0][column] == stored


@pytest.mark.parametrize(("written", "stored"), [("98.5%", 0.985), ("0.985", 0.985), ("1,200", 1200.0), ("-", None)])
def test_a_platform_figure_is_read_with_its_percent_sign(written: str, stored: float | None) -> None:
    found = of_text(f'day,metric,value\n2022-06-01,brand_influence,"{written}"\n')
    assert found.rows.to_pylist()[0]["value"] == stored


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_the_delimiter_and_the_line_ends_are_found(delimiter: str, line: str) -> None:
    rows = [["order_id", "buyer_id", "amount"], ["1", "b", "5"], ["2", "c", "6"]]
    found = of_text(line.join(delimiter.join(row) for row in rows))
    assert found.rows["amount"].to_pylist() == [500, 600]


def test_one_time_is_read_alike_whatever_stands_in_the_other_rows() -> None:
    for written in ("2022-06-01 09", "2022-06-01T09:05", "2022-06-01 09:05", "2022-06-01", "2022-06-01 0905"):

        def kept(text: str) -> list[object]:
            try:
                rows = of_text(text).rows.to_pylist()
            except VocBoardError:
                return []
            return [row["paid_at"] for row in rows if row["order_id"] == "1"]

        alone = kept(f"order_id,paid_at\n1,{written}\n")
        beside = kept(f"order_id,paid_at\n1,{written}\n2,2022/06/01 09:00:00\n")
        assert alone == beside, written


def test_a_quoted_line_break_stays_inside_its_cell() -> None:
    found = of_text('review_id,description_score,text\n1,5,"好\n很好"\n2,4,\n')
    assert found.rows["text"].to_pylist() == ["好\n很好", None]


def test_a_file_longer_than_one_chunk_keeps_every_row_and_its_number() -> None:
    lines = [f"{number},{number % 5 + 1}" for number in range(2, 60_002)]
    lines[55_000] = "55002,9"
    found = of_text("review_id,description_score\n" + "\n".join(lines))
    assert (found.report.rows_read, found.report.rows_kept) == (60_000, 59_999)
    assert [(row.row, row.column, row.value) for row in found.report.rejected] == [(55_002, "description_score", "9")]


def rows_or_refused(data: bytes, table: str | None = None) -> None:
    try:
        found = read(io.BytesIO(data), "random.csv", table=table)
    except VocBoardError:
        return
    report = found.report
    assert report.rows_read == report.rows_kept + len(report.rejected)
    assert found.rows.num_rows == report.rows_kept > 0
    assert found.rows.schema == found.table.schema
    for rejection in report.rejected:
        assert str(rejection)


@settings(max_examples=300)
@given(st.binary(max_size=200), st.sampled_from([None, *TABLES]))
@example(b"\xef\xbb\xbf", None)
@example(codecs.BOM_UTF16_LE + "order_id,amount\n1,2\n".encode("utf-16-le"), None)
@example(b"order_id,amount\n\x83\x36\xc7\x39,5\n\xff\xfe,6\n", "orders")
@example(b'"' + b"a" * (1 << 21) + b'",order_id\n1,2\n', None)
def test_arbitrary_bytes_give_rows_or_one_refusal(data: bytes, table: str | None) -> None:
    rows_or_refused(data, table)


CELLS = st.one_of(
    st.sampled_from(["", "-", "1", "9", "a", "2022-06-01", "2022-02-31", "2022-06-01 10:00:00", "1e5", '"', "\t", "'",
                     "true", "1,5", "99999999999999999999", "-1", "0001-01-01", "9999-12-31", "５", "½", "shop", "\n"]),
    st.text(max_size=6),
)  # fmt: skip


@settings(max_examples=300)
@given(st.data())
def test_arbitrary_small_tables_give_rows_or_one_refusal(data: st.DataObject) -> None:
    table = TABLES[data.draw(st.sampled_from(list(TABLES)))]
    names = [column.name for column in table.columns]
    header = data.draw(st.lists(st.one_of(st.sampled_from(names), CELLS), min_size=1, max_size=8))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=0, max_size=9), max_size=6))
    text = io.StringIO()
    quoted = data.draw(st.booleans())
    for row in [header, *rows]:
        cells = ['"' + cell.replace('"', '""') + '"' if quoted else cell for cell in row]
        text.write(",".join(cells) + "\n")
    encoding = data.draw(st.sampled_from(ENCODINGS))
    rows_or_refused(text.getvalue().encode(encoding, "replace"), data.draw(st.sampled_from([None, table.name])))


@pytest.mark.parametrize(
    ("table", "header", "row"),
    [
        ("platform_metrics", "日期,指标,数值", "2022-07-01,reply_rate,0.9"),
        ("platform_metrics", "日期,指标,目标值", "2022-07-01,reply_rate,0.9"),
        ("official_scores", "日期,体系,项目,得分", "2022-07-01,dsr,total,0.9"),
        ("official_scores", "日期,体系,指标,分数", "2022-07-01,dsr,total,0.9"),
    ],
)
def test_words_of_several_tables_count_where_the_table_is_asked_for(table: str, header: str, row: str) -> None:
    rows = of_text(f"{header}\n{row}\n", table=table).rows.to_pylist()
    assert [(item["day"], item.get("metric") or item.get("item")) for item in rows] == [
        (date(2022, 7, 1), row.split(",")[-2])
    ]
    assert (rows[0].get("value") or rows[0].get("score")) == 0.9
