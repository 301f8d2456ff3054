"""Every number leads to its rows: the right ones, the worst first, as a person reads them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from made_up import Row, events
from parted import segments

from scoring.errors import UnknownName
from scoring.measure.cases import cases
from scoring.measure.catalogue import METRICS
from scoring.measure.engine import attached
from scoring.measure.rows import rows_of
from scoring.store.events import Events

SHOP = "示例旗舰店"
SPAN = (date(2022, 3, 1), date(2022, 4, 30))
JANUARY = (date(2022, 1, 1), date(2022, 1, 31))
# A case of theirs is a group of rows, or rows of orders and of their buyers are the same.
OF_GROUPS = {"reply_rate", "people_assisted", "sales", "sales_per_buyer", "escalated_order_rate",
             "escalated_order_count"}  # fmt: skip


def made(**tables: Sequence[Row]) -> Events:
    return events(**{name: [{"shop_id": "s", **row} for row in given] for name, given in tables.items()})


def rows(metric: str, shop: Events, part: tuple[str, str] | None = None, **more: int) -> list[dict[str, object]]:
    with attached(shop, ["s"]) as connection:
        found, count = rows_of(connection, "s", metric, *JANUARY, part, **more)
    assert found.num_rows == min(count, more.get("most", 1000))
    return [{name: cell for name, cell in row.items() if cell is not None} for row in found.to_pylist()]


def at(day: int, clock: str = "10:00:00") -> str:
    return f"2022-01-{day:02} {clock}"


def test_every_metric_of_the_sample_shop_leads_to_the_rows_of_its_cases(sample_events: Events) -> None:
    with attached(sample_events, [SHOP]) as connection:
        for name in (name for name, item in METRICS.items() if not item.from_platform):
            found, count = rows_of(connection, SHOP, name, *SPAN, bad_only=False, most=20_000)
            table = cases(connection, name, *SPAN).to_pylist()
            bad, bad_count = rows_of(connection, SHOP, name, *SPAN)
            flags = found["bad"].to_pylist()
            assert found.num_rows == count
            assert flags == sorted(flags, reverse=True), name
            assert bad_count == sum(flags), name
            assert bad.to_pylist() == [without_empty(row, bad) for row in found.to_pylist()[: bad.num_rows]], name
            if name not in OF_GROUPS:
                assert count == len(table), name
                assert bad_count == sum(is_bad(name, row, table) for row in table), name


def without_empty(row: dict[str, object], like: pa.Table) -> dict[str, object]:
    return {name: row[name] for name in like.column_names}


def is_bad(name: str, row: dict[str, int], table: Sequence[dict[str, int]]) -> bool:
    """The definition a second time."""
    item = METRICS[name]
    if item.denominator and item.unit != "ratio":
        numerator, denominator = (sum(case[part] for case in table) for part in ("numerator", "denominator"))
        sign = 1 if item.better == "lower" else -1
        return sign * row["numerator"] * denominator > sign * numerator * row["denominator"]
    if item.better == "lower":
        return row["numerator"] > 0
    return row["numerator"] < row["denominator"]


def test_orders_without_a_scan_come_before_the_slowest_and_are_readable() -> None:
    orders = [{"order_id": name, "paid_at": at(2, "09:05:07"), "collected_at": scan, "amount": amount, "buyer_id": "b"}
              for name, scan, amount in (("late", at(5), "1234.50"), ("never", "", "0.05"), ("later", at(7), ""),
                                         ("in time", at(3), "3"))]  # fmt: skip
    orders.append({"order_id": "end", "paid_at": "2022-03-01 10:00:00"})
    assert rows("collected_within_48h_rate", made(orders=orders)) == [
        {"table": "orders", "day": date(2022, 1, 2), "bad": True, "order_id": name, "buyer_id": "b",
         "paid_at": "2022-01-02 09:05:07", **scan, **amount}
        for name, scan, amount in (
            ("never", {}, {"amount": Decimal("0.05")}),
            ("later", {"collected_at": "2022-01-07 10:00:00"}, {}),
            ("late", {"collected_at": "2022-01-05 10:00:00"}, {"amount": Decimal("1234.50")}),
        )
    ]  # fmt: skip
    with attached(made(orders=orders), ["s"]) as connection:
        found, count = rows_of(connection, "s", "collected_within_48h_rate", *JANUARY, most=2, bad_only=False)
    # What the shop never fills is no column; what it fills elsewhere is.
    assert found.column_names == ["table", "day", "bad", "order_id", "buyer_id", "paid_at", "collected_at", "amount"]
    assert (found["order_id"].to_pylist(), count) == (["never", "later"], 4)


def test_means_give_the_figure_of_each_case_and_call_bad_what_is_worse_than_their_own_mean() -> None:
    orders = [{"order_id": str(days), "paid_at": at(1), "delivered_at": at(1 + days)} for days in (1, 2, 6)]
    shop = made(orders=orders)
    assert [(row["order_id"], row["figure"]) for row in rows("delivery_hours", shop)] == [("6", 144.0)]
    every = rows("delivery_hours", shop, bad_only=False)
    assert [(row["order_id"], row["bad"]) for row in every] == [("6", True), ("2", False), ("1", False)]
    reviews = [{"review_id": str(score), "rated_at": at(1), "description_score": score} for score in (5, 1, 2, 5)[:3]]
    found = rows("description_rating", made(reviews=reviews))
    assert [(row["review_id"], row["figure"]) for row in found] == [("1", 1.0), ("2", 2.0)]
    assert [row["review_id"] for row in rows("low_rating_count", made(reviews=reviews))] == ["1", "2"]


def test_a_group_shows_all_its_rows() -> None:
    chats = [{"chat_id": name, "buyer_id": buyer, "asked_at": at(day), "replied": replied}
             for name, buyer, day, replied in (("1", "b", 1, False), ("2", "b", 1, False), ("3", "b", 2, True),
                                               ("4", "c", 2, True), ("5", "", 3, False))]  # fmt: skip
    totals = [{"day": "2022-01-09", "people_asking": 10, "people_unanswered": 1}]
    shop = made(chats=chats, reception_totals=totals)
    found = rows("reply_rate", shop)
    assert [(row["table"], row.get("chat_id")) for row in found] == [
        ("reception_totals", None), ("chats", "5"), ("chats", "1"), ("chats", "2"),
    ]  # fmt: skip
    assert found[0]["people_asking"] == 10
    assert len(rows("reply_rate", shop, bad_only=False)) == 6
    parts = (("1", at(2), ""), ("2", at(3), ""), ("3", "", ""), ("4", at(3), "其他"))
    orders = [{"order_id": "o", "sub_order_id": part, "paid_at": at(1), "confirmed_at": done, "amount": "10.00",
               "buyer_id": "b", "category": category} for part, done, category in parts]  # fmt: skip
    refunds = [{"refund_id": "f", "order_id": "o", "requested_at": at(1), "completed_at": at(2), "amount": "5.00"},
               {"refund_id": "open", "order_id": "o", "requested_at": at(4)}]  # fmt: skip
    disputes = [{"dispute_id": "d", "order_id": "o", "opened_at": at(5)}]
    shop = made(orders=orders, refunds=refunds, disputes=disputes)
    sold = rows("sales", shop, bad_only=False)
    assert [(row.get("sub_order_id"), row.get("refund_id"), row["figure"]) for row in sold] == [
        ("1", None, 15.0), ("2", None, 15.0), (None, "f", 15.0),
    ]  # fmt: skip
    asked = rows("escalated_order_rate", shop)
    assert [(row["table"], row["day"].day) for row in asked] == [("disputes", 1), ("refunds", 1), ("refunds", 1)]
    # The buyer's rows are the orders already shown.
    assert len(rows("sales_per_buyer", shop, bad_only=False)) == 4


def test_disputes_come_before_the_orders_they_are_set_against() -> None:
    orders = [{"order_id": name, "paid_at": at(1), "carrier": carrier} for name, carrier in (("o", "中通"), ("p", ""))]
    disputes = [{"dispute_id": name, "order_id": order, "opened_at": at(3)} for name, order in (("d", "o"), ("e", ""))]
    shop = made(orders=orders, disputes=disputes)
    bad = rows("platform_help_rate", shop)
    assert [row["dispute_id"] for row in bad] == ["d", "e"]
    assert "paid_at" not in bad[0]
    assert [row["table"] for row in rows("platform_help_rate", shop, bad_only=False)] == ["disputes"] * 2 + [
        "orders"
    ] * 2
    found = rows("platform_help_rate", shop, ("carrier", "中通"), bad_only=False)
    assert [(row["table"], row["order_id"]) for row in found] == [("disputes", "o"), ("orders", "o")]
    assert [row["dispute_id"] for row in rows("platform_help_rate", shop, ("carrier", ""))] == ["e"]


@pytest.mark.parametrize("metric", ["collected_within_24h_rate", "reply_within_3min_rate", "refund_refusal_rate"])
def test_the_rows_of_a_segment_are_those_it_counts(metric: str, sample_events: Events) -> None:
    lower = METRICS[metric].better == "lower"
    with attached(sample_events, [SHOP]) as connection:
        for attribute in ("hour", "agent" if metric.startswith("reply") else "carrier"):
            for segment in segments(connection, SHOP, metric, attribute, *SPAN):
                part = (attribute, segment.value)
                _, count = rows_of(connection, SHOP, metric, *SPAN, part, bad_only=False, most=1)
                _, bad = rows_of(connection, SHOP, metric, *SPAN, part, most=1)
                expected = segment.numerator if lower else segment.denominator - segment.numerator
                assert (count, bad) == (segment.denominator, expected), part


def test_what_exclusions_take_out_is_not_shown_and_neither_are_rows_of_a_group_that_they_name() -> None:
    chats = [{"chat_id": name, "buyer_id": "b", "asked_at": at(1), "replied": False} for name in "12"]
    orders = [{"order_id": name, "paid_at": at(1), "delivered_at": at(9), "province": province}
              for name, province in (("o", "广东省"), ("p", "浙江"))]  # fmt: skip
    out = [{"exclusion_id": "c", "table": "chats", "record_id": "1", "status": "upheld"},
           {"exclusion_id": "d", "table": "orders", "province": "广东", "from_day": "2022-01-01",
            "to_day": "2022-01-02", "metric": "delivery_hours", "status": "upheld"}]  # fmt: skip
    shop = made(chats=chats, orders=orders, exclusions=out)
    for metric, key, before, after in (("reply_rate", "chat_id", ["1", "2"], ["2"]),
                                       ("delivery_hours", "order_id", ["o", "p"], ["p"])):  # fmt: skip
        assert [row[key] for row in rows(metric, shop, bad_only=False)] == before
        assert [row[key] for row in rows(metric, shop, bad_only=False, after_exclusion=True)] == after


def test_other_shops_days_and_names_are_kept_apart() -> None:
    orders = [{"shop_id": shop, "order_id": f"{shop}{day}", "paid_at": at(day), "delivered_at": at(day + 1)}
              for shop in "st" for day in (1, 2)]  # fmt: skip
    with attached(events(orders=orders)) as connection:
        days = (date(2022, 1, 2), date(2022, 1, 2))
        found, count = rows_of(connection, "t", "delivery_hours", *days, bad_only=False)
        assert (found["order_id"].to_pylist(), count) == (["t2"], 1)
        (segment,) = segments(connection, "t", "delivery_hours", "hour", *days)
        assert (segment.denominator, segment.rest) == (1, None)
        empty, none = rows_of(connection, "t", "brand_influence", *days)
        assert (empty.num_rows, none) == (0, 0)
        assert rows_of(connection, "t", "delivery_hours", *days, ("hour", "noon"), bad_only=False)[1] == 0
        for wrong in (("made_up_rate", None), ("delivery_hours", ("agent", "云"))):
            with pytest.raises(UnknownName):
                rows_of(connection, "t", wrong[0], *days, wrong[1])
