"""Altered events measured again are, column for column, what importing the changed rows for real would give."""

import io
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from made_up import Row, clean, csv_bytes
from test_exclusions import IDS
from test_exclusions_at_random import made

from scoring.errors import UnknownTable
from scoring.measure.altered import (
    AddedRows,
    AnsweredChats,
    EarlierShipping,
    Edit,
    ReplacedTable,
    altered,
    changed_columns,
)
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.recounting import recounted_sums
from scoring.store.delta import Store
from scoring.store.events import Events
from scoring.store.scenarios import rows_of_file

SHOP = "s"
Tables = dict[str, list[Row]]


@dataclass(frozen=True)
class Imported:
    """A random shop as it was imported, beside another shop in the same store."""

    tables: Tables
    store: Store
    events: Events
    sums: DailySums

    def after(self, folder: Path, *files: tuple[str, Sequence[Row]]) -> DailySums:
        """The daily sums once these files were imported for real on top of all that was there."""
        shutil.copytree(self.store.folder, folder)
        store = Store(folder)
        for table, rows in files:
            put(store, table, rows)
        return daily_sums(store.events(), [SHOP])


def put(store: Store, table: str, rows: Sequence[Row], shop: str = SHOP) -> None:
    store.import_file(io.BytesIO(csv_bytes(rows)), "made.csv", table=table, shop=shop)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    chance = random.Random("altered")  # noqa: S311
    tables = made(chance)
    for order in tables["orders"]:
        # Some orders have their scans from a logistics file alone.
        order["carrier"], order["warehouse"] = chance.choice(["顺丰", "中通"]), chance.choice(["杭州", ""])
        order["tracking_number"] = chance.choice(["", f"n{chance.randrange(60)}"])
    tables["parcels"] = [
        {"tracking_number": f"n{at}", "collected_at": "2022-02-20 10:00:00", "delivered_at": "2022-02-22 11:00:00"}
        for at in range(40)
    ]
    tables["exclusions"] = [
        {"exclusion_id": "x1", "table": "orders", "province": "广东", "from_day": "2022-02-05", "to_day": "2022-02-12",
         "status": "upheld"},
        {"exclusion_id": "x2", "table": "refunds", "record_id": "r3", "status": "upheld"},
    ]  # fmt: skip
    tables["platform_metrics"] = [
        {"day": f"2022-03-{day:02}", "metric": "product_reputation", "value": 0.9, "sample": 20} for day in range(1, 20)
    ]
    store = Store(tmp_path_factory.mktemp("store") / "data")
    for table, rows in tables.items():
        put(store, table, rows)
    put(store, "orders", made(random.Random("other"))["orders"], "other")  # noqa: S311
    events = store.events()
    return Imported(tables, store, events, daily_sums(events, [SHOP]))


def assert_same(found: DailySums, expected: DailySums) -> None:
    for name in ("shops", "first_day", "days", "missing", "last_day", "spans"):
        assert getattr(found, name) == getattr(expected, name), name
    assert list(found.columns) == list(expected.columns)
    assert found.excluded.keys() == expected.excluded.keys()
    counts = [(name, found.columns[name], expected.columns[name]) for name in expected.columns]
    counts += [(f"{metric} {name}", array, expected.excluded[metric][name])
               for metric, place in found.excluded.items() for name, array in place.items()]  # fmt: skip
    for name, one, other in counts:
        assert one.dtype == other.dtype == np.int64
        assert np.array_equal(one, other), name
    assert found.platform.keys() == expected.platform.keys()
    for name, figures in found.platform.items():
        assert np.array_equal(figures.value, expected.platform[name].value, equal_nan=True)
        assert np.array_equal(figures.sample, expected.platform[name].sample)


def what_if(shop: Imported, *edits: Edit) -> DailySums:
    before = {name: id(rows) for name, rows in shop.events.tables.items()}
    events = altered(shop.events, edits, SHOP, "some")
    assert {name: id(rows) for name, rows in shop.events.tables.items()} == before
    assert events.version != shop.events.version
    return recounted_sums(shop.events, shop.sums, events, changed_columns(edits), SHOP)


