"""The cases of a metric add up to its daily sums, whatever the events, before and after exclusion."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from by_day import KEYS
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import Row, events
from test_against_reference import AFTER, FLAGS, MAYBE, MONEY, NAMES, SCORES, TIMES, WAITS, later, rows

from scoring.errors import UnknownName
from scoring.measure.cases import cases
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.engine import attached
from scoring.store.events import Events

MEASURED = tuple(name for name, metric in METRICS.items() if not metric.from_platform)
# The twelve counts of violations differ in the kind alone.
IN_TURN = tuple(name for name in MEASURED if METRICS[name].needs != ("violations.kind",) or name == "mocking_count")
VIOLATIONS = st.sampled_from(["logistics_anomaly", "mocking", "general_node"])
SHOPS = st.sampled_from(["s", "s", "s", "t"])
ORDERS = st.sampled_from(["1", "2", "3"])
ORDER = st.one_of(st.just(""), ORDERS)
KINDS_OF_REFUND = st.sampled_from(["refund_only", "return_refund", "exchange"])
DAYS = st.integers(0, 39).map(lambda at: (date(2022, 1, 20) + timedelta(days=at)).isoformat())
COUNTS = st.sampled_from(["", "0", "3", "12"])
EVENTS = st.fixed_dictionaries({
    "orders": rows(shop_id=SHOPS, order_id=ORDERS, sub_order_id=st.sampled_from(["", "a", "b"]), paid_at=MAYBE,
                   shipped_at=MAYBE, delivered_at=MAYBE, confirmed_at=MAYBE, amount=st.one_of(MONEY, st.just("")),
                   buyer_id=NAMES, category=st.sampled_from(["", "女装", "其他"]), custom_made=FLAGS,
                   line_days=st.sampled_from(["", "1", "9"]), special_service_required=FLAGS,
                   special_service_met=FLAGS, province=st.sampled_from(["广东", "浙江", ""])),
    "reviews": rows(shop_id=SHOPS, rated_at=TIMES, buyer_id=NAMES, order_id=ORDER,
                    description_score=SCORES, service_score=SCORES, logistics_score=SCORES),
    "refunds": rows(shop_id=SHOPS, kind=KINDS_OF_REFUND, requested_at=MAYBE, agreed_at=MAYBE, refused_at=MAYBE,
                    completed_at=MAYBE, closed_at=MAYBE, return_signed_at=MAYBE, order_id=ORDER,
                    handled_by_shop=FLAGS, quality_reason=FLAGS, amount=MONEY,
                    first_reason=st.sampled_from(["", "破损", "不想要"])),
    "disputes": rows(shop_id=SHOPS, kind=st.sampled_from(["dispute", "complaint", "help_request"]), opened_at=MAYBE,
                     closed_at=MAYBE, order_id=ORDER, liable=st.sampled_from(["shop", "buyer", "none", "pending"])),
    "chats": rows(shop_id=SHOPS, asked_at=MAYBE, buyer_id=NAMES, first_human_reply_seconds=WAITS, replied=FLAGS,
                  satisfaction=SCORES, automatic_only=FLAGS),
    "service_tasks": rows(shop_id=SHOPS, created_at=MAYBE, handled_at=MAYBE, due_at=MAYBE),
    "violations": rows(shop_id=SHOPS, kind=VIOLATIONS, day=DAYS),
    "reception_totals": rows(shop_id=SHOPS, day=DAYS, people_asking=COUNTS, people_unanswered=COUNTS),
    "satisfaction_totals": rows(shop_id=SHOPS, day=DAYS, ratings_received=COUNTS, very_satisfied=COUNTS,
                                satisfied=COUNTS),
})  # fmt: skip
OUT = st.lists(st.one_of(
    st.fixed_dictionaries({"table": st.sampled_from(["orders", "refunds", "reviews"]), "record_id": ORDERS}),
    st.fixed_dictionaries({"table": st.sampled_from([*KEYS][:5]), "place": st.integers(0, 13)}),
    st.fixed_dictionaries({"table": st.just("orders"), "from_day": DAYS, "to_day": DAYS,
                           "province": st.sampled_from(["", "广东省"])}),
), max_size=4)  # fmt: skip


@settings(max_examples=8)
@given(st.data())
def test_the_cases_of_random_events_add_up_to_the_daily_sums(data: st.DataObject) -> None:
    drawn: dict[str, list[dict[str, str]]] = data.draw(EVENTS)
    for name, key in {**KEYS, "service_tasks": "task_id"}.items():
        for at, row in enumerate(drawn[name]):
            if name == "orders" and row["paid_at"] and data.draw(st.booleans()):
                row["collected_at"] = later(row["paid_at"], data.draw(AFTER))
            row.setdefault(key, f"{name}{at}")
    shop = events(**drawn, exclusions=[excluded(at, row, data) for at, row in enumerate(data.draw(OUT))])
    sums = daily_sums(shop)
    if sums.shops:
        check(shop, sums, IN_TURN)


def excluded(at: int, row: Mapping[str, object], data: st.DataObject) -> Row:
    """An upheld exclusion; one by place names the record at that place of its table."""
    named = {"record_id": f"{row['table']}{row['place']}"} if "place" in row else {}
    metric = data.draw(st.sampled_from(["", "", "negative_feedback_rate", "dispute_refund_rate", "reply_rate"]))
    cells = {name: cell for name, cell in row.items() if name != "place"}
    return {"shop_id": "s", "exclusion_id": at, "status": "upheld", "metric": metric, **cells, **named}


def check(shop: Events, sums: DailySums, metrics: Sequence[str] = MEASURED) -> None:
    last = sums.first_day + timedelta(days=sums.days - 1)
    with attached(shop) as connection:
        for name in metrics:
            item = METRICS[name]
            for after in (False, True):
                found = cases(connection, name, sums.first_day, last, after_exclusion=after).to_pylist()
                columns = sums.excluded.get(name, sums.columns) if after else sums.columns
                for part, column in (("numerator", item.numerator), ("denominator", item.denominator)):
                    added = np.zeros((len(sums.shops), sums.days), dtype=np.int64)
                    for row in found:
                        added[sums.shops.index(row["shop_id"]), (row["day"] - sums.first_day).days] += row[part]
                    expected = columns[column] if column else np.zeros_like(added)
                    assert np.array_equal(added, expected), (name, part, after)


def test_the_cases_of_the_sample_shop_add_up_to_its_daily_sums(sample_events: Events, sample_sums: DailySums) -> None:
    check(sample_events, sample_sums)
    assert set(sample_sums.excluded) == {"collected_within_24h_rate", "delivery_hours"}


SHOP = {"shop_id": "s"}
FIRST, LAST = date(2022, 1, 1), date(2022, 1, 31)


def found(metric: str, first: date = FIRST, last: date = LAST, **tables: Sequence[Row]) -> list[dict[str, object]]:
    """The cases of the rows, without what is empty and without the shop."""
    made = events(**{name: [{**SHOP, **row} for row in given] for name, given in tables.items()})
    with attached(made, ["s"]) as connection:
        table = cases(connection, metric, first, last).to_pylist()
    return [{name: cell for name, cell in row.items() if cell is not None and name != "shop_id"} for row in table]


def at(day: int) -> str:
    return f"2022-01-{day:02} 10:00:00"


def test_a_case_is_named_by_its_table_and_key_and_only_cases_of_the_days_asked_for_are_given() -> None:
    orders = [
        {"order_id": f"o{day}", "sub_order_id": "1", "paid_at": at(day), "delivered_at": at(day + 1)}
        for day in (1, 2, 3)
    ]
    assert found("delivery_hours", date(2022, 1, 2), date(2022, 1, 2), orders=orders) == [
        {
            "day": date(2022, 1, 2),
            "table": "orders",
            "order_id": "o2",
            "sub_order_id": "1",
            "numerator": 86_400,
            "denominator": 1,
        }
    ]


def test_where_disputes_are_set_against_orders_both_are_cases_and_count_on_their_own_side() -> None:
    assert found(
        "dispute_refund_rate",
        orders=[{"order_id": "o", "paid_at": at(1)}],
        disputes=[{"dispute_id": "d", "order_id": "o", "kind": "dispute", "closed_at": at(4), "liable": "shop"},
                  {"dispute_id": "won", "order_id": "o", "kind": "dispute", "closed_at": at(4), "liable": "buyer"}],
    ) == [
        {"day": date(2022, 1, 1), "table": "orders", "order_id": "o", "sub_order_id": "",
         "numerator": 0, "denominator": 1},
        {"day": date(2022, 1, 4), "table": "disputes", "dispute_id": "d", "numerator": 1, "denominator": 0},
    ]  # fmt: skip


def test_groups_and_totals_of_a_day_are_cases() -> None:
    chats = [{"chat_id": "1", "buyer_id": "b", "asked_at": at(1), "replied": False},
             {"chat_id": "2", "buyer_id": "b", "asked_at": at(1), "replied": True},
             {"chat_id": "3", "asked_at": at(1), "replied": False}]  # fmt: skip
    totals = [{"day": "2022-01-02", "people_asking": 10, "people_unanswered": 1}]
    people = [("chats", "3", 0, 1), ("chats", "b", 1, 1), ("reception_totals", None, 9, 10)]
    assert [
        (row["table"], row.get("person"), row["numerator"], row["denominator"])
        for row in found("reply_rate", chats=chats, reception_totals=totals)
    ] == people
    orders = [{"order_id": "o", "sub_order_id": part, "confirmed_at": at(day), "amount": "10.00", "buyer_id": "b",
               "paid_at": at(1)} for part, day in (("1", 2), ("2", 3))]  # fmt: skip
    refunds = [{"refund_id": "f", "order_id": "o", "requested_at": at(1), "completed_at": at(2), "amount": "5.00"}]
    sold = {"day": date(2022, 1, 3), "table": "orders", "order_id": "o", "numerator": 1500, "denominator": 0}
    assert found("sales", orders=orders, refunds=refunds) == [sold]
    disputes = [{"dispute_id": "d", "order_id": "o", "opened_at": at(5)}]
    asked = {"day": date(2022, 1, 1), "table": "orders", "order_id": "o", "numerator": 1, "denominator": 1}
    assert found("escalated_order_rate", refunds=refunds, disputes=disputes) == [asked]
    (buyer,) = (row for row in found("sales_per_buyer", orders=orders) if row["denominator"])
    assert (buyer["table"], buyer["buyer"], buyer["numerator"]) == ("orders", "b", 0)


def test_what_only_the_platform_gives_has_no_cases_and_an_unknown_metric_is_refused() -> None:
    assert found("brand_influence", orders=[{"order_id": "o", "paid_at": at(1)}]) == []
    with pytest.raises(UnknownName):
        found("made_up_rate", orders=[{"order_id": "o", "paid_at": at(1)}])
