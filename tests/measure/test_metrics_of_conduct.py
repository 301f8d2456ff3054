"""The metrics of conduct on rows made up by hand, each at the edge of what it counts; violations one by one."""

from datetime import date

import pytest
from by_day import ByDay, Tables, counted, sums_of, value
from made_up import events

from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import daily_sums
from scoring.measure.panel import MEASURED, PLATFORM, panel
from scoring.measure.records import Violation, violations_of

VIOLATIONS = (
    "abnormal_after_sales_address", "invoice_refused", "mocking", "unjustified_refusal", "fake_trades",
    "false_advertising", "fraudulent_shipping", "brand_confusion", "counterfeit", "not_as_described",
    "confusing_goods", "fake_logistics_trace",
)  # fmt: skip
PAID = [{"paid_at": "03 10:00:00"}, {"paid_at": "03 11:00:00"}, {"paid_at": None}]
RATED = [{"asked_at": "03 10:00:00", "satisfaction": score} for score in (1, 3, 4, 5, None)]
ASKED_FOR_HELP: Tables = {
    "refunds": [
        {"order_id": "1", "requested_at": "03 10:00:00"},
        {"order_id": "1", "requested_at": "04 10:00:00"},
        {"order_id": "2", "requested_at": "03 10:00:00"},
        {"order_id": "4", "requested_at": "05 10:00:00"},
    ],
    "disputes": [
        {"order_id": "1", "opened_at": "06 10:00:00", "kind": "help_request"},  # counts on the 3rd, its first request
        {"order_id": "3", "opened_at": "04 10:00:00", "kind": "dispute"},
        {"order_id": "3", "opened_at": "05 10:00:00", "kind": "complaint"},  # the same order again
        {"order_id": "4", "opened_at": "04 23:59:59", "kind": "help_request"},  # before its refund
        {"order_id": "2", "kind": "dispute"},  # never opened
    ],
}  # fmt: skip
REQUESTS: Tables = {
    "orders": PAID,
    "refunds": [
        {"requested_at": "03 10:00:00", "refused_at": "05 10:00:00", "handled_by_shop": False},
        {"requested_at": "03 10:00:00", "agreed_at": "05 10:00:00", "handled_by_shop": True},
        {"requested_at": "04 10:00:00", "agreed_at": "05 10:00:00"},
        {"completed_at": "04 10:00:00", "refused_at": "05 10:00:00", "handled_by_shop": False},
    ],
}
CASES: dict[str, tuple[Tables, ByDay]] = {
    "refund_review_hours": (
        {"refunds": [
            {"requested_at": "03 22:59:59", "agreed_at": "04 08:00:00"},  # 9 h and a second
            {"requested_at": "03 23:00:00", "agreed_at": "04 08:00:10"},  # from 8:00: 10 s
            {"requested_at": "04 07:59:59", "refused_at": "04 08:00:05"},  # 5 s
            {"requested_at": "04 08:00:00", "agreed_at": "04 08:00:07"},  # 7 s
            {"requested_at": "04 03:00:00", "agreed_at": "04 05:00:00"},  # before 8:00: not below 0
            {"requested_at": "04 08:59:50", "refused_at": "04 09:00:00", "agreed_at": "06 09:00:00"},  # 10 s
            {"requested_at": "04 22:00:00", "agreed_at": "05 10:00:00", "refused_at": "07 10:00:00"},  # 12 h
            {"requested_at": "04 10:00:00"},
        ]},
        {"04": (32_401 + 10 + 5 + 7 + 0 + 10, 6), "05": (43_200, 1)},
    ),
    "dissatisfied_chat_rate": ({"chats": RATED}, {"03": (2, 4)}),
    "dissatisfied_chat_count": ({"chats": RATED}, {"03": (2, 0)}),
    "escalated_order_rate": (ASKED_FOR_HELP, {"03": (1, 2), "04": (2, 2)}),
    "escalated_order_count": (ASKED_FOR_HELP, {"03": (1, 0), "04": (2, 0)}),
    "complaint_rate": (
        {"orders": PAID, "disputes": [
            {"opened_at": "03 10:00:00", "kind": "complaint"}, {"opened_at": "03 10:00:00", "kind": "dispute"},
            {"opened_at": "04 10:00:00", "kind": "complaint"}, {"opened_at": "04 10:00:00", "kind": "help_request"},
            {"closed_at": "04 10:00:00", "kind": "complaint"},
        ]},
        {"03": (1, 2), "04": (1, 0)},
    ),
    "refund_refusal_rate": (REQUESTS, {"03": (1, 2), "04": (0, 1)}),
    "refund_request_rate": (REQUESTS, {"03": (2, 2), "04": (1, 0)}),
    "platform_entry_rate": (REQUESTS, {"03": (1, 2)}),
    "people_assisted": (
        {"chats": [
            {"asked_at": "03 00:00:00", "buyer_id": "b"}, {"asked_at": "03 23:59:59", "buyer_id": "b"},
            {"asked_at": "03 10:00:00", "buyer_id": "c"}, {"asked_at": "04 00:00:00", "buyer_id": "b"},
        ]},
        {"03": (2, 0), "04": (1, 0)},
    ),
    **{
        f"{kind}_count": (
            {"violations": [
                {"kind": kind, "day": "03"}, {"kind": kind, "day": "03"}, {"kind": kind, "day": "05"}, {"kind": kind},
                *({"kind": other, "day": "04"} for other in (*VIOLATIONS, "general_node") if other != kind),
            ]},
            {"03": (2, 0), "05": (1, 0)},
        )
        for kind in VIOLATIONS
    },
}  # fmt: skip


