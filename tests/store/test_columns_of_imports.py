"""An import decides the columns its file has, of the rows it has, and nothing else; taken back, it never was there."""

import io
import tempfile
from pathlib import Path

import pytest
from crash_worker import REFUNDS
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import csv_bytes

from scoring.errors import NoData
from scoring.measure.engine import attached
from scoring.store import ledger, tables
from scoring.store.delta import Imported, Store

Key = tuple[str, str, str]
Value = dict[str, str | None]
Rows = dict[Key, Value]
COLUMNS = ("buyer_id", "status", "province", "carrier")


def put(store: Store, columns: tuple[str, ...], rows: Rows, name: str = "made.csv") -> Imported:
    """Import rows as a file that has these columns beside the key."""
    lines = [
        dict(zip(("shop_id", "order_id", "sub_order_id"), key, strict=True)) | {name: cells[name] for name in columns}
        for key, cells in rows.items()
    ]
    return store.import_file(io.BytesIO(csv_bytes(lines)), name, table="orders")


def found(store: Store) -> Rows:
    names = ", ".join(COLUMNS)
    try:
        events = store.events()
    except NoData:
        return {}
    with attached(events) as connection:
        rows = connection.sql(f"select shop_id, order_id, sub_order_id, {names} from orders").fetchall()
    assert len({row[:3] for row in rows}) == len(rows), "a key stands once"
    return {row[:3]: dict(zip(COLUMNS, row[3:], strict=True)) for row in rows}


class Model:
    """What the store must hold, in plain Python."""

    def __init__(self) -> None:
        self.standing: dict[str, tuple[tuple[str, ...], Rows]] = {}

    def rows(self) -> Rows:
        merged: Rows = {}
        for columns, rows in self.standing.values():  # oldest first
            for key, cells in rows.items():
                there = merged.setdefault(key, dict.fromkeys(COLUMNS))
                there.update({name: cells[name] or None for name in columns})
        return merged

    def counts(self, columns: tuple[str, ...], rows: Rows) -> tuple[int, int, int]:
        before = self.rows()
        old = [key for key in rows if key in before]
        changed = sum(any((rows[key][name] or None) != before[key][name] for name in columns) for key in old)
        return len(rows) - len(old), changed, len(old) - changed


KEYS = st.tuples(st.sampled_from("st"), st.sampled_from("123"), st.sampled_from(["", "", "a"]))
CELLS = st.fixed_dictionaries({name: st.sampled_from(["", "x", "y"]) for name in COLUMNS})
FILES = st.tuples(
    st.sets(st.sampled_from(COLUMNS)).map(lambda names: tuple(sorted(names))),
    st.dictionaries(KEYS, CELLS, min_size=1, max_size=6),
)
# Every step imports a file; `undo` says which of the standing imports are taken back after it, by their place.
STEPS = st.lists(st.tuples(FILES, st.lists(st.integers(0, 9), max_size=2)), min_size=2, max_size=6)


def follow(store: Store, steps: list[tuple[tuple[tuple[str, ...], Rows], list[int]]]) -> None:
    """Import and undo as drawn, comparing the store with the model after every step; then undo all the rest."""
    model = Model()

    def undo(at: int) -> None:
        import_id = list(model.standing)[at % len(model.standing)]
        assert store.undo(import_id).undone
        del model.standing[import_id]
        assert found(store) == model.rows()

    for (columns, rows), undone in steps:
        done = put(store, columns, rows)
        entry = done.entry
        assert done.already == (entry.import_id in model.standing)
        if not done.already:
            counts = entry.rows_new, entry.rows_changed, entry.rows_unchanged
            assert counts == model.counts(columns, rows)
            model.standing[entry.import_id] = columns, rows
        assert found(store) == model.rows()
        assert store.shops() == sorted({key[0] for key in model.rows()})
        assert {item.import_id for item in store.imports() if not item.undone} == model.standing.keys()
        for at in undone:
            if model.standing:
                undo(at)
    while model.standing:
        undo(len(steps[0][0][1]))


