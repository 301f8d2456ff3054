"""The metrics of the 2025 and 2026 rules against plain Python, and counts without a denominator."""

import csv
from collections import defaultdict
from datetime import date, datetime, timedelta

import numpy as np

from sample_data import SAMPLE_SHOP
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import panel

METRICS_OF_TODAY = (
    "description_good_rating_rate", "negative_feedback_rate", "paid_order_count", "platform_help_rate",
    "refund_handling_hours", "signed_quality_refund_rate",
)  # fmt: skip
DAYS = [date(2021, 8, 1), date(2021, 11, 30), date(2022, 2, 28), date(2022, 7, 5)]


def rows(table: str) -> list[dict[str, str]]:
    with (SAMPLE_SHOP / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def inside(text: str, day: date, metric: str) -> bool:
    last = day - timedelta(days=METRICS[metric].lag)
    return bool(text) and last - timedelta(days=29) <= at(text).date() <= last


def sums(found: DailySums, metric: str, day: date) -> tuple[int, int]:
    values = panel(found, {metric: (METRICS[metric].days, METRICS[metric].lag)}, day, day).metrics[metric]
    return int(values.numerator[0, 0]), int(values.denominator[0, 0])


def first_quality_refunds() -> set[str]:
    first: dict[str, dict[str, str]] = {}
    for row in sorted(rows("refunds"), key=lambda row: (row["requested_at"], row["refund_id"])):
        first.setdefault(row["order_id"], row)
    return {order for order, row in first.items() if row["quality_reason"] == "true"}


def test_feedback_on_signed_orders_is_that_of_plain_python(sample_sums: DailySums) -> None:
    bad = {row["order_id"] for row in rows("reviews") if row["description_score"] in ("1", "2")}
    quality = first_quality_refunds()
    orders = [row for row in rows("orders") if row["paid_at"] and row["delivered_at"]]
    for day in DAYS:
        signed = [row["order_id"] for row in orders if inside(row["delivered_at"], day, "negative_feedback_rate")]
        expected = sum(order in bad or order in quality for order in signed)
        assert sums(sample_sums, "negative_feedback_rate", day) == (expected, len(signed))
        signed = [row["order_id"] for row in orders if inside(row["delivered_at"], day, "signed_quality_refund_rate")]
        expected = sum(order in quality for order in signed)
        assert sums(sample_sums, "signed_quality_refund_rate", day) == (expected, len(signed))


def test_good_ratings_are_that_of_plain_python_and_know_no_cap_per_buyer(sample_sums: DailySums) -> None:
    for day in DAYS:
        rated = [
            int(row["description_score"])
            for row in rows("reviews")
            if row["description_score"] and inside(row["rated_at"], day, "description_good_rating_rate")
        ]
        expected = (sum(score >= 4 for score in rated), len(rated))
        assert sums(sample_sums, "description_good_rating_rate", day) == expected


def test_refund_handling_is_that_of_plain_python(sample_sums: DailySums) -> None:
    shipped = {row["order_id"]: row["shipped_at"] for row in rows("orders")}
    handled: dict[date, list[int]] = defaultdict(list)
    for row in rows("refunds"):
        ended = row["completed_at"] or row["closed_at"]
        if row["kind"] not in ("refund_only", "return_refund") or row["handled_by_shop"] == "false" or not ended:
            continue
        asked = at(row["requested_at"])
        sent = shipped.get(row["order_id"])
        if row["kind"] == "refund_only":
            if sent is not None and (not sent or at(sent) > asked):
                continue
            seconds = (at(row["completed_at"] or row["refused_at"] or row["closed_at"]) - asked).total_seconds()
        elif not row["agreed_at"]:
            continue
        else:
            seconds = (at(row["agreed_at"]) - asked).total_seconds()
            if row["completed_at"] and row["return_signed_at"]:
                seconds += (at(row["completed_at"]) - at(row["return_signed_at"])).total_seconds()
        if at(ended) - asked <= timedelta(days=90):
            handled[at(ended).date()].append(int(seconds))
    for day in DAYS:
        last = day - timedelta(days=METRICS["refund_handling_hours"].lag)
        taken = [value for past in range(30) for value in handled[last - timedelta(days=past)]]
        assert sums(sample_sums, "refund_handling_hours", day) == (sum(taken), len(taken))


def test_escalations_are_counted_by_the_day_they_were_opened(sample_sums: DailySums) -> None:
    for day in DAYS:
        opened = sum(inside(row["opened_at"], day, "platform_help_rate") for row in rows("disputes"))
        paid = sum(inside(row["paid_at"], day, "platform_help_rate") for row in rows("orders"))
        assert sums(sample_sums, "platform_help_rate", day) == (opened, paid)


def test_a_count_is_its_own_value_and_sample(sample_sums: DailySums) -> None:
    day = DAYS[-1]
    values = panel(sample_sums, {"paid_order_count": (30, 1)}, day, day).metrics["paid_order_count"]
    paid = sum(inside(row["paid_at"], day, "platform_help_rate") for row in rows("orders"))
    assert (values.value[0, 0], values.sample[0, 0]) == (paid, paid)
    assert not np.isnan(values.value).any()
