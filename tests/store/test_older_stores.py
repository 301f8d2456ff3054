"""A store written before a table had a column opens as ever: the column is empty in it."""

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import CommitProperties, DeltaTable, write_deltalake
from made_up import clean, csv_bytes

from scoring.intake.tables import TABLES
from scoring.measure.daily_sums import daily_sums
from scoring.measure.engine import attached
from scoring.store.current import Files, Version
from scoring.store.delta import Store
from scoring.store.events import Events

ROW = {"shop_id": "s", "paid_at": "2022-01-01 10:00:00", "collected_at": "2022-01-01 13:00:00", "amount": "5.00",
       "delivered_at": "2022-01-03 23:59:59", "line_days": 2, "special_service_met": True, "buyer_id": "b"}  # fmt: skip


def written(path: Path, order: str, without: tuple[str, ...] = ()) -> str:
    """A file of a store with one order, as it was before the columns `without` came."""
    rows = clean([{**ROW, "order_id": order}], "orders").rows.drop_columns(list(without))
    rows = rows.append_column("import_id", pa.array([order])).append_column("imported_at", pa.array([1]))
    pq.write_table(rows, path)
    return str(path)


# A column of every type a table has.
LATER = ("line_days", "special_service_met", "category")


@pytest.mark.parametrize("overlaps", [True, False])
def test_a_column_no_stored_file_has_is_empty(tmp_path: Path, overlaps: bool) -> None:
    old = Files((written(tmp_path / "old.parquet", "1", LATER),), (Version("1", 1, overlaps),), exact=not overlaps)
    sums = daily_sums(Events({"orders": old}, "old"))
    assert sums.columns["paid_orders"].sum() == 1
    assert sums.columns["waybills_due"].sum() == sums.columns["special_service_orders"].sum() == 0
    assert sums.missing["waybill_on_time_rate"] == (("orders.line_days",),)


def test_rows_with_the_column_count_beside_older_ones_without_it(tmp_path: Path) -> None:
    files = (written(tmp_path / "old.parquet", "1", LATER), written(tmp_path / "new.parquet", "2"))
    sums = daily_sums(Events({"orders": Files(files, (Version("1", 1), Version("2", 2)))}, "mixed"))
    assert sums.columns["paid_orders"].sum() == 2
    assert sums.columns["waybills_due"].sum() == sums.columns["waybills_on_time"].sum() == 1
    assert sums.missing["waybill_on_time_rate"] == ((),)


def test_every_kind_of_column_can_be_missing(tmp_path: Path) -> None:
    for table in TABLES.values():
        kept = [name for name in table.schema.names if name in table.key or name in table.day_of]
        path = tmp_path / f"{table.name}.parquet"
        pq.write_table(table.schema.empty_table().select(kept), path)
        sums = daily_sums(Events({table.name: Files((str(path),), (), exact=True)}, table.name))
        assert sums.shops == ()


def former_import(store: Store, rows: list[dict[str, object]], import_id: str, minute: int, new: int) -> None:
    """An import as the first version of the store wrote it: rows and note in one commit of the table's own log."""
    found = clean(rows, "orders")
    at = f"2026-11-01T10:{minute:02}:00.000000+00:00"
    table = found.rows.append_column("import_id", pa.array([import_id] * len(rows)))
    table = table.append_column("imported_at", pa.array([minute] * len(rows), pa.int64()))
    note = {"import_id": import_id, "file": f"{import_id}.csv", "table": "orders", "rows_read": len(rows),
            "rows_kept": len(rows), "rows_new": new, "rows_rejected": 0, "imported_at": at}  # fmt: skip
    write_deltalake(
        (store.folder / "tables" / "orders").as_uri(), table, mode="append", schema_mode="merge",
        commit_properties=CommitProperties(custom_metadata={"voc_board_import": json.dumps(note)}),
    )  # fmt: skip


def former_undo(store: Store, import_id: str, minute: int) -> None:
    note = json.dumps([import_id, f"2026-11-01T10:{minute:02}:00.000000+00:00"])
    DeltaTable((store.folder / "tables" / "orders").as_uri()).delete(
        f"import_id = '{import_id}'", commit_properties=CommitProperties(custom_metadata={"voc_board_undone": note})
    )


def order(number: str, amount: int) -> dict[str, object]:
    return {"shop_id": "s", "order_id": number, "paid_at": "2022-01-01 10:00:00", "amount": amount}


def amounts(store: Store) -> dict[str, int]:
    with attached(store.events()) as connection:
        return dict(connection.sql("select order_id, amount from orders").fetchall())


@pytest.fixture
def former(tmp_path: Path) -> Store:
    """Three imports of the former version, the second of which was undone and made again."""
    store = Store(tmp_path / "data")
    former_import(store, [order("1", 1), order("2", 2)], "aaaa", 1, 2)
    former_import(store, [order("2", 20), order("3", 3)], "bbbb", 2, 1)
    former_undo(store, "bbbb", 2)
    former_import(store, [order("2", 20), order("3", 3)], "bbbb", 3, 1)
    former_import(store, [order("3", 30)], "cccc", 4, 0)
    return store


def test_a_former_store_opens_as_it_is(former: Store) -> None:
    before = former.version()
    assert amounts(former) == {"1": 100, "2": 2000, "3": 3000}
    assert [(entry.import_id, entry.undone) for entry in former.imports()] == [
        ("cccc", False), ("bbbb", False), ("bbbb", True), ("aaaa", False),
    ]  # fmt: skip
    assert former.shops() == ["s"]
    assert former.version() == before
    assert not (former.folder / "ledger").exists(), "reading changes nothing"


def test_the_first_change_takes_the_former_imports_over(former: Store) -> None:
    entry = former.import_file(io.BytesIO(csv_bytes([order("1", 100), order("4", 4)])), "new.csv").entry
    assert (entry.rows_new, entry.rows_changed) == (1, 1)
    assert amounts(former) == {"1": 10000, "2": 2000, "3": 3000, "4": 400}
    former.undo("cccc")
    assert amounts(former)["3"] == 300
    former.undo(entry.import_id)
    former.undo("bbbb")
    assert amounts(former) == {"1": 100, "2": 200}
    assert [item.undone for item in former.imports()] == [True, True, True, True, False]


def test_an_undo_may_be_the_first_change(former: Store) -> None:
    former.undo("bbbb")
    assert amounts(former) == {"1": 100, "2": 200, "3": 3000}
    assert len(former.imports()) == 4
