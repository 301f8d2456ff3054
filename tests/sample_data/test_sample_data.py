"""The shipped sample data can be rebuilt, tell their story and keep to the canonical tables."""

import csv
import statistics
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from sample_data import REAL_ORDERS, SAMPLE_SHOP, story
from sample_data.generate import generate, main

Row = dict[str, str]

END = "2022-07-05 23:59:59"
# A deadline is known before it comes; everything else in an export has happened.
DEADLINES = {"promised_ship_at", "due_at"}
HEADERS = {
    "orders": "shop_id,order_id,sub_order_id,buyer_id,product_id,category,created_at,paid_at,"
    "promised_ship_at,shipped_at,collected_at,delivered_at,confirmed_at,amount,status,province,carrier,"
    "tracking_number,warehouse,custom_made,special_service_required,special_service_met",
    "reviews": "shop_id,review_id,order_id,buyer_id,product_id,rated_at,description_score,service_score,"
    "logistics_score,text",
    "refunds": "shop_id,refund_id,order_id,kind,requested_at,agreed_at,return_signed_at,completed_at,"
    "closed_at,refused_at,handled_by_shop,first_reason,quality_reason,amount",
    "disputes": "shop_id,dispute_id,order_id,kind,opened_at,closed_at,liable",
    "chats": "shop_id,chat_id,buyer_id,agent,asked_at,first_human_reply_seconds,replied,satisfaction,automatic_only",
    "service_tasks": "shop_id,task_id,order_id,created_at,handled_at,due_at",
    "platform_metrics": "shop_id,day,metric,value,sample",
    "official_scores": "shop_id,day,scheme,item,score",
    "violations": "shop_id,violation_id,kind,points,day",
    "exclusions": "shop_id,exclusion_id,table,record_id,metric,province,from_day,to_day,reason,status,"
    "filed_on,decided_on",
    "annotations": "shop_id,annotation_id,day,text",
}


@cache
def rows(folder: Path, table: str) -> list[Row]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shop(table: str) -> list[Row]:
    return rows(SAMPLE_SHOP, table)


def paid(first: str, last: str) -> list[Row]:
    return [row for row in shop("orders") if row["paid_at"] and first <= row["paid_at"][:10] <= last]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def hours(row: Row, start: str, end: str) -> float:
    return (moment(row[end]) - moment(row[start])).total_seconds() / 3600


def collected_within(orders: Iterable[Row], limit: int) -> float:
    return statistics.fmean(
        bool(row["collected_at"]) and hours(row, "paid_at", "collected_at") <= limit for row in orders
    )


def delivery_hours(orders: Iterable[Row]) -> float:
    return statistics.fmean(hours(row, "paid_at", "delivered_at") for row in orders if row["delivered_at"])


def test_rebuilding_gives_the_same_bytes(tmp_path: Path) -> None:
    generate(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{table}.csv" for table in HEADERS)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (SAMPLE_SHOP / path.name).read_bytes(), path.name


def test_the_command_writes_into_the_folder_named(tmp_path: Path) -> None:
    assert main([str(tmp_path / "new")]) == 0
    assert (tmp_path / "new" / "orders.csv").exists()
    assert main(["--help"]) == 2


@pytest.mark.parametrize("table", HEADERS)
def test_a_table_has_the_canonical_header_and_plain_bytes(table: str) -> None:
    content = (SAMPLE_SHOP / f"{table}.csv").read_bytes()
    assert content.decode("utf-8").split("\n", 1)[0] == HEADERS[table]
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert {row["shop_id"] for row in shop(table)} == {story.SHOP}


def test_the_shop_is_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE_SHOP.glob("*.csv")) <= 5_000_000


@pytest.mark.parametrize("table", HEADERS)
def test_no_time_lies_after_the_end(table: str) -> None:
    for row in shop(table):
        for column, value in row.items():
            if column.endswith("_at") and column not in DEADLINES and value:
                assert moment(value) <= moment(END), (column, row)
            if (column == "day" or column.endswith(("_day", "_on"))) and value:
                assert "2021-06-01" <= value <= END[:10], (column, row)


def test_keys_are_unique_and_rows_belong_together() -> None:
    orders = {row["order_id"]: row for row in shop("orders")}
    assert len(orders) == len(shop("orders"))
    for table, key in (("reviews", "review_id"), ("refunds", "refund_id"), ("disputes", "dispute_id")):
        assert len({row[key] for row in shop(table)}) == len(shop(table))
        assert all(row["order_id"] in orders for row in shop(table))


def test_no_order_or_refund_contradicts_itself() -> None:
    steps = {
        "orders": ("created_at", "paid_at", "shipped_at", "collected_at", "delivered_at", "confirmed_at"),
        "refunds": ("requested_at", "agreed_at", "return_signed_at", "completed_at"),
    }
    for table, columns in steps.items():
        for row in shop(table):
            times = [row[column] for column in columns if row[column]]
            assert times == sorted(times), row


def test_every_day_has_orders_and_chats_and_two_platform_figures() -> None:
    assert len({row["created_at"][:10] for row in shop("orders")}) == 400
    assert len({row["asked_at"][:10] for row in shop("chats")}) == 400
    assert set(Counter(row["day"] for row in shop("platform_metrics")).values()) == {2}


