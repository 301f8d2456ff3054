"""The metrics of trade on rows made up by hand, each at the edge of what it counts."""

import pytest
from by_day import ByDay, Tables, counted, sums_of, value

PAID = [{"paid_at": "03 10:00:00"}, {"paid_at": "03 11:00:00"}, {"paid_at": None}]
DAMAGE = [
    {"order_id": "1", "requested_at": "03 10:00:00", "first_reason": "商品破损"},
    {"order_id": "1", "requested_at": "04 10:00:00", "first_reason": "商品破损"},  # the order's second refund
    {"order_id": "2", "requested_at": "03 10:00:00", "first_reason": "7天无理由退换货"},
    {"order_id": "2", "requested_at": "04 10:00:00", "first_reason": "包装破损"},  # not the order's first reason
    {"order_id": "3", "requested_at": "05 10:00:00", "first_reason": "包装/商品破损/污渍"},
]

CASES: dict[str, tuple[Tables, ByDay]] = {
    "product_rating": (
        {"reviews": [
            {"order_id": "1", "buyer_id": "b", "rated_at": "03 10:00:00", "description_score": 5},
            {"order_id": "1", "buyer_id": "b", "rated_at": "04 10:00:00", "description_score": 1},  # its second review
            {"order_id": "2", "buyer_id": "b", "rated_at": "03 11:00:00", "description_score": 4},
            {"order_id": "3", "buyer_id": "b", "rated_at": "03 12:00:00", "description_score": 3},
            {"order_id": "4", "buyer_id": "b", "rated_at": "03 13:00:00", "description_score": 2},  # the buyer's fourth
            {"order_id": "5", "buyer_id": "b", "rated_at": "05 13:00:00", "service_score": 2},
        ]},
        {"03": (14, 4)},
    ),
    "collection_hours": (
        {"orders": [{"paid_at": "03 10:00:00", "collected_at": "04 10:00:01"}, *PAID]},
        {"03": (86_401, 1)},
    ),
    "waybill_on_time_rate": (
        {"orders": [
            {"collected_at": "01 13:00:00", "line_days": 2, "delivered_at": "03 23:59:59"},
            {"collected_at": "01 00:00:00", "line_days": 2, "delivered_at": "04 00:00:00"},  # a second late
            {"collected_at": "01 23:59:59", "line_days": 2},  # due and not delivered
            {"collected_at": "03 23:59:59", "line_days": 0, "delivered_at": "03 23:59:59"},
            {"collected_at": "02 10:00:00", "line_days": 2, "delivered_at": "03 10:00:00"},  # not due yet
            {"collected_at": "01 13:00:00", "delivered_at": "02 10:00:00"},  # nobody says when it is due
        ]},
        {"01": (1, 3), "03": (1, 1)},
    ),
    "damaged_return_rate": ({"orders": PAID, "refunds": DAMAGE}, {"03": (1, 2), "05": (1, 0)}),
    "damaged_return_count": ({"refunds": DAMAGE}, {"03": (1, 0), "05": (1, 0)}),
    "quality_refund_count": (
        {"refunds": [
            {"order_id": "1", "requested_at": "03 10:00:00", "quality_reason": True},
            {"order_id": "1", "requested_at": "04 10:00:00", "quality_reason": True},
            {"order_id": "2", "requested_at": "03 10:00:00", "quality_reason": False},
            {"order_id": "2", "requested_at": "04 10:00:00", "quality_reason": True},
        ]},
        {"03": (1, 0)},
    ),
    "low_rating_count": (
        {"reviews": [{"rated_at": "03 10:00:00", "description_score": score} for score in (1, 2, 3, None)]},
        {"03": (2, 0)},
    ),
    "next_day_delivery_rate": (
        {"orders": [
            {"paid_at": "03 00:00:00", "delivered_at": "04 23:59:59"},
            {"paid_at": "03 23:59:59", "delivered_at": "05 00:00:00"},
            {"paid_at": "03 10:00:00", "delivered_at": "03 20:00:00"},
            {"paid_at": "03 10:00:00"},
        ]},
        {"03": (1, 1), "04": (1, 1), "05": (0, 1)},
    ),
    "special_service_order_share": (
        {"orders": [{"paid_at": "03 10:00:00", "special_service_met": met} for met in (True, False, None)]},
        {"03": (1, 3)},
    ),
    "pdd_logistics_anomaly_rate": (
        {"orders": PAID, "violations": [
            {"kind": "logistics_anomaly", "day": "03"}, {"kind": "logistics_anomaly", "day": "04"},
            {"kind": "logistics_anomaly"}, {"kind": "mocking", "day": "03"},
        ]},
        {"03": (1, 102), "04": (1, 100)},
    ),
    "turnover": (
        {"orders": [
            {"paid_at": "03 10:00:00", "amount": "10.50"}, {"paid_at": "03 11:00:00", "amount": "2.00"},
            {"paid_at": "03 12:00:00"}, {"created_at": "03 12:00:00", "amount": "9.00"},
        ]},
        {"03": (1250, 0)},
    ),
    "sales_per_buyer": (
        {"orders": [
            {"paid_at": "03 00:00:00", "buyer_id": "b", "amount": "10.00"},
            {"paid_at": "03 23:59:59", "buyer_id": "b", "amount": "20.00"},
            {"paid_at": "04 00:00:00", "buyer_id": "b", "amount": "5.00"},  # another day: counts again
            {"paid_at": "04 10:00:00", "buyer_id": "c"},  # what c spent is not known
            {"paid_at": "04 10:00:00", "amount": "7.00"}, {"paid_at": "04 10:00:00", "amount": "8.00"},
        ]},
        {"03": (3000, 1), "04": (2000, 3)},
    ),
    "sales": (
        {
            "orders": [
                {"order_id": "1", "confirmed_at": "05 10:00:00", "amount": "100.00"},
                {"order_id": "2", "confirmed_at": "05 10:00:00", "amount": "50.00", "category": "其他"},
                {"order_id": "3", "sub_order_id": "a", "confirmed_at": "05 10:00:00", "amount": "20.00"},
                {"order_id": "3", "sub_order_id": "b", "confirmed_at": "06 10:00:00", "amount": "30.00",
                 "category": "女鞋"},
                {"order_id": "4", "paid_at": "05 10:00:00", "amount": "70.00"},  # not confirmed
            ],
            "refunds": [
                {"order_id": "1", "completed_at": "07 10:00:00", "amount": "20.00"},
                {"order_id": "1", "completed_at": "08 10:00:00", "amount": "10.00"},
                {"order_id": "1", "requested_at": "08 10:00:00", "amount": "5.00"},  # not completed
                {"order_id": "2", "completed_at": "08 10:00:00", "amount": "1.00"},
                {"order_id": "3", "completed_at": "08 10:00:00", "amount": "5.00"},
                {"order_id": "4", "completed_at": "08 10:00:00", "amount": "70.00"},
            ],
        },
        {"05": (7000, 0), "06": (4500, 0)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("metric", CASES)
def test_a_metric_counts_what_its_definition_says_on_the_day_it_belongs_to(metric: str) -> None:
    tables, expected = CASES[metric]
    assert counted(metric, tables) == expected


def test_a_waybill_is_judged_from_the_last_second_of_its_time_on() -> None:
    orders = [{"collected_at": "01 13:00:00", "line_days": 2, "delivered_at": "02 10:00:00"}]
    for covered, due in (("03 23:59:58", 0), ("03 23:59:59", 1)):
        sums = sums_of({"orders": [*orders, {"created_at": covered}]})
        assert (sums.columns["waybills_due"].sum(), sums.columns["waybills_on_time"].sum()) == (due, due)


def test_the_published_examples() -> None:
    anomalies = [{"kind": "logistics_anomaly", "day": "03"}] * 39
    paid = [{"paid_at": "03 10:00:00"}] * 900
    assert value("pdd_logistics_anomaly_rate", {"orders": paid, "violations": anomalies}) == 0.008125
    bought = [{"paid_at": "03 10:00:00", "buyer_id": f"b{at}", "amount": "300.00"} for at in range(100)]
    assert value("sales_per_buyer", {"orders": bought}) == 300
    assert value("turnover", {"orders": bought}) == 30_000


def test_an_hour_is_3600_seconds_and_money_is_in_yuan() -> None:
    assert value("collection_hours", CASES["collection_hours"][0]) == 86_401 / 3600
    assert value("turnover", CASES["turnover"][0]) == 12.5
    assert value("sales", CASES["sales"][0]) == 115
    assert value("sales_per_buyer", CASES["sales_per_buyer"][0]) == 12.5


def test_sales_are_not_known_without_refunds() -> None:
    sums = sums_of({"orders": [{"confirmed_at": "05 10:00:00", "amount": "100.00"}]})
    assert sums.missing["sales"] == (("refunds.completed_at", "refunds.amount"),)
    assert sums.missing["waybill_on_time_rate"] == (("orders.collected_at", "orders.delivered_at", "orders.line_days"),)