@settings(max_examples=12)
@given(STEPS)
def test_random_imports_and_undos_are_what_the_model_says(
    steps: list[tuple[tuple[tuple[str, ...], Rows], list[int]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        follow(Store(Path(folder) / "data"), steps)


@settings(max_examples=8)
@given(STEPS)
def test_and_so_they_are_when_small_files_are_joined_all_the_time(
    steps: list[tuple[tuple[tuple[str, ...], Rows], list[int]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_MANY_FILES", 1)
        patch.setattr(ledger, "_MANY_FILES", 1)
        follow(Store(Path(folder) / "data"), steps)


def cells(**values: str) -> Value:
    return dict.fromkeys(COLUMNS, "") | values


ONE: Key = ("s", "1", "")


def test_a_column_a_later_file_lacks_keeps_its_value_and_an_empty_cell_of_it_wins(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    put(store, ("buyer_id", "status"), {ONE: cells(buyer_id="b", status="paid")})
    status = put(store, ("status",), {ONE: cells(status="sent")}).entry.import_id
    assert found(store)[ONE] == {"buyer_id": "b", "status": "sent", "province": None, "carrier": None}
    emptied = put(store, ("status", "province"), {ONE: cells(province="浙江省")}).entry.import_id
    assert found(store)[ONE] == {"buyer_id": "b", "status": None, "province": "浙江省", "carrier": None}
    store.undo(status)
    assert found(store)[ONE]["status"] is None, "the newest import that has the column still decides it"
    store.undo(emptied)
    assert found(store)[ONE] == {"buyer_id": "b", "status": "paid", "province": None, "carrier": None}


def test_rows_are_counted_by_the_columns_of_the_file_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    keys = [("s", str(at), "") for at in range(3)]
    put(store, ("buyer_id", "status"), {key: cells(buyer_id="b", status="paid") for key in keys})
    rows = dict(zip(keys, (cells(status="paid"), cells(status="sent"), cells()), strict=True))
    entry = put(store, ("status",), {**rows, ("t", "0", ""): cells(status="paid")}).entry
    assert (entry.rows_new, entry.rows_changed, entry.rows_unchanged) == (1, 2, 1)
    entry = put(store, (), {key: cells() for key in keys}).entry
    assert (entry.rows_new, entry.rows_changed, entry.rows_unchanged) == (0, 0, 3)


def test_the_counts_of_a_preview_are_made_anew_when_another_import_came_first(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    file = io.BytesIO(csv_bytes([{"shop_id": "s", "order_id": "1", "status": "paid"}]))
    (staged,) = store.stage(file, "a.csv")
    assert not isinstance(staged, Exception)
    assert staged.counts.new == 1
    put(store, ("status",), {ONE: cells(status="sent")})
    entry = store.commit(staged).entry
    assert (entry.rows_new, entry.rows_changed) == (0, 1)
    assert found(store)[ONE]["status"] == "paid"


def refunds(*rows: tuple[str, str, str, str]) -> bytes:
    """A Tmall refund list; of each row the refund, its end, who stepped in and who is liable."""
    lines = [",".join(REFUNDS)]
    for name, ended, stepped_in, liable in rows:
        given = {"订单编号": f"o{name}", "退款编号": name, "退款的申请时间": "2026-04-14 09:00:00",
                 "退款完结时间": ended, "退款状态": "退款成功" if ended else "退款中", "买家退款金额": "5.00",
                 "是否需要退货": "否", "客服介入状态": stepped_in, "责任方": liable}  # fmt: skip
        lines.append(",".join(given.get(column, "") for column in REFUNDS))
    return "\n".join([*lines, ""]).encode("gb18030")


def disputes(store: Store) -> dict[str, tuple[object, ...]]:
    with attached(store.events()) as connection:
        rows = connection.sql(
            "select dispute_id, liable, opened_at is not null, closed_at is not null, "
            "(select count(*) from refunds where refund_id = dispute_id) from disputes"
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize("many", [200, 1], ids=["as it is", "files joined"])
def test_a_file_of_two_tables_counts_and_is_taken_back_in_both(
    tmp_path: Path, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_MANY_FILES", many)
    store, end = Store(tmp_path / "data"), "2026-04-20 10:00:00"
    canonical = b"shop_id,dispute_id,kind,opened_at\nmy-shop,2,dispute,2026-04-15 10:00:00\n"
    store.import_file(io.BytesIO(canonical), "disputes.csv")
    early = refunds(("1", end, "无需客服介入", ""), ("2", "", "客服已介入", ""), ("3", "", "客服已介入", ""))
    first = store.import_file(io.BytesIO(early), "退款1.csv").entry
    assert (first.table, first.rows_new, first.rows_kept) == ("refunds", 3, 3)
    assert disputes(store) == {"2": ("pending", True, False, 1), "3": ("pending", False, False, 1)}
    late = refunds(("2", end, "客服已介入", "卖家"), ("3", "", "客服已介入", ""), ("4", end, "客服已介入", "买家"))
    second = store.import_file(io.BytesIO(late), "退款2.csv").entry
    assert (second.rows_new, second.rows_changed, second.rows_unchanged) == (1, 1, 1)
    assert disputes(store) == {
        "2": ("shop", True, True, 1), "3": ("pending", False, False, 1), "4": ("buyer", False, True, 1)
    }  # fmt: skip
    store.undo(first.import_id)
    assert disputes(store)["2"] == ("shop", True, True, 1)
    store.undo(second.import_id)
    assert disputes(store) == {"2": (None, True, False, 0)}
    with attached(store.events()) as connection:
        assert connection.sql("select count(*) from refunds").fetchall() == [(0,)]


@pytest.mark.parametrize("distinct", [True, False], ids=["keys of their own", "the same keys"])
def test_many_imports_are_joined_into_few_files_and_stay_right(
    tmp_path: Path, distinct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_MANY_FILES", 3)
    monkeypatch.setattr(ledger, "_MANY_FILES", 3)
    store, ids = Store(tmp_path / "data"), []
    for at in range(9):
        key = ("s", str(at if distinct else at % 2), "")
        ids.append(put(store, ("buyer_id", "status"), {key: cells(buyer_id=str(at))}, f"{at}.csv").entry.import_id)
    files = tables.files(store.folder, "orders", ledger.read_ledger(store.folder).versions("orders"))
    assert files is not None
    assert len(files.uris) <= 4 < len(ids)
    assert [item.file for item in store.imports()] == [f"{at}.csv" for at in reversed(range(9))]
    expected = dict.fromkeys("012345678") if distinct else dict.fromkeys("01")
    for at in range(9):
        expected[str(at if distinct else at % 2)] = str(at)
    assert {key[1]: value["buyer_id"] for key, value in found(store).items()} == expected
    for at in (8, 3, 0):
        store.undo(ids[at])
    left = [at for at in range(9) if at not in (8, 3, 0)]
    expected = {str(at if distinct else at % 2): str(at) for at in left}
    assert {key[1]: value["buyer_id"] for key, value in found(store).items()} == expected
    assert [item.undone for item in store.imports()] == [at in (8, 3, 0) for at in reversed(range(9))]
    again = put(store, ("buyer_id", "status"), {("s", "3" if distinct else "1", ""): cells(buyer_id="3")}, "3.csv")
    assert not again.already
    expected["3" if distinct else "1"] = "3"
    assert {key[1]: value["buyer_id"] for key, value in found(store).items()} == expected