@pytest.mark.parametrize("metric", CASES)
def test_a_metric_counts_what_its_definition_says_on_the_day_it_belongs_to(metric: str) -> None:
    tables, expected = CASES[metric]
    assert counted(metric, tables) == expected


def test_review_hours_are_a_mean_in_hours() -> None:
    assert value("refund_review_hours", CASES["refund_review_hours"][0]) == (32_433 + 43_200) / (7 * 3600)


def test_without_records_of_violations_none_is_known_rather_than_0() -> None:
    sums = sums_of({"orders": [{"paid_at": "03 10:00:00"}]})
    assert sums.missing["mocking_count"] == (("violations.kind",),)


def test_the_platforms_own_figure_stands_in_for_a_count_and_an_amount_that_events_do_not_give() -> None:
    day = date(2022, 1, 3)
    given = [
        {"shop_id": "s", "day": day, "metric": metric, "value": figure, "sample": sample}
        for metric, figure, sample in (
            ("turnover", "1,234.50", 8),
            ("mocking_count", 2, None),
            ("people_assisted", 9, 9),
        )
    ]
    chats = [{"shop_id": "s", "chat_id": "1", "buyer_id": "b", "asked_at": "2022-01-03 10:00:00"}]
    sums = daily_sums(events(chats=chats, platform_metrics=given))
    metrics = panel(sums, {item["metric"]: (30, 0) for item in given}, day, day).metrics
    found = {name: (item.value[0, 0], item.sample[0, 0], item.origin[0, 0]) for name, item in metrics.items()}
    assert found == {
        "turnover": (1234.5, 8, PLATFORM), "mocking_count": (2, 1, PLATFORM), "people_assisted": (1, 1, MEASURED),
    }  # fmt: skip


def test_a_shops_violations_come_oldest_first_with_what_their_file_says() -> None:
    rows = [
        {"shop_id": "s", "violation_id": "1", "kind": "sampling_failed", "points": 6, "day": "2022-01-05"},
        {"shop_id": "s", "violation_id": "2", "kind": "general_node", "day": "2022-01-03"},
        {"shop_id": "s", "violation_id": "5", "points": 6, "day": "2022-01-03"},
        {"shop_id": "s", "violation_id": "3", "kind": "mocking", "points": 0},
        {"shop_id": "other", "violation_id": "4", "kind": "mocking", "points": 0, "day": "2022-01-04"},
    ]
    assert violations_of(events(violations=rows), "s") == [
        Violation("general_node", None, date(2022, 1, 3)),
        Violation("sampling_failed", 6, date(2022, 1, 5)),
    ]


def test_every_figure_of_the_platform_alone_is_that_of_its_own_day() -> None:
    alone = [metric for metric in METRICS.values() if metric.from_platform]
    assert {(metric.days, metric.lag, metric.denominator, metric.needs) for metric in alone} == {(1, 0, "", ())}
