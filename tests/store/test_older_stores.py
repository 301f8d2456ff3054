"""A store written before a table had a column opens as ever: the column is empty in it."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_up import clean

from scoring.intake.tables import TABLES
from scoring.measure.daily_sums import daily_sums
from scoring.store.events import Events, Files

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


@pytest.mark.parametrize("single", [True, False])
def test_a_column_no_stored_file_has_is_empty(tmp_path: Path, single: bool) -> None:
    old = Files((written(tmp_path / "old.parquet", "1", LATER),), single=single)
    sums = daily_sums(Events({"orders": old}, "old"))
    assert sums.columns["paid_orders"].sum() == 1
    assert sums.columns["waybills_due"].sum() == sums.columns["special_service_orders"].sum() == 0
    assert sums.missing["waybill_on_time_rate"] == (("orders.line_days",),)


def test_rows_with_the_column_count_beside_older_ones_without_it(tmp_path: Path) -> None:
    files = (written(tmp_path / "old.parquet", "1", LATER), written(tmp_path / "new.parquet", "2"))
    sums = daily_sums(Events({"orders": Files(files, single=False)}, "mixed"))
    assert sums.columns["paid_orders"].sum() == 2
    assert sums.columns["waybills_due"].sum() == sums.columns["waybills_on_time"].sum() == 1
    assert sums.missing["waybill_on_time_rate"] == ((),)


def test_every_kind_of_column_can_be_missing(tmp_path: Path) -> None:
    for table in TABLES.values():
        kept = [name for name in table.schema.names if name in table.key or name in table.day_of]
        path = tmp_path / f"{table.name}.parquet"
        pq.write_table(table.schema.empty_table().select(kept), path)
        sums = daily_sums(Events({table.name: Files((str(path),), single=True)}, table.name))
        assert sums.shops == ()