def rows(table: str, given: Sequence[Row]) -> pa.Table:
    return rows_of_file(clean([{"shop_id": SHOP, **row} for row in given], table), SHOP)[table]


def changed_rows(shop: Imported, table: str, chance: random.Random) -> list[Row]:
    """Some rows with keys that are there and some new ones, saying nothing of two of the columns."""
    fresh = made(chance)[table]
    key = IDS[table]
    keys = {key} | ({"sub_order_id"} if table == "orders" else set())
    silent = chance.sample(sorted({name for row in fresh for name in row} - keys), 2)
    known = [{**new, **{name: old[name] for name in keys}} for new, old in zip(fresh, shop.tables[table], strict=False)]
    news = [{**row, key: f"new{at}"} for at, row in enumerate(chance.sample(fresh, 20))]
    return [{name: cell for name, cell in row.items() if name not in silent} for row in [*known[:30], *news]]


@pytest.mark.parametrize("table", ["orders", "reviews", "refunds", "chats"])
def test_added_rows_are_an_import(shop: Imported, table: str, tmp_path: Path) -> None:
    given = changed_rows(shop, table, random.Random(table))  # noqa: S311
    expected = shop.after(tmp_path / "data", (table, given))
    assert_same(what_if(shop, AddedRows(table, rows(table, given))), expected)
    assert not all(np.array_equal(expected.columns[name], shop.sums.columns[name]) for name in expected.columns)


@pytest.mark.parametrize("table", ["orders", "parcels", "platform_metrics"])
def test_a_replaced_table_is_one_imported_instead(shop: Imported, table: str, tmp_path: Path) -> None:
    given = shop.tables[table][5:30]
    store = Store(tmp_path / "data")
    for name, own in shop.tables.items():
        put(store, name, given if name == table else own)
    assert_same(what_if(shop, ReplacedTable(table, rows(table, given))), daily_sums(store.events(), [SHOP]))


def test_exclusions_are_those_imported_as_upheld(shop: Imported, tmp_path: Path) -> None:
    order = shop.tables["orders"][4]["order_id"]
    given: list[Row] = [
        {"exclusion_id": "a1", "table": "orders", "record_id": order, "status": "upheld"},
        {"exclusion_id": "a2", "table": "reviews", "record_id": "r5", "metric": "description_rating",
         "status": "upheld"},
        {"exclusion_id": "a3", "table": "orders", "from_day": "2022-02-08", "to_day": "2022-02-20", "status": "upheld"},
    ]  # fmt: skip
    expected = shop.after(tmp_path / "data", ("exclusions", given))
    assert_same(what_if(shop, AddedRows("exclusions", rows("exclusions", given))), expected)
    assert expected.excluded.keys() - shop.sums.excluded.keys() or any(
        not np.array_equal(array, shop.sums.excluded[metric][name])
        for metric, place in expected.excluded.items() for name, array in place.items()
    )  # fmt: skip


def moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def shipped_earlier(shop: Imported, concerned: Callable[[Row], bool], hours: int) -> list[Row]:
    """The orders as a person would write them down again, scans of parcels included."""
    parcels = {row["tracking_number"]: row for row in shop.tables["parcels"]}
    found = []
    for row in shop.tables["orders"]:
        parcel = parcels.get(row["tracking_number"], {})
        times = {name: moment(row.get(name)) or moment(parcel.get(name))
                 for name in ("shipped_at", "collected_at", "delivered_at")}  # fmt: skip
        paid, known = moment(row["paid_at"]), [time for time in times.values() if time]
        if concerned(row) and paid and known:
            by = max(timedelta(0), min(timedelta(hours=hours), known[0] - paid))
            times = {name: time and time - by for name, time in times.items()}
        found.append({**row, **times})
    return found


