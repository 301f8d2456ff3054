"""An upheld exclusion takes its rows out of the metrics it names, and nothing else changes."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from made_up import Row, csv_bytes, events

from sample_data import SAMPLE_SHOP
from scoring.measure import exclusions
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.engine import FAMILIES
from scoring.measure.panel import PLATFORM, Values, panel
from scoring.store.delta import Store
from scoring.store.events import Events

IDS = {"orders": "order_id", "reviews": "review_id", "refunds": "refund_id", "disputes": "dispute_id",
       "chats": "chat_id", "service_tasks": "task_id"}  # fmt: skip
DAY = date(2022, 3, 10)
IN_DAY, LATER = "2022-03-01 10:00:00", "2022-03-03 10:00:00"
# One row of each table after all days looked at: every metric stays measurable, all orders are due.
LAST: dict[str, Row] = {
    "orders": {"order_id": "last", "province": "西藏", "paid_at": "2022-03-31 10:00:00",
               "collected_at": "2022-03-31 11:00:00", "delivered_at": "2022-03-31 12:00:00",
               "confirmed_at": "2022-03-31 13:00:00", "amount": "1.00", "special_service_required": True,
               "special_service_met": True},
    "reviews": {"review_id": "last", "rated_at": "2022-03-31 10:00:00", "description_score": 5, "service_score": 5,
                "logistics_score": 5},
    "refunds": {"refund_id": "last", "kind": "exchange", "requested_at": "2022-03-31 10:00:00",
                "completed_at": "2022-03-31 10:00:00", "handled_by_shop": True, "quality_reason": False},
    "disputes": {"dispute_id": "last", "kind": "dispute", "opened_at": "2022-03-31 10:00:00",
                 "closed_at": "2022-03-31 10:00:00", "liable": "none"},
    "chats": {"chat_id": "last", "asked_at": "2022-03-31 10:00:00", "first_human_reply_seconds": 5, "replied": True,
              "satisfaction": 5},
    "service_tasks": {"task_id": "last", "created_at": "2022-03-31 10:00:00", "due_at": "2022-03-31 10:00:00"},
}  # fmt: skip
NOTICE: Row = {"exclusion_id": "n", "table": "orders", "province": "广东", "from_day": "2022-03-01",
               "to_day": "2022-03-02", "status": "upheld"}  # fmt: skip
ORDER: Row = {"order_id": "o", "province": "广东", "paid_at": IN_DAY, "collected_at": LATER}


def record(table: str, name: str, metric: str = "") -> Row:
    return {"exclusion_id": f"{table} {name} {metric}", "table": table, "record_id": name, "metric": metric,
            "status": "upheld"}  # fmt: skip


def shop(*rows_excluded: Row, **tables: Sequence[Row]) -> Events:
    """A shop with these rows and the last ones; rows that name no shop are its own."""
    whole = {
        **tables,
        **{name: [*tables.get(name, ()), last] for name, last in LAST.items()},
        "exclusions": rows_excluded,
    }
    return events(**{name: [{"shop_id": "s", **row} for row in rows] for name, rows in whole.items()})


def value(sums: DailySums, metric: str, day: date = DAY, *, after: bool = True) -> Values:
    windows = {metric: (METRICS[metric].days, METRICS[metric].lag)}
    values = panel(sums, windows, day, day, {metric} if after else ()).metrics[metric]
    at = sums.shops.index("s") if "s" in sums.shops else 0
    return Values(*(array[at : at + 1] for array in vars(values).values()))


def counts(sums: DailySums, metric: str, day: date = DAY, *, after: bool = True) -> tuple[int, int, int]:
    found = value(sums, metric, day, after=after)
    return int(found.numerator[0, 0]), int(found.denominator[0, 0]), int(found.excluded_cases[0, 0])


@pytest.mark.parametrize(
    ("order", "notice", "gone"),
    [
        ({"paid_at": "2022-03-01 00:00:00"}, {}, True),
        ({"paid_at": "2022-02-28 23:59:59"}, {}, False),
        ({"paid_at": "2022-03-02 23:59:59"}, {}, True),
        ({"paid_at": "2022-03-03 00:00:00"}, {}, False),
        ({"province": "广西"}, {}, False),
        ({"province": ""}, {}, False),
        ({"province": "广东省 深圳市"}, {}, True),
        ({}, {"province": "广东省"}, True),
        ({}, {"province": "广东省 深圳市"}, False),
        ({"province": "上海"}, {"province": "上海市"}, True),
        ({"province": "吉林省"}, {"province": "吉林市"}, False),
        ({"province": ""}, {"province": ""}, True),
        ({}, {"table": ""}, True),
        ({}, {"table": "chats"}, False),
        ({}, {"status": "pending"}, False),
        ({}, {"status": "rejected"}, False),
        ({}, {"status": ""}, False),
        ({}, {"to_day": ""}, False),
        ({}, {"from_day": ""}, False),
        ({}, {"from_day": "2022-03-02", "to_day": "2022-03-01"}, False),
        ({}, {"metric": "collected_within_48h_rate"}, True),
        ({}, {"metric": "delivery_hours"}, False),
        ({"shop_id": "other"}, {}, False),
        ({}, {"shop_id": "other"}, False),
    ],
)
def test_an_order_leaves_when_its_province_and_its_pay_day_are_in_an_upheld_notice(
    order: Row, notice: Row, gone: bool
) -> None:
    given_shop = str(order.get("shop_id", "s"))
    kept = {**ORDER, "order_id": "kept", "province": "浙江", "paid_at": "2022-02-20 10:00:00"}
    sums = daily_sums(shop({**NOTICE, **notice}, orders=[{**ORDER, **order}, kept]))
    before = 2 if given_shop == "s" else 1
    assert counts(sums, "collected_within_48h_rate", after=False)[1:] == (before, 0)
    assert counts(sums, "collected_within_48h_rate")[1:] == (before - gone, int(gone))
    if notice.get("status", "upheld") != "upheld":
        assert sums.excluded == {}


def test_an_order_in_two_exclusions_leaves_once_and_both_sums() -> None:
    rows = [NOTICE, {**NOTICE, "exclusion_id": "m", "province": "", "to_day": "2022-03-09"}, record("orders", "o")]
    late = {**ORDER, "order_id": "late", "province": "浙江", "collected_at": "2022-03-09 10:00:00", "paid_at": LATER}
    for chosen, expected in (
        ([], (1, 2, 0)),
        (rows[:1], (0, 1, 1)),
        ([rows[0], rows[2]], (0, 1, 1)),
        (rows, (0, 0, 2)),
    ):
        sums = daily_sums(shop(*chosen, orders=[ORDER, late]))
        assert counts(sums, "collected_within_48h_rate") == expected
    assert np.isnan(value(sums, "collected_within_48h_rate").value[0, 0])


def test_the_platforms_own_figure_stays_and_stands_in_when_no_case_is_left() -> None:
    names = ("collected_within_48h_rate", "product_reputation")
    figures: list[Row] = [{"day": DAY.isoformat(), "metric": name, "value": "0.5", "sample": 9} for name in names]
    named = {**NOTICE, "exclusion_id": "m", "metric": names[1]}
    rows = [NOTICE, named, record("platform_metrics", names[1])]
    sums = daily_sums(shop(*rows, orders=[ORDER], platform_metrics=figures))
    assert value(sums, names[0], after=False).value[0, 0] == 1
    for name in names:
        found = value(sums, name)
        assert (found.value[0, 0], found.sample[0, 0], found.origin[0, 0]) == (0.5, 9, PLATFORM)
        assert found.excluded_cases[0, 0] == 0
    assert names[1] not in sums.excluded


def test_the_last_moment_of_the_data_is_that_of_all_orders() -> None:
    # Only the order taken out tells that the data reaches far enough for the other one to be due.
    due = {**ORDER, "shop_id": "s", "province": "浙江", "collected_at": ""}
    newest = {**ORDER, "shop_id": "s", "order_id": "newest", "paid_at": "2022-03-02 09:00:00"}
    sums = daily_sums(events(orders=[due, newest], exclusions=[{**NOTICE, "shop_id": "s"}]))
    assert counts(sums, "collected_within_24h_rate") == (0, 1, 1)


RECORDS: list[tuple[str, Row, str]] = [
    ("orders", {"order_id": "a", "sub_order_id": "own", "paid_at": IN_DAY, "delivered_at": LATER},
     "negative_feedback_rate"),
    ("reviews", {"order_id": "a", "rated_at": IN_DAY, "service_score": 1}, "service_rating"),
    ("refunds", {"order_id": "a", "kind": "refund_only", "requested_at": IN_DAY, "completed_at": LATER,
                 "handled_by_shop": True}, "refund_own_hours"),
    ("chats", {"asked_at": IN_DAY, "automatic_only": False}, "human_reply_seconds"),
    ("service_tasks", {"order_id": "a", "created_at": IN_DAY, "due_at": LATER}, "service_task_hours"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "metric"), RECORDS, ids=[row[0] for row in RECORDS])
def test_a_record_leaves_by_its_own_number_or_its_orders(table: str, row: Row, metric: str) -> None:
    row = row if "sub_order_id" in row else {**row, IDS[table]: "own"}
    rows = {table: [row, {**row, "shop_id": "other"}]}
    for name, gone in (("own", 1), ("a", int("order_id" in row)), ("b", 0)):
        for named in ("", metric):
            sums = daily_sums(shop(record(table, name, named), **rows))
            assert counts(sums, metric, date(2022, 3, 13))[1:] == (1 - gone, gone), (name, named)
            assert counts(sums, metric, date(2022, 3, 13), after=False)[1:] == (1, 0)
    assert metric not in daily_sums(shop(record(table, "own", "reply_within_3min_rate"), **rows)).excluded
    sums = daily_sums(shop({**record(table, "own"), "shop_id": "other"}, **rows))
    assert counts(sums, metric, date(2022, 3, 13))[1:] == (1, 0)


def test_a_review_or_a_refund_that_leaves_no_longer_speaks_against_its_order() -> None:
    order: Row = {"order_id": "a", "paid_at": IN_DAY, "delivered_at": LATER}
    review: Row = {"review_id": "r", "order_id": "a", "rated_at": LATER, "description_score": 1}
    sums = daily_sums(shop(record("reviews", "r"), orders=[order], reviews=[review]))
    assert counts(sums, "negative_feedback_rate", after=False) == (1, 1, 0)
    assert counts(sums, "negative_feedback_rate") == (0, 1, 0)


def test_an_order_taken_out_is_still_looked_up_by_its_refund() -> None:
    # Refunds of unshipped orders are not counted: the order must not be forgotten.
    refund: Row = {
        "refund_id": "r",
        "order_id": "o",
        "kind": "refund_only",
        "requested_at": IN_DAY,
        "completed_at": LATER,
    }
    sums = daily_sums(shop(NOTICE, record("orders", "o"), record("refunds", "x"), orders=[ORDER], refunds=[refund]))
    assert counts(sums, "refund_handling_hours", date(2022, 3, 13)) == (0, 0, 0)


def test_with_an_order_of_a_notice_goes_what_a_metric_of_orders_counts_of_it() -> None:
    refund: Row = {"refund_id": "r", "order_id": "o", "kind": "refund_only", "requested_at": LATER,
                   "completed_at": LATER, "handled_by_shop": True, "quality_reason": True}  # fmt: skip
    paid: Row = {"order_id": "p", "paid_at": IN_DAY}
    named = {**NOTICE, "metric": "first_quality_refund_rate"}
    sums = daily_sums(shop(named, orders=[ORDER, paid], refunds=[refund]))
    assert counts(sums, "first_quality_refund_rate", after=False) == (1, 2, 0)
    assert counts(sums, "first_quality_refund_rate") == (0, 1, 1)
    assert "refund_own_hours" not in sums.excluded
    # A notice that names no metric is about collection and delivery.
    sums = daily_sums(shop(NOTICE, orders=[ORDER, paid], refunds=[refund]))
    assert "first_quality_refund_rate" not in sums.excluded
    assert "delivery_hours" in sums.excluded
    # By its number the order leaves alone.
    sums = daily_sums(shop(record("orders", "o"), orders=[ORDER, paid], refunds=[refund]))
    assert counts(sums, "first_quality_refund_rate") == (1, 1, 1)


def test_a_count_loses_its_cases_too_and_a_next_rating_may_take_a_place() -> None:
    found = value(daily_sums(shop(NOTICE, orders=[ORDER])), "paid_order_count", date(2022, 3, 13))
    assert (found.value[0, 0], found.sample[0, 0], found.excluded_cases[0, 0]) == (0, 0, 1)
    reviews: list[Row] = [
        {"review_id": "1", "order_id": "a", "rated_at": IN_DAY},
        {"review_id": "2", "order_id": "a", "rated_at": LATER, "service_score": 4},
    ]
    sums = daily_sums(shop(record("reviews", "1"), reviews=reviews))
    assert (counts(sums, "service_rating", after=False), counts(sums, "service_rating")) == ((0, 0, 0), (4, 1, 0))


def test_a_family_runs_once_per_set_of_exclusions_and_not_at_all_without(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    counted = exclusions.integers
    monkeypatch.setattr(
        exclusions, "integers", lambda connection, family, kept: ran.append(family) or counted(connection, family, kept)
    )
    assert daily_sums(shop({**NOTICE, "status": "pending"}, orders=[ORDER])).excluded == {}
    assert ran == []
    sums = daily_sums(
        shop({**NOTICE, "metric": "delivery_hours"}, record("orders", "o", "delivery_hours"), orders=[ORDER])
    )
    assert (set(sums.excluded), ran) == ({"delivery_hours"}, ["delivery"])
    ran.clear()
    daily_sums(shop(NOTICE, orders=[ORDER]))
    assert len(ran) == len(set(ran)) < len(FAMILIES)


def test_kept_in_files_and_imported_twice_the_same_comes_out(tmp_path: Path) -> None:
    rows = {
        "orders": [{"shop_id": "s", **ORDER}, {"shop_id": "s", **LAST["orders"]}],
        "exclusions": [{"shop_id": "s", **NOTICE}],
    }
    store = Store(tmp_path / "store")
    for name, again in (("orders", ""), ("exclusions", ""), ("orders", "\n"), ("exclusions", "\n")):
        path = tmp_path / f"{name}.csv"
        path.write_bytes(csv_bytes(rows[name]) + again.encode())
        with path.open("rb") as file:
            store.import_file(file, path.name, table=name)
    for shops in (None, ["s"]):
        assert counts(daily_sums(store.events(), shops), "collected_within_48h_rate") == (0, 0, 1)


@pytest.mark.parametrize(("metric", "hours"), [("collected_within_24h_rate", 24), ("delivery_hours", 0)])
def test_the_sample_shops_disaster_week_is_out_of_the_two_metrics_it_names(
    metric: str, hours: int, sample_sums: DailySums
) -> None:
    with (SAMPLE_SHOP / "orders.csv").open(encoding="utf-8", newline="") as file:
        orders = [row for row in csv.DictReader(file) if row["paid_at"]]
    day = date(2022, 4, 25)
    last = day - timedelta(days=METRICS[metric].lag)
    window = [row for row in orders if last - timedelta(days=29) <= date.fromisoformat(row["paid_at"][:10]) <= last]
    window = [row for row in window if (row["custom_made"] != "true" if hours else row["delivered_at"])]
    struck = [
        row for row in window if row["province"] == "广东" and "2022-04-11" <= row["paid_at"][:10] <= "2022-04-17"
    ]

    def taken(row: Row) -> int:
        end = str(row["collected_at" if hours else "delivered_at"])
        if not end:
            return 0
        seconds = int((datetime.fromisoformat(end) - datetime.fromisoformat(str(row["paid_at"]))).total_seconds())
        return int(seconds <= hours * 3600) if hours else seconds

    whole = sum(map(taken, window))
    assert struck
    assert counts(sample_sums, metric, day, after=False) == (whole, len(window), 0)
    assert counts(sample_sums, metric, day) == (whole - sum(map(taken, struck)), len(window) - len(struck), len(struck))
    assert set(sample_sums.excluded) == {"collected_within_24h_rate", "delivery_hours"}
