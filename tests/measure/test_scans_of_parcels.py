"""The scans of a logistics file reach the orders they belong to, and an order is in time once all its parcels are."""

import io
import re
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import Row, csv_bytes, events
from reference import SUMS

from scoring.errors import NoData
from scoring.intake.read import read
from scoring.measure.altered import EarlierShipping, altered
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.engine import attached, integers
from scoring.store.delta import Store
from scoring.store.events import Events

SCANNED = ("collected_within_24h_rate", "collected_within_48h_rate", "no_collection_scan_rate", "delivery_hours")
TIMES = ("shipped_at", "collected_at", "delivered_at")
Cells = dict[str, str]


def order(name: str, number: str = "", **cells: object) -> Row:
    return {"shop_id": "s", "order_id": name, "paid_at": "2022-01-03 10:00:00", "tracking_number": number, **cells}


def parcel(number: str, collected: str = "", **cells: object) -> Row:
    at = f"2022-01-{collected}" if collected else ""
    return {"shop_id": "s", "tracking_number": number, "collected_at": at, **cells}


def stored(folder: Path, **tables: Sequence[Row]) -> Events:
    """The same rows through a store; the parcels come first, as nothing says which file is the first."""
    store = Store(folder)
    for table, rows in sorted(tables.items(), reverse=True):
        if rows:
            store.import_file(io.BytesIO(csv_bytes(rows)), f"{table}.csv", table=table)
    return store.events()


def collected(found: Events) -> dict[str, str]:
    """Order → day and time of its first scan in January; empty without."""
    with attached(found) as connection:
        rows = connection.sql("select order_id || sub_order_id, collected_at from orders order by 1").fetchall()
    epoch = datetime.fromisoformat("1970-01-01")
    return {name: "" if at is None else f"{epoch + timedelta(seconds=at):%d %H:%M:%S}" for name, at in rows}


def test_an_order_has_the_carrier_that_all_its_parcels_have_unless_it_names_one() -> None:
    by = {f"YT{at}": parcel(f"YT{at}", carrier=name) for at, name in enumerate(("圆通", "圆通", "中通", ""))}
    orders = [order("1", "YT0"), order("2", "YT0;YT1;YT3"), order("3", "YT0;YT2"), order("4", "YT0", carrier="顺丰"),
              order("5", "YT3"), order("6")]  # fmt: skip
    found = events(orders=orders, parcels=[*by.values()])
    wanted = [("1", "圆通"), ("2", "圆通"), ("3", None), ("4", "顺丰"), ("5", None), ("6", None)]
    for words in (None, {"carrier"}, {"paid_at"}):
        with attached(found, words=words) as connection:
            assert connection.sql("select order_id, carrier from orders order by 1").fetchall() == wanted


def test_shipping_earlier_by_a_carrier_moves_the_orders_whose_parcels_it_has() -> None:
    orders = [order(str(at), f"YT{at}") for at in range(4)]
    parcels = [parcel(f"YT{at}", "06 09:00:00", carrier="圆通" if at < 3 else "中通") for at in range(4)]
    found = events(orders=orders, parcels=parcels)
    moved = altered(found, [EarlierShipping(48 * 3600, "圆通")], "s", "moved")
    assert collected(moved) == {**{str(at): "04 09:00:00" for at in range(3)}, "3": "06 09:00:00"}