def test_orders_shipped_earlier_are_those_orders_imported_again(shop: Imported, tmp_path: Path) -> None:
    def concerned(row: Row) -> bool:
        day = str(row["paid_at"])[:10]
        return row["carrier"] == "顺丰" and row["warehouse"] == "杭州" and "2022-02-03" <= day <= "2022-02-25"

    edit = EarlierShipping(36 * 3600, "顺丰", "杭州", date(2022, 2, 3), date(2022, 2, 25))
    expected = shop.after(tmp_path / "some", ("orders", shipped_earlier(shop, concerned, 36)))
    assert_same(what_if(shop, edit), expected)
    everything = shop.after(tmp_path / "all", ("orders", shipped_earlier(shop, lambda row: True, 5)))
    assert_same(what_if(shop, EarlierShipping(5 * 3600)), everything)
    assert expected.columns["collection_seconds"].sum() < shop.sums.columns["collection_seconds"].sum()


@pytest.mark.parametrize(("hours", "weekdays"), [((9, 18), (1, 2, 3)), ((22, 6), (1, 2, 3, 4, 5, 6, 7))])
def test_chats_answered_in_time_are_those_chats_imported_again(
    shop: Imported, hours: tuple[int, int], weekdays: tuple[int, ...], tmp_path: Path
) -> None:
    first, stop = hours

    def concerned(row: Row) -> bool:
        at = moment(row["asked_at"])
        if at is None or row["automatic_only"] or at.isoweekday() not in weekdays:
            return False
        within = first <= at.hour < stop if first < stop else at.hour >= first or at.hour < stop
        return within and (row["first_human_reply_seconds"] == "" or int(str(row["first_human_reply_seconds"])) > 60)

    again = [
        {**row, "first_human_reply_seconds": 60, "replied": True} if concerned(row) else row
        for row in shop.tables["chats"]
    ]
    assert again != shop.tables["chats"]
    expected = shop.after(tmp_path / "data", ("chats", again))
    assert_same(what_if(shop, AnsweredChats(first, stop, weekdays, 60)), expected)


def test_edits_stack_in_their_order(shop: Imported, tmp_path: Path) -> None:
    chance = random.Random("stack")  # noqa: S311
    first, second = (changed_rows(shop, "refunds", chance) for _ in range(2))
    orders = shipped_earlier(shop, lambda row: True, 5)
    edits = (AddedRows("refunds", rows("refunds", first)), EarlierShipping(5 * 3600),
             AddedRows("refunds", rows("refunds", second)))  # fmt: skip
    expected = shop.after(tmp_path / "data", ("refunds", first), ("orders", orders), ("refunds", second))
    assert_same(what_if(shop, *edits), expected)
    other_way = what_if(shop, edits[2], edits[1], edits[0])
    assert any(not np.array_equal(other_way.columns[name], expected.columns[name]) for name in expected.columns)


def test_rows_of_another_shop_change_nothing(shop: Imported) -> None:
    foreign = clean([{"shop_id": "other", **row} for row in shop.tables["chats"]], "chats").rows
    assert_same(what_if(shop, AddedRows("chats", foreign)), shop.sums)


def test_no_edit_gives_the_events_themselves_and_no_such_table_is_refused(shop: Imported) -> None:
    assert altered(shop.events, [], SHOP, "none") is shop.events
    with pytest.raises(UnknownTable, match="refunds"):
        altered(shop.events, [AddedRows("refund", pa.table({"shop_id": [SHOP]}))], SHOP, "bad")


def test_only_what_looks_at_a_changed_table_is_counted_again(shop: Imported) -> None:
    found = what_if(shop, AnsweredChats(0, 24, (1,), 1))
    assert found.columns["paid_orders"] is shop.sums.columns["paid_orders"]
    assert found.columns["refund_requests"] is shop.sums.columns["refund_requests"]
    assert found.columns["satisfied_ratings"] is shop.sums.columns["satisfied_ratings"]
    assert found.columns["people_answered"] is not shop.sums.columns["people_answered"]
    shipped = what_if(shop, EarlierShipping(3600))
    assert shipped.columns["sales"] is shop.sums.columns["sales"]
    assert shipped.columns["waybills_due"] is not shop.sums.columns["waybills_due"]