def test_dispatch_is_slow_first_and_fast_after_the_summer() -> None:
    slow, fast = paid("2021-06-01", "2021-08-20"), paid("2021-09-06", "2021-10-31")
    assert collected_within(slow, 24) == pytest.approx(0.55, abs=0.03)
    assert collected_within(slow, 48) == pytest.approx(0.80, abs=0.03)
    assert delivery_hours(slow) == pytest.approx(95, abs=4)
    assert collected_within(fast, 24) == pytest.approx(0.95, abs=0.02)
    assert collected_within(fast, 48) == pytest.approx(0.99, abs=0.01)
    assert delivery_hours(fast) == pytest.approx(56, abs=3)
    assert 0.6 < collected_within(paid("2021-08-21", "2021-09-05"), 24) < 0.9


def test_the_promotion_brings_five_times_the_orders_and_slower_collection() -> None:
    peak, before = paid("2021-11-01", "2021-11-12"), paid("2021-10-01", "2021-10-31")
    assert 4.5 < (len(peak) / 12) / (len(before) / 31) < 5.7
    assert collected_within(peak, 24) == pytest.approx(0.75, abs=0.03)


def test_evening_chats_go_unanswered_in_the_staffing_gap() -> None:
    def evening(first: str, last: str) -> list[Row]:
        return [
            row
            for row in shop("chats")
            if first <= row["asked_at"][:10] <= last and "18" <= row["asked_at"][11:13] < "23"
        ]

    def replied(chats: list[Row]) -> float:
        return statistics.fmean(row["replied"] == "true" for row in chats)

    def waits(chats: list[Row]) -> list[int]:
        return [int(text) for row in chats if (text := row["first_human_reply_seconds"])]

    gap, before = evening("2022-02-14", "2022-03-20"), evening("2022-01-01", "2022-02-13")
    assert replied(gap) == pytest.approx(0.65, abs=0.05)
    assert min(waits(gap)) >= 300
    assert max(waits(gap)) <= 1800
    assert replied(before) > 0.95
    assert statistics.median(waits(before)) < 40


def test_the_disaster_holds_up_one_province_only() -> None:
    week = paid("2022-04-11", "2022-04-17")
    struck = [row for row in week if row["province"] == "广东"]
    others = [row for row in week if row["province"] != "广东"]
    assert struck
    assert all(72 <= hours(row, "paid_at", "collected_at") <= 144 for row in struck if row["collected_at"])
    assert delivery_hours(struck) > 150
    assert collected_within(others, 24) > 0.9


@pytest.mark.parametrize(("kind", "before", "after"), [("refund_only", 18, 40), ("return_refund", 70, 100)])
def test_refunds_are_slower_at_the_end(kind: str, before: float, after: float) -> None:
    done = [row for row in shop("refunds") if row["kind"] == kind and row["completed_at"]]
    own = [row for row in done if row["handled_by_shop"] == "true"]
    turn = str(story.LAST_DAY - timedelta(days=44))
    early = [hours(row, "requested_at", "completed_at") for row in own if row["requested_at"] < turn]
    late = [hours(row, "requested_at", "completed_at") for row in own if row["requested_at"] >= turn]
    assert statistics.fmean(early) == pytest.approx(before, rel=0.1)
    assert statistics.fmean(late) == pytest.approx(after, rel=0.12)


def test_some_buyers_rate_more_than_three_times_in_a_month() -> None:
    ratings = Counter((row["buyer_id"], row["rated_at"][:7]) for row in shop("reviews"))
    assert len({buyer for (buyer, _), count in ratings.items() if count > 3}) >= 3


def test_open_cases_are_open() -> None:
    assert any(not row["completed_at"] and not row["closed_at"] for row in shop("refunds"))
    assert {row["kind"] for row in shop("disputes")} == {"dispute", "complaint", "help_request"}
    assert {row["liable"] for row in shop("disputes")} == {"shop", "buyer", "none", "pending"}
    assert all((row["liable"] == "pending") == (not row["closed_at"]) for row in shop("disputes"))


def test_the_real_extract_is_small_and_whole() -> None:
    files = [REAL_ORDERS / "orders.csv", REAL_ORDERS / "reviews.csv"]
    assert sum(path.stat().st_size for path in files) <= 1_500_000
    shops = {row["shop_id"] for row in rows(REAL_ORDERS, "orders")}
    assert {row["shop_id"] for row in rows(REAL_ORDERS, "reviews")} <= shops
    assert "Copyright (c) 2019 @olist" in (REAL_ORDERS / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("shop_id", "last_day", "expected"),
    [
        ("6560211a19b47992c3666cc44a7e94c0", "2017-11-30", (34, 12, 26, 0)),
        ("6560211a19b47992c3666cc44a7e94c0", "2018-05-31", (18, 12, 16, 0)),
        ("cc419e0650a3c5ba77189a1882b7556a", "2017-11-30", (45, 2, 12, 0)),
        ("cc419e0650a3c5ba77189a1882b7556a", "2018-05-31", (10, 2, 4, 1)),
        ("4a3ca9315b744ce9f8e9374361493884", "2017-11-30", (42, 6, 11, 0)),
        ("4a3ca9315b744ce9f8e9374361493884", "2018-05-31", (13, 8, 9, 0)),
    ],
)
def test_real_shops_give_their_known_counts(shop_id: str, last_day: str, expected: tuple[int, int, int, int]) -> None:
    first_day = str((moment(last_day) - timedelta(days=29)).date())
    window = [
        row
        for row in rows(REAL_ORDERS, "orders")
        if row["shop_id"] == shop_id and row["paid_at"] and first_day <= row["paid_at"][:10] <= last_day
    ]
    waits = [hours(row, "paid_at", "collected_at") for row in window if row["collected_at"]]
    within_24h, within_48h = (sum(wait <= limit for wait in waits) for limit in (24, 48))
    assert (len(window), within_24h, within_48h, len(window) - len(waits)) == expected