LOOKUPS: dict[str, tuple[list[Row], list[Row], dict[str, str]]] = {
    "by tracking number": (
        [order("1", "YT1"), order("2", "YT2"), order("3")],
        [parcel("YT1", "04 09:00:00"), parcel("YT9", "04 09:00:00")],
        {"1": "04 09:00:00", "2": "", "3": ""},
    ),
    "by order id": (
        [order("1"), order("2")],
        [parcel("YT1", "04 09:00:00", order_id="1"), parcel("YT2", "04 09:00:00", order_id="none of ours")],
        {"1": "04 09:00:00", "2": ""},
    ),
    "several orders under one number": (
        [order("1", "YT1"), order("2", "YT1")],
        [parcel("YT1", "04 09:00:00")],
        {"1": "04 09:00:00", "2": "04 09:00:00"},
    ),
    "the last of several parcels named in the cell": (
        [order(str(at), cell) for at, cell in enumerate(["YT1;YT2", "YT2, YT1", "YT1 YT2", "YT1；YT2", " YT1、YT2; "])],
        [parcel("YT1", "04 09:00:00"), parcel("YT2", "05 11:00:00")],
        dict.fromkeys("01234", "05 11:00:00"),
    ),
    "a parcel of the cell not collected yet": (
        [order("1", "YT1;YT2"), order("2", "YT1;YT3")],
        [parcel("YT1", "04 09:00:00"), parcel("YT2")],
        {"1": "", "2": ""},  # YT3 is in no logistics file at all
    ),
    "several parcel rows of one order": (
        [order("1"), order("2")],
        [parcel("YT1", "04 09:00:00", order_id="1"), parcel("YT2", "05 11:00:00", order_id="1"),
         parcel("YT3", "04 09:00:00", order_id="2"), parcel("YT4", order_id="2")],
        {"1": "05 11:00:00", "2": ""},
    ),
    "the number and the order id of one parcel": (
        [order("1", "YT1")],
        [parcel("YT1", "04 09:00:00", order_id="1")],
        {"1": "04 09:00:00"},
    ),
    "the number and another parcel with the order id": (
        [order("1", "YT1")],
        [parcel("YT1", "04 09:00:00"), parcel("YT2", "06 09:00:00", order_id="1")],
        {"1": "06 09:00:00"},
    ),
    "an order's own scan goes first": (
        [order("1", "YT1", collected_at="2022-01-09 00:00:00"), order("2", "YT2", collected_at="2022-01-03 12:00:00")],
        [parcel("YT1", "04 09:00:00"), parcel("YT2")],
        {"1": "09 00:00:00", "2": "03 12:00:00"},
    ),
    "the sub-orders of an order by its order id": (
        [order("1", sub_order_id="a"), order("1", sub_order_id="b")],
        [parcel("YT1", "04 09:00:00", order_id="1")],
        {"1a": "04 09:00:00", "1b": "04 09:00:00"},
    ),
    "another shop's parcel of the same number is another parcel": (
        [order("1", "YT1"), {**order("2", "YT1"), "shop_id": "t"}],
        [{**parcel("YT1", "04 09:00:00"), "shop_id": "t"}],
        {"1": "", "2": "04 09:00:00"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LOOKUPS)
@pytest.mark.parametrize("kept", ["in memory", "in a store"])
def test_a_scan_reaches_its_orders(case: str, kept: str, tmp_path: Path) -> None:
    orders, parcels, expected = LOOKUPS[case]
    tables = {"orders": orders, "parcels": parcels}
    assert collected(events(**tables) if kept == "in memory" else stored(tmp_path / "data", **tables)) == expected


def test_every_time_of_a_parcel_is_taken_on_its_own() -> None:
    day = "2022-01-0"
    orders = [order("1", "A;B", shipped_at="2022-01-03 11:00:00")]
    parcels = [parcel("A", "04 09:00:00", shipped_at=f"{day}4", delivered_at=f"{day}6"),
               parcel("B", "04 10:00:00", shipped_at=f"{day}4")]  # fmt: skip
    with attached(events(orders=orders, parcels=parcels)) as connection:
        query = "select shipped_at, collected_at, delivered_at, collected_day, delivered_day from orders"
        (found,) = connection.sql(query).fetchall()
    assert found == (1641207600, 1641290400, None, date(2022, 1, 4), None)


def test_without_parcels_being_in_time_is_not_measurable_and_with_them_it_is(tmp_path: Path) -> None:
    orders = [order("1", "YT1")]
    for metric in ("collected_within_24h_rate", "collected_within_48h_rate", "no_collection_scan_rate"):
        assert daily_sums(events(orders=orders)).missing[metric] == (("orders.collected_at",),)
        unscanned = events(orders=orders, parcels=[parcel("YT1")])
        assert daily_sums(unscanned).missing[metric] == (("orders.collected_at",),)
    store = Store(tmp_path / "data")
    store.import_file(io.BytesIO(csv_bytes(orders)), "orders.csv")
    logistics = "运单号,揽收时间,签收时间\nYT1,2022-01-04 09:00:00,2022-01-06 10:00:00\n".encode("gb18030")
    entry = store.import_file(io.BytesIO(logistics), "物流.csv").entry
    sums = daily_sums(store.events())
    assert [sums.missing[metric] for metric in SCANNED] == [((),)] * 4
    assert _counted(sums, "collected_within_24h_rate") == (1, 1)
    store.undo(entry.import_id)
    assert daily_sums(store.events()).missing["delivery_hours"] == (("orders.delivered_at",),)


def test_only_the_shops_asked_for_are_looked_at(tmp_path: Path) -> None:
    orders = [order("1", "YT1", confirmed_at="2022-01-09"), {**order("2", "YT1"), "shop_id": "t"}]
    parcels = [parcel("YT1", "04 09:00:00"), {**parcel("YT1", "07 10:00:00"), "shop_id": "t"}]
    for found in (events(orders=orders, parcels=parcels), stored(tmp_path / "data", orders=orders, parcels=parcels)):
        for shop, hits in (("s", 1), ("t", 0)):
            sums = daily_sums(found, [shop])
            assert sums.shops == (shop,)
            assert _counted(sums, "collected_within_48h_rate") == (hits, 1)


def test_the_last_scan_says_until_when_orders_are_judged() -> None:
    # Nothing of the orders is later than the payment: only the scan shows that two days have gone by.
    orders = [order("1", "YT1")]
    for at, counted in (("04 10:00:00", (0, 0)), ("05 10:00:00", (1, 1)), ("05 10:00:01", (0, 1))):
        sums = daily_sums(events(orders=orders, parcels=[parcel("YT1", at)]))
        assert _counted(sums, "collected_within_48h_rate") == counted


def test_parcels_alone_are_no_shop() -> None:
    found = daily_sums(events(parcels=[parcel("YT1", "04 09:00:00", order_id="1")]))
    assert found.shops == ()


def _counted(sums: DailySums, metric: str) -> tuple[int, int]:
    item = METRICS[metric]
    return int(sums.columns[item.numerator].sum()), int(sums.columns[item.denominator].sum())


# The join a second time, in plain Python.


def with_scans(orders: list[Cells], parcels: list[Cells]) -> list[Cells]:
    """The orders with the times of their parcels, where all of them have one."""
    by_number = {row["tracking_number"]: row for row in parcels}
    found = []
    for row in orders:
        named = {name for name in re.split(r"[;,；，、\s]+", row["tracking_number"]) if name}
        numbers = named | {name for name, item in by_number.items() if item["order_id"] == row["order_id"]}
        of_order = [by_number.get(number, {}) for number in numbers]
        scans = {}
        for time in TIMES:
            times = [item.get(time, "") for item in of_order]
            scans[time] = row[time] or (max(times) if times and all(times) else "")
        found.append({**row, **scans})
    return found


START = datetime.fromisoformat("2022-01-03 10:00:00")
AT = st.one_of(
    st.sampled_from([0, 86_400, 86_401, 172_800, 172_801]), st.integers(-3600, 10 * 86_400)
).map(lambda at: (START + timedelta(seconds=at)).isoformat(" "))  # fmt: skip
MAYBE, RARELY = st.one_of(st.just(""), AT, AT), st.one_of(*[st.just("")] * 5, AT)
NUMBERS = [f"YT{at}" for at in range(6)]
CELL = st.lists(st.sampled_from([*NUMBERS, "gone"]), max_size=3).flatmap(
    lambda names: st.sampled_from([";", ", ", " ", "；", "、", ";;"]).map(lambda mark: mark.join(names))
)
ORDERS = st.lists(
    st.fixed_dictionaries({"paid_at": MAYBE, "tracking_number": CELL, "shipped_at": RARELY, "collected_at": RARELY,
                           "delivered_at": RARELY, "custom_made": st.sampled_from(["", "", "true"])}),
    min_size=1, max_size=8,
)  # fmt: skip
PARCEL = st.fixed_dictionaries({"order_id": st.sampled_from(["", "", "o0", "o1", "o2"]), "shipped_at": MAYBE,
                                "collected_at": MAYBE, "delivered_at": MAYBE})  # fmt: skip
PARCELS = st.dictionaries(st.sampled_from(NUMBERS), PARCEL, min_size=1)


def drawn_rows(data: st.DataObject) -> tuple[list[Cells], list[Cells]]:
    orders = [{"shop_id": "s", "order_id": f"o{at}", **row} for at, row in enumerate(data.draw(ORDERS))]
    parcels = [{"shop_id": "s", "tracking_number": name, **row} for name, row in data.draw(PARCELS).items()]
    return orders, parcels


def check(found: Events, orders: list[Cells], parcels: list[Cells]) -> None:
    expected: dict[str, Any] = {"orders": with_scans(orders, parcels)}
    with attached(found) as connection:
        rows = [integers(connection, family).to_pylist() for family in ("collection", "delivery")]
    for metric in SCANNED:
        wanted: dict[date, list[int]] = {}
        for day, numerator, denominator in SUMS[metric](expected):
            there = wanted.setdefault(day, [0, 0])
            there[0] += numerator
            there[1] += denominator
        item = METRICS[metric]
        counted = {row["day"]: [row[item.numerator], row[item.denominator]] for row in rows[metric == "delivery_hours"]}
        assert {day: sums for day, sums in counted.items() if any(sums)} == wanted, metric


@settings(max_examples=40)
@given(st.data())
def test_random_orders_and_parcels_are_measured_as_the_definitions_say(data: st.DataObject) -> None:
    orders, parcels = drawn_rows(data)
    check(events(orders=list[Row](orders), parcels=list[Row](parcels)), orders, parcels)


@settings(max_examples=8)
@given(st.data())
def test_and_alike_through_a_store(data: st.DataObject) -> None:
    orders, parcels = drawn_rows(data)
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = stored(Path(folder) / "data", orders=list[Row](orders), parcels=list[Row](parcels))
        except NoData:
            return
        check(found, orders, parcels)


def test_a_logistics_file_is_known_by_its_header_and_its_scans_are_parcels() -> None:
    text = "运单号,订单编号,物流公司,揽收时间,签收时间\nYT1,1,圆通速递,2022-01-04 09:00:00,\n"
    found = read(io.BytesIO(text.encode()), "物流.csv")
    assert (found.table.name, found.report.export) == ("parcels", "logistics_tracking")
    (row,) = found.rows.to_pylist()
    assert (row["tracking_number"], row["order_id"], row["carrier"]) == ("YT1", "1", "圆通速递")
