"""Segments share out the cases of a metric by what their rows state, and say how each stands beside the rest."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from made_up import Row, events
from parted import segments, shortfall

from scoring.errors import UnknownName
from scoring.measure.attributes import ATTRIBUTES, attributes_of, stated_attributes
from scoring.measure.cases import cases
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.engine import attached
from scoring.measure.segments import Segment
from scoring.store.events import Events

SHOP = "示例旗舰店"
FIRST, LAST = date(2022, 3, 1), date(2022, 4, 30)
JANUARY = (date(2022, 1, 1), date(2022, 1, 31))


def made(**tables: Sequence[Row]) -> Events:
    return events(**{name: [{"shop_id": "s", **row} for row in given] for name, given in tables.items()})


def of(metric: str, attribute: str, shop: Events, **more: bool) -> dict[str, tuple[int, int]]:
    """Value → numerator and denominator over January 2022."""
    with attached(shop, ["s"]) as connection:
        found = segments(connection, "s", metric, attribute, *JANUARY, **more)
    return {segment.value: (segment.numerator, segment.denominator) for segment in found}


def at(day: int, hour: int = 10) -> str:
    return f"2022-01-{day:02} {hour:02}:00:00"


def test_the_segments_of_every_attribute_share_out_the_cases_of_the_sample_shop(sample_events: Events) -> None:
    # One metric of every family, and of every pair of them.
    chosen = {(item.denominator, item.unit): item for item in METRICS.values() if item.numerator}.values()
    with attached(sample_events, [SHOP]) as connection:
        for item in chosen:
            table = cases(connection, item.id, FIRST, LAST)
            whole = [sum(table[name].to_pylist()) for name in ("numerator", "denominator")]
            for attribute in attributes_of(item.id):
                found = segments(connection, SHOP, item.id, attribute, FIRST, LAST)
                assert [sum(s.numerator for s in found), sum(s.denominator for s in found)] == whole, item.id
                assert len({segment.value for segment in found}) == len(found)
                for segment in found:
                    assert segment.excess == pytest.approx(float(excess(item, segment, *whole)), abs=1e-6)
                assert [-s.excess for s in found] == sorted(-s.excess for s in found)


def excess(item: Metric, segment: Segment, numerator: int, denominator: int) -> Fraction:
    """The definition a second time, in exact fractions."""
    own = Fraction(segment.numerator, item.scale)
    if not item.denominator:
        return own if item.better == "lower" else Fraction(0)
    cases_of_rest = denominator - segment.denominator
    if not cases_of_rest:
        return Fraction(0)
    rest = Fraction(numerator - segment.numerator, cases_of_rest * item.scale)
    return (own - segment.denominator * rest) * (1 if item.better == "lower" else -1)


def test_an_attribute_of_the_order_reaches_what_belongs_to_it() -> None:
    parts = [{"order_id": "1", "carrier": "中通", "warehouse": "杭州", "province": "广东", "product_id": "p"},
             {"order_id": "2", "sub_order_id": "a", "carrier": "圆通", "warehouse": "杭州", "product_id": "p"},
             {"order_id": "2", "sub_order_id": "b", "carrier": "圆通", "warehouse": "郑州", "product_id": "q"}
             ]  # fmt: skip
    orders = [{**part, "paid_at": at(1)} for part in parts]
    refunds = [{"refund_id": name, "order_id": order, "kind": "refund_only", "requested_at": at(2),
                "completed_at": at(3), "handled_by_shop": True}
               for name, order in (("f", "1"), ("g", "2"), ("h", ""), ("i", "unknown"))]  # fmt: skip
    shop = made(orders=orders, refunds=refunds)
    day = 86_400
    assert of("refund_own_hours", "carrier", shop) == {"中通": (day, 1), "圆通": (day, 1), "": (2 * day, 2)}
    # The parts of order 2 came from two warehouses: the refund of it states neither.
    assert of("refund_own_hours", "warehouse", shop) == {"杭州": (day, 1), "": (3 * day, 3)}
    assert of("refund_request_rate", "carrier", shop) == {"中通": (1, 1), "圆通": (1, 2), "": (2, 0)}
    reviews = [{"review_id": "r", "order_id": "2", "product_id": "q", "rated_at": at(9), "description_score": 1},
               {"review_id": "s", "order_id": "1", "rated_at": at(9), "description_score": 3}]  # fmt: skip
    shop = made(orders=orders, reviews=reviews)
    assert of("description_rating", "product_id", shop) == {"q": (1, 1), "p": (3, 1)}
    assert of("description_rating", "province", shop) == {"": (1, 1), "广东": (3, 1)}
    tasks = [{"task_id": "t", "order_id": "1", "created_at": at(1), "due_at": at(2)}]
    disputes = [{"dispute_id": "d", "order_id": "2", "opened_at": at(2)}]
    shop = made(orders=orders, service_tasks=tasks, disputes=disputes)
    assert of("service_task_hours", "warehouse", shop) == {"杭州": (day, 1)}
    assert of("escalated_order_rate", "carrier", shop) == {"圆通": (1, 1)}


def test_a_province_counts_as_one_however_it_is_written() -> None:
    written = ["广东", "广东省", "广东省深圳市南山区", "内蒙古自治区", "内蒙古", "北京市", "上海", "Bavaria", ""]
    orders = [{"order_id": place or "none", "province": place, "paid_at": at(1), "delivered_at": at(1)}
              for place in written]  # fmt: skip
    found = of("delivery_hours", "province", made(orders=orders))
    assert {value: count for value, (_, count) in found.items()} == {
        "广东": 3, "内蒙古": 2, "北京": 1, "上海": 1, "Bavaria": 1, "": 1,
    }  # fmt: skip


def test_hour_and_weekday_are_those_of_the_case_and_of_the_payment_where_refunds_meet_orders() -> None:
    # 2022-01-01 was a Saturday.
    orders = [{"order_id": "o", "paid_at": at(1, 0), "delivered_at": at(2, 23)},
              {"order_id": "p", "paid_at": at(2, 23)}]  # fmt: skip
    refunds = [{"refund_id": "f", "order_id": "o", "requested_at": at(4, 7), "refused_at": at(5)}]
    reviews = [{"review_id": "r", "order_id": "o", "rated_at": at(3, 12), "description_score": 5}]
    chats = [{"chat_id": "c", "buyer_id": "b", "asked_at": at(5, 23), "replied": True},
             {"chat_id": "d", "buyer_id": "b", "asked_at": at(5, 9), "replied": True}]  # fmt: skip
    violations = [{"violation_id": "v", "kind": "mocking", "day": "2022-01-09"}]
    shop = made(orders=orders, refunds=refunds, reviews=reviews, chats=chats, violations=violations)
    assert set(of("delivery_hours", "hour", shop)) == {"0"}
    assert set(of("delivery_hours", "weekday", shop)) == {"6"}
    assert set(of("refund_refusal_rate", "hour", shop)) == {"7"}
    assert set(of("refund_refusal_rate", "weekday", shop)) == {"2"}
    assert set(of("description_rating", "hour", shop)) == {"12"}
    # Of a person the first chat of the day counts.
    assert of("reply_rate", "hour", shop) == {"9": (1, 1)}
    assert of("mocking_count", "weekday", shop) == {"7": (1, 0)}
    assert of("refund_request_rate", "hour", shop) == {"0": (1, 1), "23": (0, 1)}
    assert of("refund_request_rate", "weekday", shop) == {"6": (1, 1), "7": (0, 1)}
    totals = [{"day": "2022-01-03", "people_asking": 5, "people_unanswered": 1}]
    shop = made(chats=chats, reception_totals=totals)
    assert of("reply_rate", "hour", shop) == {"9": (1, 1), "": (4, 5)}
    assert of("reply_rate", "weekday", shop) == {"3": (1, 1), "1": (4, 5)}


def test_chats_have_agents_and_refunds_have_reasons_and_kinds() -> None:
    asked = [("a", "云", True), ("b", "雪", False), ("b", "雪", False), ("c", "云", True), ("c", "雪", True)]
    chats = [{"chat_id": place, "buyer_id": buyer, "agent": agent, "asked_at": at(1), "replied": replied}
             for place, (buyer, agent, replied) in enumerate(asked)]  # fmt: skip
    # Whom two agents served is neither's.
    assert of("reply_rate", "agent", made(chats=chats)) == {"云": (1, 1), "雪": (0, 1), "": (1, 1)}
    refunds = [{"refund_id": "f", "kind": "refund_only", "first_reason": "不想要", "requested_at": at(1),
                "refused_at": at(2)}, {"refund_id": "g", "kind": "exchange", "requested_at": at(1)}]  # fmt: skip
    shop = made(refunds=refunds)
    assert of("refund_refusal_rate", "first_reason", shop) == {"不想要": (1, 1), "": (0, 1)}
    assert of("refund_refusal_rate", "refund_kind", shop) == {"refund_only": (1, 1), "exchange": (0, 1)}


def test_only_attributes_that_all_cases_have_are_offered_and_stated_ones_are_told() -> None:
    of_orders = ("carrier", "warehouse", "province", "product_id", "hour", "weekday")
    assert attributes_of("collected_within_48h_rate") == of_orders == attributes_of("refund_request_rate")
    assert attributes_of("refund_own_hours") == (*of_orders[:4], "first_reason", "refund_kind", "hour", "weekday")
    assert attributes_of("reply_rate") == ("agent", "hour", "weekday")
    assert attributes_of("pdd_logistics_anomaly_rate") == attributes_of("mocking_count") == ("weekday",)
    assert attributes_of("brand_influence") == ()
    assert {name for metric in METRICS for name in attributes_of(metric)} == set(ATTRIBUTES)
    with attached(made(orders=[{"order_id": "o", "carrier": "中通", "paid_at": at(1)}]), ["s"]) as connection:
        assert stated_attributes(connection, "s", "delivery_hours") == ("carrier", "hour", "weekday")
        assert stated_attributes(connection, "s", "reply_rate") == ()
        with pytest.raises(UnknownName):
            segments(connection, "s", "delivery_hours", "agent", *JANUARY)
        with pytest.raises(UnknownName):
            shortfall(connection, "s", "made_up_rate", *JANUARY)


def late(carrier: str, orders: int, late_ones: int) -> list[Row]:
    """Orders of a carrier, some of them collected after three days, the others at once."""
    return [{"order_id": f"{carrier}{place}", "carrier": carrier, "paid_at": at(3),
             "collected_at": at(6 if place < late_ones else 3)} for place in range(orders)]  # fmt: skip


END: Row = {"order_id": "end", "paid_at": "2022-03-01 10:00:00"}


def test_excess_is_what_is_worse_than_the_rest_would_have_it() -> None:
    shop = made(orders=[*late("中通", 100, 5), *late("圆通", 50, 20), *late("顺丰", 50, 0), END])
    with attached(shop, ["s"]) as connection:
        found = segments(connection, "s", "collected_within_48h_rate", "carrier", *JANUARY)
    rest = {"圆通": Fraction(145, 150), "顺丰": Fraction(125, 150), "中通": Fraction(80, 100)}
    assert [segment.value for segment in found] == list(rest)
    for segment in found:
        assert segment.figure == segment.numerator / segment.denominator
        assert segment.rest == float(rest[segment.value])
        assert segment.excess == pytest.approx(float(segment.denominator * rest[segment.value] - segment.numerator))
        assert segment.share == segment.denominator / 200
    assert found[0].excess == pytest.approx(50 * 145 / 150 - 30)


def test_excess_of_means_is_in_their_unit_and_of_counts_all_of_it() -> None:
    orders = [{"order_id": f"{carrier}{place}", "carrier": carrier, "paid_at": at(1), "delivered_at": at(1 + days)}
              for carrier, days in (("快", 2), ("慢", 5)) for place in range(10)]  # fmt: skip
    reviews = [{"review_id": f"{score}{place}", "product_id": f"p{score}", "rated_at": at(1),
                "description_score": score}
               for score in (1, 4) for place in range(3)]  # fmt: skip
    with attached(made(orders=orders, reviews=reviews), ["s"]) as connection:
        slow, fast = segments(connection, "s", "delivery_hours", "carrier", *JANUARY)
        assert (slow.value, slow.figure, slow.rest, slow.excess, fast.excess) == ("慢", 120.0, 48.0, 720.0, -720.0)
        low, high = segments(connection, "s", "description_rating", "product_id", *JANUARY)
        assert (low.value, low.figure, low.rest, low.excess, high.excess) == ("p1", 1.0, 4.0, 9.0, -9.0)
        counted = segments(connection, "s", "low_rating_count", "product_id", *JANUARY)
        assert [(s.value, s.figure, s.rest, s.excess, s.share) for s in counted] == [("p1", 3.0, 0.0, 3.0, 1.0)]
        assert [s.excess for s in segments(connection, "s", "paid_order_count", "carrier", *JANUARY)] == [0.0, 0.0]
        (alone,) = segments(connection, "s", "delivery_hours", "warehouse", *JANUARY)
        assert (alone.value, alone.rest, alone.excess) == ("", None, 0.0)
        assert shortfall(connection, "s", "low_rating_count", *JANUARY) == []
