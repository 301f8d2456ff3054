"""Measured after exclusion, a random shop is, in every metric, the shop that never imported the rows taken out."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from made_up import Row
from test_exclusions import IDS, NOTICE, shop

from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.panel import panel, windows_of_catalogue


def made(chance: random.Random) -> dict[str, list[Row]]:
    """A few weeks of a busy shop; most rows speak of one of its orders."""

    def time(share: float = 0.9) -> str:
        at = datetime.fromisoformat("2022-02-01") + timedelta(seconds=chance.randrange(40 * 86_400))
        return at.isoformat(" ") if chance.random() < share else ""

    def pick(*choices: object) -> object:
        return chance.choice(choices)

    def order() -> str:
        return f"o{chance.randrange(60)}" if chance.random() < 0.9 else ""

    def row(table: str, at: int) -> Row:
        common = {IDS[table]: f"{table[0]}{at}", "order_id": order(), "buyer_id": f"b{chance.randrange(25)}"}
        if table == "chats":
            del common["order_id"]
        return common | own[table]()

    # The parts of an order are paid together and go to one address.
    paid = [{"order_id": f"o{at}", "province": pick("广东", "浙江", ""), "paid_at": time()} for at in range(60)]
    own = {
        "orders": lambda: {**chance.choice(paid), "sub_order_id": f"sub{chance.randrange(10**6)}",
                           "collected_at": time(), "shipped_at": time(0.6), "delivered_at": time(),
                           "confirmed_at": time(), "amount": "7.50", "line_days": pick(3, 20, ""),
                           "custom_made": pick(True, False), "special_service_required": pick(True, False),
                           "special_service_met": pick(True, False)},
        "reviews": lambda: {"rated_at": time(), "description_score": pick(1, 5, ""), "service_score": pick(2, 4, ""),
                            "logistics_score": pick(1, 3, "")},
        "refunds": lambda: {"kind": pick("refund_only", "return_refund"), "requested_at": time(),
                            "completed_at": time(), "agreed_at": time(), "handled_by_shop": pick(True, False),
                            "refused_at": time(0.3), "quality_reason": pick(True, False), "amount": "1.00"},
        "disputes": lambda: {"kind": pick("dispute", "complaint"), "opened_at": time(), "closed_at": time(),
                             "liable": pick("shop", "buyer")},
        "chats": lambda: {"asked_at": time(), "first_human_reply_seconds": pick(5, 200, ""),
                          "replied": pick(True, False), "satisfaction": pick(1, 5, ""),
                          "automatic_only": pick(True, False)},
        "service_tasks": lambda: {"created_at": time(), "due_at": time(), "handled_at": time()},
    }  # fmt: skip
    return {table: [row(table, at) for at in range(90)] for table in IDS}


def without(tables: dict[str, list[Row]], rows: Sequence[Row], metric: str) -> dict[str, list[Row]]:
    """The events as if the rows taken out of the metric had never been imported."""
    left = dict(tables)
    for row in rows:
        if row["metric"] not in ("", metric) or row["status"] != "upheld" or row.get("shop_id"):
            continue
        table, name = str(row["table"]), row.get("record_id")
        if name:
            # Handling refunds only looks the order up.
            if (table, metric) != ("orders", "refund_handling_hours"):
                left[table] = [kept for kept in left[table] if name not in (kept[IDS[table]], kept.get("order_id"))]
        elif (all if row["metric"] == "" else any)(need.startswith("orders.") for need in METRICS[metric].needs):
            gone = [kept for kept in left["orders"] if inside(kept, row)]
            left["orders"] = [kept for kept in left["orders"] if kept not in gone]
            # Where a metric counts something of an order, all of the order goes.
            ids = {kept["order_id"] for kept in tables["orders"] if inside(kept, row)}
            for other in ("reviews", "refunds", "disputes"):
                left[other] = [kept for kept in left[other] if kept["order_id"] not in ids]
    return left


def inside(order: Row, notice: Row) -> bool:
    day = str(order["paid_at"])[:10]
    return notice["province"] in ("", order["province"]) and str(notice["from_day"]) <= day <= str(notice["to_day"])


@pytest.mark.parametrize("seed", range(3))
def test_every_metric_is_what_it_would_be_had_the_rows_never_been_imported(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    tables = made(chance)
    some = ("description_rating", "negative_feedback_rate", "first_quality_refund_rate", "reply_rate")
    rows: list[Row] = []
    for at in range(40):
        table = chance.choice([*IDS])
        row = chance.choice(tables[table])
        name = chance.choice([row[IDS[table]], row.get("order_id") or row[IDS[table]]])
        status, shop_id = chance.choice([("upheld", "")] * 4 + [("pending", ""), ("rejected", ""), ("upheld", "other")])
        rows.append({"exclusion_id": at, "table": table, "record_id": name, "metric": chance.choice(["", *some]),
                     "status": status} | ({"shop_id": shop_id} if shop_id else {}))  # fmt: skip
    rows += [{**NOTICE, "metric": "", "to_day": "2022-03-04"}, {**NOTICE, "exclusion_id": "all", "province": "",
             "metric": "collected_within_48h_rate"}]  # fmt: skip
    sums, counted = daily_sums(shop(*rows, **tables), ["s"]), daily_sums(shop(**tables))
    windows, first, last = windows_of_catalogue(), date(2022, 2, 1), date(2022, 3, 20)
    after = panel(sums, windows, first, last, METRICS).metrics
    before, never = (panel(found, windows, first, last).metrics for found in (sums, counted))
    imported: dict[str, DailySums] = {}
    for metric in (name for name, item in METRICS.items() if not item.from_platform):
        left = without(tables, rows, metric)
        # Most metrics lose the same rows: they are measured once.
        if repr(left) not in imported:
            imported[repr(left)] = daily_sums(shop(**left))
        expected = panel(imported[repr(left)], windows, first, last).metrics[metric]
        for part in ("value", "numerator", "denominator", "sample", "origin"):
            arrays = [getattr(values, part) for values in (after[metric], expected, before[metric], never[metric])]
            assert np.array_equal(arrays[0], arrays[1], equal_nan=part == "value"), (metric, part)
            assert np.array_equal(arrays[2], arrays[3], equal_nan=part == "value"), (metric, part)
        lost = before[metric].sample - after[metric].sample
        assert np.array_equal(after[metric].excluded_cases, np.maximum(lost, 0)), metric
        assert not before[metric].excluded_cases.any()
