"""A file nobody knows: what its columns probably are, and what a person has said of such files before."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.cli import main
from scoring.errors import MissingColumn, UnknownFormat, VocBoardError
from scoring.intake.mapping import Proposal, best_table, proposals, shape
from scoring.intake.request import Request
from scoring.intake.tables import TABLES
from scoring.measure.engine import attached
from scoring.store import own
from scoring.store.delta import Staged, Store

HEADER = ["单号码", "成交时刻", "钱数", "备注"]
TEXT = (
    "单号码,成交时刻,钱数,备注\n6917926768823643751,2026-04-13 09:13:02,178.80,好\n6917926768823643752,2026-04-14,21,\n"
)
COLUMNS = {"单号码": "order_id", "成交时刻": "paid_at", "钱数": "amount"}
DATA = TEXT.encode("gb18030")


def proposed(header: list[str], sample: list[list[str]], table: str) -> dict[str, tuple[str, str]]:
    found = proposals(header, sample, table)
    assert [item.name for item in found] == header
    return {item.name: (item.column, item.why) for item in found}


def test_a_column_is_known_by_its_name_in_whatever_export_it_stands() -> None:
    found = proposed(["订单编号", "订单付款时间 ", "实付款", "颜色"], [], "orders")
    columns = {"订单编号": "order_id", "订单付款时间 ": "paid_at", "实付款": "amount"}
    assert found == {name: (column, "name") for name, column in columns.items()} | {"颜色": ("", "")}


def test_a_name_that_is_nearly_known_is_proposed_too() -> None:
    near = {"订单编号1": "order_id", "订单付款的时间": "paid_at", "buyer_ids": "buyer_id"}
    found = proposed(list(near), [], "orders")
    assert found == {name: (column, "name") for name, column in near.items()}


def test_the_name_that_is_most_alike_gets_the_column_and_each_column_is_proposed_once() -> None:
    found = proposed(["订单编号2", "订单编号", "订单号"], [], "orders")
    assert found["订单编号"] == ("order_id", "name")
    assert [column for column, _ in found.values()].count("order_id") == 1


def test_content_tells_where_no_name_does() -> None:
    sample = [["6917926768823643751", "2026-04-13 09:13:02", "甲"], ["6917926768823643752", "2026-04-14", "乙"]]
    found = proposed(["a", "b", "c"], sample, "orders")
    assert found == {"a": ("order_id", "content"), "b": ("created_at", "content"), "c": ("", "")}
    scores = proposed(["a", "b", "c"], [["R000001", "5", "2026-04-13"], ["R000002", "3", ""]], "reviews")
    assert scores["a"] == ("review_id", "content")
    assert scores["b"][0] == "description_score"
    assert scores["c"] == ("rated_at", "content")


@pytest.mark.parametrize(
    "cells", [["1", "2"], ["6917926768823643751"] * 2, ["6917926768823643751"], ["", ""], []],
    ids=["short", "twice the same", "one row", "empty", "no rows"],
)  # fmt: skip
def test_what_identifies_a_row_is_long_and_another_in_every_row(cells: list[str]) -> None:
    assert proposed(["甲"], [[cell] for cell in cells], "orders")["甲"][0] != "order_id"


def test_rows_that_are_too_short_are_no_obstacle() -> None:
    found = proposed(["订单编号", "乙"], [["6917926768823643751"], [], ["6917926768823643752", "2026-04-13"]], "orders")
    assert found["乙"] == ("created_at", "content")


def test_the_shop_is_never_guessed_from_content_and_helpers_never_proposed() -> None:
    found = proposed(["收货地址", "售后状态"], [["浙江省 杭州市", "无"]], "orders")
    assert all(not column.startswith("_") for column, _ in found.values())


@given(st.lists(st.text(max_size=6), max_size=6), st.lists(st.lists(st.text(max_size=6), max_size=7), max_size=4),
       st.sampled_from(list(TABLES)))  # fmt: skip
def test_whatever_a_file_holds_every_column_gets_one_proposal_of_the_table(
    header: list[str], sample: list[list[str]], table: str
) -> None:
    found = proposals(header, sample, table)
    assert [item.name for item in found] == header
    columns = [item.column for item in found if item.column]
    assert len(set(columns)) == len(columns)
    assert set(columns) <= set(TABLES[table].schema.names)
    assert all((item.why in ("name", "content")) == bool(item.column) for item in found)


@pytest.mark.parametrize(
    ("header", "table"),
    [
        (["订单编号", "订单付款时间", "颜色"], "orders"),
        (["退款编号", "退款申请时间", "颜色"], "refunds"),
        (["日期", "咨询人数", "接待人数"], "reception_totals"),
        (["review_id", "rated_at", "x"], "reviews"),
        (["甲", "乙"], "orders"),
        ([], "orders"),
    ],
)
def test_the_table_whose_names_are_most_alike_is_proposed(header: list[str], table: str) -> None:
    assert best_table(header) == table


def test_the_shape_of_a_file_is_its_names_in_whatever_order_and_writing() -> None:
    assert shape(["订单编号", " 金额(元)", "Name"]) == shape(["name ", "金额（元）", "", "订单编号"])
    assert shape(["a", "b"]) != shape(["ab"]) != shape(["a"])
    assert len(shape([])) == 16
    assert set(shape(["甲"])) <= set("0123456789abcdef")


# What a person has said, kept in the data folder.


def stage(store: Store, data: bytes = DATA, request: Request | None = None) -> Staged:
    (staged,) = store.stage(io.BytesIO(data), "未知.csv", request)
    if not isinstance(staged, Staged):
        raise staged
    return staged


def paid(store: Store) -> list[tuple[str, int]]:
    with attached(store.events()) as connection:
        return connection.sql("select order_id, amount from orders order by 1").fetchall()


PAID = [("6917926768823643751", 17880), ("6917926768823643752", 2100)]


def test_a_file_nobody_knows_is_read_as_a_person_says(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    with pytest.raises(UnknownFormat) as unknown:
        stage(store)
    assert unknown.value.header == tuple(HEADER)
    staged = stage(store, request=Request("", "orders", None, {**COLUMNS, "备注": ""}))
    assert staged.report.columns_not_used == ("备注",)
    assert staged.header == tuple(HEADER)
    store.commit(staged)
    assert paid(store) == PAID
    assert own.mappings(store.folder) == [], "what is not to be kept is not kept"


def test_what_was_said_of_a_shape_is_used_for_the_next_file_of_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    own.save_mapping(store.folder, shape(HEADER), "orders", COLUMNS)
    store.commit(stage(store))
    assert paid(store) == PAID
    turned = "备注,钱数,单号码,成交时刻\n好,30,6917926768823643753,2026-04-15\n".encode()
    store.commit(stage(store, turned))
    assert paid(store) == [*PAID, ("6917926768823643753", 3000)]
    with pytest.raises(UnknownFormat):
        stage(store, turned.replace("备注".encode(), "别的".encode()))


def test_what_is_said_beside_the_file_goes_before_what_was_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    own.save_mapping(store.folder, shape(HEADER), "orders", COLUMNS)
    with pytest.raises((UnknownFormat, MissingColumn)):
        stage(store, request=Request("", "reviews"))
    staged = stage(store, request=Request("", "orders", None, {"单号码": "order_id"}))
    assert staged.report.columns_missing.count("paid_at") == 1
    assert stage(store, request=Request("", "orders")).report.rows_kept == 2


def test_a_kept_mapping_is_replaced_by_the_next_one_and_can_be_forgotten(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    own.save_mapping(store.folder, shape(HEADER), "orders", {"单号码": "order_id"})
    own.save_mapping(store.folder, shape(["别的"]), "reviews", {"别的": "review_id"})
    own.save_mapping(store.folder, shape(HEADER), "orders", COLUMNS)
    assert len(own.mappings(store.folder)) == 2
    found = own.mapping(store.folder, shape(HEADER))
    assert found == {"shape": shape(HEADER), "table": "orders", "columns": COLUMNS}
    own.remove_mapping(store.folder, shape(HEADER))
    with pytest.raises(UnknownFormat):
        stage(store)
    assert [record["table"] for record in own.mappings(store.folder)] == ["reviews"]


@pytest.mark.parametrize(
    "record", [{}, {"table": "orders"}, {"table": "orders", "columns": ["order_id"]}, {"table": "gone", "columns": {}}]
)
def test_a_kept_mapping_that_was_damaged_by_hand_is_said_in_words(tmp_path: Path, record: dict[str, object]) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "mappings.json").write_text(json.dumps([{"shape": shape(HEADER), **record}]), encoding="utf-8")
    (refused,) = Store(folder).stage(io.BytesIO(DATA), "未知.csv")
    assert isinstance(refused, VocBoardError)


def test_one_file_is_one_import_whether_said_by_hand_or_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    store.commit(stage(store, request=Request("", "orders", None, COLUMNS)))
    own.save_mapping(store.folder, shape(HEADER), "orders", COLUMNS)
    assert stage(store).already is not None


def test_the_command_line_takes_a_mapping_and_uses_a_kept_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, folder = tmp_path / "未知.csv", tmp_path / "data"
    file.write_bytes(DATA)

    def run(*options: object) -> tuple[int, str, str]:
        status = main(["import", str(file), "--data", str(folder), "--json", *map(str, options)])
        return status, *capsys.readouterr()

    status, _, said = run()
    assert status == 1
    assert "单号码" in said
    pairs = [part for name, column in COLUMNS.items() for part in ("--map", f"{name}={column}")]
    status, _, said = run(*pairs)
    assert status == 1
    assert "--table" in said
    status, out, said = run("--table", "orders", *pairs)
    assert (status, said) == (0, "")
    assert json.loads(out)[0]["columns_not_used"] == ["备注"]
    assert paid(Store(folder)) == PAID
    own.save_mapping(folder, shape(HEADER), "orders", COLUMNS)
    status, out, said = run()
    assert (status, json.loads(out)[0]["already_imported"]) == (0, True)


def test_a_mapping_that_names_no_key_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(MissingColumn, match="order_id"):
        stage(Store(tmp_path / "data"), request=Request("", "orders", None, {"成交时刻": "paid_at"}))


def test_a_proposal_is_a_plain_value() -> None:
    assert proposals(["订单编号"], [], "orders") == [Proposal("订单编号", "order_id", "name")]
